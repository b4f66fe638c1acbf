"""What leaves the house for an agency, as people read it: every fact of the packet, and what stays.

It shows `casework.packets.facts_of` and nothing else: the letter and the parcel are made of it too.
Telephone and ID numbers are masked here as everywhere; they leave in full (decision 0370).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import packets
from casework.models import Complaint, Packet, Referral
from casework.states import ReferralKind, Severity
from common.masking import Viewer, mask_id, mask_phone
from documents.models import Evidence
from portals.officer.forms.intake import agency_name, category_name

Words = str | Promise
_SIDES: Final = ("complainant", "respondent")
#: What a packet never holds, whatever is chosen.
NEVER: Final[tuple[Words, ...]] = (
    gettext_lazy("internal notes, contacts and recordings of telephone calls"),
    gettext_lazy("gradings, drafts of findings and who works on the case"),
    gettext_lazy("e-mail addresses and query codes of the parties"),
    gettext_lazy("who reported it, where an informant did"),
)


@dataclass(frozen=True)
class Line:
    """One fact: what it is, and how it reads. `hidden`: shown masked, leaves in full."""

    label: Words
    value: str
    hidden: bool = False


@dataclass(frozen=True)
class Item:
    """One thing of the list of materials."""

    name: str
    sha256: str


@dataclass(frozen=True)
class PacketView:
    """A packet as its readers see it."""

    referral: Referral
    packet: Packet
    head: list[Line]
    facts: str
    asks: str
    particulars: list[Line]
    items: list[Item]
    stays: list[Line]
    unsent: list[str]
    never: tuple[Words, ...] = NEVER

    @property
    def hides(self) -> bool:
        """Whether something is masked here that leaves in full."""
        return any(line.hidden for line in self.particulars)


_MASKS: Final[dict[str, Callable[[str], str]]] = {
    "phone": lambda value: mask_phone(value, Viewer.STAFF),
    "id_no": lambda value: mask_id(value, Viewer.STAFF),
}


def masked(name: str, value: str) -> str:
    """Return a particular as staff may read it at a glance."""
    mask = next((mask for ending, mask in _MASKS.items() if name.endswith(ending)), None)
    return mask(value) if mask else value


def view(referral: Referral, packet: Packet, *, numbered: bool = True) -> PacketView:
    """Return what leaves in `packet` for the agency of the referral, and what stays.

    `numbered`: False while the referral has no number yet, which a preview takes for a moment.
    """
    told = packets.facts_of(referral, packet, referral.agency)
    if not numbered:
        told["referral_number"] = _("numbered once it is prepared")
    return PacketView(
        referral=referral,
        packet=packet,
        head=_head(told),
        facts=told["summary"],
        asks=told["asks"],
        particulars=_particulars(told),
        items=[Item(item["name"], item.get("sha256", "")) for item in told["evidence"]],
        stays=_stays(referral.complaint, packet),
        unsent=_unsent(referral.complaint, packet),
    )


def preview(referral: Referral) -> SafeString:
    """Return the packet of a referral that is only rehearsed, as a part of a page."""
    packet = referral.packet
    if packet is None:
        raise AssertionError("a referral without a packet has nothing to show")
    return render_to_string(
        "officer/packet.html", {"packet": view(referral, packet, numbered=False)}
    )


def _head(told: Mapping[str, Any]) -> list[Line]:
    return [
        Line(_("Goes to"), agency_name(told["agency"])),
        Line(_("The referral is about"), str(ReferralKind(told["kind"]).label)),
        Line(_("Our numbers"), f"{told['referral_number']}\n{told['case_number']}"),
        Line(_("Category"), _graded(told)),
        Line(_("Legal basis"), told["legal_basis"]),
    ]


def _graded(told: Mapping[str, Any]) -> str:
    severity = str(Severity(told["severity"]).label) if told["severity"] else ""
    return " · ".join(filter(None, [category_name(told["category"]), severity]))


def _particulars(told: Mapping[str, Any]) -> list[Line]:
    """Return the particulars that leave, in the order in which they are chosen."""
    going = {
        f"{side}_{name}": value for side in _SIDES for name, value in told.get(side, {}).items()
    }
    going |= {name: told[name] for name in ("amount", "order_no") if name in told}
    occurred = [told[name] for name in ("occurred_when", "occurred_place") if name in told]
    if occurred:
        going["occurred"] = " ".join(occurred)
    return [_line(name, going[name]) for name in packets.PARTICULARS if name in going]


def _line(name: str, value: str) -> Line:
    shown = masked(name, value)
    return Line(packets.PARTICULARS[name], shown, hidden=shown != value)


def _stays(complaint: Complaint, packet: Packet) -> list[Line]:
    """Return the particulars on file that do not go along."""
    known = packets.known(complaint)
    return [_line(name, value) for name, value in known.items() if name not in packet.particulars]


def _unsent(complaint: Complaint, packet: Packet) -> list[str]:
    """Return the names of the files that do not go along."""
    sent = packet.items.exclude(evidence=None).values("evidence_id")
    files = Evidence.objects.filter(file=complaint.file).exclude(pk__in=sent)
    return list(files.order_by("uploaded_at").values_list("name", flat=True))
