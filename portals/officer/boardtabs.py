"""The questions of the board of referrals: who owes what, each with its count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models import AgencyAnswer, Complaint, Referral
from casework.states import OPEN, REFERRAL_OWED, REFERRAL_TERMINAL, Severity
from casework.states import Referral as S
from common.models import File
from deadlines.models import Deadline
from workflows.models import WorkItem

#: What an agency owes; its ladder is no date of its own.
OWED_BY_AGENCY: Final = ("REFERRAL_ACK", "REFERRAL_RESULT")
LADDER: Final = ("REMINDER", "SUPERVISION")
_IN_HAND: Final = (S.ACKNOWLEDGED, S.AGENCY_ACCEPTED)


@dataclass(frozen=True)
class Tab:
    """One thing that is owed. `ours`: by somebody in the house; else by an agency."""

    key: str
    label: str | Promise
    where: Callable[[datetime], Q]
    ours: bool = True
    red: bool = False


def _late(at: datetime) -> Q:
    return Q(answer_due_at__lte=at)


def _is(**facts: Any) -> Callable[[datetime], Q]:
    condition = Q(**facts)
    return lambda at: condition


_LEAVES: Final = Q(state=S.PREPARED, packet__isnull=False)
TABS: Final = (
    Tab("revise", _("To be laid down anew"), _is(state=S.PREPARED, packet=None)),
    Tab(
        "approve",
        _("To be approved"),
        lambda at: _LEAVES & Q(urgent=False, approved_at=None),
    ),
    Tab(
        "hand_over",
        _("To be handed over"),
        lambda at: (_LEAVES & (Q(urgent=True) | Q(approved_at__isnull=False))) | Q(brings=True),
    ),
    Tab(
        "ratify",
        _("To be ratified"),
        lambda at: (
            Q(urgent=True, dispatched_at__isnull=False, approved_at=None, ratified_at=None)
            & ~Q(state__in=REFERRAL_TERMINAL)
        ),
    ),
    Tab(
        "sign",
        _("Orders to sign"),
        _is(
            state__in=REFERRAL_OWED,
            supervised_at__isnull=False,
            supervision_signed_at=None,
            supervision_withheld_at=None,
        ),
    ),
    Tab("returned", _("Returned, to be sent on"), _is(state=S.RETURNED), red=True),
    Tab(
        "refused", _("Refused, to go on"), _is(state=S.NOT_FILED, not_filed_told_at=None), red=True
    ),
    Tab("register", _("Results to register"), _is(state=S.RESULT_RECEIVED, registered_at=None)),
    Tab("tell", _("Results to tell"), _is(tells=True)),
    Tab("unfit", _("Answers that fit nothing"), _is(unfit=True), red=True),
    Tab(
        "ack",
        _("Receipt awaited"),
        lambda at: Q(state=S.DISPATCHED) & ~_late(at),
        ours=False,
    ),
    Tab(
        "ack_late",
        _("Receipt overdue"),
        lambda at: Q(state=S.DISPATCHED) & _late(at),
        ours=False,
        red=True,
    ),
    Tab(
        "result",
        _("Result awaited"),
        lambda at: Q(state__in=_IN_HAND) & ~_late(at),
        ours=False,
    ),
    Tab(
        "result_late",
        _("Result overdue"),
        lambda at: Q(state__in=_IN_HAND) & _late(at),
        ours=False,
        red=True,
    ),
)
#: Before all others: matters of which no referral is prepared yet. They are complaints.
PREPARE: Final = Tab("prepare", _("To be prepared"), _is())
ALL: Final = Tab("all", _("All under way"), lambda at: ~Q(state__in=REFERRAL_TERMINAL))
OVER: Final = Tab("over", _("Ended"), lambda at: Q(state__in=REFERRAL_TERMINAL))
BY_KEY: Final = {tab.key: tab for tab in (PREPARE, *TABS, ALL, OVER)}


@dataclass(frozen=True)
class Counted:
    """A tab with its count."""

    tab: Tab
    count: int

    @property
    def tone(self) -> str:
        """The tone of the figure: red where something is late or came back, and is not nothing."""
        return "red" if self.tab.red and self.count else ""


@dataclass(frozen=True)
class Column:
    """An agency with what is open there, by tab."""

    agency: str
    counts: Mapping[str, int]

    @property
    def open(self) -> int:
        """How many referrals are under way there."""
        return self.counts[ALL.key]


def referrals(user: User) -> QuerySet[Referral]:
    """Return the referrals the person may see, with the dates and facts the tabs ask for.

    `due_at` is the next date of the referral, `answer_due_at` that of the answer the agency owes.
    """
    clocks = Deadline.objects.open().filter(file=OuterRef("file")).order_by("due_at")
    # The written file of an urgent matter is due on the clock of its complaint (REFERRAL_S1).
    of_the_case = Deadline.objects.open().filter(
        file=OuterRef("complaint__file"), code="REFERRAL_S1"
    )
    unfit = AgencyAnswer.objects.filter(referral=OuterRef("pk"), event=None, seen_at=None)
    at_desk = WorkItem.objects.filter(file=OuterRef("file"))
    return Referral.objects.filter(
        file__in=File.objects.visible_to(user), complaint__file__in=File.objects.visible_to(user)
    ).annotate(
        due_at=Coalesce(
            Subquery(clocks.exclude(code__in=LADDER).values("due_at")[:1]),
            Subquery(of_the_case.values("due_at")[:1]),
        ),
        answer_due_at=Subquery(clocks.filter(code__in=OWED_BY_AGENCY).values("due_at")[:1]),
        brings=Exists(at_desk.filter(node="hand_over")),
        tells=Exists(at_desk.filter(node="telling")),
        unfit=Exists(unfit),
    )


def to_prepare(user: User) -> QuerySet[Complaint]:
    """Return the matters of which a referral is to be prepared: S1 and harmed minors first.

    What is urgent stands here in any open state until the police have it; the others from the desk
    of referral on. `due_at` is their next date.
    """
    with_police = Referral.objects.filter(complaint=OuterRef("pk"), agency="POLICE")
    at_desk = WorkItem.objects.filter(file=OuterRef("file"), node="referral")
    case = WorkItem.objects.filter(file=OuterRef("file")).order_by("due_at")
    urgent = Q(severity=Severity.S1) | Q(police_report=True)
    return (
        Complaint.objects.filter(file__in=File.objects.visible_to(user), state__in=OPEN)
        .filter(
            (urgent & ~Exists(with_police.exclude(state=S.RECALLED))) | Q(Exists(at_desk)),
        )
        .annotate(
            due_at=Subquery(case.values("due_at")[:1]),
            rank=Case(When(urgent, then=0), default=1),
        )
        .order_by("rank", "severity", F("due_at").asc(nulls_last=True), "pk")
    )


def counted(user: User, at: datetime) -> tuple[list[Counted], list[Column]]:
    """Return every tab with its count, and each agency with its own, in two queries."""
    wanted = {tab.key: Count("pk", filter=tab.where(at)) for tab in (*TABS, ALL)}
    rows: Any = referrals(user).order_by().values("agency").annotate(**wanted).order_by("agency")
    by_agency = [Column(row["agency"], row) for row in rows]
    shown = [Counted(PREPARE, to_prepare(user).count())]
    shown += [Counted(tab, sum(one.counts[tab.key] for one in by_agency)) for tab in (*TABS, ALL)]
    return shown, [column for column in by_agency if column.open]
