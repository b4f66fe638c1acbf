"""Guards of merging (CM-09, CM-09a)."""

from typing import Any

from casework import refusals, sameness
from casework.guards.grading import OVERRIDE_LEAST
from casework.guards.reply import reply_awaited
from casework.sameness import Same
from casework.states import MEDIATION_OPEN, OPEN, Severity

GRAVE = (Severity.S1, Severity.S2)


def not_into_itself(record: Any, *, master: Any, **_: Any) -> None:
    """CM-09: a file is not its own master."""
    if master.pk == record.pk:
        raise refusals.MergedIntoItself(field="master")


def master_is_open(record: Any, *, master: Any, **_: Any) -> None:
    """CM-09: the master goes on; never into a merged file, so never in a circle."""
    if master.state == "MERGED":
        raise refusals.MasterIsMerged(field="master")
    if master.state not in OPEN:
        raise refusals.MasterHasEnded(field="master")


def same_complainant(record: Any, *, master: Any, **_: Any) -> None:
    """CM-09: one person complains in both files, by ID number or telephone number."""
    if not (record.has_complainant and master.has_complainant):
        raise refusals.NoComplainant
    if sameness.complainant(record, master) is not Same.YES:
        raise refusals.OtherComplainant(field="master")


def same_respondent(record: Any, *, master: Any, **_: Any) -> None:
    """CM-09: both complain about one respondent, by number or by the whole name."""
    if sameness.respondent(record, master) is not Same.YES:
        raise refusals.OtherRespondent(field="master")


def same_event(record: Any, *, master: Any, **_: Any) -> None:
    """CM-09: neither order number nor day says that these are two events."""
    if sameness.event(record, master) is Same.NO:
        raise refusals.OtherEvent(field="master")


def compared(record: Any, *, confirmed: bool, reason: str, **_: Any) -> None:
    """CM-09: a person has compared both, confirms that it is one matter, and says by what."""
    if not confirmed:
        raise refusals.NotCompared(field="confirmed")
    if len(reason.strip()) < OVERRIDE_LEAST:
        raise refusals.MergeNoteMissing(field="note")


def accepted_first_is_master(record: Any, *, master: Any, **_: Any) -> None:
    """CM-09: no answer moves out: what was accepted, or accepted first, is the master."""
    if record.accepted_at is None:
        return
    earlier = master.state == "ACCEPTED" and record.accepted_at < master.accepted_at
    if master.accepted_at is None or earlier:
        raise refusals.AcceptedFirstIsMaster(field="master")


def nothing_under_way(record: Any, *, master: Any, **_: Any) -> None:
    """CM-09: what the parties are being asked in a file is not cut off; that file is the master."""
    asked = record.reply_asked_at and not master.reply_asked_at
    mediated = record.mediations.filter(state__in=MEDIATION_OPEN).exists()
    at_an_agency = record.referrals.exclude(state="RECALLED").exists()
    if mediated or reply_awaited(record) or asked or at_an_agency:
        raise refusals.PartiesAreAsked(field="master")


def graded_as_gravely(record: Any, *, master: Any, **_: Any) -> None:
    """CM-09: S1 and S2 are never lost in a file graded less; a suspected S1 is graded first."""
    grave = record.severity in GRAVE
    if grave and not (master.severity and master.severity <= record.severity):
        raise refusals.MasterGradedLess(field="master")
    if suspected_urgent(record) and master.graded_at and master.severity != Severity.S1:
        raise refusals.GradeBeforeMerging


def suspected_urgent(record: Any) -> bool:
    """Return whether an ungraded file was reported, or is suspected by the rules, to be S1."""
    if record.graded_at:
        return False
    suggested: str = record.statement.suggestion.get("severity") or ""
    return bool(record.emergency) or suggested == Severity.S1


def was_merged_here(record: Any, *, merged: Any, **_: Any) -> None:
    """CM-09a follows CM-09 of the other file."""
    if merged.merged_into_id != record.pk:
        raise refusals.NotMergedHere
