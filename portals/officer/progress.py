"""The six steps of a complaint that lay people see, from its state (brief §3.1)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Step:
    """One bubble of the steps bar. `phase` is done, now, stopped or "" (still to come)."""

    label: str | Promise
    phase: str = ""


#: State → the number of the step that is going on, 0 to 5; 6 = all done.
_AT = {
    "REGISTERED": 1,
    "PENDING_SUPPLEMENT": 1,
    "ACCEPTED": 3,
    "IN_MEDIATION": 3,
    "IN_VERIFICATION": 3,
    "IN_REFERRAL": 3,
    "SUSPENDED": 3,
    "OUTCOME_RECORDED": 4,
    "FED_BACK": 5,
    "CLOSED": 6,
}
_ENDED: dict[str, tuple[int, str | Promise]] = {
    "NOT_ACCEPTED": (2, _("Not accepted")),
    "TRANSFERRED_OUT": (2, _("Passed on")),
    "MERGED": (2, _("Merged")),
    "WITHDRAWN": (5, _("Withdrawn")),
}
_FOURTH: dict[str, str | Promise] = {
    "IN_MEDIATION": _("Mediation"),
    "IN_VERIFICATION": _("Verification"),
    "IN_REFERRAL": _("Referral"),
}


def steps(state: str, *, graded: bool, serious: bool = False) -> list[Step]:
    """Return the six steps for a complaint in `state`; `graded` once triage is confirmed.

    `serious`: its route leads to an agency.
    """
    way = _("Referral") if serious else _("Mediation / verification")
    labels: list[str | Promise] = [
        _("Registration"),
        _("Graded"),
        _("Accepted"),
        _FOURTH.get(state, way),
        _("Feedback and archive"),
        _("Call-back and closing"),
    ]
    stop = -1
    if state in _ENDED:
        stop, labels_end = _ENDED[state]
        labels[stop] = labels_end
        now = stop
    else:
        now = _AT.get(state, 1)
        if now == 1 and graded:
            now = 2
    return [
        Step(label, "stopped" if n == stop else "done" if n < now else "now" if n == now else "")
        for n, label in enumerate(labels)
    ]
