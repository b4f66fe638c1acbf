"""`manage.py import_complaints`; its words stand beside the door's in `portals/intake`."""

from portals.intake.command import Command

__all__ = ["Command"]
