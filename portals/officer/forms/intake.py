"""Forms of registration, grading and acceptance."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework import states
from casework.guards import OTHER_BODY
from casework.models import Party
from documents.kinds.acceptance import GROUND_WORDS
from policies import services as policies
from portals.forms import DayField, HouseForm, MomentField
from portals.places import PlaceField

STAFF_CHANNELS = ("PHONE", "COUNTER", "MAIL", "EMAIL")
#: What stands in the form for the empty severity of an invalid complaint.
NO_SEVERITY = "NONE"
AGENCIES: dict[str, str | Promise] = {
    "POLICE": _("police"),
    "MARKET_REGULATOR": _("market regulator"),
    "HRSS": _("human resources and social security"),
    "COMMERCE": _("commerce department"),
    "CONSUMER_ASSOCIATION": _("consumer association"),
    "CYBERSPACE": _("cyberspace administration"),
    "HEALTH": _("health authority"),
    "CIVIL_AFFAIRS": _("civil affairs"),
    "SUPERVISORY_ORGAN": _("supervisory organ"),
}


def categories() -> list[tuple[str, str]]:
    """Return the categories of the policy pack in the reader's language."""
    english = (get_language() or "").startswith("en")
    rules = policies.pack().categories
    return [(code, rule.en if english else rule.zh) for code, rule in rules.items()]


def category_name(code: str) -> str:
    """Return a category in the reader's language; "" stays ""."""
    return dict(categories()).get(code, code)


def agency_name(code: str) -> str:
    """Return an agency in the reader's language; a name that is no code stays."""
    if code in AGENCIES:
        return str(AGENCIES[code])
    known = policies.pack().agencies.get(code)
    english = (get_language() or "").startswith("en")
    return (known.en if english else known.zh) if known else code


def bodies() -> list[tuple[str, str]]:
    """Return the bodies a complaint may be passed to, in the reader's language."""
    english = (get_language() or "").startswith("en")
    known = policies.pack().agencies
    return [
        ("", "--"),
        *((code, known[code].en if english else known[code].zh) for code in AGENCIES),
        (OTHER_BODY, str(_("another body, named below"))),
    ]


