"""The rail of the staff shell: what this person may open, with what waits there."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from notifications import services as notifications
from outbox import services as outbox
from portals.officer import deadletters, tickets
from workflows.models import WorkItem, WorkItemQuerySet


@dataclass(frozen=True)
class Item:
    """One line of the rail. `count` is what waits for the person; 0 shows nothing."""

    key: str
    label: str | Promise
    icon: str
    url: str
    count: int = 0
    red: bool = False


def items(request: HttpRequest) -> list[Item]:
    """Return the lines of the rail for the person of `request`."""
    user = request.user
    if not isinstance(user, User):
        return []
    counts = (
        WorkItem.objects.held_by(user)
        .with_clock()
        .aggregate(mine=Count("pk"), late=Count("pk", filter=WorkItemQuerySet.red(timezone.now())))
    )
    shown = [
        Item("desk", _("Desk"), "home", reverse("desk")),
        Item(
            "queue",
            _("Cases"),
            "inbox-stack",
            reverse("queue"),
            count=counts["mine"],
            red=bool(counts["late"]),
        ),
        Item("referrals", _("Referrals"), "building-library", reverse("referrals")),
        Item(
            "inbox",
            _("Inbox"),
            "bell",
            reverse("inbox"),
            count=notifications.inbox(user).filter(read_at=None).count(),
        ),
    ]
    if tickets.speaks(user):
        pressing, late = tickets.pressing(user, timezone.now())
        shown.append(
            Item("tickets", _("Tickets"), "ticket", reverse("tickets"), count=pressing, red=late)
        )
    if user.has_perm(notifications.TELL) or tickets.speaks(user):
        shown.append(Item("byhand", _("To be told by hand"), "megaphone", reverse("byhand")))
    if user.has_perm(outbox.RETRY):
        dead = deadletters.count(user)
        shown += [
            Item(
                "deadletters",
                _("Failed messages"),
                "exclamation-triangle",
                reverse("dead_letters"),
                count=dead,
                red=True,
            ),
            Item("channels", _("Outside channels"), "signal", reverse("channels")),
        ]
    if user.has_perm("casework.register"):
        shown.append(
            Item("register", _("Register a complaint"), "pencil-square", reverse("register"))
        )
    return shown


def posting_words(request: HttpRequest) -> str:
    """Return role and unit of the first posting, as shown under the name."""
    user = request.user
    if not isinstance(user, User) or not user.current_postings:
        return ""
    first = user.current_postings[0]
    return f"{roles.ROLES[first.role]} · {first.unit.name}"
