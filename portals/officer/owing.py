"""A referral in words: where it stands, and who owes what since when (brief §3.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import guards
from casework.models import Referral
from casework.states import REFERRAL_OWED, ResultClass, ReturnReason
from casework.states import Referral as S
from common.zone import SHANGHAI
from deadlines.models import Deadline
from portals.officer.forms.intake import agency_name
from portals.officer.progress import Step
from portals.officer.referralwords import PARCELS
from workflows.flows.referral import desk_of

Words = str | Promise

TONES: Final[dict[str, str]] = {
    S.PREPARED: "tag-blue",
    S.DISPATCHED: "tag-amber",
    S.ACKNOWLEDGED: "tag-teal",
    S.AGENCY_ACCEPTED: "tag-teal",
    S.RETURNED: "tag-red",
    S.NOT_FILED: "tag-red",
    S.RESULT_RECEIVED: "tag-green",
}


@dataclass(frozen=True)
class Owed:
    """One sentence: who owes what since when. `ours`: it waits for somebody in the house."""

    words: str
    ours: bool
    tone: str = ""


def when(moment: datetime | None) -> str:
    """Return a moment as these sentences name it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else "--"


def owed(referral: Referral, *, at: datetime) -> list[Owed]:
    """Return what is owed: by us first, then by the agency."""
    desk = desk_of(referral)
    found = []
    if desk in _OURS:
        found.append(Owed(_OURS[desk](referral), ours=True, tone="blue"))
    if referral.state in REFERRAL_OWED:
        found.append(_theirs(referral, at))
    if desk in _ENDED:
        found.append(Owed(_ENDED[desk](referral), ours=False, tone="green"))
    return found


def steps(referral: Referral) -> list[Step]:
    """Return the six steps of a referral as a bar."""
    labels: list[Words] = [
        gettext_lazy("Prepared"),
        gettext_lazy("Approved"),
        gettext_lazy("Handed over"),
        gettext_lazy("Acknowledged"),
        gettext_lazy("Taken up"),
        gettext_lazy("Result"),
    ]
    if referral.urgent and not referral.approved_at:
        labels[1] = gettext_lazy("110 called")
    now, stopped = _at(referral), -1
    if referral.state in _STOPS:
        stopped, labels[now] = now, _STOPS[referral.state]
    return [
        Step(label, "stopped" if n == stopped else "done" if n < now else "now" if n == now else "")
        for n, label in enumerate(labels)
    ]


_STOPS: Final[dict[str, Words]] = {
    S.RETURNED: gettext_lazy("Returned"),
    S.NOT_FILED: gettext_lazy("No case filed"),
    S.RECALLED: gettext_lazy("Recalled"),
}


def _at(referral: Referral) -> int:
    """Return the number of the step that is going on; 6 when all are done."""
    if referral.state == S.PREPARED:
        return 2 if referral.approved_at or referral.urgent else 1
    if referral.state == S.RECALLED:
        return 2
    waits = {
        S.DISPATCHED: 3,
        S.ACKNOWLEDGED: 4,
        S.AGENCY_ACCEPTED: 5,
        S.RETURNED: 3,
        S.NOT_FILED: 5,
    }
    return waits.get(S(referral.state), 6)


# --- what we owe -------------------------------------------------------------------------------


def _revise(referral: Referral) -> str:
    event = referral.file.events.filter(name="send_back").select_related("by").last()
    if event is None:
        return _("The liaison lays down what leaves the house.")
    said = {"name": event.by, "when": when(event.at)}
    return _("%(name)s sent it back on %(when)s: the liaison lays the packet down anew.") % said


def _approve(referral: Referral) -> str:
    said = {"name": referral.prepared_by, "when": when(_packed_at(referral))}
    return _("Laid down by %(name)s on %(when)s: an officer decides whether it leaves.") % said


def _dispatch(referral: Referral) -> str:
    if referral.approved_at:
        said = {"name": referral.approved_by, "when": when(referral.approved_at)}
        return _("Approved by %(name)s on %(when)s: the liaison hands it over.") % said
    if referral.complaint.police_calls.exists():
        return _("Urgent, and 110 has been called: the liaison hands it over now, alone.")
    return _("Urgent: call 110 first and write the call down; then the liaison hands it over.")


def _bring(referral: Referral) -> str:
    parcel = guards.to_bring(referral)[0]
    said = {
        "parcel": PARCELS.get(parcel.kind, parcel.kind),
        "agency": agency_name(referral.agency),
        "when": when(parcel.created_at),
    }
    if parcel.refused_code:
        words = _(
            "The system of the agency refused the %(parcel)s; bring it on paper to %(agency)s."
        )
        return words % said
    return _("Since %(when)s the %(parcel)s is to be brought to %(agency)s on paper.") % said


def _ratify(referral: Referral) -> str:
    said = {"name": referral.dispatched_by, "when": when(referral.dispatched_at)}
    return _("%(name)s handed it over alone on %(when)s: an officer ratifies it.") % said


