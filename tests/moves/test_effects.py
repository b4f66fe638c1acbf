"""Each row that is built does what its cells say: no clock, paper, notice or entry more or less."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from notifications.channels import recording
from tests import cast
from tests.casework.conftest import seeded
from tests.moves.observing import CELLS, Step
from tests.moves.reader import built
from tests.moves.walks import WALKS, Walk
from tests.moves.walks_serious import SERIOUS_WALKS, SeriousWalk

__all__ = ["seeded"]

ROWS = {row.id: row for row in built()}

#: Words of a cell that hold only in some cases, and when they do.
SOMETIMES = {
    ("CM-01", "TRIAGE"): "not suspected S1",
    ("CM-01", "TRIAGE_S1"): "suspected S1",
    ("CM-01", "CONTACT"): "there is a complainant (decision 0005)",
    ("CM-01", "COMPLAINT_REGISTRATION_FORM"): "there is a complainant",
    ("CM-01", "complainant"): "there is a complainant",
    ("CM-06", "HANDLING"): "there is a complainant",
    ("CM-06", "ACCEPTANCE_DECISION"): "there is a complainant",
    ("CM-06", "complainant"): "there is a complainant",
    ("CM-06", "COMPLAINT_PENDING"): "the respondent is identified",
    ("CM-02", "REFERRAL_S1"): "graded S1",
    ("CM-02", "officer"): "graded S1",
    ("CM-02b", "REFERRAL_S1"): "graded S1 now, or no longer",
    ("CM-02b", "officer"): "graded S1",
    ("CM-09", "HANDLING"): "the merged file was accepted",
    ("CM-09", "WITHDRAWN"): "the merged file was counted against its respondent",
    ("CM-09a", "TRIAGE_S1"): "the merged file was reported as an emergency",
    ("CM-09a", "COMPLAINT_PENDING"): "only the merged file knew who the respondent is",
    ("CM-10a", "respondent"): "the enterprise itself is the respondent",
    ("CM-16", "COMPLAINT_UPHELD"): "as concluded",
    ("CM-16", "COMPLAINT_PARTLY"): "as concluded",
    ("CM-16", "COMPLAINT_NOT_UPHELD"): "as concluded",
    ("CM-21", "respondent"): "the complaint was accepted, so the respondent knows of it",
    ("CM-22a", "FOLLOW_UP"): "the archive was first",
    ("CM-22a", "RESULT_FEEDBACK"): "the archive was first",
    ("CM-22a", "RESULT_FEEDBACK_LETTER"): "there is somebody to write to",
    ("CM-22a", "complainant"): "the archive was first; the letter itself goes out in any case",
    ("CM-22a", "respondent"): "the archive was first; the letter itself goes out in any case",
    ("CM-09", "hotline"): "the merged one came by ticket",
    ("CM-22a", "hotline"): "the matter came by ticket",
    ("CM-22b", "complainant"): "the letter was first",
    ("CM-22b", "respondent"): "the letter was first",
    ("CM-22b", "FOLLOW_UP"): "the letter was first",
    ("CM-22b", "RESULT_FEEDBACK"): "the letter was first",
    ("CM-17", "COMPLAINT_UPHELD"): "as the agency decided (X10)",
    ("CM-17", "COMPLAINT_NOT_UPHELD"): "as the agency decided (X10)",
    ("CM-17", "MEDIATED_SETTLED"): "as the agency decided (X10)",
    ("CM-17", "EXTERNAL_PENALTY"): "a penalty",
    ("CM-18", "VERIFICATION"): "not ended by an officer",
    ("CM-18", "RESULT_FEEDBACK"): "ended by an officer",
    ("CM-18", "PROGRESS_NOTE"): "ended by an officer",
    ("CM-18", "COMPLAINT_NOT_UPHELD"): "ended by an officer",
    ("CM-18", "complainant"): "ended by an officer; else the letter of RF-09a says it",
    ("CM-18", "respondent"): "ended by an officer",
    ("CM-18", "officer"): "ended by an officer",
    ("CM-23", "hotline"): "the matter came by ticket",
    ("CM-32", "hotline"): "the matter came by ticket",
    ("MD-04", "SESSION_NOTICE"): "not waived by the parties",
    ("MD-08", "MEDIATED_SETTLED"): "not the civil part beside a referral (MD-01)",
    ("MD-17", "TERMINATION_DECISION"): "nothing civil is left",
    ("MD-17", "TERMINATION_NOTICE"): "nothing civil is left",
    ("MD-17", "MEDIATION"): "nothing civil is left",
    ("MD-17", "MEDIATION_FIRST"): "nothing civil is left",
    ("MD-17", "complainant"): "nothing civil is left",
    ("MD-17", "respondent"): "nothing civil is left",
    ("RF-01", "REFERRAL"): "REFERRAL_S1 does not run",
    ("RF-01", "officer"): "not urgent: an officer approves",
    ("RF-02", "PROGRESS_NOTE"): "it does not run yet, and there is somebody to answer",
    ("RF-02", "RATIFY"): "urgent: an officer ratifies",
    ("RF-02", "officer"): "urgent: an officer ratifies",
    ("RF-13", "RECALL_LETTER"): "it had left",
    ("RF-11", "RESULT_FEEDBACK"): "beside the lead referral (CM-17)",
}
TERMINAL = {
    "CM": {"CLOSED", "MERGED", "NOT_ACCEPTED", "TRANSFERRED_OUT", "WITHDRAWN"},
    "MD": {"TERMINATED"},
    "RF": {"CLOSED", "RECALLED"},
}


@pytest.fixture
def steps(seeded: None) -> list[Step]:
    """What was seen on all walks."""
    for name in cast.STAFF:
        cast.member(name)
    seen = []
    led: list[tuple[Any, Any]] = [(Walk, lead) for lead in WALKS]
    led += [(SeriousWalk, lead) for lead in SERIOUS_WALKS]
    for kind, lead in led:
        walk = kind()
        with transaction.atomic(), recording():  # Each complaint alone in its world.
            lead(walk)
            transaction.set_rollback(True)
        seen += walk.watch.steps
    return seen


def promised(step: Step, cell: str) -> set[str]:
    """Return what the cells of the step's rows say, for clocks that were there to be stopped."""
    words = {
        word
        for event in step.events
        for word in getattr(ROWS[event.move_id], cell)
        if word not in ROWS[event.move_id].later
    }
    return words & step.were_open if cell == "stopped" else words


