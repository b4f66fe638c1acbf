"""More time for verification and supplement: asked in time, decided by another (AS-15)."""

from datetime import datetime

import pytest

from casework import refusals
from casework.models import Complaint, Supplement
from casework.services import acceptance, extension, verification
from common.actors import Outside
from common.zone import SHANGHAI
from deadlines import services as deadlines
from deadlines.models import Deadline
from outbox import services as outbox
from outbox.models import Message
from tests import cast

REASON = "须向平台调取服务订单和监控记录，尚未取得。"


def on(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=SHANGHAI)


def due(complaint, code="VERIFICATION"):
    clock = Deadline.objects.get(file=complaint.file, code=code)
    return str(clock.due_on)


@pytest.fixture
def verified(accepted):
    """A verification begun on Monday 2026-08-03, as AS-15 gives it."""
    complaint = accepted("S3", at=on("2026-08-03"), received_at=on("2026-08-03", 9))
    verification.start(
        complaint_id=complaint.pk,
        plan="核对服务订单，分别走访双方当事人",
        facts_disputed=True,
        by=cast.member("officer"),
        at=on("2026-08-03"),
    )
    return complaint


def ask(complaint, day="2026-08-24", by="investigator", code="VERIFICATION"):
    return extension.ask(
        complaint_id=complaint.pk, code=code, reason=REASON, by=cast.member(by), at=on(day)
    )


def test_the_days_count_from_the_old_end_and_no_other_clock_moves(verified):
    handling = due(verified, "HANDLING")
    asked = ask(verified)

    extension.grant(request_id=asked.pk, by=cast.member("officer"), at=on("2026-08-25"))

    assert due(verified) == "2026-09-14"
    assert due(verified, "HANDLING") == handling == "2026-08-12"


def test_a_second_request_after_a_grant_is_refused(verified):
    extension.grant(request_id=ask(verified).pk, by=cast.member("officer"), at=on("2026-08-25"))

    with pytest.raises(deadlines.ExtensionsUsedUp):
        ask(verified, "2026-08-26")


def test_a_request_after_the_last_day_is_refused(verified):
    assert due(verified) == "2026-08-24"

    with pytest.raises(deadlines.AskedTooLate):
        ask(verified, "2026-08-25")


def test_who_asked_does_not_decide_even_in_another_role(verified):
    cast.person("investigator", "INVESTIGATOR", "OFFICER")
    asked = ask(verified)

    with pytest.raises(deadlines.ApproverAsked):
        extension.grant(request_id=asked.pk, by=cast.member("investigator"), at=on("2026-08-24"))
    with pytest.raises(deadlines.ApproverAsked):
        extension.refuse(
            request_id=asked.pk,
            reason="不符合延期条件，请按期办结。",
            by=cast.member("investigator"),
            at=on("2026-08-24"),
        )
    assert due(verified) == "2026-08-24"


def test_a_refusal_leaves_the_clock_and_lets_the_investigator_ask_again(verified):
    asked = ask(verified, "2026-08-20")

    extension.refuse(
        request_id=asked.pk,
        reason="材料已可调取，请按期办结。",
        by=cast.member("officer"),
        at=on("2026-08-20", 15),
    )

    assert due(verified) == "2026-08-24"
    assert ask(verified, "2026-08-21").granted is None


def test_one_request_at_a_time_and_one_decision(verified):
    asked = ask(verified, "2026-08-20")
    with pytest.raises(refusals.AskedAlready):
        ask(verified, "2026-08-21", by="investigator2")

    extension.grant(request_id=asked.pk, by=cast.member("officer"), at=on("2026-08-21"))

    with pytest.raises(refusals.DecidedAlready):
        extension.grant(request_id=asked.pk, by=cast.member("officer2"), at=on("2026-08-21", 11))
    assert due(verified) == "2026-09-14"


def test_only_an_investigator_asks_and_only_an_officer_decides(verified):
    with pytest.raises(deadlines.NotTheAsker):
        ask(verified, by="mediator")

    with pytest.raises(deadlines.NotTheApprover):
        extension.grant(request_id=ask(verified).pk, by=cast.member("triage"), at=on("2026-08-25"))


def test_the_complainant_is_told_of_the_longer_verification(verified):
    asked = ask(verified)
    extension.grant(request_id=asked.pk, by=cast.member("officer"), at=on("2026-08-25"))

    topics = Message.objects.filter(key__endswith=f":{asked.pk}").values_list("topic", flat=True)

    assert {"verification.extension_asked", "verification.extension_granted"} <= set(topics)


