"""What the other side reads in a letter: nothing of the complainant's own words or particulars."""

import json
from collections.abc import Callable

from casework.models import Complaint
from casework.services import mediation
from casework.services.intake import PartyFacts
from common import crypto
from documents.models import Document
from tests import cast

TELLING = {
    "narrative": "我叫王小明，电话13812345678，住在海曙区幸福路8号，保洁员骂人。",
    "request": "请打13812345678给我道歉",
    "complainant": PartyFacts(
        "USER", "王小明", "13812345678", address="海曙区幸福路8号", email="wxm@example.com"
    ),
}
PRIVATE = ("王小明", "13812345678", "幸福路8号", "wxm@example.com")


def _letters_to(role: str, complaint: Complaint) -> list[str]:
    return [
        json.dumps(json.loads(paper.context), ensure_ascii=False)
        for paper in Document.objects.filter(file=complaint.file)
        if paper.recipients == [role]
    ]


def test_the_respondent_reads_the_category_and_a_masked_name(
    accepted: Callable[..., Complaint],
) -> None:
    complaint = accepted(**TELLING)
    mediation.propose(complaint_id=complaint.pk, by=cast.member("officer"), at=cast.AT)

    letters = _letters_to("RESPONDENT", complaint)

    assert len(letters) == 2
    assert [word for word in PRIVATE if word in "".join(letters)] == []
    assert all("关于服务态度的投诉" in letter for letter in letters)


def test_the_complainant_reads_the_own_words(accepted: Callable[..., Complaint]) -> None:
    complaint = accepted(**TELLING)

    assert any("王小明" in letter for letter in _letters_to("COMPLAINANT", complaint))


def test_the_respondent_gets_a_query_code_of_the_own(
    accepted: Callable[..., Complaint],
) -> None:
    complaint = accepted(**TELLING)
    codes = {party.role: party.query_code for party in complaint.file.parties.all()}

    letters = "".join(_letters_to("RESPONDENT", complaint))

    assert crypto.grouped(codes["RESPONDENT"]) in letters
    assert crypto.grouped(codes["COMPLAINANT"]) not in letters
