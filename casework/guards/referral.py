"""Guards of referral (brief §3.3, CM-12, CM-17…18a)."""

from typing import Any

from casework import refusals
from casework.guards.looking import reported
from casework.guards.verification import person_of
from casework.packets import OF_THE_COMPLAINANT, PARTICULARS
from casework.states import (
    OPEN,
    REFERRAL_OPEN,
    ReferralKind,
    ResultClass,
    ReturnReason,
    Severity,
)
from common.actors import Actor
from policies import services as policies

#: States in which a matter may be handed to an agency; an S1 matter in any open one (CM-02).
REFERABLE = ("ACCEPTED", "IN_MEDIATION", "IN_VERIFICATION", "IN_REFERRAL", "SUSPENDED")
LEAST_LEAD = 10


def agency_known(record: Any, **_: Any) -> None:
    """RF-01: the agency stands in the pack, and the kind is known."""
    _known(record, record.agency)
    if record.kind not in ReferralKind.values:
        raise refusals.ReferralKindUnknown(field="kind")


def agency_to_known(record: Any, *, agency: str, **_: Any) -> None:
    """RF-06: the agency stands in the pack."""
    _known(record, agency)


def _known(record: Any, agency: str) -> None:
    if agency not in policies.pack(record.file.unit.policy).agencies:
        raise refusals.AgencyUnknown(field="agency")


def statutory_report_to_police(record: Any, *, agency: str = "", **_: Any) -> None:
    """RF-01, RF-06: a harmed minor is reported to the police ([WCN] art. 11), and stays there."""
    if record.kind == ReferralKind.MANDATORY_MINOR and (agency or record.agency) != "POLICE":
        raise refusals.StatutoryReportToPolice(field="agency")


def may_be_referred(record: Any, *, lead: str, **_: Any) -> None:
    """RF-01, CM-12: S1, S2 or a lead; S1 at once, whatever the complaint's state (CM-02)."""
    referable(record.complaint)
    serious_or_lead(record.complaint, lead=lead)


def referable(complaint: Any) -> None:
    """RF-01, CM-02: in this state it may be handed to an agency; S1 in any open one."""
    urgent = complaint.severity == Severity.S1 or complaint.police_report
    if complaint.state not in (OPEN if urgent else REFERABLE):
        raise refusals.NotReferable


def needs_lead(complaint: Any) -> bool:
    """Return whether only a lead in words opens the way to an agency (CM-12)."""
    try:
        serious_or_lead(complaint)
    except refusals.NoLead:
        return True
    return False


def serious_or_lead(record: Any, *, lead: str = "", **_: Any) -> None:
    """CM-12: S1 or S2, a harmed minor, a lead from mediation, or one the liaison names."""
    if record.severity in (Severity.S1, Severity.S2) or record.police_report:
        return
    if record.mediations.filter(lead_found=True).exists() or len(lead.strip()) >= LEAST_LEAD:
        return
    raise refusals.NoLead(field="lead")


def agency_has_none_open(record: Any, **_: Any) -> None:
    """RF-01: one open referral of a complaint for each agency."""
    if _open_at(record.complaint, record.agency):
        raise refusals.AgencyHasIt(field="agency")


def _open_at(complaint: Any, agency: str) -> bool:
    return bool(complaint.referrals.filter(agency=agency, state__in=REFERRAL_OPEN).exists())


def urgent_or_minor(record: Any, **_: Any) -> None:
    """CM-02c: S1, suspected S1, or a harmed minor."""
    suspected = record.statement.suggestion.get("severity") == Severity.S1 or record.emergency
    if not (record.severity == Severity.S1 or record.police_report or suspected):
        raise refusals.NotUrgent


# --- what leaves -------------------------------------------------------------------------------


def particulars_allowed(record: Any, *, particulars: list[str], **_: Any) -> None:
    """RF-01c: minimum data; of an informant nothing at all (PIPL 6, brief C23)."""
    unknown = set(particulars) - set(PARTICULARS)
    if unknown:
        raise refusals.ParticularUnknown(field="particulars")
    if not record.complaint.has_complainant and set(particulars) & OF_THE_COMPLAINANT:
        raise refusals.InformantStaysHidden(field="particulars")


def evidence_listed(record: Any, *, items: int, **_: Any) -> None:
    """CM-12: the evidence list is not empty."""
    if items < 1:
        raise refusals.EvidenceListEmpty(field="items")


def packet_there(record: Any, **_: Any) -> None:
    """RF-02, RF-06: something has been laid down that may leave."""
    if record.packet_id is None:
        raise refusals.PacketMissing


def packet_current(record: Any, *, packet_id: int, **_: Any) -> None:
    """RF-01a, RF-01b: what was read is what will leave."""
    packet_there(record)
    if record.packet_id != packet_id:
        raise refusals.PacketChanged


def not_approved_yet(record: Any, **_: Any) -> None:
    """RF-01a, RF-01b: decided once."""
    if record.approved_at:
        raise refusals.ReferralApproved


