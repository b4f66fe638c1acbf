"""The base of every form of the portals."""

from typing import Any

from django import forms

from common.errors import Refusal


class HouseForm(forms.Form):
    """A form whose errors come from the server, in words; the look is CSS alone."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 4)

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal beside the field it names, or above the form if it names none of ours."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))


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
