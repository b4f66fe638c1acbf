"""The head row of a log: made once, locked last."""

from archives import leaf, merkle
from archives.models import LogHead

#: The log of the running house. A rehearsal opens one of its own and waits for nobody.
MAIN = "main"


class LogMissing(RuntimeError):
    """The log has no head row: `seed` has not run."""


def seed(log: str = MAIN) -> LogHead:
    """Make the head row of `log` if it is not there; return it. May run any number of times."""
    head = LogHead(key=log, size=0, root=merkle.EMPTY_ROOT.hex(), peaks=[], seal="")
    found, _ = LogHead.objects.get_or_create(
        key=log,
        defaults={
            "size": 0,
            "root": head.root,
            "peaks": [],
            "seal": "",
            "mac": leaf.head_mac(head),
        },
    )
    return found


def lock(log: str) -> LogHead:
    """Return the head row, locked until the transaction ends. The last lock of any service."""
    try:
        return LogHead.objects.select_for_update().get(pk=log)
    except LogHead.DoesNotExist:
        raise LogMissing(f"archive log {log!r} has no head row; run the seed command") from None