class Registration(HouseForm):
    """A complaint by telephone or at the counter, on one page (experience §1.4)."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[(code, label) for code, label in states.Channel.choices if code in STAFF_CHANNELS],
    )
    received_at = MomentField(label=_("Time of the call or visit"), past=True, required=False)
    emergency = forms.BooleanField(label=_("Emergency: a person is in danger now"), required=False)
    title = forms.CharField(label=_("In one line"), max_length=200, required=False)
    narrative = forms.CharField(
        label=_("What happened"), widget=forms.Textarea(attrs={"rows": 7}), max_length=20_000
    )
    request = forms.CharField(
        label=_("What is asked for"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    amount_involved = forms.DecimalField(
        label=_("Amount in dispute (yuan)"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    occurred_when = forms.CharField(label=_("When"), max_length=100, required=False)
    occurred_place = forms.CharField(label=_("Where"), max_length=200, required=False)
    order_no = forms.CharField(label=_("Order or contract number"), max_length=64, required=False)
    vulnerable_victim = forms.ChoiceField(
        label=_("Person in need of protection"),
        required=False,
        choices=[
            ("", _("none")),
            ("minor", _("minor")),
            ("elderly", _("aged 60 or over")),
            ("patient", _("ill")),
            ("pregnant", _("pregnant")),
            ("disabled", _("disabled")),
        ],
    )
    complainant_name = forms.CharField(label=_("Name"), max_length=100)
    complainant_phone = forms.CharField(label=_("Telephone"), max_length=32)
    requester_role = forms.ChoiceField(
        label=_("Complains as"),
        choices=[("USER", _("user")), ("WORKER", _("worker")), ("ENTERPRISE", _("enterprise"))],
    )
    complainant_id_no = forms.CharField(
        label=_("Resident ID number"), max_length=18, required=False
    )
    complainant_address = forms.CharField(label=_("Address"), max_length=200, required=False)
    respondent_type = forms.ChoiceField(
        label=_("Complains about"), choices=Party.Kind.choices, initial="ENTERPRISE"
    )
    respondent_name = forms.CharField(label=_("Name"), max_length=100, required=False)
    respondent_phone = forms.CharField(label=_("Telephone"), max_length=32, required=False)
    respondent_uscc = forms.CharField(
        label=_("Unified social credit code"), max_length=18, required=False
    )
    respondent_address = forms.CharField(label=_("Address"), max_length=200, required=False)
    district_code = PlaceField(
        label=_("District of the service"),
        nowhere=_("not named: the unit that registers"),
        help_text=_(
            "Decides which unit handles the file. For another place the association finds out who "
            "is competent."
        ),
    )
    consent_entrust_mediation = forms.BooleanField(
        label=_("Agrees that a mediation organisation is entrusted"), required=False
    )


class Confirm(HouseForm):
    """The suggestion stands."""


class Override(HouseForm):
    """A person grades otherwise than suggested, and says why."""

    category = forms.ChoiceField(label=_("Category"), choices=categories)
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        choices=[*states.Severity.choices, (NO_SEVERITY, _("none: an invalid complaint"))],
        coerce=lambda code: "" if code == NO_SEVERITY else code,
    )
    route = forms.ChoiceField(
        label=_("Route"),
        choices=states.Route.choices,
        help_text=_("S1 goes by the emergency or the referral route, by no other."),
    )
    agency = forms.ChoiceField(
        label=_("Agency"), required=False, choices=[("", _("none")), *AGENCIES.items()]
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class Supplement(HouseForm):
    """Everything that is missing, in one list: there is no second notice (brief C4)."""

    items = forms.CharField(
        label=_("What is missing, one item a line"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text=_("List everything: a second notice is not allowed."),
    )

    def clean_items(self) -> list[str]:
        """Return the lines that are not blank."""
        text: str = self.cleaned_data["items"]
        return [line.strip() for line in text.splitlines() if line.strip()]


class TakeOver(HouseForm):
    """What the record lacked (CM-04a); an empty field leaves it as it is."""

    complainant_name = forms.CharField(
        label=_("Name of the complainant"), max_length=100, required=False
    )
    complainant_phone = forms.CharField(
        label=_("Telephone of the complainant"), max_length=32, required=False
    )
    complainant_email = forms.EmailField(
        label=_("E-mail of the complainant"), max_length=200, required=False
    )
    complainant_address = forms.CharField(
        label=_("Address of the complainant"), max_length=200, required=False
    )
    respondent_kind = forms.ChoiceField(
        label=_("The respondent is"),
        required=False,
        choices=[("", _("as on file")), *Party.Kind.choices],
    )
    respondent_name = forms.CharField(
        label=_("Name of the respondent"), max_length=100, required=False
    )
    respondent_phone = forms.CharField(
        label=_("Telephone of the respondent"), max_length=32, required=False
    )
    respondent_address = forms.CharField(
        label=_("Address of the respondent"), max_length=200, required=False
    )
    respondent_uscc = forms.CharField(
        label=_("Unified social credit code"), max_length=18, required=False
    )
    request = forms.CharField(
        label=_("What is asked for"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )
    knew_on = DayField(
        label=_("Day on which the complainant came to know"),
        past=True,
        required=False,
        help_text=_("Where it is later than the event; the three years count from it (G4)."),
    )
    source = forms.CharField(
        label=_("Where this is known from"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("For example: answer of 12 January; enterprise publicity system."),
    )


class Refuse(HouseForm):
    """Non-acceptance: a ground, reasons, and the remedies that the letter adds."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            ("", "--"),
            *((g.value, f"{g.value} {words}") for g, words in GROUND_WORDS.items()),
        ],
    )
    reason = forms.CharField(
        label=_("Reasons, at least 10 characters"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


class TransferOut(HouseForm):
    """The competent body and why it is theirs."""

    agency = forms.ChoiceField(label=_("Competent body"), choices=bodies)
    office = forms.CharField(
        label=_("Name of the office"),
        max_length=100,
        required=False,
        help_text=_("As the letter is to name it; needed for a body that is not in the list."),
    )
    reason = forms.CharField(
        label=_("Reasons, at least 10 characters"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


def override_initial(complaint: Any) -> dict[str, Any]:
    """Start the override from what stands now: the grading, else the suggestion."""
    suggested = complaint.statement.suggestion
    stands = {
        key: getattr(complaint, key) if complaint.graded_at else suggested.get(key) or ""
        for key in ("category", "severity", "route", "agency")
    }
    return stands | {"severity": stands["severity"] or NO_SEVERITY}


class Merge(HouseForm):
    """Which case goes on, and by what the matter was recognised."""

    #: Narrowed by the page to the cases that the record does not rule out.
    master = forms.TypedChoiceField(
        label=_("The case that goes on"), coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("By what you recognise it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("The merge note: it stays in the file."),
    )
    confirmed = forms.BooleanField(
        label=_("I have compared both: one complainant, one respondent, one event")
    )
