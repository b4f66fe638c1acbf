"""How a fake behaves: towards what it receives, and in what it sends."""

from enum import StrEnum


class Mood(StrEnum):
    """How the next parcel will be treated."""

    WELL = "WELL"
    LATE = "LATE"  # takes the parcel, answers when nobody listens any more
    CUT = "CUT"  # takes the parcel, then the line breaks before the answer
    TWICE = "TWICE"  # a proxy repeats the request: seen twice, answered once
    BUSY = "BUSY"  # 503, takes nothing
    BROKEN = "BROKEN"  # takes the parcel, then answers 500
    DROPPED = "DROPPED"  # says yes and takes nothing
    REFUSED = "REFUSED"  # 422, final
    GARBLED = "GARBLED"  # 200 with a page of HTML


class Voice(StrEnum):
    """How a message will be sent to us."""

    WELL = "WELL"
    LATE = "LATE"  # our first answer comes too late for it: it sends again after a pause
    TWICE = "TWICE"  # sent once more although we said yes
    FORGED = "FORGED"  # signed with a secret nobody agreed on
    STALE = "STALE"  # signed ten minutes ago
    GARBLED = "GARBLED"  # signed, and no JSON
    WRONG = "WRONG"  # about a number that was never given out
