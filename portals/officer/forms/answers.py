"""Forms of what an agency answered on paper, one for each kind of answer (brief §3.3)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework import states
from portals.forms import DayField, HouseForm, MomentField
from portals.officer.forms.referral import Tellable

SCAN_HELP = _("The agency's own paper, scanned or photographed: PDF, JPG or PNG, up to 50 MB.")


class Answered(HouseForm):
    """What every answer has: when it reached the house, its words, its paper."""

    arrived_at = MomentField(
        label=_("Reached us at"),
        past=True,
        help_text=_("When it came, not when it is typed in: the periods count from it."),
    )
    words = forms.CharField(
        label=_("What the agency wrote"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        required=False,
    )
    scan = forms.FileField(label=_("Scan of the paper"), required=False, help_text=SCAN_HELP)


class Decided(Answered):
    """A decision comes with its paper."""

    doc_no = forms.CharField(label=_("Number of the document"), max_length=100)
    scan = forms.FileField(label=_("Scan of the paper"), help_text=SCAN_HELP)


class Acknowledged(Answered):
    """The receipt (受案回执)."""

    receipt_no = forms.CharField(label=_("Number of the receipt"), max_length=64)
    field_order = ("receipt_no",)


class Accepted(Answered):
    """Taken up, or a case filed."""

    file_no = forms.CharField(label=_("File number of the agency"), max_length=64)
    field_order = ("file_no",)


class Returned(Answered):
    """Sent back with a reason."""

    reason_code = forms.ChoiceField(
        label=_("Why it was returned"), choices=states.ReturnReason.choices
    )
    field_order = ("reason_code",)


class NotFiled(Decided):
    """The agency files no case."""

    field_order = ("doc_no",)


class Result(Tellable, Decided):
    """The agency's decision, and what may be told of it."""

    result_class = forms.ChoiceField(
        label=_("What the agency decided"),
        choices=states.ResultClass.choices,
        widget=forms.RadioSelect,
    )
    decided_on = DayField(label=_("Day of the document"), past=True)
    field_order = ("result_class", "doc_no", "decided_on", "arrived_at", "words", "tellable")


class Revoked(Decided):
    """The decision was rescinded, or a court acquitted."""

    decided_on = DayField(label=_("Day of the document"), past=True)
    field_order = ("doc_no", "decided_on")
