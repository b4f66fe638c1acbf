"""Extension discipline: brief §2.9 matrix, §7.1 T16, AS-15."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from common.actors import SYSTEM, Actor, Outside
from common.models import File, Unit
from deadlines import services
from deadlines.models import Deadline, Extension
from policies.pack import PolicyPack
from tests.deadlines.conftest import Heard, MakeUser, clock_of, day, moment


@pytest.fixture
def verification(file: File, pack: PolicyPack) -> Deadline:
    return services.start(file, "VERIFICATION", at=moment("2026-08-03"), pack=pack)


def ask(
    file: File,
    by: Actor,
    *,
    asked: str = "2026-08-24 17:00",
    at: str = "2026-08-25",
    code: str = "VERIFICATION",
    asked_by: Actor | None = None,
) -> Extension:
    return services.extend(
        file, code, by=by, asked_at=moment(asked), at=moment(at), asked_by=asked_by
    )


@pytest.mark.parametrize("swept", [True, False])
def test_the_days_are_added_to_the_old_end_although_granted_after_it(
    file: File, verification: Deadline, officer: User, investigator: User, heard: Heard, swept: bool
) -> None:
    assert verification.due_on == day("2026-08-24")
    if swept:
        services.sweep(moment("2026-08-25 00:00"))

    ask(file, officer, asked_by=investigator)

    clock = clock_of(file, "VERIFICATION")
    assert (clock.status, clock.due_on) == ("RUNNING", day("2026-09-14"))


def test_a_second_extension_is_refused(file: File, verification: Deadline, officer: User) -> None:
    ask(file, officer)

    with pytest.raises(services.ExtensionsUsedUp):
        ask(file, officer, asked="2026-09-01", at="2026-09-01")


def test_a_request_after_the_last_day_is_refused(
    file: File, verification: Deadline, officer: User
) -> None:
    with pytest.raises(services.AskedTooLate):
        ask(file, officer, asked="2026-08-25 00:01")

    assert clock_of(file, "VERIFICATION").due_on == day("2026-08-24")


def test_a_request_at_midnight_is_in_time(
    file: File, verification: Deadline, officer: User
) -> None:
    ask(file, officer, asked="2026-08-25 00:00")

    assert clock_of(file, "VERIFICATION").due_on == day("2026-09-14")


@pytest.mark.parametrize("asked", ["2026-08-02", "2026-08-26"])
def test_a_request_before_the_start_or_after_its_approval_is_refused(
    file: File, verification: Deadline, officer: User, asked: str
) -> None:
    with pytest.raises(services.AskedInFuture):
        ask(file, officer, asked=asked)


@pytest.mark.parametrize("code", ["ACCEPTANCE", "HANDLING", "RESULT_FEEDBACK", "MEDIATION"])
def test_a_clock_outside_the_matrix_is_never_extended(
    file: File, pack: PolicyPack, officer: User, code: str
) -> None:
    services.start(file, code, at=moment("2026-08-03"), pack=pack)

    with pytest.raises(services.NotExtendable):
        ask(file, officer, asked="2026-08-04", at="2026-08-04", code=code)


def test_only_the_role_of_the_matrix_grants(
    file: File, verification: Deadline, investigator: User
) -> None:
    nobodies: list[Actor] = [investigator, SYSTEM, Outside(role="COMPLAINANT", party_id=1)]
    for nobody in nobodies:
        with pytest.raises(services.NotTheApprover):
            ask(file, nobody)


def test_only_the_role_of_the_matrix_asks(
    file: File, verification: Deadline, officer: User, posted: MakeUser
) -> None:
    with pytest.raises(services.NotTheAsker):
        ask(file, officer, asked_by=posted("chen", "MEDIATOR"))


def test_nobody_grants_his_own_request(
    file: File, verification: Deadline, officer: User, unit: Unit
) -> None:
    officer.postings.create(unit=unit, role="INVESTIGATOR", started_on=day("2020-01-01"))
    officer.__dict__.pop("current_postings", None)

    with pytest.raises(services.ApproverAsked):
        ask(file, officer, asked_by=officer)


def test_a_party_asks_and_the_clerk_grants(file: File, pack: PolicyPack, posted: MakeUser) -> None:
    services.start(file, "SUPPLEMENT", at=moment("2026-01-06"), pack=pack)
    party = Outside(role="COMPLAINANT", party_id=1)

    extension = ask(
        file,
        posted("wang", "INTAKE"),
        asked="2026-01-13",
        at="2026-01-13",
        code="SUPPLEMENT",
        asked_by=party,
    )

    assert clock_of(file, "SUPPLEMENT").due_on == day("2026-01-20")
    assert (extension.asked_by_id, extension.granted_role) == (None, "INTAKE")


def test_a_hold_is_renewed_from_its_old_last_day(
    file: File, pack: PolicyPack, officer: User, investigator: User
) -> None:
    services.start(file, "INTERIM_HOLD", at=moment("2026-03-06"), pack=pack)

    ask(
        file,
        officer,
        asked="2026-04-01",
        at="2026-04-03",
        code="INTERIM_HOLD",
        asked_by=investigator,
    )

    assert clock_of(file, "INTERIM_HOLD").due_on == day("2026-05-05")


def test_a_hold_that_has_lapsed_is_not_renewed(file: File, pack: PolicyPack, officer: User) -> None:
    services.start(file, "INTERIM_HOLD", at=moment("2026-03-06"), pack=pack)

    with pytest.raises(services.RightLapsed):
        ask(file, officer, asked="2026-04-01", at="2026-04-06", code="INTERIM_HOLD")


def test_calendar_days_are_added_before_rolling(
    file: File, pack: PolicyPack, posted: MakeUser
) -> None:
    services.start(file, "SANCTION_CASE", at=moment("2026-07-03"), pack=pack)
    assert clock_of(file, "SANCTION_CASE").due_on == day("2026-10-08")

    ask(
        file,
        posted("sun", "COMMITTEE"),
        asked="2026-10-08",
        at="2026-10-08",
        code="SANCTION_CASE",
    )

    # From the nominal end 10-01, not from 10-08: Saturday 10-31, rolled.
    clock = clock_of(file, "SANCTION_CASE")
    assert (clock.nominal_on, clock.due_on) == (day("2026-10-31"), day("2026-11-02"))


def test_a_stopped_clock_is_not_extended(file: File, verification: Deadline, officer: User) -> None:
    services.meet(file, "VERIFICATION", at=moment("2026-08-10"))

    with pytest.raises(services.ClockNotOpen):
        ask(file, officer)


def test_the_database_refuses_an_extension_asked_too_late(
    file: File, verification: Deadline, officer: User
) -> None:
    with (
        pytest.raises(IntegrityError, match="extension_asked_in_time"),
        transaction.atomic(),
    ):
        Extension.objects.create(
            deadline=verification,
            number=1,
            length=15,
            asked_at=moment("2026-08-26"),
            granted_at=moment("2026-08-26"),
            granted_by=officer,
            granted_role="OFFICER",
            due_before_at=verification.due_at,
        )
