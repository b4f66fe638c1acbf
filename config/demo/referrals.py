"""Serious matters of the demo on their way to an agency: called, sent, heard of, or not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from casework import packets
from casework.channels import Answer, AnswerKind
from casework.models import Complaint, Referral
from casework.services import agency_link, answers, emergency, progress
from casework.services import referral as service
from casework.states import Severity
from common.actors import Outside
from common.zone import local_date
from documents import services as documents
from portals.officer import competence

if TYPE_CHECKING:
    from config.demo.stages import Walk

#: Working days after receipt on which an office does each step.
PREPARED, DISPATCHED, HEARD, ANSWERED, TAKEN_UP, DECIDED = 4, 5, 7, 8, 9, 12
#: By how many weeks a serious matter is older than the last one; the others came in since.
WEEKS_BACK = {9: 2, 16: 4, 17: 3, 18: 2, 21: 2, 25: 1, 55: 1, 57: 2, 61: 1, 65: 4, 77: 2, 78: 4}
#: Whose agency says nothing, sends it back, decides, or files no case; the others take it up.
SILENT, RETURNED, RESULT, REFUSED = {17, 18}, {9, 55}, {16, 65}, {78}
#: What an officer has not read yet, and what the liaison has not handed over yet.
UNREAD, UNSENT = {25}, {61}
#: What waits for somebody in the house came up this long ago: an office does not let it lie.
LATELY = timedelta(hours=20)


def at_once(way: Walk) -> None:
    """Danger now: 110 is called within minutes of the grading, and most are with the police soon.

    Every third still waits for the liaison; of the others half are ratified and acknowledged.
    """
    called_at = way.graded_at + timedelta(minutes=5)
    if called_at >= way.now or way.index % 3 == 0:
        return
    emergency.record_call(
        complaint_id=way.complaint.pk,
        called_at=called_at,
        reference=f"接警员{way.index:03d}（演示）",
        told="已按投诉内容报告，警方告知即派员核实（演示数据）。",
        by=way.cast["triage"],
        at=called_at + timedelta(minutes=2),
    )
    sent_at = called_at + timedelta(minutes=25)
    if sent_at >= way.now:
        return
    found = _prepare(way, "POLICE", at=sent_at)
    found = service.dispatch(referral_id=found.pk, by=way.cast["liaison"], at=sent_at)
    _bring(way, found, at=sent_at + timedelta(minutes=30))


def ratify(way: Walk) -> None:
    """The officer ratifies what was sent alone, and the police give their receipt."""
    found = way.complaint.referrals.filter(dispatched_at__isnull=False).first()
    at = way.accepted_at + timedelta(hours=3)
    if found is None or way.index % 3 == 1 or at >= way.now:
        return
    service.ratify(referral_id=found.pk, by=way.cast["officer"], at=at)
    _says(way, found, AnswerKind.ACKNOWLEDGED, at=at, receipt_no=_receipt(way))


def refer(way: Walk) -> bool:
    """Take an S2 matter to the agency its category names, as far as its age lets it come."""
    complaint = Complaint.objects.get(pk=way.complaint.pk)
    agency = next(iter(competence.suggested(complaint)), "")
    if complaint.severity == Severity.S1 or not agency or not way.reached(PREPARED):
        return False
    prepared_at = way.day(PREPARED)
    if way.index in UNREAD | UNSENT:
        prepared_at = _lately(way, prepared_at)
    approved_at = prepared_at + timedelta(hours=5)
    found = _prepare(way, agency, at=prepared_at)
    if approved_at >= way.now or way.index in UNREAD:
        return False
    service.approve(
        referral_id=found.pk, packet_id=_packet(found), by=way.cast["officer"], at=approved_at
    )
    if not way.reached(DISPATCHED) or way.index in UNSENT:
        return False
    service.dispatch(referral_id=found.pk, by=way.cast["liaison"], at=way.day(DISPATCHED))
    if not way.reached(DISPATCHED, 15):
        return False
    _bring(way, found, at=way.day(DISPATCHED, 15))
    _hear(way, found)
    return True


def _hear(way: Walk, found: Referral) -> None:
    """Let the agency answer, or not; the complainant hears of it within the seven days."""
    silent, back = way.index in SILENT, way.index in RETURNED
    if way.reached(HEARD) and not silent and not back:
        at, number = way.day(HEARD), _receipt(way)
        _says(way, found, AnswerKind.ACKNOWLEDGED, at=at, receipt_no=number)
    if way.reached(ANSWERED, 16) and way.complaint.has_complainant:
        progress.answer(
            complaint_id=way.complaint.pk, wait_ground="AGENCY", remains="有关部门正在依法办理。",
            who_acts="承办部门", by_when=local_date(way.day(DECIDED)), by=way.cast["liaison"],
            at=way.day(ANSWERED, 16),
        )  # fmt: skip
    if back and way.reached(HEARD):
        _says(
            way, found, AnswerKind.RETURNED, at=_lately(way, way.day(HEARD)),
            reason_code="OTHER_PLACE", words="服务发生地不在本辖区（演示数据）。",
        )  # fmt: skip
    if silent or back:
        return
    if way.reached(TAKEN_UP):
        number = f"演示立字〔{way.day(TAKEN_UP).year}〕{way.index}号"
        _says(way, found, AnswerKind.ACCEPTED, at=way.day(TAKEN_UP), file_no=number)
    if way.reached(DECIDED):
        _decide(way, found, _lately(way, way.day(DECIDED)))


def _lately(way: Walk, moment: datetime) -> datetime:
    return max(moment, way.now - LATELY)


def _decide(way: Walk, found: Referral, at: datetime) -> None:
    day: date = local_date(at) - timedelta(days=1)
    if way.index in RESULT:
        _says(
            way, found, AnswerKind.RESULT, at=at, result_class="PENALTY", decided_on=day,
            doc_no=f"演示罚决字〔{day.year}〕{way.index}号", words="已作出行政处罚（演示数据）。",
        )  # fmt: skip
    elif way.index in REFUSED:
        _says(
            way, found, AnswerKind.NOT_FILED, at=at, decided_on=day,
            doc_no=f"演示不立字〔{day.year}〕{way.index}号",
            words="经审查，认为没有犯罪事实，决定不予立案（演示数据）。",
        )  # fmt: skip


def _says(way: Walk, found: Referral, kind: AnswerKind, *, at: datetime, **said: Any) -> None:
    """Let the agency answer by the link in its letter; through its system once that has ended."""
    link = agency_link.active_link(found, at)
    answers.receive(
        Answer(f"demo:{way.index}:{kind}", "", kind, at, **said),
        referral_id=found.pk,
        agency=found.agency,
        way="LINK" if link else "CHANNEL",
        link_id=link.pk if link else None,
        by=Outside("AGENCY"),
        at=at,
    )


def _prepare(way: Walk, agency: str, *, at: datetime) -> Referral:
    complaint = Complaint.objects.get(pk=way.complaint.pk)
    kind = service.usual_kind(complaint, agency)
    basis, asks = packets.usual_words(kind, agency)
    usual = packets.usual(
        kind,
        has_complainant=complaint.has_complainant,
        confidential=complaint.statement.confidential,
    )
    office = next(iter(service.offices(complaint, [agency])), None)
    return service.prepare(
        complaint_id=complaint.pk,
        agency=agency,
        kind=kind,
        office_id=office.pk if office else None,
        contents=service.Contents(
            legal_basis=basis or "有关法律法规（演示数据）",
            facts=complaint.statement.narrative,
            asks=asks,
            particulars=tuple(name for name in packets.known(complaint) if name in usual),
            described=("投诉登记表复印件一份",),
        ),
        by=way.cast["liaison"],
        at=at,
    )


def _packet(found: Referral) -> int:
    if found.packet_id is None:
        raise AssertionError("a referral without a packet was prepared")
    return int(found.packet_id)


def _bring(way: Walk, found: Referral, *, at: datetime) -> None:
    """Bring the letter, unless the walk ends before or every fifth time."""
    if at >= way.now or way.index % 5 == 0:
        return
    letter = found.sendings.latest("pk")
    if letter.document_id:
        documents.render(letter.document_id, at=at)
    service.hand_over(
        sending_id=letter.pk, how="IN_PERSON", to="收发室（演示）", on=at,
        by=way.cast["liaison"], at=at,
    )  # fmt: skip


def _receipt(way: Walk) -> str:
    return f"演示受字〔{way.now.year}〕{way.index:03d}号"
