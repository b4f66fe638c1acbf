"""What stands against a subject at a given second (brief §4, effect enums).

An effect is derived from rows with days in them: no job has to have run for it to begin or to end.
"""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from archives.models import DispatchHold, Subject


class Dispatch(TextChoices):
    """Whether a subject is given work, from the weakest effect to the strongest."""

    NORMAL = "NORMAL", _("Given work as usual")
    PRIORITY_OFF = "PRIORITY_OFF", _("No priority")
    NO_NEW = "NO_NEW", _("No new work")
    HOLD = "HOLD", _("On hold for the time being")
    BLOCKED = "BLOCKED", _("Barred")


def dispatch(subject: Subject, at: datetime) -> Dispatch:
    """Return the strongest effect on the dispatch of `subject` that is active at the second `at`.

    Holds are the only cause so far; sanctions will add theirs.
    """
    active = [Dispatch.NORMAL]
    if DispatchHold.objects.in_force(at).filter(subject=subject).exists():
        active.append(Dispatch.HOLD)
    return max(active, key=list(Dispatch).index)
