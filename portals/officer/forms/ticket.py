"""Forms of what is done with a ticket of a hotline."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Ticket, TicketMessage
from portals.forms import DayField, HouseForm, MomentField

#: What a hotline may say in person; a ticket itself comes by the door of intake.
HEARD = [
    choice
    for choice in TicketMessage.Kind.choices
    if choice[0] in TicketMessage.THEIRS and choice[0] != TicketMessage.Kind.TICKET
]


class OnTicket(HouseForm):
    """Names the ticket that is meant; narrowed by the page, and hidden where there is one."""

    ticket = forms.ChoiceField(label=_("Ticket"))


class AskHotline(OnTicket):
    """Why the term is not enough, and until when we would like it."""

    reason = forms.CharField(
        label=_("Why the time is not enough"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )
    until = DayField(
        label=_("Until the end of"),
        required=False,
        help_text=_("Empty: as long as the hotline's rules allow."),
    )


class GiveBack(OnTicket):
    """Why the matter is not ours."""

    reason = forms.CharField(
        label=_("Why the matter is not ours, and whose it may be"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class AnswerTicket(OnTicket):
    """The closing reply where no result letter brings one."""

    text = forms.CharField(
        label=_("Closing reply"), widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )


class PassOn(HouseForm):
    """How a person brought messages to the hotline."""

    #: Narrowed by the page to what has not arrived.
    message = forms.MultipleChoiceField(
        label=_("What was passed on"), widget=forms.CheckboxSelectMultiple
    )
    how = forms.ChoiceField(
        label=pgettext_lazy("passing on to a hotline", "How"), choices=TicketMessage.How.choices
    )
    to_whom = forms.CharField(
        label=_("To whom"),
        max_length=100,
        help_text=_("Desk or number of the agent, or the receipt number on the page."),
    )
    passed_on_at = MomentField(
        label=pgettext_lazy("passing on to a hotline", "When"),
        past=True,
        required=False,
        help_text=_("Empty: now."),
    )


class Heard(OnTicket):
    """What the hotline said by telephone, on paper or on its own page."""

    kind = forms.ChoiceField(label=_("What the hotline said"), choices=HEARD)
    said_at = MomentField(label=_("When it said so"), past=True)
    until = MomentField(
        label=_("New term"),
        required=False,
        help_text=_("For more time, or for an order to handle it again."),
    )
    followup_result = forms.ChoiceField(
        label=_("Its own call-back, where it closed the ticket"),
        choices=[("", "--"), *Ticket.FollowUp.choices],
        required=False,
    )
    resolved = forms.ChoiceField(
        label=_("Resolved in its eyes"),
        choices=[("", "--"), *Ticket.Resolved.choices],
        required=False,
    )
    words = forms.CharField(
        label=_("In its words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the moment until which more time was granted."""
        cleaned = super().clean()
        granted = cleaned.get("kind") == TicketMessage.Kind.EXTENSION_GRANTED
        if granted and not cleaned.get("until"):
            self.add_error("until", _("Say until when more time was granted."))
        return cleaned
