"""Merging: what makes one matter of two files, what forbids it, and what the master takes over."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from archives.models import Entry
from casework import duplicates, merged, refusals
from casework.handlers import count_pending
from casework.models import Complaint, Note, Party
from casework.services import (
    acceptance,
    identify,
    intake,
    mediation,
    merging,
    records,
    reply,
    triage,
)
from casework.services.pushing import push_again
from common.errors import NotPermitted, Refusal
from common.models import File, Recusal
from deadlines.models import Deadline
from outbox.models import Message
from outbox.registry import Envelope
from tests import cast
from tests.casework.putting import put
from workflows import worklist
from workflows.models import WorkItem

USCC = "91640100MA774ECW4K"
OTHER_USCC = "91330200MA2AH1FF93"
LATER = cast.AT + timedelta(hours=2)
Register = Callable[..., Complaint]


def merge(record: Complaint, master: Complaint, **changes: Any) -> Complaint:
    given: dict[str, Any] = {"note": "同一电话、同一订单。", "confirmed": True}
    given |= {"by": cast.member("triage"), "at": LATER} | changes
    return merging.merge(complaint_id=record.pk, master_id=master.pk, **given)


def grade(complaint: Complaint, severity: str, route: str) -> Complaint:
    given = triage.Grade(
        "ATTITUDE", severity, route, reason="按事实确认", police_report=severity == "S1"
    )
    return triage.grade(
        complaint_id=complaint.pk, grade=given, by=cast.member("triage"), at=cast.AT
    )


def client(phone: str = "13800000000", id_no: str = "") -> intake.PartyFacts:
    return intake.PartyFacts("USER", "王女士", phone, id_no=id_no)


def firm(name: str = "某家政", uscc: str = "") -> intake.PartyFacts:
    return intake.PartyFacts("ENTERPRISE", name, "057487654321", uscc=uscc)


def state(complaint: Complaint) -> str:
    return str(Complaint.objects.values_list("state", flat=True).get(pk=complaint.pk))


def clock(complaint: Complaint, code: str) -> Deadline:
    return Deadline.objects.filter(file=complaint.file, code=code).latest("pk")


ONE_MATTER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"respondent": firm("某 家 政")}, {"respondent": firm("某家政")}),
    ({"respondent": firm("甬安", USCC)}, {"respondent": firm("甬安家政公司", USCC)}),
    (
        {"complainant": client(id_no="330203197707137317"), "order_no": "D-1"},
        {"complainant": client("13911111111", "330203197707137317"), "order_no": "D-1"},
    ),
    ({"occurred_on": date(2026, 9, 20)}, {"occurred_on": date(2026, 9, 20)}),
]
TWO_MATTERS: list[tuple[dict[str, Any], dict[str, Any], type[Refusal]]] = [
    ({}, {"complainant": client("13811111111")}, refusals.OtherComplainant),
    (
        {"complainant": client(id_no="330203197707137317")},
        {"complainant": client(id_no="330211198802186429")},
        refusals.OtherComplainant,
    ),
    ({}, {"respondent": firm("另一家政")}, refusals.OtherRespondent),
    (
        {"respondent": firm(uscc=USCC)},
        {"respondent": firm(uscc=OTHER_USCC)},
        refusals.OtherRespondent,
    ),
    ({"respondent": firm("")}, {"respondent": firm("")}, refusals.OtherRespondent),
    ({"order_no": "D-1"}, {"order_no": "D-2"}, refusals.OtherEvent),
    (
        {"occurred_on": date(2026, 9, 20)},
        {"occurred_on": date(2026, 9, 21)},
        refusals.OtherEvent,
    ),
]


@pytest.mark.parametrize(("one", "other"), ONE_MATTER)
def test_numbers_that_agree_make_one_matter(
    registered: Register, one: dict[str, Any], other: dict[str, Any]
) -> None:
    master, record = registered(**one), registered(**other)

    assert [found.pk for found in duplicates.of(record, File.objects.all())] == [master.pk]
    merge(record, master)

    assert state(record) == "MERGED"


@pytest.mark.parametrize(("one", "other", "refusal"), TWO_MATTERS)
def test_what_contradicts_keeps_two_files(
    registered: Register, one: dict[str, Any], other: dict[str, Any], refusal: type[Refusal]
) -> None:
    master, record = registered(**one), registered(**other)

    with pytest.raises(refusal):
        merge(record, master)

    assert duplicates.of(record, File.objects.all()) == []
    assert state(record) == "REGISTERED"


def test_a_name_that_differs_is_shown_for_comparison_when_the_event_is_the_same(
    registered: Register,
) -> None:
    master = registered(order_no="D-1")
    record = registered(order_no="D-1", respondent=firm("某家政服务公司"))

    assert [found.pk for found in duplicates.of(record, File.objects.all())] == [master.pk]
    assert isinstance(duplicates.refusal(record, master), refusals.OtherRespondent)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"confirmed": False}, refusals.NotCompared),
        ({"note": " "}, refusals.MergeNoteMissing),
        ({"by": "intake"}, NotPermitted),
        ({"by": "officer"}, NotPermitted),
    ],
)
def test_a_person_of_the_triage_desk_compares_confirms_and_says_by_what(
    registered: Register, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    if "by" in changes:
        changes = {"by": cast.member(changes["by"])}

    with pytest.raises(refusal):
        merge(registered(), registered(), **changes)


def test_a_file_is_never_merged_into_itself_or_into_one_that_was_merged(
    registered: Register,
) -> None:
    first, second, third = registered(), registered(), registered()
    with pytest.raises(refusals.MergedIntoItself):
        merge(first, first)
    merge(second, first)

    with pytest.raises(refusals.MasterIsMerged) as said:
        merge(third, second)
    assert said.value.status == 409
    with pytest.raises(refusals.MasterIsMerged):
        merge(first, second)  # the circle
    assert state(first) == state(third) == "REGISTERED"


@pytest.mark.parametrize(
    "ended", ["OUTCOME_RECORDED", "FED_BACK", "CLOSED", "WITHDRAWN", "NOT_ACCEPTED"]
)
def test_nothing_is_merged_into_a_file_that_has_its_result(
    registered: Register, ended: str
) -> None:
    master, record = registered(), registered()
    put(master, "CM", ended)

    with pytest.raises(refusals.MasterHasEnded):
        merge(record, master)


def test_what_was_accepted_is_not_merged_into_what_was_not(
    registered: Register, accepted: Register
) -> None:
    record, master = accepted(), registered()

    with pytest.raises(refusals.AcceptedFirstIsMaster):
        merge(record, master)
    merge(master, record)

    assert state(master) == "MERGED"


def test_what_the_parties_are_asked_is_not_cut_off(accepted: Register) -> None:
    master = accepted()
    record = accepted(at=cast.AT + timedelta(minutes=1))
    officer = cast.member("officer")
    mediation.propose(complaint_id=record.pk, by=officer, at=LATER)
    with pytest.raises(refusals.PartiesAreAsked):
        merge(record, master)

    third = accepted(at=cast.AT + timedelta(minutes=2))
    reply.request(complaint_id=third.pk, question="请说明服务经过。", by=officer, at=LATER)
    with pytest.raises(refusals.PartiesAreAsked):
        merge(third, master)


@pytest.mark.parametrize(
    ("mine", "theirs", "refusal"),
    [
        (("S1", "EMERGENCY"), ("S3", "MEDIATION"), refusals.MasterGradedLess),
        (("S2", "REFERRAL"), ("S3", "MEDIATION"), refusals.MasterGradedLess),
        (("S2", "REFERRAL"), None, refusals.MasterGradedLess),
        (("S2", "REFERRAL"), ("S1", "EMERGENCY"), None),
        (("S3", "MEDIATION"), ("S4", "MEDIATION"), None),
        (("S3", "MEDIATION"), None, None),
    ],
)
def test_the_master_is_graded_as_gravely(
    registered: Register,
    mine: tuple[str, str],
    theirs: tuple[str, str] | None,
    refusal: type[Refusal] | None,
) -> None:
    record, master = grade(registered(), *mine), registered()
    if theirs:
        grade(master, *theirs)

    if refusal is None:
        merge(record, master)
    else:
        with pytest.raises(refusal):
            merge(record, master)
    assert state(record) == ("REGISTERED" if refusal else "MERGED")


def test_a_suspected_emergency_makes_the_ungraded_master_urgent(registered: Register) -> None:
    master, record = registered(), registered(emergency=True)

    merge(record, master)

    urgent = Complaint.objects.get(pk=master.pk)
    assert urgent.emergency
    assert clock(master, "TRIAGE").status == "CANCELLED"
    assert clock(master, "TRIAGE_S1").status in {"RUNNING", "AMBER"}
    assert clock(record, "TRIAGE_S1").status == "CANCELLED"


def test_a_suspected_emergency_is_graded_before_it_goes_into_a_graded_file(
    registered: Register,
) -> None:
    master, record = grade(registered(), "S3", "MEDIATION"), registered(emergency=True)

    with pytest.raises(refusals.GradeBeforeMerging):
        merge(record, master)


def test_the_report_to_the_police_goes_over(registered: Register) -> None:
    record, master = registered(), registered()
    grade(record, "S3", "MEDIATION")
    put(record, "CM", "REGISTERED", police_report=True)
    grade(master, "S3", "MEDIATION")

    merge(record, master)

    assert Complaint.objects.get(pk=master.pk).police_report


def test_the_master_keeps_the_earliest_receipt_whichever_it_is(registered: Register) -> None:
    earlier, later = registered(received_at=cast.AT - timedelta(days=2)), registered()

    merge(earlier, later)

    master = Complaint.objects.get(pk=later.pk)
    assert master.received_at == cast.AT - timedelta(days=2)
    assert clock(later, "ACCEPTANCE").started_on == (cast.AT - timedelta(days=2)).date()
    assert master.file.events.get(name="take_in").decided.keys() == {"received_at", "clock_from"}


def test_who_was_reached_about_one_file_was_reached_about_the_matter(registered: Register) -> None:
    master, record = registered(), registered()
    records.contact(
        complaint_id=record.pk,
        party_id=record.file.parties.get(role="COMPLAINANT").pk,
        means="PHONE",
        reached=True,
        text="核对了经过。",
        by=cast.member("intake"),
        at=cast.AT + timedelta(hours=1),
    )

    merge(record, master)

    met = clock(master, "CONTACT")
    assert (met.status, met.met_at) == ("MET", cast.AT + timedelta(hours=1))


def test_of_a_line_of_merges_everything_is_found_at_its_end(registered: Register) -> None:
    first, second, third = registered(), registered(), registered()
    merge(third, second)
    merge(second, first)

    for ended in (second, third):
        assert merged.master_of(Complaint.objects.get(pk=ended.pk)).pk == first.pk
    assert {one.pk for one in merged.into(Complaint.objects.get(pk=first.pk))} == {
        second.pk,
        third.pk,
    }
    assert File.objects.filter(root=first.file).count() == 2


def test_recusals_and_seals_are_those_of_the_whole_matter(registered: Register) -> None:
    record, master = registered(), registered()
    officer, clerk = cast.member("officer"), cast.member("officer2")
    for file, person in ((record.file, officer), (master.file, clerk)):
        Recusal.objects.create(file=file, user=person, declared_at=cast.AT, reason="亲属")
    File.objects.filter(pk=record.file_id).update(sealed=True)

    merge(record, master)

    for complaint in (record, master):
        file = File.objects.get(pk=complaint.file_id)
        assert file.sealed
        assert file.recuses(officer.pk)
        assert file.recuses(clerk.pk)


def test_the_recused_of_the_other_file_hold_no_task_of_the_master(accepted: Register) -> None:
    master = accepted()
    record = accepted(at=cast.AT + timedelta(minutes=1))
    officer = cast.member("officer")
    item = WorkItem.objects.get(case=master.file)
    worklist.claim(task_id=item.pk, by=officer, at=cast.AT)
    Recusal.objects.create(file=record.file, user=officer, declared_at=cast.AT, reason="亲属")

    merge(record, master)

    assert WorkItem.objects.get(pk=item.pk).holder is None


def _identified(complaint: Complaint, by: User) -> None:
    identify.respondent(complaint_id=complaint.pk, name="某家政", uscc=USCC, by=by, at=cast.AT)


def current() -> list[tuple[str, str]]:
    entries = Entry.objects.current().filter(kind="COMPLAINT_PENDING").order_by("idx")
    return [(entry.source_file.number, entry.status) for entry in entries]


def test_the_respondent_is_counted_once_and_known_where_it_was_proved(accepted: Register) -> None:
    master = accepted()
    record = accepted(at=cast.AT + timedelta(minutes=1))
    _identified(record, cast.member("officer"))
    assert current() == [(record.file.number, "PENDING")]

    merge(record, master)

    assert current() == [(record.file.number, "WITHDRAWN"), (master.file.number, "PENDING")]
    party = Party.objects.get(file=master.file, role="RESPONDENT")
    assert (party.uscc, party.identified_by_number) == (USCC, "USCC")
    assert {receipt.event for receipt in record.archive_receipts.all()} == {"ACCEPTED", "MERGED"}


def test_a_count_that_comes_after_the_merge_is_not_made(accepted: Register) -> None:
    """The worker hears of the acceptance only when the file has been merged."""
    master = accepted()
    record = accepted(at=cast.AT + timedelta(minutes=1))
    _identified(master, cast.member("officer"))
    message = Message.objects.get(
        topic="complaint.accepted", file=record.file, handler__contains="count"
    )
    merge(record, master)

    count_pending(
        Envelope(message.topic, message.key, message.payload, record.file_id, LATER, LATER, 1)
    )

    assert current() == [(master.file.number, "PENDING")]


def test_a_second_push_of_a_merged_ticket_reaches_the_master(registered: Register) -> None:
    master = registered()
    facts: dict[str, Any] = {
        "channel": "T12345",
        "narrative": "市民反映保洁员态度恶劣。",
        "received_at": cast.AT,
        "source": "12345",
        "ticket_no": "DH-1",
        "complainant": client(),
        "respondent": firm(),
    }
    record = registered(**facts)
    merge(record, master)
    facts |= {"narrative": "市民补充：保洁员动手打人，正在流血。", "mark": "another"}

    changed = push_again(
        Complaint.objects.get(pk=record.pk), intake.Registration(**facts), at=LATER
    )

    assert changed == ["narrative"]
    (note,) = Note.objects.filter(file=master.file)
    assert "DH-1" in note.text
    assert not Note.objects.filter(file=record.file).exists()
    # Danger told only now makes the master urgent.
    assert clock(master, "TRIAGE_S1").status in {"RUNNING", "AMBER"}
    assert not Deadline.objects.open().filter(file=record.file).exists()


def test_a_merge_lost_to_an_acceptance_is_refused_and_changes_nothing(
    registered: Register,
) -> None:
    """Somebody accepts the file while the page still shows it as registered."""
    record, master = registered(), registered()
    grade(record, "S4", "MEDIATION")
    acceptance.accept(complaint_id=record.pk, by=cast.member("intake"), at=cast.AT)

    with pytest.raises(refusals.AcceptedFirstIsMaster):
        merge(record, master)

    assert state(record) == "ACCEPTED"
    assert File.objects.get(pk=record.file_id).root_id is None
