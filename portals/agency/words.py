"""What an office reads: states, answers and the fields of a packet, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.channels import AnswerKind

#: State of the referral → heading, and what it means for the office.
STATES: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "DISPATCHED": (
        _("Waiting for your receipt"),
        _("We ask you to confirm that you have it. What you answer below counts as the receipt."),
    ),
    "ACKNOWLEDGED": (
        _("You have confirmed receipt"),
        _("We ask you to tell us whether you take the matter up, and what comes of it."),
    ),
    "AGENCY_ACCEPTED": (
        _("You have taken the matter up"),
        _("We ask you to tell us the result."),
    ),
    "RETURNED": (
        _("You have returned the matter"),
        _("Nothing more is asked of you. We send it on, or to you again with more materials."),
    ),
    "NOT_FILED": (
        _("You have filed no case"),
        _("Should a case be filed after reconsideration, please tell us here."),
    ),
    "RESULT_RECEIVED": (
        _("We have your result"),
        _("Nothing more is asked of you."),
    ),
}
#: Said instead when a decision stands that may still be revoked.
PENALTY_STANDS: Final = _("Should the decision be revoked later, please tell us here at once.")

#: Kind of answer → what the office does, and in which words it is confirmed.
ANSWERS: Final[Mapping[AnswerKind, tuple[Promise, Promise]]] = {
    AnswerKind.ACKNOWLEDGED: (
        _("Confirm receipt"),
        _("We have the matter and the materials; our receipt has a number."),
    ),
    AnswerKind.ACCEPTED: (
        _("Tell that it is taken up"),
        _("We have accepted it for handling, or filed a case."),
    ),
    AnswerKind.RETURNED: (
        _("Return the matter"),
        _("It is not ours, or we cannot handle it as it is."),
    ),
    AnswerKind.NOT_FILED: (
        _("Tell that no case is filed"),
        _("We have decided not to accept it or not to file a case."),
    ),
    AnswerKind.FILED_AFTER_RECONSIDERATION: (
        _("Tell that a case is filed after all"),
        _("After reconsideration or review we have filed a case."),
    ),
    AnswerKind.RESULT: (
        _("Give the result"),
        _("We have concluded it: a decision, a mediation, or nothing found."),
    ),
    AnswerKind.REVOKED: (
        _("Tell that the decision is revoked"),
        _("The penalty was rescinded, or a court acquitted."),
    ),
}
#: Kind of answer → what was said, for the list of what went to and fro.
SAID: Final[Mapping[str, Promise]] = {
    "ACKNOWLEDGED": _("You confirmed receipt"),
    "ACCEPTED": _("You took the matter up"),
    "RETURNED": _("You returned the matter"),
    "NOT_FILED": _("You filed no case"),
    "FILED_AFTER_RECONSIDERATION": _("You filed a case after reconsideration"),
    "RESULT": _("You gave the result"),
    "REVOKED": _("You revoked the decision"),
}
#: Kind of parcel → what we sent.
SENT: Final[Mapping[str, Promise]] = {
    "REFERRAL": _("We handed the matter over"),
    "REMINDER": _("We asked for the answer that was due"),
    "SUPERVISION": _("We asked your head to see to it"),
    "RECALL": _("We asked for the matter back"),
}
#: Codes an answer carries → label.
CODES: Final[Mapping[str, Promise]] = {
    "receipt_no": _("Number of your receipt"),
    "file_no": _("Number of your case or of your file"),
    "reason_code": _("Why you return it"),
    "result_class": _("What the result is"),
    "doc_no": _("Number of the document"),
    "decided_on": _("Day of the document"),
}
#: Fields of a packet that are one line, in the order they are shown → label.
LINES: Final[Mapping[str, Promise]] = {
    "referral_number": _("Number of the referral"),
    "case_number": _("Our case"),
    "agency": _("Referred to"),
    "kind": _("Kind of matter"),
    "category": _("Subject"),
    "severity": _("Our grading"),
    "amount_involved": _("Sum involved (yuan)"),
    "order_no": _("Order number"),
    "occurred_when": _("When it happened"),
    "occurred_place": _("Where it happened"),
}
#: Fields of a packet that are text → heading.
TEXTS: Final[Mapping[str, Promise]] = {
    "legal_basis": _("Legal basis"),
    "summary": _("Facts"),
    "asks": _("What we ask of you"),
}
#: Persons of a packet → heading; their particulars → label.
PEOPLE: Final[Mapping[str, Promise]] = {
    "complainant": _("Complainant"),
    "respondent": _("Respondent"),
}
PARTICULARS: Final[Mapping[str, Promise]] = {
    "name": _("Name"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "id_no": _("ID number"),
    "uscc": _("Social credit code"),
    "certificate_no": _("Number of the service certificate"),
}
