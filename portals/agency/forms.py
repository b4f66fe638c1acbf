"""What an office may answer, one form for each kind: few fields, one tick, one press."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from casework import states
from casework.channels import AnswerKind
from casework.refusals import ScanMissing
from common import crypto, text
from common.errors import Refusal
from documents.evidence import RefusedFile
from portals.forms import DayField, HouseForm

MOST_FILES: Final = 10
_NONCE = re.compile(r"[A-Za-z0-9_-]{22}")
SLUGS: Final[Mapping[str, AnswerKind]] = {
    kind.lower().replace("_", "-"): kind for kind in AnswerKind
}


class FilesInput(forms.ClearableFileInput):
    """Several files at once: the pages of a paper, photographed one by one."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to ten files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of files; each is looked into by the service."""
        chosen = [one for one in (data if isinstance(data, (list, tuple)) else [data]) if one]
        if len(chosen) > MOST_FILES:
            raise forms.ValidationError(
                _("At most %(most)d files. Put the pages together into one PDF.")
                % {"most": MOST_FILES}
            )
        if not chosen:
            super().clean(None, initial)
        return [super(FilesField, self).clean(one, initial) for one in chosen]


def _words(label: Any, *, required: bool, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text,
    )


def _number(label: Any, *, longest: int, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required)


def _papers(label: Any, *, required: bool) -> FilesField:
    return FilesField(
        label=label,
        required=required,
        help_text=_("pdf, jpg, png, heic, docx or txt; up to ten files, each up to 50 MB."),
    )


class Reply(HouseForm):
    """What every answer has: its own number on this page, and the tick that it is meant."""

    #: Made with the page: pressed twice, or sent again by the browser, it is one answer.
    once = forms.CharField(widget=forms.HiddenInput, max_length=22)
    confirmed = forms.BooleanField(
        label=_("This is our office's answer. I know that it cannot be taken back on this page."),
        error_messages={"required": _("Without this tick nothing is sent.")},
    )

    def __init__(self, *args: Any, acknowledged: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"once": crypto.new_token()})
        super().__init__(*args, **kwargs)
        if acknowledged and "receipt_no" in self.fields and not isinstance(self, Acknowledged):
            del self.fields["receipt_no"]
        self.order_fields([*(name for name in self.fields if name != "confirmed"), "confirmed"])

    def clean_once(self) -> str:
        """Take only a number that this page can have made."""
        once: str = self.cleaned_data["once"]
        if not _NONCE.fullmatch(once):
            raise forms.ValidationError(_("Please open the page of this answer anew."))
        return once

    def clean(self) -> dict[str, Any]:
        """Keep words in their stored form."""
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = text.tidy(value)
        return cleaned

    def refuse(self, refusal: Refusal) -> None:
        """Show what is wrong with a paper, or that there is none, beside the papers."""
        if isinstance(refusal, (RefusedFile, ScanMissing)):
            self.add_error("papers", str(refusal))
        else:
            super().refuse(refusal)


class Acknowledged(Reply):
    """The receipt (RF-03)."""

    receipt_no = _number(_("Number of your receipt"), longest=64)
    papers = _papers(_("Copy of the receipt"), required=False)


class Accepted(Reply):
    """Taken up, or a case filed (RF-04)."""

    file_no = _number(_("Number of your case or of your file"), longest=64)
    receipt_no = _number(_("Number of your receipt"), longest=64, required=False)
    papers = _papers(_("Notice of acceptance or of filing"), required=False)


class Returned(Reply):
    """Sent back, with a coded reason (RF-05)."""

    reason_code = forms.ChoiceField(
        label=_("Why you return it"),
        choices=states.ReturnReason.choices,
        widget=forms.RadioSelect,
    )
    words = _words(
        _("Reasons in words"),
        required=True,
        help_text=_("Who is competent instead, which materials are missing, which file it is in."),
    )
    papers = _papers(_("Return slip"), required=False)


class Decided(Reply):
    """A decision on paper: its number, its day, and the paper itself."""

    doc_no = _number(_("Number of the document"), longest=100)
    decided_on = DayField(label=_("Day of the document"), past=True)


class NotFiled(Decided):
    """No case is filed (RF-09)."""

    receipt_no = _number(_("Number of your receipt"), longest=64, required=False)
    words = _words(_("Reasons in words"), required=False)
    papers = _papers(_("The notice"), required=True)


class FiledAfterReconsideration(Reply):
    """Filed, after all (RF-10)."""

    file_no = _number(_("Number of your case or of your file"), longest=64)
    words = _words(_("Anything we should know"), required=False)
    papers = _papers(_("Notice of filing"), required=False)


class Result(Decided):
    """The result (RF-11)."""

    result_class = forms.ChoiceField(
        label=_("What the result is"),
        choices=states.ResultClass.choices,
        widget=forms.RadioSelect,
    )
    receipt_no = _number(_("Number of your receipt"), longest=64, required=False)
    words = _words(
        _("The result in words"),
        required=True,
        help_text=_("Say what the parties may be told, and what not."),
    )
    papers = _papers(_("The decision"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["result_class", "doc_no", "decided_on"])


class Revoked(Decided):
    """The decision was rescinded, or a court acquitted (RF-14)."""

    words = _words(_("What was revoked and why"), required=True)
    papers = _papers(_("The decision that revokes it"), required=True)


FORMS: Final[Mapping[AnswerKind, type[Reply]]] = {
    AnswerKind.ACKNOWLEDGED: Acknowledged,
    AnswerKind.ACCEPTED: Accepted,
    AnswerKind.RETURNED: Returned,
    AnswerKind.NOT_FILED: NotFiled,
    AnswerKind.FILED_AFTER_RECONSIDERATION: FiledAfterReconsideration,
    AnswerKind.RESULT: Result,
    AnswerKind.REVOKED: Revoked,
}
