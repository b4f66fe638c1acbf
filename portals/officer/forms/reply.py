"""Forms of the enterprise's own reply: asked, taken down, settled or not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.forms import HouseForm, MomentField

#: Letters to parties are Chinese; so is what an enterprise is asked.
USUAL_QUESTION = (
    "请就投诉事项说明服务经过和处理意见，并与投诉人联系协商解决，将结果在期限内答复本会。"
)


class AskEnterprise(HouseForm):
    """What the enterprise is to answer, and which one it is, where a worker is the respondent."""

    enterprise = forms.CharField(
        label=_("Enterprise that employs the worker"),
        max_length=100,
        help_text=_("It has no page of its own here: send it the request and the last day."),
    )
    question = forms.CharField(
        label=_("What it is to answer"),
        initial=USUAL_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("The enterprise reads this; name nothing that would identify the complainant."),
    )


class Replied(HouseForm):
    """A reply that came by letter, e-mail or message."""

    reply = forms.CharField(
        label=_("What the enterprise says"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        help_text=_("In its own words; the complainant reads it. Keep the letter as evidence."),
    )
    claims_settled = forms.TypedChoiceField(
        label=_("Does it say that the matter is settled?"),
        choices=[("yes", _("yes, settled with the complainant")), ("no", _("no, or not yet"))],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    arrived_at = MomentField(
        label=_("Came at"),
        past=True,
        required=False,
        help_text=_("When it came, not when it is typed in; of a letter the day of posting."),
    )


class Settled(HouseForm):
    """The complainant confirms, in writing."""

    words = forms.CharField(
        label=_("How it was settled, as the complainant confirms it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    written = forms.BooleanField(
        label=_("The confirmation lies before me in writing and is kept as evidence")
    )


class NotSettled(HouseForm):
    """The complainant says that the reply settles nothing."""

    words = forms.CharField(
        label=_("What is still open, as the complainant says it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
