"""An agreement stands once both parties have signed the same wording (brief §3.2 MD-08, C18)."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from casework import refusals
from casework.models import AgreementDraft, AgreementSignature, Complaint, Mediation
from casework.refusals.ending import NotTakenDownHere
from casework.services import agreement, triage
from common.actors import Outside
from common.errors import NotPermitted, WrongState
from common.models import Event
from deadlines.models import Deadline
from documents import services as documents
from documents.models import Document
from documents.services import IncompletePaper
from tests import agreeing, cast
from tests.casework.putting import put

SIDES = ("COMPLAINANT", "RESPONDENT")


@pytest.fixture
def opened(proposed: Mediation) -> Mediation:
    with transaction.atomic():
        put(proposed.complaint, "CM", "IN_MEDIATION")
        put(proposed, "MD", "IN_SESSION")
    return Mediation.objects.get(pk=proposed.pk)


def state(opened: Mediation) -> str:
    return str(Mediation.objects.values_list("state", flat=True).get(pk=opened.pk))


@pytest.mark.parametrize("order", [SIDES, SIDES[::-1]])
def test_the_second_signature_concludes_in_either_order(
    opened: Mediation, order: tuple[str, str]
) -> None:
    worded = agreeing.draft(opened, terms=[" 退还费用 ", ""], fault_admitted=True)
    assert not Document.objects.filter(kind="MEDIATION_STATEMENT").exists()

    assert agreeing.sign(worded, order[0]).state == "IN_SESSION"
    agreed = agreeing.sign(worded, order[1], on_paper=True)

    assert (agreed.state, agreed.terms, agreed.fault_admitted) == ("AGREED", ["退还费用"], True)
    assert Complaint.objects.get(pk=opened.complaint_id).outcome == "SETTLED"
    concluded = Event.objects.get(file=opened.file, name="agree")
    assert (concluded.role, concluded.by_id) == ("MEDIATOR", cast.member("mediator").pk)


def test_the_statement_says_how_and_when_each_signed(opened: Mediation) -> None:
    worded = agreeing.draft(opened)
    agreeing.sign(worded, "COMPLAINANT")
    agreeing.sign(worded, "RESPONDENT", on_paper=True)

    said = Document.objects.get(kind="MEDIATION_STATEMENT").context
    assert "2026年9月24日10时00分经网上查询页面阅读并签署" in said
    assert "2026年9月24日10时00分当场签字，原件存卷" in said


@pytest.mark.parametrize("admitted", [True, False])
def test_an_admitted_fault_stands_in_the_statement(opened: Mediation, admitted: bool) -> None:
    agreeing.agree(opened, fault_admitted=admitted)

    paper = Document.objects.get(kind="MEDIATION_STATEMENT")
    printed = documents.preview_html(
        paper.kind, documents.context_of(paper).model_dump(), at=cast.AT
    )
    assert ("被投诉人承认在本争议中有过错" in printed) is admitted


def test_other_words_are_signed_anew(opened: Mediation) -> None:
    first = agreeing.draft(opened)
    agreeing.sign(first, "COMPLAINANT")
    second = agreeing.draft(opened, terms=["退还费用", "书面致歉"])

    with pytest.raises(refusals.WordingChanged):
        agreeing.sign(first, "RESPONDENT")
    assert agreeing.sign(second, "RESPONDENT").state == "IN_SESSION"
    assert agreeing.sign(second, "COMPLAINANT").state == "AGREED"
    assert [d.version for d in AgreementDraft.objects.all()] == [1, 2]


def test_nobody_signs_twice_or_what_is_not_there(opened: Mediation) -> None:
    party = opened.complaint.file.parties.get(role="COMPLAINANT")
    facts = {"mediation_id": opened.pk, "party_id": party.pk, "how": "ONLINE", "at": cast.AT}
    with pytest.raises(refusals.NothingToSign):
        agreement.sign(draft_id=0, by=Outside("COMPLAINANT", party.pk), **facts)

    worded = agreeing.draft(opened)
    agreeing.sign(worded, "COMPLAINANT")

    with pytest.raises(refusals.AgreementSigned):
        agreeing.sign(worded, "COMPLAINANT")
    assert state(opened) == "IN_SESSION"


@pytest.mark.parametrize("clerk", ["intake", "officer", "auditor"])
def test_a_signature_on_paper_is_recorded_by_who_mediates(opened: Mediation, clerk: str) -> None:
    worded = agreeing.draft(opened)
    party = opened.complaint.file.parties.get(role="COMPLAINANT")

    with pytest.raises(NotTakenDownHere):
        agreement.sign(
            mediation_id=opened.pk,
            draft_id=worded.pk,
            party_id=party.pk,
            how="IN_PERSON",
            by=Outside("COMPLAINANT", party.pk, entered_by=cast.member(clerk).pk),
            at=cast.AT,
        )


def test_only_the_mediator_puts_words_to_the_parties(opened: Mediation) -> None:
    facts = agreeing.DEAL | {"mediation_id": opened.pk, "at": cast.AT}
    for who in (cast.member("officer"), Outside("COMPLAINANT")):
        with pytest.raises(NotPermitted):
            agreement.draft(by=who, **facts)


def test_what_became_urgent_is_neither_worded_nor_signed(opened: Mediation) -> None:
    worded = agreeing.draft(opened)
    grade = triage.Grade("ATTITUDE", "S1", "EMERGENCY", reason="现场有人受伤", police_report=True)
    triage.regrade(
        complaint_id=opened.complaint_id, grade=grade, by=cast.member("triage"), at=cast.AT
    )

    with pytest.raises(refusals.MediationBarred):
        agreeing.sign(worded, "COMPLAINANT")
    with pytest.raises(refusals.MediationBarred):
        agreeing.draft(opened)


def test_after_the_end_nothing_is_signed(opened: Mediation) -> None:
    worded = agreeing.draft(opened)
    put(opened, "MD", "TERMINATED")

    with pytest.raises(WrongState):
        agreeing.sign(worded, "COMPLAINANT")


def test_the_day_of_performance_may_not_pass_before_the_last_signature(opened: Mediation) -> None:
    worded = agreeing.draft(opened, performed_at_once=False, performance_due_on=cast.AT.date())
    agreeing.sign(worded, "COMPLAINANT")

    with pytest.raises(refusals.PerformancePast), transaction.atomic():
        agreeing.sign(worded, "RESPONDENT", at=cast.AT.replace(day=25))
    assert AgreementSignature.objects.count() == 1


def test_nobody_signs_a_wording_whose_day_of_performance_is_past(opened: Mediation) -> None:
    worded = agreeing.draft(opened, performed_at_once=False, performance_due_on=cast.AT.date())

    with pytest.raises(refusals.WordingPast):
        agreeing.sign(worded, "COMPLAINANT", at=cast.AT.replace(day=25))


def test_nobody_signs_for_the_other_side(opened: Mediation) -> None:
    worded = agreeing.draft(opened)
    mine, theirs = (opened.complaint.file.parties.get(role=role) for role in SIDES)

    for by in (
        Outside("RESPONDENT", theirs.pk),
        Outside("COMPLAINANT", theirs.pk),
        Outside("RESPONDENT", mine.pk),
        Outside("COMPLAINANT"),
    ):
        with pytest.raises(refusals.SignedByAnother):
            agreement.sign(
                mediation_id=opened.pk,
                draft_id=worded.pk,
                party_id=mine.pk,
                how="ONLINE",
                by=by,
                at=cast.AT,
            )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("terms", ["退还费用"] * 31),
        ("terms", ["退还费用", "退还\x07押金"]),
        ("terms", ["\u200b"]),
        ("terms", ["退" * 20_001]),
        ("facts", "\u200b"),
        ("facts", "双方\x00有争议"),
        ("amount", Decimal("-1")),
        ("amount", Decimal("0.001")),
        ("amount", Decimal("NaN")),
        ("amount", Decimal("1e12")),
    ],
)
def test_what_the_statement_cannot_print_is_put_to_nobody(
    opened: Mediation, field: str, value: Any
) -> None:
    with pytest.raises(IncompletePaper) as refused, transaction.atomic():
        agreeing.draft(opened, **{field: value})

    assert refused.value.field == field
    assert not AgreementDraft.objects.exists()


def test_after_the_last_evening_of_the_period_nothing_is_worded_or_signed(
    opened: Mediation,
) -> None:
    end = Deadline.objects.get(file=opened.file, code="MEDIATION").due_at
    assert end is not None
    worded = agreeing.draft(opened, at=end)
    agreeing.sign(worded, "COMPLAINANT", at=end)

    late = end + timedelta(seconds=1)
    with pytest.raises(refusals.MediationPeriodOver):
        agreeing.sign(worded, "RESPONDENT", at=late)
    with pytest.raises(refusals.MediationPeriodOver):
        agreeing.draft(opened, at=late)
    assert agreeing.sign(worded, "RESPONDENT", at=end).state == "AGREED"


def test_the_statement_names_the_day_of_the_session_and_not_of_the_last_signature(
    opened: Mediation,
) -> None:
    worded = agreeing.draft(opened)
    agreeing.sign(worded, "COMPLAINANT")
    agreeing.sign(worded, "RESPONDENT", at=cast.AT + timedelta(days=5))

    said = Document.objects.get(kind="MEDIATION_STATEMENT").context
    assert '"mediated_on":"2026-09-24"' in said.replace(": ", ":")


@pytest.mark.parametrize("signed", [(), ("COMPLAINANT",), SIDES])
@pytest.mark.parametrize("terms", ["d.terms", "'[\"退还一切费用\"]'::jsonb"])
def test_the_database_knows_no_agreement_without_both_signatures(
    opened: Mediation, signed: tuple[str, ...], terms: str
) -> None:
    worded = agreeing.draft(opened)
    for role in signed:
        party = opened.complaint.file.parties.get(role=role)
        AgreementSignature.objects.create(draft=worded, party=party, how="ONLINE", at=cast.AT)
    statement = (
        "UPDATE casework_mediation m SET state = 'AGREED', agreed_at = now(), facts = d.facts,"
        f" terms = {terms}, performed_at_once = d.performed_at_once"
        " FROM casework_agreementdraft d WHERE d.mediation_id = m.id AND m.id = %s"
    )

    def conclude() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [opened.pk])
            transaction.set_rollback(True)

    if signed == SIDES and terms == "d.terms":
        conclude()
        return
    with pytest.raises(IntegrityError, match="agreed without both signatures"):
        conclude()


@pytest.mark.parametrize(
    ("model", "column"), [(AgreementDraft, "facts"), (AgreementSignature, "how")]
)
def test_what_was_read_and_signed_stays(opened: Mediation, model: Any, column: str) -> None:
    agreeing.sign(agreeing.draft(opened), "COMPLAINANT")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.update(**{column: "x"})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model._base_manager.all()._raw_delete("default")


def test_a_signature_online_has_no_clerk_and_one_on_paper_has(opened: Mediation) -> None:
    worded = agreeing.draft(opened)
    party = opened.complaint.file.parties.get(role="COMPLAINANT")
    for how, clerk in (("ONLINE", cast.member("mediator")), ("IN_PERSON", None)):
        with (
            pytest.raises(IntegrityError, match="agreementsignature_paper_is_recorded"),
            transaction.atomic(),
        ):
            AgreementSignature.objects.create(
                draft=worded, party=party, how=how, at=cast.AT, entered_by=clerk
            )


@pytest.mark.django_db(transaction=True)
def test_both_sign_at_the_same_moment_and_it_is_concluded_once(opened: Mediation) -> None:
    worded = agreeing.draft(opened)
    together, failed = Barrier(2), []

    def sign(role: str) -> None:
        together.wait()
        try:
            agreeing.sign(worded, role)
        except Exception as error:  # the thread's own; the test names it
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=sign, args=(role,)) for role in SIDES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert state(opened) == "AGREED"
    assert Event.objects.filter(file=opened.file, name="agree").count() == 1
    assert Document.objects.filter(kind="MEDIATION_STATEMENT").count() == 1
