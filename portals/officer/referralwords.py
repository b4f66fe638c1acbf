"""What goes to an agency and what comes back, in words: parcels, answers and their codes."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from casework.states import ResultClass, ReturnReason

Words = str | Promise
#: Kinds of parcel in words.
PARCELS: Final[dict[str, Words]] = {
    "REFERRAL": _("referral letter"),
    "REMINDER": _("letter of reminder"),
    "SUPERVISION": _("supervision order"),
    "RECALL": _("letter of recall"),
}
#: Kinds of answer in words.
ANSWERS: Final[dict[str, Words]] = {
    "ACKNOWLEDGED": _("receipt"),
    "ACCEPTED": _("taken up, or a case filed"),
    "RETURNED": _("returned by the agency"),
    "NOT_FILED": _("no case filed by the agency"),
    "FILED_AFTER_RECONSIDERATION": _("filed after all"),
    "RESULT": _("result of the agency"),
    "REVOKED": _("decision revoked"),
}
#: Why an answer led to nothing, in words; another code stands as it is.
UNFIT: Final[dict[str, Words]] = {
    "WRONG_STATE": _("It does not fit where the referral stands."),
    "ANSWER_DOES_NOT_FIT": _("It came from an agency that has the referral no more."),
    "RETURN_REASON_UNKNOWN": _("It names no reason that we know."),
    "RESULT_CLASS_UNKNOWN": _("It names no class of result that we know."),
}
#: What an answer may say, in the order in which it is told.
CODES: Final[dict[str, Words]] = {
    "receipt_no": _("receipt"),
    "file_no": _("file number of the agency"),
    "reason_code": _("reason"),
    "result_class": _("what was decided"),
    "doc_no": _("number of the document"),
    "decided_on": _("day of the document"),
}


def code_words(codes: dict[str, Any]) -> list[tuple[Words, str]]:
    """Return what an answer says in codes and numbers, in words."""
    return [
        (label, _in_words(name, codes[name])) for name, label in CODES.items() if codes.get(name)
    ]


def _in_words(name: str, value: str) -> str:
    choices: Any = {"reason_code": ReturnReason, "result_class": ResultClass}.get(name)
    if choices is not None and value in choices.values:
        return str(choices(value).label)
    return value


def said_in_one_line(codes: dict[str, Any]) -> str:
    """Return the codes of an answer as one line: "receipt 甬公受案字12号"."""
    comma = pgettext("punctuation", ", ")
    return comma.join(f"{label} {words}" for label, words in code_words(codes))
