"""The questions of the public form, one class a page, and the acts of the tracking page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import ids, text
from common.errors import Refusal
from portals.forms import DayField, HouseForm
from portals.places import PlaceField

Choices = list[tuple[str, str | Promise]]

YES_NO: Choices = [("yes", _("Yes")), ("no", _("No"))]
#: Code -> what it is, in the reader's words; the second line names examples.
PROBLEMS: dict[str, tuple[str | Promise, str | Promise]] = {
    "ABSENT": (_("Nobody came, or left half-way"), _("missed appointment, late, left the job")),
    "QUALITY": (_("Poor service"), _("not finished, badly done, bad attitude")),
    "MONEY": (_("Fees and refunds"), _("wrong charges, deposit or agency fee not returned")),
    "PROPERTY": (
        _("Something damaged or missing"),
        _("broken appliances, missing things; a suspected theft: report to the police first"),
    ),
    "PAPERS": (
        _("False papers or qualifications"),
        _("health certificate, skill certificate, service certificate"),
    ),
    "SAFETY": (
        _("Safety of a person"),
        _("ill-treatment, injury, threats: in an emergency dial 110 first"),
    ),
    "LABOUR": (
        _("Wages or treatment of a worker"),
        _("for service workers: unpaid wages, unfair terms"),
    ),
    "OTHER": (_("Something else"), _("tell us on the next page")),
}
#: The title of the file, in Chinese like every letter; it names nobody, as the other side reads it.
TITLES = {
    "ABSENT": "爽约、迟到或中途离岗",
    "QUALITY": "服务质量问题",
    "MONEY": "收费、退款纠纷",
    "PROPERTY": "物品损坏或丢失",
    "PAPERS": "证件、资质问题",
    "SAFETY": "人身安全问题",
    "LABOUR": "服务人员报酬或待遇问题",
    "OTHER": "家政服务纠纷",
}
SHORTEST_STORY = 10  # characters


class Question(HouseForm):
    """A page of questions; what nobody types on purpose is refused in words."""

    def clean(self) -> dict[str, Any]:
        """Keep what is not refused in its stored form."""
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = text.tidy(value)
        return cleaned

    def checked(self, name: str, check: Any) -> str:
        """Return the field as `check` of `common.ids` stores it; its refusal goes to the field."""
        value: str = self.cleaned_data.get(name) or ""
        if not value:
            return ""
        try:
            return str(check(value, field=name))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None


class Who(Question):
    """Who complains about whom."""

    requester_role = forms.ChoiceField(
        label=_("You are"),
        choices=[
            ("USER", _("a client of a home service")),
            ("WORKER", _("a service worker")),
            ("ENTERPRISE", _("an enterprise")),
        ],
        widget=forms.RadioSelect,
    )
    respondent_type = forms.ChoiceField(
        label=_("You complain about"),
        choices=[
            ("ENTERPRISE", _("a home-service enterprise or agency")),
            ("WORKER", _("a service worker")),
            ("USER", _("a client")),
            ("UNKNOWN", _("I do not know who is responsible")),
        ],
        widget=forms.RadioSelect,
    )
    respondent_name = forms.CharField(
        label=_("Name of the enterprise or person"),
        max_length=100,
        help_text=_("As on the contract, the receipt or the shop sign."),
        error_messages={"required": _("Enter the name, or choose that you do not know.")},
    )
    respondent_phone = forms.CharField(label=_("Their telephone"), max_length=32, required=False)
    respondent_address = forms.CharField(label=_("Their address"), max_length=200, required=False)
    respondent_uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=32,
        required=False,
        help_text=_("18 letters and digits, on the business licence."),
    )
    respondent_certificate_no = forms.CharField(
        label=_("Number of the service certificate"), max_length=64, required=False
    )
    RARE = (
        "respondent_phone",
        "respondent_address",
        "respondent_uscc",
        "respondent_certificate_no",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data if self.is_bound else self.initial
        # Who does not know the respondent need not name one; everybody else must (brief C3).
        self.fields["respondent_name"].required = given.get("respondent_type") != "UNKNOWN"

    def clean_respondent_phone(self) -> str:
        """Return the number in its stored form."""
        return self.checked("respondent_phone", ids.normalise_phone)

    def clean_respondent_uscc(self) -> str:
        """Return the code with its check digit checked."""
        return self.checked("respondent_uscc", ids.check_uscc)


class What(Question):
    """The kind of problem."""

    problem = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[(code, words[0]) for code, words in PROBLEMS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best")},
    )


class Danger(Question):
    """Asked of everybody who names the safety of a person."""

    danger = forms.ChoiceField(
        label=_("Is somebody in danger now?"),
        choices=[
            ("yes", _("Yes, or I am not sure")),
            ("no", _("No, the danger is over")),
        ],
        widget=forms.RadioSelect,
    )


class Story(Question):
    """What happened, where and when, and what is asked for."""

    narrative = forms.CharField(
        label=_("What happened"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
        help_text=_(
            "In the order of events: what was agreed, what was done, what was said. Up to 5,000 "
            "characters."
        ),
    )
    request = forms.CharField(
        label=_("What you ask for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("For example: return of the deposit of 2,000 yuan, an apology."),
    )
    amount_involved = forms.DecimalField(
        label=_("Amount in dispute (yuan)"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    occurred_on = DayField(label=_("Day it happened"), past=True, required=False)
    district_code = PlaceField(
        label=_("Where the service was given"),
        nowhere=_("I do not know"),
        help_text=_(
            "Decides which office handles it. For another place we look into who is competent and "
            "tell you."
        ),
    )
    occurred_place = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("Housing estate or street; no door number needed."),
    )
    order_no = forms.CharField(label=_("Order or contract number"), max_length=64, required=False)
    vulnerable_victim = forms.ChoiceField(
        label=_("Is one of these affected?"),
        required=False,
        choices=[
            ("", _("none of them")),
            ("minor", _("a child or young person under 18")),
            ("elderly", _("a person aged 60 or over")),
            ("patient", _("an ill person")),
            ("pregnant", _("a pregnant woman")),
            ("disabled", _("a disabled person")),
        ],
    )

    def clean_narrative(self) -> str:
        """Ask for a few sentences: without facts nothing can be decided (brief C3)."""
        told: str = self.cleaned_data["narrative"]
        if len(text.tidy(told)) < SHORTEST_STORY:
            raise forms.ValidationError(_("Tell us a little more, at least 10 characters."))
        return told


class Evidence(Question):
    """One file; the list of files is the page."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file first.")})
    caption = forms.CharField(
        label=_("What it shows"),
        max_length=300,
        required=False,
        help_text=_("For example: chat of 10 November, photograph of the floor."),
    )


