"""Previews: the letter as it would go out, before it has a number."""

from datetime import date

from django.utils.safestring import SafeString, mark_safe

from casework import clocks, papers
from common.zone import local_date
from deadlines import services as deadlines
from deadlines.calendar import add_working_days
from documents import services as documents
from portals.officer.screen import Act


def acceptance(act: Act) -> str:
    """Return both copies of the acceptance decision."""
    contexts = papers.acceptance_contexts(
        act.complaint, at=act.at, answer_by=_working_day(act, "HANDLING")
    )
    return _letters(act, "ACCEPTANCE_DECISION", contexts)


def supplement(act: Act) -> str:
    """Return the supplement notice."""
    context = papers.supplement_context(
        act.complaint, act.data["items"], _working_day(act, "SUPPLEMENT")
    )
    return _letters(act, "SUPPLEMENT_NOTICE", [context])


def non_acceptance(act: Act) -> str:
    """Return the decision not to accept."""
    context = papers.non_acceptance_context(
        act.complaint,
        ground=act.data["ground"],
        reasons=act.data["reason"],
        belongs_to="",
        at=act.at,
    )
    return _letters(act, "NON_ACCEPTANCE_DECISION", [context])


def result(act: Act) -> str:
    """Return the result letter to each party."""
    contexts = papers.result_contexts(
        act.complaint, process=act.data["process"], result=act.data["result"], at=act.at
    )
    return _letters(act, "RESULT_FEEDBACK_LETTER", contexts)


def _letters(act: Act, kind: str, contexts: list[dict[str, object]]) -> SafeString:
    pages = [documents.preview_html(kind, context, at=act.at) for context in contexts]
    # Rendered by our own templates, which escape what people typed.
    return mark_safe("".join(pages))


def _working_day(act: Act, code: str) -> date:
    """Return the last day a clock started now would have."""
    rule = clocks.pack_of(act.complaint.file, act.at).clock(code)
    return add_working_days(local_date(act.at), rule.length, deadlines.current_calendar())
