"""Free text for the other side: the complainant's particulars, however they are typed."""

from collections.abc import Callable

import pytest

from casework import papers, redaction
from casework.models import Complaint, Party
from casework.services.intake import PartyFacts
from tests import cast

ZHAO = Party(
    name="赵小满",
    phone="13912345678",
    email="zhao.xiaoman@example.cn",
    address="海曙区灵桥路1号2幢301室",
    id_no="330203199001011234",
)
LANDLINE = Party(name="赵小满", phone="0574-87654321")
HIDES = [
    (ZHAO, "请打１３９１２３４５６７８", "请打***"),
    (ZHAO, "请打139.1234.5678联系", "请打***联系"),
    (ZHAO, "139·1234·5678", "***"),
    (ZHAO, "139 - 1234 - 5678", "***"),
    (ZHAO, "139(1234)5678", "***"),
    (ZHAO, "139\u20111234\u20115678", "***"),
    (ZHAO, "电话之一13912345678", "电话之一***"),
    (ZHAO, "一三九一二三四五六七八", "***"),
    (ZHAO, "①③⑨①②③④⑤⑥⑦⑧", "***"),
    (ZHAO, "139转1234转5678", "***"),
    (ZHAO, "+86 13812340000", "***"),
    (None, "８６１３８１２３４００００", "***"),
    (ZHAO, "我丈夫的号码一三八·一二三四·零零零零", "我丈夫的号码***"),
    (ZHAO, "(0574)87654321", "***"),
    (ZHAO, "0574-8765 4321", "***"),
    (LANDLINE, "打87654321", "打***"),
    (LANDLINE, "打８７６５-４３２１", "打***"),
    (ZHAO, "330203 19900101 1234", "***"),
    (ZHAO, "33020319900101123x", "***"),
    (ZHAO, "住灵桥路1号2幢301室", "住***"),
    (ZHAO, "灵桥路 1 号 2 幢 301 室", "***"),
    (ZHAO, "到2幢301室", "到***"),
    (ZHAO, "到二幢三〇一室来", "到***来"),
    (ZHAO, "ZHAO.XIAOMAN@EXAMPLE.CN", "***"),
    (ZHAO, "赵 小满", "赵*"),
    (ZHAO, "赵·小·满和赵小满", "赵*和赵*"),
]
KEEPS = [
    "退还押金1500元，2023年10月5日付的",
    "2023-10-05至2023-10-06，共13,812,340,000元",
    "1999-2023年，第1号合同，灵桥路的保洁",
    "订单20231005123456，一三五上午来",
    "请打12345或400-123-4567",
]


@pytest.mark.parametrize(("party", "text", "shown"), HIDES)
def test_particulars_are_hidden_however_they_are_typed(
    party: Party | None, text: str, shown: str
) -> None:
    assert redaction.without(text, party) == shown


@pytest.mark.parametrize("text", KEEPS)
def test_sums_days_and_hotlines_stay(text: str) -> None:
    assert redaction.without(text, ZHAO) == text


def test_a_number_at_the_cut_of_a_letter_leaves_no_digit(
    accepted: Callable[..., Complaint],
) -> None:
    facts = PartyFacts("USER", ZHAO.name, "13912345678")
    complaint = accepted(complainant=facts, request="退" * 290 + "13912345678")

    _own, other = papers.acceptance_contexts(complaint, at=cast.AT, answer_by=cast.AT.date())

    assert other["requests"] == ("退" * 290 + "***",)
