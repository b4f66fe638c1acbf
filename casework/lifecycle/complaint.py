"""The life of a complaint (brief §3.1): what may follow what, who may say so, on what condition.

Each method of the phases is one row of the machine and only sets fields. Rows of appeal and
reopening come with their machines; `docs/moves.csv` lists them all.
"""

from casework.lifecycle.ending import EndingMoves
from casework.lifecycle.intake import IntakeMoves
from casework.lifecycle.merging import MergingMoves
from casework.lifecycle.reply import ReplyMoves
from casework.lifecycle.serious import SeriousMoves
from casework.lifecycle.way import WayMoves


class ComplaintLifecycle(
    IntakeMoves, MergingMoves, ReplyMoves, WayMoves, SeriousMoves, EndingMoves
):
    """The rows CM-01 … CM-32 that are built, phase by phase."""

    class Meta:
        abstract = True