def not_prepared_by_me(record: Any, *, by: Actor, **_: Any) -> None:
    """RF-01a: four eyes, whichever account is used."""
    _another(record.prepared_by, by)


def not_dispatched_by_me(record: Any, *, by: Actor, **_: Any) -> None:
    """RF-02a: who sent it alone does not ratify it."""
    _another(record.dispatched_by, by)


def _another(first: Any, by: Actor) -> None:
    if first is not None and (first.pk == by.user_pk or person_of(first) == person_of(by)):
        raise refusals.SamePerson


def approved_or_urgent(record: Any, **_: Any) -> None:
    """RF-02: an officer approved; S1 is sent by the liaison alone and ratified."""
    if not record.urgent and not record.approved_at:
        raise refusals.NotApprovedYet


def police_were_called(record: Any, **_: Any) -> None:
    """RF-02: an urgent matter is told to 110 at once; the written file follows (§2.9)."""
    if record.urgent and not record.complaint.police_calls.exists():
        raise refusals.PoliceNotCalled


def to_be_ratified(record: Any, **_: Any) -> None:
    """RF-02a: sent by the liaison alone, and not ratified yet."""
    if not record.urgent or record.approved_at:
        raise refusals.NothingToRatify
    if record.ratified_at:
        raise refusals.RatifiedAlready


def to_bring(record: Any) -> list[Any]:
    """Return the parcels a person must still bring: of the present agency, and not yet answered."""
    answered = set()
    if record.state != "DISPATCHED":
        answered.add("REFERRAL")
    if record.reminded_at is None:
        answered.add("REMINDER")
    if record.supervision_signed_at is None:
        answered.add("SUPERVISION")
    waiting = record.sendings.to_hand_over().filter(agency=record.agency)
    return list(waiting.exclude(kind__in=answered))


def still_to_bring(record: Any, *, sending_id: int) -> None:
    """RF-02b: the agency has not got this parcel yet."""
    if not record.sendings.to_hand_over().filter(pk=sending_id).exists():
        raise refusals.HandedAlready


def hand_over_recorded(record: Any, *, sending_id: int, **_: Any) -> None:
    """RF-02b: it is written down how, when and to whom; the desk that follows reads it there."""
    if not record.sendings.filter(pk=sending_id, handed_at__isnull=False).exists():
        raise refusals.NotReferable


# --- what comes back ---------------------------------------------------------------------------


def return_reason_known(record: Any, *, reason_code: str, **_: Any) -> None:
    """RF-05: a coded reason."""
    if reason_code not in ReturnReason.values:
        raise refusals.ReturnReasonUnknown(field="reason_code")


def goes_elsewhere(record: Any, *, agency: str, office_id: int | None, **_: Any) -> None:
    """RF-06: to another agency, or to another office; the same one only with more materials."""
    if agency != record.agency:
        if _open_at(record.complaint, agency):
            raise refusals.AgencyHasIt(field="agency")
        return
    other_office = office_id is not None and office_id != record.office_id
    if record.return_reason != ReturnReason.MATERIALS and not other_office:
        raise refusals.SameAgencyAgain(field="agency")


def third_return_to_lead_agency(record: Any, *, agency: str, **_: Any) -> None:
    """RF-06: the third return goes to the agency that coordinates (SEED-000 §五(一))."""
    rule = policies.pack(record.file.unit.policy).supervision
    if rule.third_return_to_lead and record.returns >= THIRD and agency != rule.lead_agency:
        raise refusals.ThirdReturn(field="agency")


THIRD = 3


def only_agency(record: Any) -> str:
    """Return the one agency a returned referral may still go to, "" while there are several."""
    if record.kind == ReferralKind.MANDATORY_MINOR:
        return "POLICE"
    rule = policies.pack(record.file.unit.policy).supervision
    return rule.lead_agency if rule.third_return_to_lead and record.returns >= THIRD else ""


def result_class_known(record: Any, *, result_class: str, **_: Any) -> None:
    """RF-11: the result has a class; what it means follows from it (X10)."""
    if result_class not in ResultClass.values:
        raise refusals.ResultClassUnknown(field="result_class")


def penalty_stands(record: Any, **_: Any) -> None:
    """RF-14: what is rescinded or acquitted of is a penalty or a criminal case, and once."""
    if record.result_class not in (ResultClass.PENALTY, ResultClass.CRIMINAL_TRANSFER):
        raise refusals.NothingToRevoke


def not_registered_yet(record: Any, **_: Any) -> None:
    """RF-11a happens once for each result."""
    if record.registered_at:
        raise refusals.RegisteredAlready


def registered(record: Any, **_: Any) -> None:
    """RF-11b: a person has read the paper."""
    if not record.registered_at:
        raise refusals.NotRegisteredYet


def result_not_told_yet(record: Any, **_: Any) -> None:
    """RF-11b happens once for each result."""
    if record.told_at:
        raise refusals.ToldAlready


def not_told_yet(record: Any, **_: Any) -> None:
    """RF-09a happens once."""
    if record.not_filed_told_at:
        raise refusals.ToldAlready


