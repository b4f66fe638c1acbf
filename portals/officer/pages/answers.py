"""What an agency answered on paper, typed in by the liaison: one card for each kind of answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.channels import Answer, AnswerKind
from casework.models import AgencyAnswer, Referral
from casework.services import on_paper
from casework.services.answers import ACKNOWLEDGES
from common.errors import WrongState
from common.lifecycle import moves_of
from portals.forms import HouseForm
from portals.officer.forms import answers as forms
from portals.officer.screen import Act, Choice, Frame, Words

GROUP: Final = "answers"
#: Kind of answer → the move it makes.
MOVES: Final[dict[AnswerKind, str]] = {
    AnswerKind.ACKNOWLEDGED: "acknowledged",
    AnswerKind.ACCEPTED: "agency_accepted",
    AnswerKind.RETURNED: "returned",
    AnswerKind.NOT_FILED: "not_filed",
    AnswerKind.FILED_AFTER_RECONSIDERATION: "filed_after_reconsideration",
    AnswerKind.RESULT: "result",
    AnswerKind.REVOKED: "agency_revoked_decision",
}
_OF_THE_ANSWER: Final = (
    "receipt_no",
    "file_no",
    "reason_code",
    "result_class",
    "doc_no",
    "decided_on",
    "words",
)


def fits(referral: Referral, kind: AnswerKind) -> bool:
    """Return whether the state has a place for an answer of this kind; a decision is a receipt."""
    if referral.state == "DISPATCHED" and kind in ACKNOWLEDGES:
        return True
    return referral.state in moves_of(Referral)[MOVES[kind]].sources


def _type_in(kind: AnswerKind) -> Callable[[Act], AgencyAnswer]:
    def do(act: Act) -> AgencyAnswer:
        scan = act.data["scan"]
        said = {name: act.data[name] for name in _OF_THE_ANSWER if name in act.data}
        answer = Answer(f"typed:{uuid4().hex}", "", kind, act.data["arrived_at"], **said)
        return on_paper.typed_in(
            answer,
            referral_id=act.a_referral.pk,
            tellable=act.data.get("tellable", ""),
            scan=scan,
            scan_name=scan.name if scan else "",
            by=act.by,
            at=act.at,
        )

    return do


def _asked(kind: AnswerKind) -> Callable[[Frame, User], None]:
    def fitting(frame: Frame, user: User) -> None:
        if not fits(frame.a_referral, kind):
            raise WrongState

    return fitting


def _now(frame: Frame) -> dict[str, Any]:
    return {"arrived_at": timezone.localtime(frame.at)}


def _folded(frame: Frame) -> bool:
    return True


def _choice(
    kind: AnswerKind,
    form: type[HouseForm],
    label: Words,
    done: Words,
    *,
    help: Words = "",
    does: tuple[str, ...] = (),
) -> Choice:
    """Return the card of one kind of answer; the state decides in `fits`, not the move's source."""
    return Choice(
        kind.lower(),
        "",
        label,
        _("Write it down"),
        _type_in(kind),
        done,
        form=form,
        machine="RF",
        does=(f"RF.{MOVES[kind]}", *does),
        capability=f"referral.{MOVES[kind]}",
        group=GROUP,
        help=help,
        initial=_now,
        folded=_folded,
        fits=_asked(kind),
    )


CHOICES: Final = (
    _choice(
        AnswerKind.ACKNOWLEDGED,
        forms.Acknowledged,
        _("The agency gave its receipt"),
        _("The receipt is on file; the result is expected from now."),
        help=_("The complainant is told its number."),
    ),
    _choice(
        AnswerKind.ACCEPTED,
        forms.Accepted,
        _("The agency has taken it up, or filed a case"),
        _("On file; the period for the result counts from this day."),
    ),
    _choice(
        AnswerKind.RETURNED,
        forms.Returned,
        _("The agency returned it"),
        _("On file. It goes to the competent agency within one working day."),
    ),
    _choice(
        AnswerKind.RESULT,
        forms.Result,
        _("The agency has decided"),
        _("The result is registered. Seven working days for feedback count from its arrival."),
        help=_("Of the lead referral it becomes the outcome of the case."),
        does=("RF.register_result", "CM.agency_result"),
    ),
    _choice(
        AnswerKind.NOT_FILED,
        forms.NotFiled,
        _("The agency files no case"),
        _("On file. The complainant is told, and may ask the agency again."),
        help=_("The case goes on by our own verification; no guilt and no innocence is proved."),
        does=("RF.not_filed_told", "CM.agency_not_filed"),
    ),
    _choice(
        AnswerKind.FILED_AFTER_RECONSIDERATION,
        forms.Accepted,
        _("Asked again, the agency files the case"),
        _("On file; the agency has the matter again."),
        does=("CM.refer",),
    ),
    _choice(
        AnswerKind.REVOKED,
        forms.Revoked,
        _("The agency revoked its decision, or a court acquitted"),
        _("On file. What our archive says of it is withdrawn within three working days."),
    ),
)
