"""How an outside channel stands, in a tone and in words: waiting, dead, last gone out, last found.

Amber says "look at it", red says "act now". The limits: ten minutes is what a message may wait
without somebody being told (reliability §2.5 I5), an hour is when parties begin to notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import channels as bodies
from notifications.models import ChannelProbe, Delivery
from notifications.services import Standing, Way
from portals.officer.forms.intake import agency_name

Words = str | Promise

AMBER_AFTER: Final = timedelta(minutes=10)
RED_AFTER: Final = timedelta(hours=1)
LOOKED_FOR_EVERY: Final = timedelta(minutes=15)
"""Three rounds of the beat (`config.celery`); one not looked for that long stands in doubt."""
BEATS_WITHIN: Final = timedelta(minutes=2)
"""As `outbox.services.Health.late` has it."""

_GRAVITY: Final = ("", "grey", "blue", "green", "amber", "red")

#: Background processes as the heartbeats name them.
PROCESSES: Final[dict[str, Words]] = {
    "drain_outbox": _("delivery of letters and notices"),
    "sweep_deadlines": _("sweep of the clocks"),
}


@dataclass(frozen=True)
class Remark:
    """One thing to say of a channel: its tone, what is so, and what to do about it."""

    tone: str
    words: Words
    next_step: Words = ""


@dataclass(frozen=True)
class Cell:
    """A figure or moment of a channel with the tone of its age."""

    words: Words
    tone: str = ""
    meta: Words = ""


@dataclass(frozen=True)
class Shown:
    """One channel as the page shows it."""

    name: str
    label: Words
    tone: str
    word: Words
    remarks: list[Remark]
    waiting: Cell
    dead: int
    went_out: Cell
    found: Cell


_FAULTS: Final[dict[str, tuple[Words, Words]]] = {
    ChannelProbe.Fault.BUSY: (
        _("The other side does not answer."),
        _("What is to be sent waits and is tried again. If it lasts, call whoever runs it."),
    ),
    ChannelProbe.Fault.REFUSED_US: (
        _("The other side is there and does not accept us."),
        _("Let the technical administrator check account, key and address."),
    ),
    ChannelProbe.Fault.UNREADABLE: (
        _("Something else than the other side's system answers there."),
        _("Let the technical administrator check the address and the version."),
    ),
    ChannelProbe.Fault.BROKEN: (
        _("Our own part of the channel fails."),
        _("Let the technical administrator look into the log of the worker."),
    ),
}


def label(name: str) -> Words:
    """Return a channel in words."""
    if name == bodies.HOTLINE:
        return _("12345 hotline")
    return dict(Delivery.Channel.choices).get(name) or agency_name(name)


def ago(moment: datetime, at: datetime) -> str:
    """Return how long ago a moment was, in its largest unit."""
    if at - moment < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(time)s ago") % {"time": timesince(moment, at, depth=1)}


def clock(moment: datetime) -> str:
    """Return a moment as lists show it."""
    return f"{timezone.localtime(moment):%m-%d %H:%M}"


def show(standing: Standing, *, at: datetime) -> Shown:
    """Return a channel as it stands at `at`."""
    remarks = [*_served(standing), *_looked_for(standing, at), *_stuck(standing, at)]
    tone = worst(remark.tone for remark in remarks)
    return Shown(
        name=standing.name,
        label=label(standing.name),
        tone=tone,
        word=_WORD[tone],
        remarks=remarks,
        waiting=_waiting(standing, at),
        dead=standing.dead,
        went_out=_moment(standing.went_out_at, at),
        found=_found(standing, at),
    )


_WORD: Final[dict[str, Words]] = {
    "grey": _("on paper"),
    "blue": _("inside the house"),
    "green": _("works"),
    "amber": _("look at it"),
    "red": _("act now"),
}


def worst(tones: Iterable[str]) -> str:
    """Return the gravest of some tones."""
    return max(tones, key=_GRAVITY.index, default="")


def aged(moment: datetime, at: datetime) -> str:
    """Return the tone of something that has been so since `moment` and should not be."""
    age = at - moment
    if age >= RED_AFTER:
        return "red"
    return "amber" if age >= AMBER_AFTER else ""


def beat(seen: datetime | None, at: datetime) -> Cell:
    """Return a background process: when it was last heard of."""
    if seen is None:
        return Cell(_("not heard of yet"), "amber")
    late = at - seen > BEATS_WITHIN
    return Cell(ago(seen, at), "red" if late else "green", clock(seen))


def _served(standing: Standing) -> list[Remark]:
    if standing.way is Way.HOUSE:
        return [
            Remark("blue", _("What is sent becomes files of this machine; nobody outside gets it."))
        ]
    if standing.way is Way.SYSTEM:
        return []
    if standing.name in Delivery.Channel.values:
        return [
            Remark(
                "amber",
                _("Not configured: nothing is sent over it."),
                _("Tell the parties by hand; the list is in the menu."),
            )
        ]
    return [
        Remark("grey", _("Served on paper: letters are printed, answers are written down here."))
    ]


def _looked_for(standing: Standing, at: datetime) -> list[Remark]:
    if standing.way is not Way.SYSTEM:
        return []
    look = standing.probe
    if look is None:
        return [Remark("amber", _("Nobody has looked for the other side yet."))]
    found: list[Remark] = []
    if not look.ok:
        what, next_step = _FAULTS[look.code]
        lasting = look.code != ChannelProbe.Fault.BUSY
        since = aged(look.found_at, at) if look.found_at else "red"
        found.append(Remark("red" if lasting else since or "amber", what, next_step))
    if at - look.at > LOOKED_FOR_EVERY:
        found.append(
            Remark(
                "amber",
                _("It has not been looked for of late: what stands here may be out of date."),
                _("See below whether the background work runs."),
            )
        )
    return found or [Remark("green", _("The other side answers."))]


def _stuck(standing: Standing, at: datetime) -> list[Remark]:
    found: list[Remark] = []
    tone = aged(standing.oldest_at, at) if standing.oldest_at else ""
    if tone:
        found.append(Remark(tone, _("Something has waited too long to be sent.")))
    if standing.dead:
        found.append(
            Remark(
                "red",
                _("Something was given up after many attempts."),
                _("Remove the cause, then put it back."),
            )
        )
    return found


def _waiting(standing: Standing, at: datetime) -> Cell:
    if not standing.oldest_at:
        return Cell(_("nothing"))
    since = gettext("the oldest since %(moment)s") % {"moment": clock(standing.oldest_at)}
    return Cell(str(standing.waiting), aged(standing.oldest_at, at), since)


def _moment(moment: datetime | None, at: datetime) -> Cell:
    return Cell(ago(moment, at), "", clock(moment)) if moment else Cell(_("never yet"))


def _found(standing: Standing, at: datetime) -> Cell:
    if standing.way is not Way.SYSTEM:
        return Cell("--")
    look = standing.probe
    if look is None:
        return Cell(_("not looked for yet"))
    looked = gettext("looked for %(ago)s") % {"ago": ago(look.at, at)}
    if look.found_at is None:
        return Cell(_("never found"), "red", looked)
    return Cell(ago(look.found_at, at), "" if look.ok else aged(look.found_at, at), looked)
