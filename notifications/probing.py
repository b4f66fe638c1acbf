"""Outside channels: which there are, how they stand, and looking for their other side.

A channel is named as the messages that leave by it say in their payload (`channel`): `EMAIL` and
`SMS`, and every body of `settings.CASEWORK_CHANNELS`. This package is the lowest that sees both the
ways of notices and `casework.channels`, so the looks are written down here (decision 0361).
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Min
from django.db.models.fields.json import KT

from accounts.models import User
from casework import channels as bodies
from casework.channels import ChannelBusy, ChannelRefusedUs, Unreadable
from common.errors import NotPermitted
from notifications.channels import channel
from notifications.models import ChannelProbe, Delivery
from outbox import services as outbox
from outbox.models import CHANNEL, Message

logger = logging.getLogger(__name__)

OF_NOTICES: Final = ("EMAIL", "SMS")
"""Ways of this package; the others are ports of `casework.channels`."""
WANTED: Final = "channel.probe_wanted"


class Way(StrEnum):
    """How a channel is served."""

    SYSTEM = "SYSTEM"  # by another system, which can be looked for
    HOUSE = "HOUSE"  # stays in this house: files of the demo, recorders of a rehearsal
    PAPER = "PAPER"  # not configured: on paper, or told by a person


@dataclass(frozen=True, slots=True)
class Standing:
    """One channel at one moment. Counts are messages of the outbox, `dead` those of the reader."""

    name: str
    way: Way
    waiting: int = 0
    oldest_at: datetime | None = None
    dead: int = 0
    went_out_at: datetime | None = None
    probe: ChannelProbe | None = None


def names() -> list[str]:
    """Return the channels of this installation."""
    return [*OF_NOTICES, *settings.CASEWORK_CHANNELS]


def way(name: str) -> Way:
    """Return how a channel is served; asks settings only, never the other side."""
    if name in OF_NOTICES:
        mine = channel(name)
        if not mine.ready():
            return Way.PAPER
        return Way.SYSTEM if mine.outside() else Way.HOUSE
    return Way.SYSTEM if _body(name) else Way.PAPER


def standings(reader: User) -> list[Standing]:
    """Return every channel as it stands, in six queries however many there are."""
    everything = names()
    sent = Message.objects.annotate(way=CHANNEL).filter(way__in=everything)
    waiting = {
        row["way"]: row
        for row in sent.waiting().values("way").annotate(count=Count("pk"), oldest=Min("posted_at"))
    }
    dead: dict[str, int] = dict(
        sent.dead()
        .in_reach_of(reader)
        .values("way")
        .annotate(count=Count("pk"))
        .values_list("way", "count")
    )
    out = _went_out()
    probes = ChannelProbe.objects.in_bulk(everything)
    return [
        Standing(
            name,
            way(name),
            waiting=waiting[name]["count"] if name in waiting else 0,
            oldest_at=waiting[name]["oldest"] if name in waiting else None,
            dead=dead.get(name, 0),
            went_out_at=out.get(name),
            probe=probes.get(name),
        )
        for name in everything
    ]


def _went_out() -> dict[str, datetime]:
    """Return when something last left by each channel.

    A message about a delivery is done, too, when nothing left (no address, refused): of our own
    notices only a sent one counts. A body's message is done when the body has the parcel.
    """
    bodies_reached = (
        Message.objects.filter(payload__has_key="channel", delivered_at__isnull=False)
        .annotate(body=KT("payload__channel"))
        .filter(body__in=list(settings.CASEWORK_CHANNELS))
        .values("body")
        .annotate(last=Max("delivered_at"))
    )
    found: dict[str, datetime] = {row["body"]: row["last"] for row in bodies_reached}
    for name in OF_NOTICES:
        sent = Delivery.objects.filter(status=Delivery.Status.SENT, channel=name)
        last = sent.order_by("-sent_at").values_list("sent_at", flat=True).first()
        if last is not None:
            found[name] = last
    return found


def ask(by: User, *, at: datetime) -> int:
    """Ask for a look at every channel that leads outside; return how many will be looked for.

    The look is a message: the page that asked never waits for somebody else's server. Asking twice
    within a minute is asking once.

    Raises:
        NotPermitted: the person does not look after channels.
    """
    if not by.has_perm(outbox.RETRY):
        raise NotPermitted
    outside = [name for name in names() if way(name) is Way.SYSTEM]
    with transaction.atomic():
        for name in outside:
            outbox.post(
                "channel.probe_wanted",
                key=f"{WANTED}:{name}:{int(at.timestamp() // 60)}",
                at=at,
                name=name,
            )
    return len(outside)


def asked() -> bool:
    """Return whether a look that somebody asked for is still to come."""
    return Message.objects.waiting().filter(topic=WANTED).exists()


def probe_all(at: datetime) -> list[ChannelProbe]:
    """Look for every channel that leads outside, one after the other."""
    looks: Iterable[ChannelProbe | None] = (probe(name, at=at) for name in names())
    return [look for look in looks if look is not None]


def probe(name: str, *, at: datetime) -> ChannelProbe | None:
    """Look for the other side of one channel and write down what was found; None: there is none.

    Whatever goes wrong is what was found: one broken channel must not hide the others.
    """
    if name not in names() or way(name) is not Way.SYSTEM:
        return None
    return _write(name, _look(_prober(name)), at=at)


def _look(prober: Callable[[], None]) -> str:
    try:
        prober()
    except ChannelBusy:
        return ChannelProbe.Fault.BUSY
    except ChannelRefusedUs:
        return ChannelProbe.Fault.REFUSED_US
    except Unreadable:
        return ChannelProbe.Fault.UNREADABLE
    except Exception as error:
        logger.error("A channel could not be looked for: %s", outbox.describe(error))
        return ChannelProbe.Fault.BROKEN
    return ""


@transaction.atomic
def _write(name: str, fault: str, *, at: datetime) -> ChannelProbe:
    """Keep the latest look; an earlier one that ends later changes nothing."""
    found = {"at": at, "ok": not fault, "code": fault}
    if not fault:
        found["found_at"] = at
    ChannelProbe.objects.bulk_create([ChannelProbe(name=name, **found)], ignore_conflicts=True)
    ChannelProbe.objects.filter(name=name, at__lt=at).update(**found)
    return ChannelProbe.objects.get(name=name)


def _prober(name: str) -> Callable[[], None]:
    if name in OF_NOTICES:
        return channel(name).probe
    body = _body(name)
    if body is None:
        raise LookupError(name)
    return body.probe


def _body(name: str) -> bodies.AgencyChannel | bodies.HotlineChannel | None:
    return bodies.hotline() if name == bodies.HOTLINE else bodies.agency(name)
