"""The states of complaint and mediation (brief §3.1, §3.2) and the sets that have names."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Complaint(models.TextChoices):
    """States of a complaint (CM)."""

    REGISTERED = "REGISTERED", _("registered")
    PENDING_SUPPLEMENT = "PENDING_SUPPLEMENT", _("waiting for materials")
    ACCEPTED = "ACCEPTED", _("accepted")
    IN_MEDIATION = "IN_MEDIATION", _("in mediation")
    IN_VERIFICATION = "IN_VERIFICATION", _("in verification")
    IN_REFERRAL = "IN_REFERRAL", _("referred to an agency")
    SUSPENDED = "SUSPENDED", _("suspended")
    OUTCOME_RECORDED = "OUTCOME_RECORDED", _("outcome recorded")
    FED_BACK = "FED_BACK", _("result fed back")
    CLOSED = "CLOSED", _("closed")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("not accepted")
    MERGED = "MERGED", _("merged")
    TRANSFERRED_OUT = "TRANSFERRED_OUT", _("passed to another body")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


C = Complaint
#: brief §3.0 X3: "any open".
OPEN = (
    C.REGISTERED,
    C.PENDING_SUPPLEMENT,
    C.ACCEPTED,
    C.IN_MEDIATION,
    C.IN_VERIFICATION,
    C.IN_REFERRAL,
    C.SUSPENDED,
)
#: "ACCEPTED…SUSPENDED": the file is under way.
UNDER_WAY = (C.ACCEPTED, C.IN_MEDIATION, C.IN_VERIFICATION, C.IN_REFERRAL, C.SUSPENDED)
TERMINAL = (C.CLOSED, C.NOT_ACCEPTED, C.MERGED, C.TRANSFERRED_OUT, C.WITHDRAWN)
#: States that only an acceptance leads to.
AFTER_ACCEPTANCE = (
    C.ACCEPTED,
    C.IN_MEDIATION,
    C.IN_VERIFICATION,
    C.IN_REFERRAL,
    C.SUSPENDED,
    C.OUTCOME_RECORDED,
    C.FED_BACK,
    C.CLOSED,
)
WITH_OUTCOME = (C.OUTCOME_RECORDED, C.FED_BACK, C.CLOSED)


class Mediation(models.TextChoices):
    """States of a mediation (MD)."""

    PROPOSED = "PROPOSED", _("proposed")
    CONSENTED = "CONSENTED", _("both consent")
    SCHEDULED = "SCHEDULED", _("session scheduled")
    IN_SESSION = "IN_SESSION", _("in session")
    SUSPENDED_APPRAISAL = "SUSPENDED_APPRAISAL", _("suspended for appraisal")
    SUSPENDED_RECUSAL = "SUSPENDED_RECUSAL", _("suspended for recusal")
    AGREED = "AGREED", _("agreed")
    PERFORMED = "PERFORMED", _("performed")
    DEFAULTED = "DEFAULTED", _("defaulted")
    TERMINATED = "TERMINATED", _("terminated")


M = Mediation
MEDIATION_OPEN = (
    M.PROPOSED,
    M.CONSENTED,
    M.SCHEDULED,
    M.IN_SESSION,
    M.SUSPENDED_APPRAISAL,
    M.SUSPENDED_RECUSAL,
)
MEDIATION_TERMINAL = (M.PERFORMED, M.DEFAULTED, M.TERMINATED)


class Severity(models.TextChoices):
    """Severity of brief §5, the gravest first."""

    S1 = "S1", _("S1 emergency")
    S2 = "S2", _("S2 serious dishonesty")
    S3 = "S3", _("S3 ordinary")
    S4 = "S4", _("S4 minor")


class Route(models.TextChoices):
    """The way a file takes (brief §5, architecture A11)."""

    EMERGENCY = "EMERGENCY", _("emergency: 110 at once")
    REFERRAL = "REFERRAL", _("referral to an agency")
    VERIFY = "VERIFY", _("own verification")
    MEDIATION = "MEDIATION", _("mediation")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("outside our competence")


#: Routes that wait for the referral desk once accepted.
SERIOUS_ROUTES = (Route.EMERGENCY, Route.REFERRAL)


class Channel(models.TextChoices):
    """How a complaint arrived (brief §3.1)."""

    WEB = "WEB", _("web page")
    APP = "APP", _("app")
    MINI_PROGRAM = "MINI_PROGRAM", _("mini program")
    PHONE = "PHONE", _("telephone")
    COUNTER = "COUNTER", _("counter")
    MAIL = "MAIL", _("post")
    EMAIL = "EMAIL", _("e-mail")
    T12345 = "T12345", _("12345 hotline")
    T12315 = "T12315", _("12315 platform")
    T110 = "T110", _("110")
    PARTNER_ENTERPRISE = "PARTNER_ENTERPRISE", _("partner enterprise")
    STAFF_FOUND = "STAFF_FOUND", _("found by staff")


class Outcome(models.TextChoices):
    """Outcomes of brief §3.0 X10."""

    SETTLED = "SETTLED", _("settled")
    MEDIATION_TERMINATED = "MEDIATION_TERMINATED", _("mediation terminated")
    UPHELD = "UPHELD", _("upheld")
    PARTLY = "PARTLY", _("partly upheld")
    NOT_UPHELD = "NOT_UPHELD", _("not upheld")
    NO_RESPONDENT = "NO_RESPONDENT", _("no respondent left")
    UNFOUNDED = "UNFOUNDED", _("unfounded")


class WaitGround(models.TextChoices):
    """Lawful grounds to answer with progress instead of a result (brief §2.9.1)."""

    AGENCY = "AGENCY", _("an agency is handling it")
    MEDIATION = "MEDIATION", _("mediation is under way")
    VERIFICATION = "VERIFICATION", _("verification is under way")
    APPRAISAL = "APPRAISAL", _("an expert appraisal is awaited")
    HEARING = "HEARING", _("a hearing is pending")
    COURT = "COURT", _("court or arbitration is pending")


class Referral(models.TextChoices):
    """States of a referral to an agency (RF, brief §3.3)."""

    PREPARED = "PREPARED", _("prepared")
    DISPATCHED = "DISPATCHED", _("handed over")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("acknowledged by the agency")
    AGENCY_ACCEPTED = "AGENCY_ACCEPTED", _("taken up by the agency")
    RETURNED = "RETURNED", _("returned by the agency")
    NOT_FILED = "NOT_FILED", _("no case filed by the agency")
    RESULT_RECEIVED = "RESULT_RECEIVED", _("result received")
    CLOSED = "CLOSED", _("closed")
    RECALLED = "RECALLED", _("recalled")


R = Referral
REFERRAL_TERMINAL = (R.CLOSED, R.RECALLED)
#: "DISPATCHED…RESULT_RECEIVED" (brief §3.0 X3): the agency has it, or has answered.
REFERRAL_OUT = (
    R.DISPATCHED,
    R.ACKNOWLEDGED,
    R.AGENCY_ACCEPTED,
    R.RETURNED,
    R.NOT_FILED,
    R.RESULT_RECEIVED,
)
#: "DISPATCHED…AGENCY_ACCEPTED": the agency owes an answer.
REFERRAL_OWED = (R.DISPATCHED, R.ACKNOWLEDGED, R.AGENCY_ACCEPTED)
#: Still to be answered, or still to leave: an answer of the lead one is awaited.
REFERRAL_OPEN = (R.PREPARED, R.DISPATCHED, R.ACKNOWLEDGED, R.AGENCY_ACCEPTED, R.RETURNED)


class ReferralKind(models.TextChoices):
    """What a referral is about (brief §3.3)."""

    CRIME = "CRIME", _("suspected crime or public-security offence")
    ADMINISTRATIVE = "ADMINISTRATIVE", _("administrative violation")
    LABOUR = "LABOUR", _("labour matter")
    INFO = "INFO", _("for information")
    MANDATORY_MINOR = "MANDATORY_MINOR", _("statutory report: a minor harmed")


class ReturnReason(models.TextChoices):
    """Why an agency returns a referral (brief §3.3 RF-05; C6, C7)."""

    NOT_COMPETENT = "NOT_COMPETENT", _("not its competence")
    OTHER_PLACE = "OTHER_PLACE", _("another place is competent")
    MATERIALS = "MATERIALS", _("materials are insufficient")
    DUPLICATE = "DUPLICATE", _("already in hand there")
    IN_COURT = "IN_COURT", _("before a court or arbitration")
    OTHER = "OTHER", _("another reason, stated in words")


class ResultClass(models.TextChoices):
    """Class of an agency's result (brief §3.3 RF-11); X10 says what it means for the complaint."""

    PENALTY = "PENALTY", _("administrative penalty")
    CRIMINAL_TRANSFER = "CRIMINAL_TRANSFER", _("criminal case")
    NO_VIOLATION = "NO_VIOLATION", _("no violation found")
    MEDIATED = "MEDIATED", _("mediated by the police")
    DISMISSED = "DISMISSED", _("dismissed")


#: brief §3.0 X10: what the result of the lead referral makes of the complaint.
OUTCOME_OF_RESULT = {
    ResultClass.PENALTY: Outcome.UPHELD,
    ResultClass.CRIMINAL_TRANSFER: Outcome.UPHELD,
    ResultClass.NO_VIOLATION: Outcome.NOT_UPHELD,
    ResultClass.DISMISSED: Outcome.NOT_UPHELD,
    ResultClass.MEDIATED: Outcome.SETTLED,
}
