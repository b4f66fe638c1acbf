"""The three hints there are. An edge: no other part of the background work reads the clock."""

from django.utils import timezone

from config.celery import app
from deadlines import services as deadlines
from notifications import services as notifications
from outbox import services as outbox

DRAIN_SECONDS = 10
"""One drain works this long at most, so that a worker can be asked to stop."""


@app.task(name="drain_outbox")  # type: ignore[untyped-decorator]  # celery ships no types
def drain_outbox() -> None:
    """Deliver what is due in the outbox."""
    at = timezone.now()
    outbox.beat("drain_outbox", at=at)
    outbox.deliver_due(at, seconds=DRAIN_SECONDS)


@app.task(name="sweep_deadlines")  # type: ignore[untyped-decorator]
def sweep_deadlines() -> None:
    """Mark what has become due and post its consequences."""
    at = timezone.now()
    outbox.beat("sweep_deadlines", at=at)
    deadlines.sweep(at)


@app.task(name="probe_channels")  # type: ignore[untyped-decorator]
def probe_channels() -> None:
    """Look for the other side of every outside channel."""
    notifications.probe_all(timezone.now())
