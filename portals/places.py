"""Where it happened: a choice from the tree of the association, the same in every form."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import units

#: Chosen for a place no unit serves: the root takes the file and decides what becomes of it
#: (decision 0220).
ELSEWHERE = "elsewhere"


class PlaceField(forms.ChoiceField):
    """A place that a unit serves, another place, or none; a code nobody offered is refused.

    The value is a six-digit code, `ELSEWHERE` or "".
    """

    def __init__(self, *, nowhere: str | Promise, **kwargs: Any) -> None:
        """Take the words for "no place named"."""
        self.nowhere = nowhere
        super().__init__(
            required=False,
            choices=self._offered,
            error_messages={
                "invalid_choice": _(
                    "There is no such place in the list. Choose one of it, or “another place” and "
                    "name the place in words."
                )
            },
            **kwargs,
        )

    def _offered(self) -> list[Any]:
        groups = units.places()
        flat = [place for _name, places in groups for place in places]
        # A group for each city is of use only where cities have districts.
        found = groups if len(flat) > len(groups) else flat
        return [("", self.nowhere), *found, (ELSEWHERE, _("another place, not in the list"))]


def code_of(chosen: str) -> str:
    """Return the six-digit code of a choice, "" where it names none."""
    return "" if chosen == ELSEWHERE else chosen
