"""The closed lists of the archive (brief §6.1) and the sets of them that rules speak of."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubjectKind(TextChoices):
    """Whom the archive keeps: brief §6.2 knows these two."""

    WORKER = "WORKER", _("Worker")
    ENTERPRISE = "ENTERPRISE", _("Enterprise")


class Kind(TextChoices):
    """What an entry records."""

    COMPLAINT_UPHELD = "COMPLAINT_UPHELD", _("Complaint upheld")
    COMPLAINT_PARTLY = "COMPLAINT_PARTLY", _("Complaint partly upheld")
    MEDIATED_SETTLED = "MEDIATED_SETTLED", _("Settled by mediation")
    MEDIATION_DEFAULT = "MEDIATION_DEFAULT", _("Mediation agreement not performed")
    SANCTION = "SANCTION", _("Industry sanction")
    EXTERNAL_PENALTY = "EXTERNAL_PENALTY", _("Penalty of an authority")
    EXTERNAL_LISTING = "EXTERNAL_LISTING", _("Listing by an authority")
    ALERT = "ALERT", _("Alert")
    RATING = "RATING", _("Rating")
    COMPLAINT_PENDING = "COMPLAINT_PENDING", _("Complaint pending")
    COMPLAINT_NOT_UPHELD = "COMPLAINT_NOT_UPHELD", _("Complaint not upheld")


class EntryClass(TextChoices):
    """How an entry weighs."""

    MINOR = "MINOR", _("Minor")
    GENERAL = "GENERAL", _("General")
    SERIOUS = "SERIOUS", _("Serious")
    POSITIVE = "POSITIVE", _("Positive")
    NEUTRAL = "NEUTRAL", _("Neutral")


class Status(TextChoices):
    """Where an entry stands; a change of it is a later entry (brief D7)."""

    PENDING = "PENDING", _("Pending")
    ACTIVE = "ACTIVE", _("Active")
    UNDER_REVIEW = "UNDER_REVIEW", _("Under review")
    STAYED = "STAYED", _("Stayed")
    REPAIRED = "REPAIRED", _("Repaired")
    EXPIRED = "EXPIRED", _("Expired")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("archive entry", "Withdrawn")


class Basis(TextChoices):
    """What proved that the subject is the one meant (brief §3.8, identity match rule)."""

    USCC = "USCC", _("Unified Social Credit Code")
    ID_NUMBER = "ID_NUMBER", _("ID number")
    CERTIFICATE = "CERTIFICATE", _("Service certificate")


class Reason(TextChoices):
    """Why a write-back was completed without an entry."""

    NO_IDENTIFIED_SUBJECT = "NO_IDENTIFIED_SUBJECT", _("No identified subject")
    #: CM-27: nothing was established of a respondent who died or was dissolved.
    NO_RESPONDENT = "NO_RESPONDENT", _("The respondent no longer exists")
    #: CM-29: a fabricated complaint leaves nothing on the respondent.
    UNFOUNDED = "UNFOUNDED", _("The complaint was fabricated")


class Withdrawal(TextChoices):
    """Why an entry was withdrawn (brief §3.8; CM-28, CM-29, RF-14)."""

    MISTAKEN_IDENTITY = "MISTAKEN_IDENTITY", _("Mistaken identity")
    WRONG_ENTITY = "WRONG_ENTITY", _("Wrong enterprise or person named")
    SUCCESSOR = "SUCCESSOR", _("Another one is liable in its place")
    FABRICATED = "FABRICATED", _("The complaint was fabricated")
    RESULT_REVOKED = "RESULT_REVOKED", _("The agency revoked its decision")


#: Never scored, never shown to third parties (brief §6.1).
INTERNAL = [Kind.COMPLAINT_PENDING, Kind.COMPLAINT_NOT_UPHELD]
#: Kinds an enterprise may be displayed with, one by one; complaints are shown in sums only (§6.7).
DISPLAYABLE = [Kind.SANCTION, Kind.EXTERNAL_PENALTY, Kind.EXTERNAL_LISTING]
#: Classes that take points off and therefore need a certain identity (§3.8).
NEGATIVE = [EntryClass.MINOR, EntryClass.GENERAL, EntryClass.SERIOUS]
