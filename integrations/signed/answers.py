"""An agency's message, opened by its envelope, as the answer the port speaks of."""

from datetime import date

from casework.channels import Answer, AnswerKind
from integrations.signed.envelope import Opened

#: The names under which an envelope gives the parts of an answer.
RECEIPT_NO, FILE_NO, REASON_CODE = "receipt_no", "file_no", "reason_code"
RESULT_CLASS, DOC_NO, DECIDED_ON, WORDS = "result_class", "doc_no", "decided_on", "words"


def answer_of(message_id: str, opened: Opened) -> Answer:
    """Return the answer in a message."""
    facts = opened.facts
    decided = facts.get(DECIDED_ON)
    return Answer(
        message_id=message_id,
        reference=opened.reference,
        kind=AnswerKind(opened.kind),
        at=opened.at,
        receipt_no=facts.get(RECEIPT_NO, ""),
        file_no=facts.get(FILE_NO, ""),
        reason_code=facts.get(REASON_CODE, ""),
        result_class=facts.get(RESULT_CLASS, ""),
        doc_no=facts.get(DOC_NO, ""),
        decided_on=date.fromisoformat(decided) if decided else None,
        words=facts.get(WORDS, ""),
        enclosures=opened.enclosures,
    )
