"""Forms of the offices of an agency."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import AgencyOffice
from casework.services.offices import Contact
from common.models import Unit
from portals.forms import HouseForm
from portals.places import PlaceField, code_of

#: Columns of an office that may change, as `Contact` names them.
CONTACT = ("contact", "phone", "email", "address", "district_code")


class OfficeContact(HouseForm):
    """Whom to ask for, and for which district."""

    contact = forms.CharField(label=_("To ask for"), max_length=60, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=32, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=200, required=False)
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=_("Where letters are brought or posted."),
    )
    district_code = PlaceField(
        label=_("Competent for"),
        nowhere=_("every place of the unit"),
        help_text=_("Of several offices the one of the complaint's district is offered first."),
    )

    def to_contact(self) -> Contact:
        """Return what was typed."""
        typed = {name: self.cleaned_data[name] for name in CONTACT}
        return Contact(**typed | {"district_code": code_of(typed["district_code"])})


class NewOffice(OfficeContact):
    """An office to be entered: its name stays for ever."""

    name = forms.CharField(
        label=_("Name of the office"),
        max_length=100,
        help_text=_(
            "As letters name it. It cannot be changed later: what left says where it went."
        ),
    )
    unit = forms.ModelChoiceField(
        label=_("For the files of"), queryset=Unit.objects.none(), empty_label=None
    )
    field_order = ("name", "unit")


def contact_of(office: AgencyOffice) -> dict[str, Any]:
    """Return what an office's form starts with."""
    return {name: getattr(office, name) for name in CONTACT}
