"""The base of every form of the portals."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import text
from common.errors import Refusal
from common.zone import local_date

EARLIEST_YEAR = 2000  # of a moment of ours: a call, a session
EARLIEST_YEAR_OF_LIFE = 1950  # of a day people tell of
YEARS_AHEAD = 10


class HouseForm(forms.Form):
    """A form whose errors come from the server, in words; the look is CSS alone.

    What nobody types on purpose is refused: a character that turns the direction of reading would
    let a term read otherwise in the paper than on the page.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 4)
            # What a form says of its own stays.
            if field.error_messages["required"] is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _wanted(name, field)

    def clean(self) -> dict[str, Any]:
        """Refuse hidden characters."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in list(cleaned.items()):
            lines = value if isinstance(value, list) else [value]
            if any(isinstance(line, str) and text.find_hidden(line) for line in lines):
                self.add_error(
                    name, _("There are invisible characters in it. Please type it anew.")
                )
        return cleaned

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal beside the field it names, or above the form if it names none of ours."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))


def _wanted(name: str, field: forms.Field) -> str:
    """Say which field is empty and what to do about it."""
    said = {"label": field.label or pretty_name(name)}
    if isinstance(field, forms.FileField):
        return _("Choose a file for “%(label)s”.") % said
    if isinstance(field, forms.BooleanField):
        return _("Tick “%(label)s” to go on.") % said
    if isinstance(field, (forms.ChoiceField, forms.DateField, forms.DateTimeField)):
        return _("Choose “%(label)s”.") % said
    return _("Fill in “%(label)s”.") % said


class DayInput(forms.DateInput):
    """A day, picked with the device's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MomentInput(forms.DateTimeInput):
    """A day and a time of day in Shanghai, picked with the device's own means."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


def _plausible(day: date, earliest: int, *, past: bool) -> None:
    today = local_date(timezone.now())
    if day.year < earliest or day.year > today.year + YEARS_AHEAD:
        raise forms.ValidationError(_("The year %(year)d cannot be meant.") % {"year": day.year})
    if past and day > today:
        raise forms.ValidationError(_("This day is still to come."))


class DayField(forms.DateField):
    """A day within living memory and ten years from now; of what is past, not after today."""

    widget = DayInput

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Return the day typed."""
        day = super().to_python(value)
        if day is not None:
            _plausible(day, EARLIEST_YEAR_OF_LIFE, past=self.past)
        return day


class MomentField(forms.DateTimeField):
    """A moment of this century and of ten years from now at most; of what is past, before now."""

    widget = MomentInput

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment typed."""
        moment = super().to_python(value)
        if moment is not None:
            _plausible(moment.date(), EARLIEST_YEAR, past=self.past)
            if self.past and moment > timezone.now():
                raise forms.ValidationError(_("This moment is still to come."))
        return moment
