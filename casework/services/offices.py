"""Offices of agencies: where a unit's letters go and who answers there (brief C6).

An office keeps its name and its agency for ever: what has left says where it went. What changes is
whom to ask for there; an office that is no more is closed, and another one is entered.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from casework import refusals
from casework.models import AgencyOffice
from common.actors import Actor
from common.errors import NotPermitted
from common.lifecycle import granting_role
from common.models import File, Unit
from policies import services as policies


@dataclass(frozen=True)
class Contact:
    """Whom to ask for at an office, and for which district it is competent ("" = every place)."""

    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    district_code: str = ""


def permit(unit: Unit, by: Actor) -> None:
    """Refuse who does not keep the offices of `unit`."""
    if not granting_role("referral.keep_offices", File(unit=unit), by):
        raise NotPermitted


@transaction.atomic
def add(*, unit_id: int, agency: str, name: str, contact: Contact, by: Actor) -> AgencyOffice:
    """Enter an office of an agency for a unit and all below it.

    Raises:
        NotPermitted: the actor keeps no offices over this unit.
        AgencyUnknown: the agency is none of the pack.
        OfficeThere: the unit has an office of this agency with this name.
    """
    unit = Unit.objects.get(pk=unit_id)
    permit(unit, by)
    if agency not in policies.pack(unit.policy).agencies:
        raise refusals.AgencyUnknown(field="agency")
    office, made = AgencyOffice.objects.get_or_create(
        unit=unit, agency=agency, name=name.strip(), defaults=asdict(contact)
    )
    if not made:
        raise refusals.OfficeThere(field="name")
    return office


@transaction.atomic
def change(*, office_id: int, contact: Contact, by: Actor) -> AgencyOffice:
    """Write down whom to ask for now."""
    office = _locked(office_id, by)
    for column, value in asdict(contact).items():
        setattr(office, column, value)
    office.save(update_fields=list(asdict(contact)))
    return office


@transaction.atomic
def close(*, office_id: int, by: Actor) -> AgencyOffice:
    """Offer the office no longer; referrals that went there keep it."""
    return _set_active(office_id, by, active=False)


@transaction.atomic
def reopen(*, office_id: int, by: Actor) -> AgencyOffice:
    """Offer the office again."""
    return _set_active(office_id, by, active=True)


def _set_active(office_id: int, by: Actor, *, active: bool) -> AgencyOffice:
    office = _locked(office_id, by)
    office.active = active
    office.save(update_fields=["active"])
    return office


def _locked(office_id: int, by: Actor) -> AgencyOffice:
    rows = AgencyOffice.objects.select_for_update(of=("self",)).select_related("unit")
    office = rows.get(pk=office_id)
    permit(office.unit, by)
    return office