def test_a_complainant_gets_five_working_days_more_for_the_materials(registered):
    complaint = registered(received_at=on("2026-08-03", 9))
    acceptance.request_supplement(
        complaint_id=complaint.pk, items=["服务合同"], by=cast.member("intake"), at=on("2026-08-03")
    )
    party = complaint.file.parties.get(role="COMPLAINANT")
    clerk = cast.member("intake")
    asked = extension.ask(
        complaint_id=complaint.pk,
        code="SUPPLEMENT",
        reason="合同原件在外地，寄回需要时间。",
        by=Outside("COMPLAINANT", party_id=party.pk, entered_by=clerk.pk),
        at=on("2026-08-07"),
    )

    extension.grant(request_id=asked.pk, by=clerk, at=on("2026-08-07", 11))

    # 5 working days from 08-03 end on 08-10, five more on 08-17.
    assert due(complaint, "SUPPLEMENT") == "2026-08-17"
    assert str(Supplement.objects.get(pk=complaint.pk).due_on) == "2026-08-17"


@pytest.fixture
def wanting(registered):
    """A complaint whose materials were asked for on 08-03 and are due at the end of 08-10."""
    complaint = registered(received_at=on("2026-08-03", 9))
    acceptance.request_supplement(
        complaint_id=complaint.pk, items=["服务合同"], by=cast.member("intake"), at=on("2026-08-03")
    )
    return complaint


def ask_on_the_last_evening(complaint):
    party = complaint.file.parties.get(role="COMPLAINANT")
    return extension.ask(
        complaint_id=complaint.pk,
        code="SUPPLEMENT",
        reason="合同原件在外地，寄回需要时间。",
        by=Outside("COMPLAINANT", party_id=party.pk),
        at=on("2026-08-10", 23),
    )


@pytest.fixture
def asked_late(wanting):
    """A request for more time of the last evening, which nobody answered that day."""
    ask_on_the_last_evening(wanting)
    return Complaint.objects.get(pk=wanting.pk)


def refuse(asked):
    extension.refuse(
        request_id=asked.pk,
        reason="材料由投诉人自己保管，可以拍照上传。",
        by=cast.member("intake"),
        at=on("2026-08-11"),
    )


def night_after(complaint):
    deadlines.sweep(on("2026-08-11", 0))
    while outbox.deliver_due(on("2026-08-11", 0)).handled:
        pass
    return Complaint.objects.get(pk=complaint.pk).state


def test_a_request_in_time_keeps_the_right_alive_until_the_answer(asked_late):
    assert night_after(asked_late) == "PENDING_SUPPLEMENT"

    asked = extension.waiting(asked_late, "SUPPLEMENT")
    extension.grant(request_id=asked.pk, by=cast.member("intake"), at=on("2026-08-11"))

    # The day the request lay unanswered does not count; five working days from the answer on.
    assert due(asked_late, "SUPPLEMENT") == "2026-08-18"


def test_a_late_yes_grants_days_that_are_still_to_come(asked_late):
    night_after(asked_late)
    asked = extension.waiting(asked_late, "SUPPLEMENT")

    extension.grant(request_id=asked.pk, by=cast.member("intake"), at=on("2026-08-20"))

    assert due(asked_late, "SUPPLEMENT") == "2026-08-27"
    assert str(Supplement.objects.get(pk=asked_late.pk).due_on) == "2026-08-27"


def test_materials_that_come_while_the_request_waits_are_in_time(asked_late):
    night_after(asked_late)
    party = asked_late.file.parties.get(role="COMPLAINANT")

    acceptance.supply(
        complaint_id=asked_late.pk,
        answer="合同照片",
        by=Outside("COMPLAINANT", party_id=party.pk),
        at=on("2026-08-11"),
    )

    assert Deadline.objects.get(file=asked_late.file, code="SUPPLEMENT").status == "MET"
    assert night_after(asked_late) == "REGISTERED"


def test_a_request_of_the_last_second_counts_although_the_sweep_came_first(wanting):
    deadlines.sweep(on("2026-08-11", 0))
    asked = ask_on_the_last_evening(wanting)

    assert night_after(wanting) == "PENDING_SUPPLEMENT"
    refuse(asked)
    assert night_after(wanting) == "NOT_ACCEPTED"


def test_a_refused_request_ends_what_was_kept_alive(asked_late):
    night_after(asked_late)
    refuse(extension.waiting(asked_late, "SUPPLEMENT"))

    assert night_after(asked_late) == "NOT_ACCEPTED"
    topics = set(Message.objects.values_list("topic", flat=True))
    assert {"supplement.extension_asked", "supplement.extension_refused"} <= topics


def test_without_a_request_the_same_night_ends_the_right(wanting):
    assert night_after(wanting) == "NOT_ACCEPTED"
