"""The enterprise answers first (企业先行答复): asked, replied, settled or not (CM-10a … CM-10d)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework import change_papers, clocks, refusals, taking_down
from casework.models import Complaint, Party
from casework.news import tell
from casework.services.mediation import outcome_recorded
from common.actors import SYSTEM, Actor, Outside
from common.lifecycle import lock, perform
from common.models import Event


@transaction.atomic
def request(
    *, complaint_id: int, question: str, by: Actor, at: datetime, employer: str = ""
) -> Complaint:
    """Ask the enterprise to reply within ENTERPRISE_REPLY (CM-10a).

    It is the respondent itself; where the respondent is a worker, `employer` names it.

    Raises:
        ReplyAskedOnce: it has been asked.
        Refusal: S1 or S2, a mediation is open, no enterprise, or nothing is asked.
    """
    before = lock(Complaint, complaint_id)
    respondent = before.file.parties.filter(role=Party.Role.RESPONDENT).first()
    itself = respondent is not None and respondent.kind == Party.Kind.ENTERPRISE
    enterprise = respondent.name if respondent and itself else employer
    complaint = perform(
        Complaint,
        complaint_id,
        "request_enterprise_reply",
        by=by,
        at=at,
        reason=question.strip(),
        enterprise=enterprise,
    )
    clocks.start(complaint.file, "ENTERPRISE_REPLY", at=at, record=("CM", complaint.pk))
    change_papers.reply_request(
        complaint, enterprise=enterprise, question=question.strip(), by=by, at=at
    )
    tell("complaint.reply_requested", complaint.last_event, at=at)
    return complaint


@transaction.atomic
def reply(
    *,
    complaint_id: int,
    words: str,
    claims_settled: bool,
    by: Outside,
    at: datetime,
    arrived_at: datetime | None = None,
) -> Complaint:
    """Take the reply of the enterprise, in time or late (CM-10d); the complainant is asked.

    `arrived_at` is the moment it came, where a clerk writes it down later; it counts.

    Raises:
        RepliedAlready, ReplyNotAsked: there is a reply, or none was asked for.
        ReplyArrivalImpossible: before the request, or in the future.
        EmployerAsked: a worker's page speaks for no employer.
        NotTakenDownHere: typed by somebody who may not take a party's words down.
    """
    before = lock(Complaint, complaint_id)
    taking_down.permit(by, before.file)
    arrived, asked = arrived_at or at, before.reply_asked_at
    if arrived > at or (asked is not None and arrived < asked.replace(second=0, microsecond=0)):
        raise refusals.ReplyArrivalImpossible
    # A form knows minutes only: within the minute of the request it is the request's moment.
    arrived = max(arrived, asked or arrived)
    clock = clocks.latest(before.file, "ENTERPRISE_REPLY")
    complaint = perform(
        Complaint,
        complaint_id,
        "enterprise_replied",
        by=by,
        at=arrived,
        reason=words.strip(),
        claims_settled=claims_settled,
        late=bool(clock and clock.due_at and arrived > clock.due_at),
    )
    clocks.meet(complaint.file, "ENTERPRISE_REPLY", at=arrived)
    tell("complaint.enterprise_replied", complaint.last_event, at=at)
    return complaint


@transaction.atomic
def settled(
    *, complaint_id: int, words: str, by: Outside, at: datetime, written: bool = False
) -> Complaint:
    """The complainant confirms that the enterprise settled it: that is the outcome (CM-10b).

    `written`: the confirmation lies in writing before the clerk who takes it down.

    Raises:
        ConfirmationNotWritten: taken down by somebody who has nothing in writing.
        Refusal: nothing was asked, S1 or S2, a mediation is open, or it is not said how.
        NotTakenDownHere: typed by somebody who may not take a party's words down.
    """
    before = lock(Complaint, complaint_id)
    taking_down.permit(by, before.file)
    complaint = perform(
        Complaint,
        complaint_id,
        "settled_by_enterprise",
        by=by,
        at=at,
        reason=words.strip(),
        written=written,
    )
    clocks.meet(complaint.file, "ENTERPRISE_REPLY", at=at)
    outcome_recorded(complaint, at=at)
    return complaint


@transaction.atomic
def not_settled(*, complaint_id: int, words: str, by: Outside, at: datetime) -> Complaint:
    """The complainant says that the reply settles nothing: another way is chosen (CM-10c2).

    Raises:
        NoReplyYet, ReplyDeclinedAlready: there is nothing to turn down, or it has been.
        NotTakenDownHere: typed by somebody who may not take a party's words down.
    """
    before = lock(Complaint, complaint_id)
    taking_down.permit(by, before.file)
    complaint = perform(
        Complaint,
        complaint_id,
        "not_accepted_by_complainant",
        by=by,
        at=at,
        reason=words.strip(),
    )
    tell("complaint.reply_not_accepted", complaint.last_event, at=at)
    return complaint


@transaction.atomic
def overdue(*, complaint_id: int, at: datetime) -> Complaint:
    """Say at the end of ENTERPRISE_REPLY that nothing came (CM-10c1).

    The clock stays open: a late reply meets it late, and one that came in time but is written down
    later meets it in time (decision 0342).
    """
    complaint = perform(Complaint, complaint_id, "enterprise_reply_overdue", by=SYSTEM, at=at)
    tell("complaint.reply_overdue", complaint.last_event, at=at)
    return complaint


def said(complaint: Complaint, move: str) -> str:
    """Return what was said with the step `move`; "" if it was not taken or the words are gone."""
    event = (
        Event.objects.filter(file_id=complaint.file_id, name=move)
        .select_related("text")
        .order_by("-pk")
        .first()
    )
    return event.text.body if event is not None and hasattr(event, "text") else ""


def claims_settled(complaint: Complaint) -> bool:
    """Return whether the enterprise says in its reply that the matter is settled."""
    replies = Event.objects.filter(file_id=complaint.file_id, name="enterprise_replied")
    return replies.filter(data__claims_settled=True).exists()
