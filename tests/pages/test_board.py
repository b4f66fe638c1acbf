"""The board of referrals: what is owed by whom, in due order, found by every number."""

from datetime import timedelta

import pytest
from django.test import Client

from casework.channels import AnswerKind as K
from casework.models import Referral
from casework.services import answers, ladder
from portals.officer import board
from tests import cast
from tests.pages import referring as rf

BUDGET = 16  # session, user, postings, search, counts, rows, menu, inbox and the calendar
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def matter(accepted):
    return lambda **changes: rf.theft(accepted, **changes)


def counts(page):
    return {one.tab.key: one.count for one in (*page.context["ours"], *page.context["theirs"])}


def shown(page):
    return [row.number for row in page.context["rows"]]


def test_an_empty_board_says_so(as_, seeded):
    page = as_("liaison").get("/referrals")

    assert not any(counts(page).values())
    assert "没有送往部门的在办移送" in page.content.decode()
    assert shown(page) == []


def test_each_referral_stands_where_it_is_owed(as_, matter):
    waits = matter()
    approval, leaves = rf.prepared(matter()), rf.approved(rf.prepared(matter()))
    letter, receipt = rf.dispatched(matter()), rf.brought(matter())
    back, decided = rf.brought(matter()), rf.brought(matter())
    rf.says(back, K.RETURNED, reason_code="NOT_COMPETENT")
    rf.says(decided, K.RESULT, result_class="PENALTY", doc_no="1")
    strange = rf.says(receipt, K.RESULT, result_class="OTHER")
    client = as_("liaison")

    page = client.get("/referrals")

    assert counts(page) == {
        "prepare": 1,
        "revise": 0,
        "approve": 1,
        "hand_over": 2,
        "ratify": 0,
        "sign": 0,
        "returned": 1,
        "refused": 0,
        "register": 1,
        "tell": 0,
        "unfit": 1,
        "ack": 2,
        "ack_late": 0,
        "result": 0,
        "result_late": 0,
        "all": 6,
    }
    wanted = {
        "prepare": {waits.file.number},
        "approve": {approval.file.number},
        "hand_over": {leaves.file.number, letter.file.number},
        "ack": {letter.file.number, receipt.file.number},
        "returned": {back.file.number},
        "register": {decided.file.number},
        "unfit": {strange.referral.file.number},
    }
    for key, numbers in wanted.items():
        assert set(shown(client.get(f"/referrals?owed={key}"))) == numbers, key


def test_what_is_late_is_red_and_its_ladder_is_told(as_, matter):
    long_ago = rf.NOW - timedelta(days=45)
    found = rf.brought(matter(at=long_ago, received_at=long_ago), at=long_ago)
    day = long_ago.date()
    ladder.remind(referral_id=found.pk, missed_on=day, at=rf.THEN)

    page = as_("officer").get("/referrals?owed=ack_late")

    assert counts(page)["ack_late"] == 1
    (row,) = page.context["rows"]
    assert (row.due_tone, row.rung) == ("red", "reminded")


def test_orders_and_urgent_ones_wait_for_an_officer(as_, matter):
    silent = rf.brought(matter())
    ladder.remind(referral_id=silent.pk, missed_on=rf.THEN.date(), at=rf.THEN)
    ladder.supervise(referral_id=silent.pk, missed_on=rf.THEN.date(), at=rf.THEN)
    child = matter(severity="S1", route="EMERGENCY")
    rf.called(child)
    urgent = rf.prepared(child)
    rf.referral.dispatch(referral_id=urgent.pk, by=cast.member("liaison"), at=rf.THEN)

    found = counts(as_("officer").get("/referrals"))

    assert (found["sign"], found["ratify"]) == (1, 1)


def test_what_is_urgent_is_to_be_prepared_first_whatever_its_state(as_, matter, registered):
    ordinary = matter()
    child = registered(received_at=rf.THEN, emergency=True, **rf.THEFT)
    as_("triage").post(
        f"/cases/{child.file.number}/triage/override",
        {
            "override-category": "INJURY_ABUSE",
            "override-severity": "S1",
            "override-route": "EMERGENCY",
            "override-reason": "孩子手臂有淤青",
        },
    )

    page = as_("liaison").get("/referrals?owed=prepare")

    assert shown(page) == [child.file.number, ordinary.file.number]
    assert page.context["rows"][0].url == f"/cases/{child.file.number}/refer"