# --- the ladder --------------------------------------------------------------------------------


def not_reminded_yet(record: Any, **_: Any) -> None:
    """RF-07: one reminder for each missed day; what follows is the order."""
    if record.reminded_at:
        raise refusals.RemindedAlready


def reminded(record: Any, **_: Any) -> None:
    """RF-08: reminded, and still silent."""
    if not record.reminded_at:
        raise refusals.NotRemindedYet


def not_supervised_yet(record: Any, **_: Any) -> None:
    """RF-08: drafted once for each missed day."""
    if record.supervised_at:
        raise refusals.SupervisedAlready


def order_waits(record: Any, **_: Any) -> None:
    """RF-08a, RF-08b: a drafted order that was neither signed nor held back."""
    if not record.supervised_at or record.supervision_signed_at or record.supervision_withheld_at:
        raise refusals.NoOrderWaits


# --- recall, closing, carrying over ------------------------------------------------------------


def may_be_recalled(record: Any, **_: Any) -> None:
    """RF-13: never an urgent or statutory one; before it left only while it was not approved."""
    if record.urgent or record.kind == ReferralKind.MANDATORY_MINOR:
        raise refusals.NeverRecalled
    if record.state == "PREPARED" and record.approved_at:
        raise refusals.ReferralApproved


def agency_agrees(record: Any, *, agreed: bool, **_: Any) -> None:
    """RF-13: what has left is recalled with the agency's agreement."""
    if record.state == "DISPATCHED" and not agreed:
        raise refusals.AgencyMustAgree(field="agreed")


def to_be_told(record: Any) -> bool:
    """Whether a registered result is told by a letter of its own (CM-17): not the lead's first."""
    lead = record.complaint.lead_referral_id == record.pk
    return bool(record.registered_at) and not (lead and record.result_version == 1)


def complaint_is_fed_back(record: Any, **_: Any) -> None:
    """RF-12: the parties have the result, of the complaint and of this referral."""
    if record.complaint.state not in ("FED_BACK", "CLOSED"):
        raise refusals.NotFedBackYet
    if record.state == "NOT_FILED":
        if not record.not_filed_told_at:
            raise refusals.NotFedBackYet
        return
    if not record.registered_at or (to_be_told(record) and not record.told_at):
        raise refusals.NotFedBackYet


def carried_on(record: Any, *, complaint_id: int, **_: Any) -> None:
    """RF-15: only to the file that carries the withdrawn complaint on."""
    thread = type(record.complaint).objects.filter(
        pk=complaint_id, source="withdrawn", file__parent_id=record.complaint.file_id
    )
    if record.complaint.state != "WITHDRAWN" or not thread.exists():
        raise refusals.NotReferable


# --- the complaint's own rows ------------------------------------------------------------------


def referral_is_open(record: Any, *, referral_id: int, **_: Any) -> None:
    """CM-12: a referral of this complaint that is prepared or under way."""
    if not record.referrals.filter(pk=referral_id, state__in=REFERRAL_OPEN).exists():
        raise refusals.NotReferable


def lead_result_registered(record: Any, *, referral_id: int, **_: Any) -> None:
    """CM-17: the result of the lead referral, registered."""
    if record.lead_referral_id != referral_id:
        raise refusals.NotTheLead
    if not record.referrals.filter(pk=referral_id, registered_at__isnull=False).exists():
        raise refusals.NotRegisteredYet


def lead_not_filed(record: Any, *, referral_id: int, **_: Any) -> None:
    """CM-18: the lead referral was not filed."""
    if record.lead_referral_id != referral_id:
        raise refusals.NotTheLead
    if not record.referrals.filter(pk=referral_id, state="NOT_FILED").exists():
        raise refusals.NotReferable


def officer_ends_it(record: Any, *, by: Actor, as_outcome: bool, reason: str, **_: Any) -> None:
    """CM-18: the default is our own verification; an outcome is the officer's, with reasons."""
    if not as_outcome:
        return
    if "OFFICER" not in by.roles_for(record.file):
        raise refusals.OfficerEndsIt
    if len(reason.strip()) < LEAST_LEAD:
        raise refusals.ReasonTooShort(field="reason")


def no_other_referral(record: Any, *, referral_id: int, **_: Any) -> None:
    """CM-18a: nothing else is at an agency."""
    others = record.referrals.exclude(pk=referral_id).filter(state__in=REFERRAL_OPEN)
    if others.exists():
        raise refusals.AnotherReferralOpen


def other_referral_leads(record: Any, *, referral_id: int, **_: Any) -> None:
    """CM-18b: another open referral takes the lead of the recalled one."""
    if not record.referrals.filter(pk=referral_id, state__in=REFERRAL_OPEN).exists():
        raise refusals.NotReferable


def police_have_the_report(record: Any, **_: Any) -> None:
    """CM-07, CM-08, CM-22a: a harmed minor was reported to the police; nobody opts out (§0, 3)."""
    if record.police_report and not reported(record):
        raise refusals.ReportFirst
