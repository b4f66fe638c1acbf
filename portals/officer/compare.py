"""Two cases side by side, fact by fact, so that a person sees what differs (CM-09)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.merged import OWN_SOURCES
from casework.models import Complaint, Party
from common.masking import Viewer, mask_id, mask_phone
from common.text import normalise
from common.zone import SHANGHAI

EMPTY = "--"


@dataclass(frozen=True)
class Row:
    """One fact of both cases."""

    label: str | Promise
    mine: str
    theirs: str
    #: Whether equal facts say that it is one matter; channels and tickets are expected to differ.
    tells: bool = True

    @property
    def differs(self) -> bool:
        """Whether the reader should look twice."""
        return self.tells and normalise(self.mine) != normalise(self.theirs)


def rows(mine: Complaint, theirs: Complaint) -> list[Row]:
    """Return what is to be compared, in words; numbers of people are masked as everywhere."""
    pairs = zip(_facts(mine), _facts(theirs), strict=True)
    return [Row(label, a or EMPTY, b or EMPTY, tells) for (label, a, tells), (_l, b, _t) in pairs]


def _facts(complaint: Complaint) -> Iterator[tuple[str | Promise, str, bool]]:
    """Return label, words, and whether the fact tells one matter from another."""
    said = complaint.statement
    parties = {party.role: party for party in complaint.file.parties.all()}
    received = f"{complaint.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    ours = complaint.source in OWN_SOURCES
    grade = complaint.get_severity_display() if complaint.severity else str(_("not graded yet"))
    day = f"{said.occurred_on}" if said.occurred_on else said.occurred_when
    amount = f"¥ {said.amount_involved}" if said.amount_involved is not None else ""
    yield _("Received"), received, False
    yield _("Channel"), complaint.get_channel_display(), False
    yield _("Ticket number"), "" if ours else complaint.ticket_no, False
    yield _("State"), complaint.get_state_display(), False
    yield _("Severity"), grade, False
    yield _("Complainant"), _who(parties.get("COMPLAINANT")), True
    yield _("Respondent"), _who(parties.get("RESPONDENT")), True
    yield _("Day it happened"), day, True
    yield _("Order or contract number"), said.order_no, True
    yield _("Amount in dispute"), amount, True
    yield _("Asked for"), said.request, True
    yield _("What happened"), said.narrative, True


def _who(party: Party | None) -> str:
    if party is None:
        return ""
    person = party.role == Party.Role.COMPLAINANT
    numbers = [
        mask_phone(party.phone or "", Viewer.STAFF) if person else party.uscc,
        mask_id(party.id_no or "", Viewer.STAFF),
    ]
    return " · ".join(word for word in (party.name, *numbers) if word)