def test_a_result_beside_the_lead_is_to_be_told(as_, matter):
    both = matter()
    rf.brought(both)
    found = rf.brought(both, "MARKET_REGULATOR")
    rf.says(found, K.RESULT, result_class="NO_VIOLATION", doc_no="1")
    answers.register(
        referral_id=found.pk, tellable="未发现违法。", by=cast.member("liaison"), at=rf.THEN
    )

    page = as_("officer").get("/referrals?owed=tell")

    assert shown(page) == [found.file.number]


@pytest.mark.parametrize("by", ["receipt", "referral", "case", "part"])
def test_a_referral_is_found_by_every_number(as_, matter, by):
    rf.prepared(matter())
    found = rf.brought(matter())
    rf.says(found, K.ACKNOWLEDGED, receipt_no="甬公受案字〔2026〕12号")
    wanted = {
        "receipt": "受案字〔2026〕12",
        "referral": found.file.number.lower(),
        "case": found.complaint.file.number,
        "part": found.file.number[-6:],
    }[by]

    page = as_("liaison").get("/referrals", {"q": wanted})

    if by == "referral":
        assert page["Location"] == rf.page(found)
    else:
        assert found.file.number in shown(page)
    if by in ("receipt", "case"):
        assert shown(page) == [found.file.number]


def test_the_search_of_the_house_opens_a_referral_by_its_number(as_, matter):
    found = rf.prepared(matter())

    assert as_("officer").get("/cases", {"q": found.file.number})["Location"] == rf.page(found)


def test_what_has_ended_is_found_too(as_, matter):
    found = rf.prepared(matter())
    rf.referral.recall(
        referral_id=found.pk,
        reason="材料送错了部门，商定收回。",
        agreed=False,
        by=cast.member("officer"),
        at=rf.THEN,
    )
    client = as_("liaison")

    assert shown(client.get("/referrals")) == []
    assert shown(client.get("/referrals?owed=over")) == [found.file.number]
    assert shown(client.get("/referrals", {"q": found.complaint.file.number})) == [
        found.file.number
    ]


def test_agencies_are_counted_and_looked_at_one_by_one(as_, matter):
    both = matter()
    police, market = rf.brought(both), rf.brought(both, "MARKET_REGULATOR")
    client = as_("liaison")

    columns = {code: cells for code, _name, cells in client.get("/referrals").context["columns"]}

    assert {code: cells[-1].count for code, cells in columns.items()} == {
        "POLICE": 1,
        "MARKET_REGULATOR": 1,
    }
    assert shown(client.get("/referrals?agency=POLICE")) == [police.file.number]
    assert shown(client.get("/referrals?agency=MARKET_REGULATOR&owed=ack")) == [market.file.number]


def test_pages_are_cut_by_key_in_due_order(as_, matter, monkeypatch):
    monkeypatch.setattr(board, "PAGE", 2)
    made = {rf.prepared(matter()).file.number for _one in range(5)}
    client = as_("officer")

    seen, address = [], "/referrals"
    while address:
        page = client.get(address)
        seen += shown(page)
        address = f"/referrals{page.context['next']}" if page.context["next"] else ""

    assert sorted(seen) == sorted(made)


def test_the_board_shows_nobody_what_he_may_not_see(as_, matter, client: Client):
    rf.prepared(matter())
    stranger = cast.person("stranger", "LIAISON", at=cast.district())
    client.force_login(stranger, backend=BACKEND)
    recused = cast.member("officer2")
    found = Referral.objects.get()
    found.complaint.file.recusals.create(user=recused, declared_at=rf.THEN, reason="亲属")

    for reader in (client, as_("officer2")):
        page = reader.get("/referrals")
        assert shown(page) == []
        assert not any(counts(page).values())


@pytest.mark.parametrize("number", [2, 8])
def test_the_board_asks_the_database_as_often_for_two_as_for_eight(
    as_, matter, number, django_assert_max_num_queries
):
    for _one in range(number):
        rf.prepared(matter())
    client = as_("liaison")
    client.get("/referrals")

    with django_assert_max_num_queries(BUDGET):
        page = client.get("/referrals")

    assert len(shown(page)) == number
