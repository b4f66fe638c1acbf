"""
The legal clocks: the only way in.

Every function takes the moment `at`; none reads the clock. Callers hold the lock of the root file
(`common.lifecycle`); the rows of the clocks are locked here, after it.
"""

from deadlines.services.calendars import (
    CalendarMissingError,
    calendar_of,
    current_calendar,
    import_calendar,
    seed_calendar,
)
from deadlines.services.clocks import (
    NOTICE_CLOCKS,
    BeforeStart,
    ClockAlreadyRuns,
    ClockNotOpen,
    NoSuchClock,
    RightLapsed,
    cancel,
    cancel_all,
    find,
    meet,
    start,
)
from deadlines.services.explaining import explain
from deadlines.services.extending import (
    ApproverAsked,
    AskedInFuture,
    AskedTooLate,
    ExtensionsUsedUp,
    NotExtendable,
    NotTheApprover,
    NotTheAsker,
    deny_request,
    extend,
    lodge_request,
)
from deadlines.services.recomputing import recompute
from deadlines.services.redating import redate
from deadlines.services.settling import announce
from deadlines.services.suspending import resume, suspend
from deadlines.services.sweeping import Sweep, sweep

__all__ = [
    "NOTICE_CLOCKS",
    "ApproverAsked",
    "AskedInFuture",
    "AskedTooLate",
    "BeforeStart",
    "CalendarMissingError",
    "ClockAlreadyRuns",
    "ClockNotOpen",
    "ExtensionsUsedUp",
    "NoSuchClock",
    "NotExtendable",
    "NotTheApprover",
    "NotTheAsker",
    "RightLapsed",
    "Sweep",
    "announce",
    "calendar_of",
    "cancel",
    "cancel_all",
    "current_calendar",
    "deny_request",
    "explain",
    "extend",
    "find",
    "import_calendar",
    "lodge_request",
    "meet",
    "recompute",
    "redate",
    "resume",
    "seed_calendar",
    "start",
    "suspend",
    "sweep",
]
