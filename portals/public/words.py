"""States, results and steps in plain words, for each side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

#: Who reads a line of the timeline.
BOTH = frozenset({"COMPLAINANT", "RESPONDENT"})
MINE = frozenset({"COMPLAINANT"})

#: State -> heading and explanation for both sides.
STATES: Mapping[str, tuple[Words, Words]] = {
    "REGISTERED": (
        _("Registered"),
        _("We have the complaint and decide whether we can take it up."),
    ),
    "PENDING_SUPPLEMENT": (
        _("Waiting for your materials"),
        _("Something is missing. As soon as it is here, the decision on acceptance goes on."),
    ),
    "ACCEPTED": (
        _("Complaint accepted"),
        _("The complaint is accepted. We now look for the best way: mediation or verification."),
    ),
    "IN_MEDIATION": (
        _("In mediation"),
        _("Both sides have agreed to mediation; a mediator helps to find a solution."),
    ),
    "IN_VERIFICATION": (
        _("In verification"),
        _("We look into the facts: papers, witnesses, both sides' words."),
    ),
    "IN_REFERRAL": (
        _("With another authority"),
        _("The matter is with the authority that has the power to decide it."),
    ),
    "SUSPENDED": (_("Paused"), _("There is a lawful reason to wait. We tell you when it goes on.")),
    "OUTCOME_RECORDED": (
        _("There is a result"),
        _("The result stands. The letter with the result is on its way."),
    ),
    "FED_BACK": (
        _("Result sent"),
        _("The result has been sent. We call the complainant and ask whether all is settled."),
    ),
    "CLOSED": (_("Closed"), _("The case is closed.")),
    "NOT_ACCEPTED": (
        _("Not accepted"),
        _("We may not take this up. The letter says why, and where you can turn instead."),
    ),
    "MERGED": (
        _("Joined with another file"),
        _("It is handled together with an earlier complaint."),
    ),
    "TRANSFERRED_OUT": (
        _("Passed on"),
        _("Another body is competent. The letter says which one."),
    ),
    "WITHDRAWN": (_("Complaint withdrawn"), _("The complaint was withdrawn.")),
}

#: What an accepted complaint is called while both sides are asked whether they want mediation.
PROPOSED: tuple[Words, Words] = (
    _("Mediation proposed"),
    _("We have proposed mediation. It begins as soon as both sides have agreed to it."),
)
#: What it is called while the enterprise answers first, and while the complainant is asked.
ENTERPRISE_ASKED: tuple[Words, Words] = (
    _("The enterprise answers first"),
    _("We have asked the enterprise to settle the matter and to answer within its period."),
)
ENTERPRISE_REPLIED: tuple[Words, Words] = (
    _("The enterprise has answered"),
    _("The complainant says whether the matter is settled; if not, we go on."),
)
#: States in which nothing more is asked of anybody.
OVER = frozenset({"CLOSED", "NOT_ACCEPTED", "TRANSFERRED_OUT", "WITHDRAWN"})

OUTCOMES: Mapping[str, Words] = {
    "SETTLED": _("Both sides have reached an agreement."),
    "MEDIATION_TERMINATED": _(
        "The mediation ended without an agreement; court or arbitration is open."
    ),
    "UPHELD": _("Our verification found the complaint justified."),
    "PARTLY": _("Our verification found the complaint justified in part."),
    "NOT_UPHELD": _("Our verification could not confirm the complaint."),
    "NO_RESPONDENT": _("The respondent no longer exists."),
    "UNFOUNDED": _("The complaint had no basis in fact."),
}

#: What the same outcomes are called when an authority found them: to the complainant, who knows of
#: the referral, and to the respondent, who does not.
FOUND_BY_AUTHORITY: Mapping[str, Words] = {
    "UPHELD": _("The authority found the complaint justified."),
    "NOT_UPHELD": _("The authority could not confirm the complaint, or has dismissed it."),
}
FOUND: Mapping[str, Words] = {
    "UPHELD": _("The complaint was found justified."),
    "NOT_UPHELD": _("The complaint could not be confirmed."),
}

GROUNDS: Mapping[str, Words] = {
    "T1": _("the complaint was withdrawn"),
    "T2": _("one side does not want mediation"),
    "T3": _("one side declared that no agreement is possible"),
    "T5": _("the period ended without an agreement"),
}


@dataclass(frozen=True)
class Stage:
    """One step of the way, as `<c-steps>` draws it."""

    label: Words
    phase: str


_WAY: tuple[Words, ...] = (
    _("Filed"),
    _("Acceptance"),
    _("Handling"),
    _("Result"),
    _("Closed"),
)
#: What "handling" is called on the way while it is not ours.
AT_AN_AUTHORITY: Words = _("At an authority")
_PLACE = {
    "REGISTERED": 1,
    "PENDING_SUPPLEMENT": 1,
    "ACCEPTED": 2,
    "IN_MEDIATION": 2,
    "IN_VERIFICATION": 2,
    "IN_REFERRAL": 2,
    "SUSPENDED": 2,
    "OUTCOME_RECORDED": 3,
    "FED_BACK": 4,
    "CLOSED": 5,
    "NOT_ACCEPTED": 1,
    "MERGED": 1,
    "TRANSFERRED_OUT": 1,
    "WITHDRAWN": 2,
}
STOPPED = frozenset({"NOT_ACCEPTED", "MERGED", "TRANSFERRED_OUT", "WITHDRAWN"})


def state_of(state: str, *, desk: str = "") -> tuple[Words, Words]:
    """Return heading and explanation; of an accepted complaint also by what it waits for."""
    waiting = {
        "consents": PROPOSED,
        "reply": ENTERPRISE_ASKED,
        "settlement": ENTERPRISE_REPLIED,
    }
    return waiting.get(desk, STATES[state]) if state == "ACCEPTED" else STATES[state]


def stages(state: str, *, accepted: bool) -> list[Stage]:
    """Return the way with what is done, where it stands, or where it stopped.

    A matter that is with another authority is said to be there, not "in handling".
    """
    place = _PLACE[state] if state != "WITHDRAWN" else (2 if accepted else 1)
    found = []
    for index, label in enumerate(_WAY):
        if index < place:
            phase = "done"
        elif index == place:
            phase = "stopped" if state in STOPPED else "now"
        else:
            phase = ""
        if phase == "stopped":
            label = STATES[state][0]
        elif phase == "now" and state == "IN_REFERRAL":
            label = AT_AN_AUTHORITY
        found.append(Stage(label, phase))
    return found[: place + 1] if state in STOPPED else found