class Contact(Question):
    """How to reach the complainant; a complaint needs a name (brief C3)."""

    complainant_name = forms.CharField(
        label=_("Your name"), max_length=100, help_text=_("As on your identity card.")
    )
    complainant_phone = forms.CharField(
        label=_("Your telephone"),
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("The other side never gets it."),
    )
    complainant_email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=200,
        required=False,
        help_text=_("Letters then also come by e-mail."),
    )
    complainant_address = forms.CharField(
        label=_("Your address"),
        max_length=200,
        required=False,
        help_text=_("Letters on paper go here. The other side never gets it."),
    )

    def clean_complainant_phone(self) -> str:
        """Return the number in its stored form."""
        return self.checked("complainant_phone", ids.normalise_phone)


def _yes_no(label: Any, help_text: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=YES_NO,
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )


class Check(Question):
    """The consents and the declaration; `stamp` is the draft the visitor saw."""

    consent_publish = _yes_no(
        _("May the case be published without your name once it is closed?"),
        _("Published are the respondent, the kind of problem and the result, never you."),
    )
    consent_entrust_mediation = _yes_no(
        _("If mediation is proposed: may a mediation organisation be entrusted with it?"),
        _("You are asked again before any mediation begins; without your yes there is none."),
    )
    truthful = forms.BooleanField(
        label=_(
            "I declare that what I have written is true; I know that I answer for false claims."
        ),
        error_messages={"required": _("Without this declaration the complaint cannot be filed.")},
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    stamp = forms.CharField(widget=forms.HiddenInput, max_length=64)


class Track(Question):
    """Number and query code."""

    number = forms.CharField(
        label=_("File number"), max_length=40, help_text=_("For example TS-2026-000001")
    )
    query_code = forms.CharField(
        label=_("Query code"),
        max_length=40,
        help_text=_(
            "8 letters and digits on your receipt or in our letter, for example 7K3M-9TQ2; "
            "capitals and the hyphen do not matter."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