def optional(step: Step) -> set[str]:
    """Return the words that may be missing from this step."""
    walked = {event.move_id for event in step.events}
    return {word for row, word in SOMETIMES if row in walked}


def over_the_top(step: Step, cell: str) -> set[str]:
    """Return what the step did and no cell promises; a terminal state stops the rest (X4)."""
    ends = any(event.target in TERMINAL[event.machine] for event in step.events)
    return set() if cell == "stopped" and ends else getattr(step, cell) - promised(step, cell)


def test_the_rows_do_what_their_cells_say(steps: list[Step]) -> None:
    wrong = []
    seen: Counter[tuple[str, str, str]] = Counter()
    walked: Counter[str] = Counter(event.move_id for step in steps for event in step.events)
    for step in steps:
        ids = [event.move_id for event in step.events]
        for cell in CELLS:
            done = getattr(step, cell)
            more = over_the_top(step, cell)
            less = promised(step, cell) - done - optional(step)
            if more or less:
                wrong.append(f"{'+'.join(ids)} {cell}: more {sorted(more)}, less {sorted(less)}")
            seen.update((row, cell, word) for row in ids for word in done)

    assert wrong == []
    assert set(ROWS) - set(walked) == set(), "rows nobody walked"
    never = [
        (row.id, cell, word)
        for row in ROWS.values()
        for cell in CELLS
        for word in getattr(row, cell)
        if word not in row.later and not seen[row.id, cell, word]
    ]
    assert never == [], never
    always = [
        (row, word)
        for row, word in SOMETIMES
        if all(seen[row, cell, word] in (0, walked[row]) for cell in CELLS)
    ]
    assert always == [], f"words that are no exception: {always}"


def test_what_is_left_for_later_is_promised_by_the_row() -> None:
    for row in ROWS.values():
        assert set(row.later) <= {word for cell in CELLS for word in getattr(row, cell)}, row.id
