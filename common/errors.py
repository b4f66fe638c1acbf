"""Refusals: every "no" a person may meet, by name, with the reason and the next step."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Refusal(Exception):
    """An act the house refuses. Nothing has changed when it is raised.

    `code` is stable and for machines; `message` says why, in the reader's language; `field` names
    the input at fault, if one is; `next_step` says what to do instead.
    """

    code = "REFUSED"
    status = 422
    message: Text = _("This is not possible.")
    next_step: Text = ""

    def __init__(
        self,
        message: Text | None = None,
        *,
        code: str | None = None,
        field: str | None = None,
        next_step: Text | None = None,
    ) -> None:
        self.message = message if message is not None else type(self).message
        self.code = code or type(self).code
        self.field = field
        self.next_step = next_step if next_step is not None else type(self).next_step
        super().__init__(self.code)

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.message, self.next_step) if part)


class NotPermitted(Refusal):
    """The actor lacks the capability here (HTTP 403)."""

    code = "NOT_PERMITTED"
    status = 403
    message: Text = _("Your role does not allow this here.")
    next_step: Text = _("Ask an officer of this unit, or return the task to the queue.")


class Conflict(Refusal):
    """Somebody else was first, or the record has moved on (HTTP 409)."""

    code = "CONFLICT"
    status = 409
    message: Text = _("The file has changed since you opened it.")
    next_step: Text = _("Reload the page and check what is still to be done.")


class WrongState(Conflict):
    """The move does not start from the record's present state (HTTP 409)."""

    code = "WRONG_STATE"
    message: Text = _("This step is not open in the present state of the file.")


class InvalidInput(Refusal):
    """Input that cannot be taken as it is (HTTP 422)."""

    code = "INVALID"
    message: Text = _("The input is not valid.")
