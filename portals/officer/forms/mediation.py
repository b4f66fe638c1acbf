"""Forms of mediation: proposal, consent, session, agreement, end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework import mediation_papers, refusals
from casework.models import AgreementSignature, Mediation
from portals.forms import DayField, HouseForm, MomentField

HOW = [
    ("PHONE", _("by telephone, read out and agreed")),
    ("WRITTEN", _("in writing")),
    ("IN_PERSON", _("in person, signed")),
]
#: Nothing is read out to somebody who declines.
HOW_DECLINED = [
    ("PHONE", _("said so by telephone")),
    ("WRITTEN", _("declared in writing")),
    ("IN_PERSON", _("declared in person")),
]
SIDES = [("COMPLAINANT", _("complainant")), ("RESPONDENT", _("respondent"))]


class Propose(HouseForm):
    """The association mediates, or entrusts somebody."""

    entrusted_to = forms.CharField(
        label=_("Entrusted mediation organisation"),
        max_length=100,
        required=False,
        help_text=_("Leave empty if the association mediates."),
    )


class ConsentOf(HouseForm):
    """One party's answer to the proposal, as a clerk heard or read it."""

    role = forms.ChoiceField(label=_("Party"), choices=SIDES)
    how = forms.ChoiceField(label=_("How it was given"), choices=HOW)
    #: Named by the page, or not asked where the association itself mediates.
    entrustment = forms.BooleanField(required=False)


class Decline(HouseForm):
    """A party does not want to mediate; refusal is never scored."""

    role = forms.ChoiceField(label=_("Party"), choices=SIDES)
    how = forms.ChoiceField(label=_("How it was declared"), choices=HOW_DECLINED)


class Schedule(HouseForm):
    """Time and place of the next session."""

    session_at = MomentField(
        label=_("Begins at"),
        help_text=_("At least three working days after the notice, unless both waive it."),
    )
    mode = forms.ChoiceField(label=_("How the session is held"), choices=Mediation.Mode.choices)
    place = forms.CharField(label=_("Room, address or link"), max_length=200)
    notice_waived = forms.BooleanField(
        label=_("Both parties waive the notice period"), required=False
    )


class OpenSession(HouseForm):
    """Both are there."""

    both_present = forms.BooleanField(label=_("Both parties are present, in person or online"))


class Draft(HouseForm):
    """The agreement, as both will read and sign it and as it will stand in the statement."""

    facts = forms.CharField(
        label=_("Main facts of the dispute"),
        help_text=_(
            "As they will stand in the mediation statement, which both parties read. The "
            "complainant's account is put in; word it so that both can sign it."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=mediation_papers.LONGEST_FACTS,
    )
    terms = forms.CharField(
        label=_("Terms, one a line"), widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )
    amount = forms.DecimalField(
        label=_("Amount to be paid (yuan)"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    performance_due_on = DayField(label=_("To be performed by"), required=False)
    performed_at_once = forms.BooleanField(label=_("Performed on the spot"), required=False)
    fault_admitted = forms.BooleanField(label=_("The respondent admits a fault"), required=False)

    lawful = forms.BooleanField(
        label=_("The terms break no law and waive no criminal or administrative liability")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a day of performance, also before the statement is previewed."""
        cleaned = super().clean()
        day_is_fine = "performance_due_on" not in self.errors
        if day_is_fine and not (cleaned.get("performance_due_on") or cleaned["performed_at_once"]):
            self.refuse(refusals.PerformanceMissing())
        return cleaned

    def clean_terms(self) -> list[str]:
        """Return the terms, one for each line that is not blank."""
        text: str = self.cleaned_data["terms"]
        return [line.strip() for line in text.splitlines() if line.strip()]


class Signed(HouseForm):
    """Who signed the wording on the page, on paper."""

    #: The wording that was signed; another one meanwhile is refused by the service.
    draft = forms.IntegerField(widget=forms.HiddenInput)
    parties = forms.MultipleChoiceField(
        label=_("Who has signed"), choices=SIDES, widget=forms.CheckboxSelectMultiple
    )
    how = forms.ChoiceField(
        label=_("How it was signed"),
        choices=[choice for choice in AgreementSignature.How.choices if choice[0] != "ONLINE"],
    )


class NoAgreement(HouseForm):
    """One party declares that there will be no agreement."""

    role = forms.ChoiceField(label=_("Declared by"), choices=SIDES)
    statement = forms.CharField(
        label=_("What was said"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    lead_found = forms.BooleanField(label=_("A lead came up that must be verified"), required=False)


class Crime(HouseForm):
    """What points to a crime, and whether something civil is left."""

    reason = forms.CharField(
        label=_("What points to a crime, at least 10 characters"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("The liaison who refers it reads this."),
    )
    civil_part = forms.BooleanField(
        label=_("A civil part is left: the mediation of it goes on"), required=False
    )


class Served(HouseForm):
    """The termination decision reached both."""

    both_have_it = forms.BooleanField(label=_("Both parties have received the decision"))
