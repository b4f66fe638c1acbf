"""Forms of the tracking page: what a party does in its own case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.public.forms import Question


class Supplement(Question):
    """The missing materials, in words; files are added one by one before."""

    answer = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
        help_text=_("Answer every item of the list; upload files first, they are kept at once."),
    )


class MoreTime(Question):
    """Why more time is needed."""

    reason = forms.CharField(
        label=_("Why do you need more time?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=10,
        max_length=1000,
        help_text=_("In a sentence, for example who has the paper and when it can be here."),
    )


class ConsentAnswer(Question):
    """Yes or no to mediation, and to the organisation if one is to be entrusted."""

    consents = forms.TypedChoiceField(
        label=_("Do you agree to mediation?"),
        choices=[
            ("yes", _("Yes, I agree to mediation")),
            ("no", _("No, I do not want mediation")),
        ],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    entrustment = forms.BooleanField(required=False)

    def __init__(self, *args: Any, entrusted_to: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entrusted_to:
            self.fields["entrustment"].label = _(
                "I agree that %(name)s is entrusted with the mediation"
            ) % {"name": entrusted_to}
        else:
            del self.fields["entrustment"]


class SignAgreement(Question):
    """The signature under the wording that stands on the page."""

    #: The wording that was read; another one meanwhile is refused by the service.
    draft = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        label=_("I have read every term and agree; this is my signature."),
        error_messages={"required": _("Without this tick nothing is signed.")},
    )


class EnterpriseReply(Question):
    """What the enterprise answers before anybody mediates or verifies."""

    reply = forms.CharField(
        label=_("Answer of the enterprise"),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=5000,
        help_text=_("What has been done, or what you offer. The complainant reads it."),
    )
    claims_settled = forms.TypedChoiceField(
        label=_("Has the matter been settled with the complainant?"),
        choices=[("yes", _("Yes, it is settled")), ("no", _("No, or not yet"))],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )


class SettledOrNot(Question):
    """Whether the enterprise settled the matter, in the complainant's own words."""

    settled = forms.TypedChoiceField(
        label=_("Is the matter settled?"),
        choices=[
            ("yes", _("Yes, it is settled and the case can be concluded")),
            ("no", _("No, please go on")),
        ],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("How it was settled, or what is still open"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("If it is settled, this stands in the settlement record."),
    )

    def __init__(self, *args: Any, replied: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["settled"]
        if not replied and isinstance(field, forms.ChoiceField):
            # Nothing can be turned down before there is an answer.
            field.choices = [("yes", _("Yes, it is settled and the case can be concluded"))]


class NoAgreement(Question):
    """A party's statement that no agreement can be reached."""

    statement = forms.CharField(
        label=_("Why no agreement is possible"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )
    sure = forms.BooleanField(label=_("I understand that this ends the mediation."))


class Withdraw(Question):
    """Withdrawal, of free will and for good."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )
    own_act = forms.BooleanField(
        label=_("I withdraw of my own free will; nobody has put pressure on me."), required=False
    )
    final = forms.BooleanField(label=_("I know that this cannot be undone."))
