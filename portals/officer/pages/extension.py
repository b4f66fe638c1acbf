"""More time (延期): one asks, another decides; granting and refusing stand side by side."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models import Complaint, ExtensionRequest
from casework.services import extension as service
from common.errors import Conflict
from deadlines import services as deadlines
from deadlines.models import Deadline
from portals.officer import clocks
from portals.officer.forms import result as forms
from portals.officer.pages.result import complainant
from portals.officer.screen import Act, ActionPage, Choice, Frame

#: State of the complaint → the clock of that state that the matrix lets somebody extend.
CODES = {"IN_VERIFICATION": "VERIFICATION", "PENDING_SUPPLEMENT": "SUPPLEMENT"}


def clock_of(complaint: Complaint) -> Deadline | None:
    """Return the clock of the file that the matrix lets somebody extend now."""
    code = CODES.get(complaint.state)
    clock = deadlines.find(complaint.file, code) if code else None
    return clock if clock is not None and clock.is_open else None


def _ask(act: Act) -> ExtensionRequest:
    return service.ask(
        complaint_id=act.complaint.pk,
        code="VERIFICATION",
        reason=act.data["reason"],
        by=act.by,
        at=act.at,
    )


def _ask_for_party(act: Act) -> ExtensionRequest:
    return service.ask(
        complaint_id=act.complaint.pk,
        code="SUPPLEMENT",
        reason=act.data["reason"],
        by=complainant(act),
        at=act.at,
    )


def _request(act: Act) -> int:
    """Return the request the person has read; another one meanwhile is a conflict."""
    asked = act.complaint.extension_requests.filter(pk=act.data["request_id"]).first()
    if asked is None:
        raise Conflict
    return int(asked.pk)


def _grant(act: Act) -> ExtensionRequest:
    return service.grant(request_id=_request(act), by=act.by, at=act.at)


def _refuse(act: Act) -> ExtensionRequest:
    return service.refuse(request_id=_request(act), reason=act.data["reason"], by=act.by, at=act.at)


def _which(frame: Frame) -> dict[str, Any]:
    asked = frame.complaint.extension_requests.filter(decided_at=None).first()
    return {"request_id": asked.pk} if asked else {}


class Extension(ActionPage):
    """The extension matrix of brief §2.9, for VERIFICATION and SUPPLEMENT."""

    name = "extension"
    title = _("More time")
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice(
            "ask",
            "",
            _("Ask for more time"),
            _("Send to the officer"),
            _ask,
            _("The request waits for an officer; the clock goes on meanwhile."),
            form=forms.MoreTime,
            capability="casework.ask_extension",
            tone="wait",
            help=_("Once, by 15 working days, asked at the latest on the last day."),
        ),
        Choice(
            "party",
            "",
            _("The complainant asks for more time"),
            _("Record the request"),
            _ask_for_party,
            _("The request is recorded and waits for its decision."),
            form=forms.MoreTime,
            capability="casework.take_down",
            tone="wait",
            help=_("Once, by 5 working days, asked at the latest on the last day."),
        ),
        Choice(
            "grant",
            "",
            _("Grant it"),
            _("Grant the extension"),
            _grant,
            _("Granted. The days are added to the old end."),
            form=forms.OnRequest,
            capability="casework.decide_extension",
            tone="yes",
            initial=_which,
            help=_("The days are added to the old end, not to today."),
        ),
        Choice(
            "refuse",
            "",
            _("Refuse it"),
            _("Refuse the extension"),
            _refuse,
            _("Refused. The clock goes on as it is."),
            form=forms.RefuseRequest,
            capability="casework.decide_extension",
            tone="no",
            initial=_which,
        ),
    )

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return asking while nothing is asked, deciding while a request waits."""
        clock = clock_of(frame.complaint)
        if clock is None:
            return []
        if service.waiting(frame.complaint, clock.code):
            wanted = {"grant", "refuse"}
        elif len(clock.extensions.all()) < clock.extension_times:
            wanted = {"ask"} if clock.code == "VERIFICATION" else {"party"}
        else:
            return []
        return [choice for choice in super().offered(frame, user) if choice.key in wanted]

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """A possibility, never the next step of a file."""
        return True

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show the clock and the request."""
        clock = clock_of(frame.complaint)
        cal = deadlines.current_calendar()
        return {
            "clock": clocks.show(clock, at=frame.at, cal=cal) if clock else None,
            "asked": service.waiting(frame.complaint, clock.code) if clock else None,
            "brief": "officer/brief_extension.html",
        }
