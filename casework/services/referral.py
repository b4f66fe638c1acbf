"""Referral (移送): prepared, approved, handed over, sent elsewhere, recalled (brief §3.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from casework import clocks, guards, packets, referral_papers, refusals, sending
from casework.channels import ParcelKind
from casework.models import (
    AgencyLink,
    AgencyOffice,
    Complaint,
    Packet,
    PacketItem,
    Referral,
    Sending,
)
from casework.news import tell
from casework.services import agency_link
from casework.services import mediation as mediations
from casework.states import REFERRAL_OPEN, ReferralKind, Severity
from common import canonical
from common.actors import Actor, Mandate, account_of
from common.lifecycle import begin, lock, perform
from common.models import File
from common.numbers import next_number
from common.zone import local_date
from documents.models import Document, Evidence


@dataclass(frozen=True)
class Contents:
    """What is to leave: why, what, and with which materials.

    `items` are evidence files and papers of the file; `described` names what is handed over as a
    thing. `particulars` are names of `casework.packets.PARTICULARS`.
    """

    legal_basis: str
    facts: str
    asks: str
    particulars: tuple[str, ...] = ()
    evidence_ids: tuple[int, ...] = ()
    document_ids: tuple[int, ...] = ()
    described: tuple[str, ...] = ()


@transaction.atomic
def prepare(
    *,
    complaint_id: int,
    agency: str,
    kind: str,
    contents: Contents,
    by: Actor,
    at: datetime,
    office_id: int | None = None,
    lead: str = "",
) -> Referral:
    """Prepare a referral to an agency (RF-01) and lay its packet down (RF-01c).

    The first one leads and takes the complaint with it (CM-12): REFERRAL runs from this decision.
    An S1 matter goes in any open state; the complaint follows when it is accepted.

    Raises:
        NotReferable, NoLead: the complaint is not one for an agency, or not now.
        AgencyHasIt: this agency has an open referral of the complaint.
        EvidenceListEmpty, InformantStaysHidden, ParticularUnknown: the packet cannot leave.
    """
    complaint = lock(Complaint, complaint_id)
    referral = Referral(
        file=_file_for(complaint, at=at),
        complaint=complaint,
        agency=agency,
        office=_office(complaint, agency, office_id),
        kind=kind,
        urgent=complaint.severity == Severity.S1 and agency == "POLICE",
        prepared_at=at,
        prepared_by_id=account_of(by),
        rule_version=complaint.rule_version,
    )
    begin(referral, "prepare", by=by, at=at, reason=lead, lead=lead)
    if not (referral.urgent and clocks.is_open(complaint.file, "REFERRAL_S1")):
        clocks.start(referral.file, "REFERRAL", at=at, record=("RF", referral.pk))
    referral = compose(referral_id=referral.pk, contents=contents, by=by, at=at)
    if complaint.state in ("ACCEPTED", "IN_MEDIATION", "IN_VERIFICATION"):
        attach(complaint, referral, lead=lead, by=by, at=at)
    tell("referral.prepared", referral.last_event, at=at)
    return referral


def _file_for(complaint: Complaint, *, at: datetime) -> File:
    return File.objects.create(
        number=next_number("YS", local_date(at).year),
        kind=File.Kind.REFERRAL,
        unit=complaint.file.unit,
        parent=complaint.file,
        root=complaint.file.root or complaint.file,
        opened_at=at,
    )


def _office(complaint: Complaint, agency: str, office_id: int | None) -> AgencyOffice | None:
    if office_id is None:
        return None
    paths = AgencyOffice.objects.filter(agency=agency, active=True, pk=office_id)
    office = paths.select_related("unit").first()
    if office is None or not complaint.file.unit.path.startswith(office.unit.path):
        raise refusals.AgencyUnknown(field="office")
    return office


@transaction.atomic
def compose(*, referral_id: int, contents: Contents, by: Actor, at: datetime) -> Referral:
    """Lay down what leaves (RF-01c); an approval of an earlier packet does not hold for it."""
    referral = lock(Referral, referral_id)
    # Asked before the row is written: the database refuses it, too.
    guards.particulars_allowed(referral, particulars=list(contents.particulars))
    packet = Packet.objects.create(
        referral=referral,
        version=referral.packets.count() + 1,
        legal_basis=contents.legal_basis.strip(),
        facts=contents.facts.strip(),
        asks=contents.asks.strip(),
        particulars=list(contents.particulars),
        created_at=at,
        created_by_id=account_of(by),
    )
    count = _list_items(packet, referral.complaint, contents)
    return perform(
        Referral,
        referral.pk,
        "compose",
        by=by,
        at=at,
        packet_id=packet.pk,
        particulars=list(contents.particulars),
        items=count,
    )


def _list_items(packet: Packet, complaint: Complaint, contents: Contents) -> int:
    """Write the list of materials; what is not of this file is not found."""
    files = Evidence.objects.filter(file=complaint.file, pk__in=contents.evidence_ids)
    papers = Document.objects.filter(
        File.within(complaint.file.number), pk__in=contents.document_ids
    )
    if len(files) != len(contents.evidence_ids) or len(papers) != len(contents.document_ids):
        raise refusals.PacketChanged
    items = [PacketItem(evidence=one, name=one.name, sha256=one.sha256) for one in files]
    items += [
        PacketItem(document=one, name=f"{one.title} {one.number}"[:160], sha256=one.pdf_sha256)
        for one in papers
    ]
    items += [PacketItem(name=name.strip()[:160]) for name in contents.described if name.strip()]
    for position, item in enumerate(items, 1):
        item.packet, item.position = packet, position
    return len(PacketItem.objects.bulk_create(items))


def attach(
    complaint: Complaint, referral: Referral, *, lead: str, by: Actor, at: datetime
) -> Complaint:
    """Take the complaint along with its referral (CM-12); mediation ends or keeps the civil part.

    Raises:
        NoLead: an ordinary matter without a lead.
    """
    if complaint.severity == Severity.S1:
        mediations.end_for_crime(complaint, at=at)
    complaint = perform(
        Complaint, complaint.pk, "refer", by=by, at=at, referral_id=referral.pk, lead=lead
    )
    clocks.meet(complaint.file, "VERIFICATION", at=at)
    clocks.cancel(complaint.file, "ENTERPRISE_REPLY", at=at)
    tell("complaint.referred", complaint.last_event, at=at, referral_id=referral.pk)
    return complaint


def attach_open(complaint: Complaint, *, at: datetime) -> Complaint:
    """Take a complaint along with a referral that went before it: accepted, or carried on."""
    referral = complaint.referrals.filter(state__in=REFERRAL_OPEN).order_by("pk").first()
    if referral is None or complaint.state not in ("ACCEPTED", "IN_VERIFICATION"):
        return complaint
    by = Mandate("LIAISON", referral.prepared_by_id)
    return attach(complaint, referral, lead="", by=by, at=at)


@transaction.atomic
def approve(*, referral_id: int, packet_id: int, by: Actor, at: datetime) -> Referral:
    """Approve exactly what was read, for exactly this agency (RF-01a).

    Raises:
        PacketChanged: another packet lies there now.
        SamePerson: who prepared it does not approve it.
    """
    referral = lock(Referral, referral_id)
    packet = Packet.objects.filter(pk=packet_id, referral=referral).first()
    if packet is None:
        raise refusals.PacketChanged
    referral = perform(
        Referral,
        referral_id,
        "approve",
        by=by,
        at=at,
        packet_id=packet_id,
        mark=mark_of(referral, packet),
    )
    tell("referral.approved", referral.last_event, at=at)
    return referral


def mark_of(referral: Referral, packet: Packet) -> str:
    """Return the hash by which an event remembers what was approved."""
    facts = packets.facts_of(referral, packet, referral.agency)
    return hashlib.sha256(canonical.dumps(facts)).hexdigest()


@transaction.atomic
def send_back(
    *, referral_id: int, packet_id: int, reason: str, by: Actor, at: datetime
) -> Referral:
    """Return the packet to the liaison with reasons (RF-01b)."""
    referral = perform(
        Referral, referral_id, "send_back", by=by, at=at, reason=reason, packet_id=packet_id
    )
    tell("referral.sent_back", referral.last_event, at=at)
    return referral


@transaction.atomic
def dispatch(*, referral_id: int, by: Actor, at: datetime) -> Referral:
    """Hand the packet over (RF-02): by the agency's system, or as a letter that a person brings.

    Raises:
        NotApprovedYet: no officer has approved it, and it is not urgent.
        PoliceNotCalled: urgent, and the call to 110 is not on record.
    """
    before = lock(Referral, referral_id)
    _lay_down(before, before.agency, before.office, by=by, at=at)
    referral = perform(Referral, referral_id, "dispatch", by=by, at=at)
    clocks.meet(referral.file, "REFERRAL", at=at)
    if referral.agency == "POLICE":
        clocks.meet(referral.complaint.file, "REFERRAL_S1", at=at)
    if referral.urgent and not referral.approved_at:
        clocks.start(referral.file, "RATIFY", at=at, record=("RF", referral.pk))
    _expect_receipt(referral, at=at)
    referral_papers.referral_notice(referral, by=by, at=at)
    tell("referral.dispatched", referral.last_event, at=at)
    return referral


def _lay_down(
    referral: Referral, agency: str, office: AgencyOffice | None, *, by: Actor, at: datetime
) -> None:
    """Lay the packet down with its letter; what may not leave is refused by the move that follows.

    Everything is taken back with it.
    """
    packet = referral.packet
    if packet is None or agency not in clocks.pack_of(referral.file, at).agencies:
        return
    link = agency_link.issue(referral_id=referral.pk, by=by, at=at, agency=agency)
    answer = {"answer_address": link.address, "answer_until": link.until}
    sending.lay_down(
        referral,
        ParcelKind.REFERRAL,
        packets.facts_of(referral, packet, agency),
        agency=agency,
        at=at,
        packet=packet,
        document=referral_papers.letter(
            referral, packet, agency, office, answer=answer, by=by, at=at
        ),
    )


def _expect_receipt(referral: Referral, *, at: datetime) -> None:
    """Start what the agency owes and the complainant may expect."""
    clocks.start(
        referral.file,
        "REFERRAL_ACK",
        at=at,
        record=("RF", referral.pk),
        agency=referral.agency,
    )
    complaint = referral.complaint
    if complaint.has_complainant and complaint.accepted_at:
        _start_notes(complaint, at=at)


def _start_notes(complaint: Complaint, *, at: datetime) -> None:
    """Start PROGRESS_NOTE, whichever of RF-02, CM-32 and CM-19 is first (brief §2.9)."""
    if not clocks.is_open(complaint.file, "PROGRESS_NOTE"):
        clocks.start(complaint.file, "PROGRESS_NOTE", at=at, record=("CM", complaint.pk))


@transaction.atomic
def ratify(*, referral_id: int, by: Actor, at: datetime, reservation: str = "") -> Referral:
    """Ratify what a liaison sent alone (RF-02a), with a reservation in words if there is one."""
    referral = perform(
        Referral,
        referral_id,
        "ratify",
        by=by,
        at=at,
        reason=reservation,
        reserved=bool(reservation.strip()),
    )
    clocks.meet(referral.file, "RATIFY", at=at)
    return referral


@transaction.atomic
def reroute(
    *,
    referral_id: int,
    agency: str,
    by: Actor,
    at: datetime,
    office_id: int | None = None,
    contents: Contents | None = None,
) -> Referral:
    """Send a returned matter to the agency that is competent (RF-06), with the same packet or anew.

    Raises:
        SameAgencyAgain: the agency that returned it, without more materials or another office.
        ThirdReturn: after three returns only the lead agency is asked.
    """
    if contents is not None:
        compose(referral_id=referral_id, contents=contents, by=by, at=at)
    before = lock(Referral, referral_id)
    office = _office(before.complaint, agency, office_id)
    agency_link.end_standing(before, AgencyLink.End.REROUTED, at=at)  # Not merely replaced.
    _lay_down(before, agency, office, by=by, at=at)
    referral = perform(
        Referral,
        referral_id,
        "reroute",
        by=by,
        at=at,
        agency=agency,
        office_id=office.pk if office else None,
    )
    clocks.meet(referral.file, "REFERRAL", at=at)
    _expect_receipt(referral, at=at)
    referral_papers.referral_notice(referral, by=by, at=at, former=before.agency)
    tell("referral.rerouted", referral.last_event, at=at)
    return referral


@transaction.atomic
def recall(*, referral_id: int, reason: str, agreed: bool, by: Actor, at: datetime) -> Referral:
    """Take back what was sent in error (RF-13); with nothing else out, we verify ourselves.

    Raises:
        NeverRecalled: urgent or statutory.
        AgencyMustAgree: it has left and the agency does not agree.
    """
    before = lock(Referral, referral_id)
    if before.state == "DISPATCHED":
        # The letter and the move refuse alike without reasons; the move says so first.
        guards.reasons_given(before, reason=reason)
        facts = {"referral_number": before.file.number, "reason": reason}
        letter = referral_papers.recall_letter(before, reason, by=by, at=at)
        sending.lay_down(
            before, ParcelKind.RECALL, facts, agency=before.agency, at=at, document=letter
        )
    referral = perform(Referral, referral_id, "recall", by=by, at=at, reason=reason, agreed=agreed)
    agency_link.end_standing(referral, AgencyLink.End.RECALLED, at=at)
    clocks.cancel(referral.file, "REFERRAL", "REFERRAL_ACK", "REMINDER", "SUPERVISION", at=at)
    tell("referral.recalled", referral.last_event, at=at)
    _complaint_after_recall(referral, at=at)
    return referral


def _complaint_after_recall(referral: Referral, *, at: datetime) -> None:
    complaint = referral.complaint
    if complaint.state != "IN_REFERRAL" or complaint.lead_referral_id != referral.pk:
        return
    other = complaint.referrals.filter(state__in=REFERRAL_OPEN).order_by("pk").first()
    by = Mandate("LIAISON", referral.prepared_by_id)
    if other is not None:
        perform(Complaint, complaint.pk, "lead_passes", by=by, at=at, referral_id=other.pk)
        return
    complaint = perform(
        Complaint, complaint.pk, "referral_recalled", by=by, at=at, referral_id=referral.pk
    )
    clocks.start(complaint.file, "VERIFICATION", at=at, record=("CM", complaint.pk))
    tell("complaint.referral_recalled", complaint.last_event, at=at)


@transaction.atomic
def hand_over(
    *, sending_id: int, how: str, to: str, on: datetime, by: Actor, at: datetime
) -> Sending:
    """Write down that a person brought the letter: how, to whom, when (paper mode).

    Raises:
        HandedAlready: the agency has it.
        HandedBeforePrinted: the letter does not exist as a paper yet.
        MomentImpossible: before it was made, or in the future.
    """
    found = Sending.objects.get(pk=sending_id)
    lock(Referral, found.referral_id)
    parcel = Sending.objects.select_for_update(of=("self",)).get(pk=sending_id)
    if parcel.document is not None and not parcel.document.is_rendered:
        raise refusals.HandedBeforePrinted
    if on > at or on < parcel.created_at.replace(second=0, microsecond=0):
        raise refusals.MomentImpossible(field="on")
    parcel.handed_at, parcel.handed_how = on, how
    parcel.handed_to, parcel.handed_by_id = to.strip(), account_of(by)
    guards.still_to_bring(found.referral, sending_id=sending_id)
    parcel.save(update_fields=["handed_at", "handed_how", "handed_to", "handed_by"])
    perform(
        Referral, found.referral_id, "handed_over", by=by, at=at, sending_id=sending_id, how=how
    )
    return parcel


@transaction.atomic
def carry_over(withdrawn: Complaint, thread: Complaint, *, at: datetime) -> None:
    """Give the referrals of a withdrawn complaint to the file that carries it on (RF-15, CM-21)."""
    for referral in withdrawn.referrals.exclude(state__in=("CLOSED", "RECALLED")).order_by("pk"):
        File.objects.filter(pk=referral.file_id).update(parent=thread.file)
        perform(
            Referral,
            referral.pk,
            "carry_over",
            by=Mandate("LIAISON", referral.prepared_by_id),
            at=at,
            complaint_id=thread.pk,
        )


def usual_kind(complaint: Complaint, agency: str) -> str:
    """Return the kind a referral to this agency usually is."""
    if agency == "POLICE":
        return ReferralKind.MANDATORY_MINOR if complaint.police_report else ReferralKind.CRIME
    return ReferralKind.LABOUR if agency == "HRSS" else ReferralKind.ADMINISTRATIVE


def offices(complaint: Complaint, agencies: Sequence[str]) -> list[AgencyOffice]:
    """Return the offices of these agencies, the one of the complaint's district first (C6)."""
    found = AgencyOffice.objects.filter(agency__in=agencies, active=True).select_related("unit")
    mine = [one for one in found if complaint.file.unit.path.startswith(one.unit.path)]
    code = complaint.statement.district_code
    return sorted(mine, key=lambda one: (one.agency, one.district_code != code, one.name))
