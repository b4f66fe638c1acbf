"""Forms of a referral: the call to 110, what leaves for an agency, and what is decided on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import AgencyOffice, Sending
from casework.services.referral import Contents
from portals.forms import HouseForm, MomentField

Words = str | Promise
Offered = Iterable[tuple[str, Words]]


class PoliceCall(HouseForm):
    """The call to 110: when, to whom, what was told."""

    called_at = MomentField(label=_("Called at"), past=True)
    reference = forms.CharField(
        label=_("Number of the call-out, or number of the person who answered"),
        max_length=64,
        required=False,
    )
    told = forms.CharField(
        label=_("What was told"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class Packet(HouseForm):
    """What leaves the house; the page fills in the choices that this file has (`offer`)."""

    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=300,
        help_text=_("As the letter names it; the usual one is put in. Look it over."),
    )
    facts = forms.CharField(
        label=_("Facts for the agency"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10_000,
        help_text=_(
            "The account is put in as it stands on file. Leave what the agency needs and take the "
            "rest out: names and numbers written here leave the house too."
        ),
    )
    asks = forms.CharField(
        label=_("What the agency is asked to do"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )
    particulars = forms.MultipleChoiceField(
        label=_("Particulars that go along"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Only what the agency needs for its part (PIPL art. 6): the usual ones are ticked; "
            "what is not ticked stays in the house."
        ),
    )
    evidence = forms.TypedMultipleChoiceField(
        label=_("Files that go along"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        coerce=int,
        help_text=_("Listed with their SHA-256, so that the agency can check what it has got."),
    )
    documents = forms.TypedMultipleChoiceField(
        label=_("Our papers that go along"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        coerce=int,
    )
    described = forms.CharField(
        label=_("Other things handed over, one a line"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
        help_text=_("For example: a copy of the contract, two pages; a memory stick."),
    )

    def offer(self, **choices: Offered) -> None:
        """Offer what the file has; a question with nothing to choose is not asked."""
        for name, offered in choices.items():
            field = self.fields[name]
            listed = list(offered)
            if listed and isinstance(field, forms.ChoiceField):
                field.choices = listed
            else:
                del self.fields[name]


def contents_of(data: dict[str, Any]) -> Contents:
    """Return what the cleaned fields of a packet say; what was not asked is empty."""
    return Contents(
        legal_basis=data["legal_basis"],
        facts=data["facts"],
        asks=data["asks"],
        particulars=tuple(data.get("particulars") or ()),
        evidence_ids=tuple(data.get("evidence") or ()),
        document_ids=tuple(data.get("documents") or ()),
        described=tuple(line.strip() for line in data["described"].splitlines() if line.strip()),
    )


class OfficeField(forms.TypedChoiceField):
    """An office of the agency, or none: then the letter names the agency alone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Office"),
            required=False,
            coerce=int,
            empty_value=None,
            help_text=_("The office of the district comes first. Missing? Add it at the agency."),
            **kwargs,
        )


def offices_as_choices(offices: Iterable[AgencyOffice]) -> list[tuple[str, Words]]:
    """Return the offices as a list to choose from, the first of them first."""
    return [*((str(one.pk), one.name) for one in offices), ("", _("no particular office"))]


class Prepare(Packet):
    """A new referral: its office, what leaves, and the lead of an ordinary matter."""

    office = OfficeField()
    lead = forms.CharField(
        label=_("The lead"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_(
            "An ordinary matter goes to an agency only on a lead: what points to a breach of law, "
            "and where it stands in the file. At least 10 characters."
        ),
    )
    field_order = ("lead", "office", "legal_basis", "facts", "asks")


class OnPacket(HouseForm):
    """Names the packet that the person has read."""

    packet_id = forms.IntegerField(widget=forms.HiddenInput)


class Approve(OnPacket):
    """An officer stands for exactly this packet."""

    read = forms.BooleanField(
        label=_("I have read what leaves and what stays, and stand for it leaving")
    )


class SendBack(OnPacket):
    """Back to the liaison."""

    reason = forms.CharField(
        label=_("What must be changed, at least 10 characters"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class Ratify(HouseForm):
    """An officer stands for what a liaison sent alone."""

    read = forms.BooleanField(label=_("I have read what left, and ratify it"))


class Reservation(HouseForm):
    """Ratified, but something is put on record."""

    reservation = forms.CharField(
        label=_("The reservation"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class HandOver(HouseForm):
    """How a letter reached the agency; the page narrows it to what is still to be brought."""

    sending_id = forms.TypedChoiceField(label=_("What was brought"), coerce=int)
    how = forms.ChoiceField(label=_("How it was handed over"), choices=Sending.How.choices)
    to = forms.CharField(
        label=_("To whom"),
        max_length=60,
        help_text=_("Name or number of the person, window or receipt of the post."),
    )
    on = MomentField(label=_("Handed over at"), past=True)


class Reason(HouseForm):
    """A decision with its reasons."""

    reason = forms.CharField(
        label=_("Reasons, at least 10 characters"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class Recall(Reason):
    """Taken back; of what has left the agency must agree."""

    agreed = forms.BooleanField(label=_("The agency agrees to the recall"), required=False)


class Reroute(Packet):
    """To the agency that is competent, with the packet as it was or laid down anew."""

    #: "AGENCY" or "AGENCY:office"; the page fills in the agencies with their offices.
    to = forms.ChoiceField(label=_("To which agency"))
    field_order = ("to", "legal_basis", "facts", "asks")

    def clean_to(self) -> tuple[str, int | None]:
        """Return agency and office."""
        agency, _colon, office = self.cleaned_data["to"].partition(":")
        return agency, int(office) if office else None


class Tellable(HouseForm):
    """What may be told of an agency's paper."""

    tellable = forms.CharField(
        label=_("What the parties may be told"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_(
            "Within the limits of secrecy: no investigation details, nothing of third persons. The "
            "letter to both parties says it in these words."
        ),
    )