def _sign(referral: Referral) -> str:
    said = {"when": when(referral.supervised_at)}
    return _("The supervision order is drafted since %(when)s: an officer signs it or not.") % said


def _reroute(referral: Referral) -> str:
    said = {
        "agency": agency_name(referral.agency),
        "when": when(referral.returned_at),
        "reason": ReturnReason(referral.return_reason).label,
    }
    words = _("%(agency)s returned it on %(when)s (%(reason)s): the liaison sends it on.")
    return words % said


def _tell_refusal(referral: Referral) -> str:
    said = {"agency": agency_name(referral.agency), "when": when(referral.not_filed_at)}
    words = _("%(agency)s filed no case (%(when)s): the complainant is to be told within a day.")
    return words % said


def _register(referral: Referral) -> str:
    said = {"agency": agency_name(referral.agency), "when": when(referral.result_at)}
    words = _("The result of %(agency)s came on %(when)s: the liaison reads and registers it.")
    return words % said


def _tell(referral: Referral) -> str:
    said = {"when": when(referral.registered_at)}
    return _("Registered on %(when)s: an officer tells the parties of it.") % said


_OURS: Final[dict[str, Callable[[Referral], str]]] = {
    "revision": _revise,
    "approval": _approve,
    "dispatch": _dispatch,
    "hand_over": _bring,
    "ratification": _ratify,
    "supervision": _sign,
    "rerouting": _reroute,
    "tell_refusal": _tell_refusal,
    "registration": _register,
    "telling": _tell,
}


def _packed_at(referral: Referral) -> datetime | None:
    return referral.packet.created_at if referral.packet else referral.prepared_at


# --- what the agency owes ----------------------------------------------------------------------

_CLOCKS: Final = {"DISPATCHED": "REFERRAL_ACK"}


def owed_clock(referral: Referral) -> Deadline | None:
    """Return the clock of the answer the agency owes now."""
    code = _CLOCKS.get(referral.state, "REFERRAL_RESULT")
    return Deadline.objects.open().filter(file=referral.file, code=code).first()


def _theirs(referral: Referral, at: datetime) -> Owed:
    clock = owed_clock(referral)
    due = clock.due_on.isoformat() if clock and clock.due_on else "--"
    said = {
        "agency": agency_name(referral.agency),
        "since": when(_since(referral)),
        "due": due,
        "no": referral.receipt_no or referral.agency_file_no or "--",
    }
    late = bool(clock and clock.due_at and clock.due_at <= at)
    if referral.state == S.DISPATCHED:
        words = _("%(agency)s owes its receipt since %(since)s, expected by %(due)s.")
    else:
        words = _(
            "%(agency)s has it in hand since %(since)s (%(no)s); a result is expected by %(due)s."
        )
    sentence = words % said
    if late:
        sentence += " " + _ladder(referral)
    return Owed(sentence, ours=False, tone="red" if late else "amber")


def _since(referral: Referral) -> datetime | None:
    if referral.state == S.DISPATCHED:
        return referral.dispatched_at
    if referral.state == S.AGENCY_ACCEPTED:
        return referral.taken_up_at
    return referral.acknowledged_at


def _ladder(referral: Referral) -> str:
    """Return how far the ladder towards the silent agency has come."""
    if referral.supervision_signed_at:
        said = {"when": when(referral.supervision_signed_at)}
        return _("Overdue; the supervision order was signed on %(when)s.") % said
    if referral.supervision_withheld_at:
        said = {"when": when(referral.supervision_withheld_at)}
        return _("Overdue; the supervision order was held back on %(when)s.") % said
    if referral.reminded_at:
        return _("Overdue; reminded on %(when)s.") % {"when": when(referral.reminded_at)}
    return _("Overdue; the reminder goes out on the next working day.")


# --- nothing is owed ---------------------------------------------------------------------------


def _refused(referral: Referral) -> str:
    said = {"agency": agency_name(referral.agency), "when": when(referral.not_filed_at)}
    if not referral.not_filed_told_at:
        words = _("%(agency)s filed no case (%(when)s): the case page says how it goes on.")
        return words % said
    words = _("%(agency)s filed no case (%(when)s); asked again, it may still file one.")
    return words % said


def _ended(referral: Referral) -> str:
    said = {
        "agency": agency_name(referral.agency),
        "when": when(referral.result_at),
        "result": ResultClass(referral.result_class).label if referral.result_class else "--",
    }
    if not referral.registered_at:
        return _("The result of %(agency)s came on %(when)s: the case page registers it.") % said
    return _("%(agency)s decided: %(result)s (%(when)s).") % said


def _over(referral: Referral) -> str:
    if referral.state == S.RECALLED:
        return _("Recalled on %(when)s.") % {"when": when(referral.recalled_at)}
    return _("Closed on %(when)s; nothing is awaited any more.") % {
        "when": when(referral.closed_at)
    }


_ENDED: Final[dict[str, Callable[[Referral], str]]] = {
    "refused": _refused,
    "ended": _ended,
    "end": _over,
}
