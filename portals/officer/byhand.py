"""To be told by hand: what no channel could tell, for the desks a party speaks to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.models import User
from casework.models import Party
from common.errors import NotPermitted, Refusal
from common.models import File
from notifications import services as notifications
from notifications.models import Delivery
from portals.forms import HouseForm, MomentField
from portals.officer import tickets
from portals.officer.screen import staff
from portals.officer.shown import PartyView, party_view

PAGE = 60  # deliveries
LISTED = 5  # on the desk


class Told(HouseForm):
    """How and when a party was told."""

    how = forms.ChoiceField(
        label=pgettext_lazy("telling by hand", "How"), choices=Delivery.How.choices
    )
    told_at = MomentField(
        label=pgettext_lazy("telling by hand", "When"),
        past=True,
        required=False,
        help_text=_("Empty: now."),
    )


@dataclass(frozen=True)
class Item:
    """One thing to be told: its heading, why no channel did it, the paper to hand over or read."""

    pk: int
    what: str | Promise
    why: str
    text: str
    paper: str
    paper_pk: int | None
    written_at: Any


@dataclass
class Reader:
    """A party of one case and everything it is still to be told."""

    party: PartyView
    number: str
    form: Told
    items: list[Item] = field(default_factory=list)


@login_required
def by_hand(request: HttpRequest) -> HttpResponse:
    """List what a person must tell; take down that it was told."""
    user = staff(request)
    if not (user.has_perm(notifications.TELL) or tickets.speaks(user)):
        raise NotPermitted
    number = request.GET.get("case", "")
    if request.method != "POST":
        return _page(request, user, readers(user, number=number), number)
    party = request.POST.get("party", "")
    form = Told(request.POST, prefix=f"party-{party}")
    done = _tell(user, party, request.POST.getlist("delivery"), form)
    if done:
        words = ngettext("%(n)d notice noted as told.", "%(n)d notices noted as told.", done)
        messages.success(request, words % {"n": done})
        return redirect(request.get_full_path())
    shown = readers(user, number=number)
    for reader in shown:
        if str(reader.party.pk) == party:
            reader.form = form
    return _page(request, user, shown, number, form, status=422)


def _tell(user: User, party: str, chosen: list[str], form: Told) -> int:
    """Note what was told to a party and return how much; 0 leaves the reason in the form.

    Raises:
        NotByHand: something of it was told by another person in the meantime, or is not theirs.
    """
    wanted = {int(pk) for pk in chosen if _is_key(pk)}
    valid = form.is_valid()
    if not wanted or not _is_key(party):
        form.add_error(None, _("Choose at least one thing that was told."))
        return 0
    if not valid:
        return 0
    waiting = notifications.by_hand(user).filter(party_id=int(party), pk__in=wanted)
    found = list(waiting.values_list("pk", flat=True))
    if len(found) != len(wanted):
        raise notifications.NotByHand
    try:
        notifications.told_together(found, **form.cleaned_data, by=user, at=timezone.now())
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        form.refuse(refusal)
        return 0
    return len(found)


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _page(
    request: HttpRequest,
    user: User,
    shown: list[Reader],
    number: str,
    failed: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    hotlines = tickets.to_pass_on(user, number)
    context = {"readers": shown, "hotlines": hotlines, "number": number, "failed": failed}
    return render(request, "officer/byhand.html", context, status=status)


def readers(user: User, *, number: str = "", most: int = PAGE) -> list[Reader]:
    """Return whom `user` has to tell, longest waiting first; of one case if `number` names it."""
    waiting = notifications.by_hand(user)
    if number:
        waiting = waiting.filter(File.within(number))
    deliveries = list(waiting[:most])
    parties = Party.objects.in_bulk({delivery.party_id for delivery in deliveries})
    found: dict[int, Reader] = {}
    for delivery in deliveries:
        party = parties.get(delivery.party_id)
        if party is None:
            continue
        if party.pk not in found:
            case = delivery.file.case
            found[party.pk] = Reader(
                party_view(party), case.number, Told(prefix=f"party-{party.pk}")
            )
        found[party.pk].items.append(_item(delivery))
    return list(found.values())


def _item(delivery: Delivery) -> Item:
    paper = delivery.document
    return Item(
        pk=delivery.pk,
        what=delivery.subject or _("There is news in the case"),
        why=" · ".join((delivery.get_channel_display(), delivery.get_status_display()))
        if delivery.channel != Delivery.Channel.NONE
        else delivery.get_status_display(),
        text=delivery.body or "",
        paper=f"{paper.title} {paper.number}" if paper else "",
        paper_pk=paper.pk if paper else None,
        written_at=delivery.created_at,
    )


def count(user: User, file: File | None = None) -> int:
    """Return how many things `user` has to tell, in all or in one case."""
    waiting = notifications.by_hand(user)
    if file is not None:
        waiting = waiting.filter(File.within(file.number))
    return waiting.count()
