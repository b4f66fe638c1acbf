"""The link by which an office answers one referral without an account (decision 0381)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from casework import clocks, refusals
from casework.models import AgencyLink, Referral
from casework.states import REFERRAL_OUT, REFERRAL_TERMINAL
from common import crypto
from common.actors import Actor, account_of
from common.errors import NotPermitted
from common.lifecycle import granting_role, lock
from common.zone import end_of_day, local_date

#: Where `portals.agency` answers; the letter prints the rest.
PATH = "agency/r"
End = AgencyLink.End


@dataclass(frozen=True, slots=True)
class Issued:
    """A link just made. `address` is told once: afterwards only its hash is known."""

    link: AgencyLink
    address: str
    until: datetime


@transaction.atomic
def issue(*, referral_id: int, by: Actor, at: datetime, agency: str = "") -> Issued:
    """Make the link that a letter prints; a former one of the referral ends.

    It may be made before the packet leaves, in the same transaction: it leads somewhere from the
    hand-over on. `agency` names the one a re-routed matter goes to. It serves until 24:00 of the
    last day (`agency_links.days` of the pack).

    Raises:
        NotPermitted: the actor's roles do not grant it.
        NoAnswerAwaited: the referral is closed or recalled.
    """
    referral = _permitted(referral_id, by)
    if referral.state in REFERRAL_TERMINAL:
        raise refusals.NoAnswerAwaited
    end_standing(referral, End.REPLACED, at=at)
    code = crypto.long_code()
    days = timedelta(days=clocks.pack_of(referral.file, at).agency_links.days)
    link = AgencyLink.objects.create(
        referral=referral,
        agency=agency or referral.agency,
        token_hash=_hash(code),
        issued_at=at,
        issued_by_id=by.user_pk,
        expires_at=end_of_day(local_date(at) + days),
    )
    base = settings.CASEWORK_BASE_URL.rstrip("/")
    return Issued(link, f"{base}/{PATH}/{crypto.grouped(code)}", link.expires_at)


@transaction.atomic
def revoke(*, referral_id: int, by: Actor, at: datetime) -> None:
    """Take the link of a referral back: it may have come into the wrong hands.

    Raises:
        NotPermitted: the actor's roles do not grant it.
        NoLinkStands: there is none.
    """
    referral = _permitted(referral_id, by)
    if not end_standing(referral, End.TAKEN_BACK, at=at, by_id=account_of(by)):
        raise refusals.NoLinkStands


def end_standing(
    referral: Referral, why: AgencyLink.End, *, at: datetime, by_id: int | None = None
) -> bool:
    """End the link that stands, under the lock of the referral; say whether there was one.

    `by_id` is the account that took it back.
    """
    standing = AgencyLink.objects.standing().filter(referral=referral)
    return bool(standing.update(revoked_at=at, revoked_why=why, revoked_by_id=by_id))


def active_link(referral: Referral, at: datetime) -> AgencyLink | None:
    """Return the link by which `referral` may be answered at the second `at`, if there is one."""
    return AgencyLink.objects.active(at).filter(referral=referral).first()


def find(typed: str, *, at: datetime) -> AgencyLink | None:
    """Return the link behind a token, however it is typed, while it leads somewhere.

    It does from the hand-over to its own agency until it expires or ends; of a sealed file never.
    """
    code = crypto.normalise_long_code(typed)
    links = AgencyLink.objects.active(at).select_related("referral__file__unit")
    link = links.filter(token_hash=_hash(code)).first() if code else None
    return link if link is not None and leads_to(link, link.referral) else None


def leads_to(link: AgencyLink, referral: Referral) -> bool:
    """Return whether the matter is with the agency the link was made for, and open to it."""
    return (
        referral.state in REFERRAL_OUT
        and referral.agency == link.agency
        and not referral.file.sealed
    )


def note_opened(link: AgencyLink, *, at: datetime) -> None:
    """Remember when somebody first looked."""
    AgencyLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=at)


def _permitted(referral_id: int, by: Actor) -> Referral:
    referral = lock(Referral, referral_id)
    if not granting_role("referral.issue_link", referral.file, by):
        raise NotPermitted
    return referral


def _hash(code: str) -> str:
    return crypto.keyed_hash(code, "agency-link")
