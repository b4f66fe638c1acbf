"""The page behind the link: one office, one matter, no account, until it ends."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from casework import packets, refusals
from casework.models import AgencyAnswer, AgencyLink, Referral
from casework.services import agency_link, answers, referral
from common.errors import NotPermitted
from common.models import Event
from common.zone import end_of_day
from documents import services as documents
from documents.models import Document
from portals.agency import words
from tests import cast
from tests.agency import linking
from tests.agency.conftest import PDF, state
from tests.casework import referring as rf
from tests.public.conftest import text_of

SHORT = "2026-03-03T09:00"


@pytest.fixture
def office() -> Client:
    """A browser of the office: no account, no cookie."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def path(referred) -> str:
    """The way to the office."""
    return linking.link(referred)


# --- the token and its life --------------------------------------------------------------------


def test_the_address_is_told_once_and_only_its_hash_is_kept(referred):
    made = agency_link.issue(
        referral_id=referred.pk, by=cast.member("liaison"), at=rf.moment(SHORT)
    )
    code = made.address.rsplit("/", 1)[1]

    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", code)
    row = AgencyLink.objects.values().latest("pk")
    assert not {code, code.replace("-", "")} & {str(value) for value in row.values()}
    assert (made.until, row["agency"]) == (made.link.expires_at, "POLICE")


def test_it_serves_to_the_last_second_of_its_last_day_and_no_longer(referred, path, office, clock):
    end = end_of_day(linking.LAST_DAY)
    assert AgencyLink.objects.latest("pk").expires_at == end

    clock.move_to(end - timedelta(seconds=1))
    assert office.get(path).status_code == 200
    clock.move_to(end)
    assert office.get(path).status_code == 404
    assert agency_link.active_link(referred, end - timedelta(seconds=1)) is not None
    assert agency_link.active_link(referred, end) is None


def test_it_may_be_typed_from_paper(path, office):
    start, code = path.rsplit("/", 1)
    typed = code.lower().replace("-", "").replace("0", "o").replace("1", "l")

    assert office.get(f"{start}/{typed}").status_code == 200
    assert office.get(f"{path}/").status_code == 200


def test_a_sealed_file_is_closed_to_the_office_too(referred, path, office):
    type(referred.file).objects.filter(pk=referred.file_id).update(sealed=True)

    assert office.get(path).status_code == 404


def test_a_new_link_ends_the_one_before(referred, path, office):
    newer = linking.link(referred, "2026-03-03T08:00")

    assert office.get(path).status_code == 404
    assert office.get(newer).status_code == 200
    assert AgencyLink.objects.standing().count() == 1
    assert AgencyLink.objects.earliest("pk").revoked_why == "REPLACED"


def test_the_database_keeps_one_link_and_lets_no_link_change(referred, path):
    row = AgencyLink.objects.latest("pk")
    double = AgencyLink(
        referral=referred,
        agency="POLICE",
        token_hash="0" * 64,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
    )
    with pytest.raises(IntegrityError, match="agency_link_one_stands"), transaction.atomic():
        double.save()
    later = {"expires_at": row.expires_at + timedelta(days=1)}
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        AgencyLink.objects.update(**later)
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        row.delete()


def test_taken_back_it_leads_nowhere(referred, path, office):
    liaison = cast.member("liaison")
    how = {"referral_id": referred.pk, "at": rf.moment(SHORT)}
    with pytest.raises(NotPermitted):
        agency_link.revoke(by=cast.member("mediator"), **how)
    agency_link.revoke(by=liaison, **how)
    assert office.get(path).status_code == 404
    assert AgencyLink.objects.latest("pk").revoked_by == liaison
    assert not AgencyLink.objects.standing().exists()
    with pytest.raises(refusals.NoLinkStands):
        agency_link.revoke(by=liaison, **how)


def test_only_who_may_makes_one_and_only_while_it_may_be_answered(referred):
    how = {"referral_id": referred.pk, "at": rf.moment(SHORT)}
    for name in ("intake", "mediator", "investigator", "auditor"):
        with pytest.raises(NotPermitted):
            agency_link.issue(by=cast.member(name), **how)
    referral.recall(
        reason="材料送错了部门，商定收回。", agreed=True, by=cast.member("officer"), **how
    )
    with pytest.raises(refusals.NoAnswerAwaited):
        agency_link.issue(by=cast.member("liaison"), **how)


@pytest.mark.parametrize("role", ["LIAISON", "OFFICER", "SYSTEM"])
def test_whoever_lets_a_letter_leave_may_print_an_address(role, referred, office):
    by = cast.actor(role)

    made = agency_link.issue(referral_id=referred.pk, by=by, at=rf.moment(SHORT))

    assert made.link.issued_by_id == by.user_pk
    assert office.get(made.address).status_code == 200


def test_a_recall_ends_it(referred, path, office):
    referral.recall(
        referral_id=referred.pk,
        reason="材料送错了部门，商定收回。",
        agreed=True,
        by=cast.member("officer"),
        at=rf.moment(SHORT),
    )

    assert office.get(path).status_code == 404
    assert AgencyLink.objects.latest("pk").revoked_why == "RECALLED"


def test_sent_elsewhere_the_former_office_reads_nothing_more(referred, path, office):
    rf.says(referred, linking.K.RETURNED, "2026-03-03T08:00", reason_code="NOT_COMPETENT")
    assert office.get(path).status_code == 200  # it may read that it was returned
    referral.reroute(
        referral_id=referred.pk, agency="HRSS", by=cast.member("liaison"), at=rf.moment(SHORT)
    )

    assert office.get(path).status_code == 404
    assert AgencyLink.objects.order_by("-pk")[1].revoked_why == "REROUTED"
    mine = linking.link(referred, SHORT)
    assert "人力资源" in text_of(office.get(mine))


def test_a_link_made_with_the_letter_leads_nowhere_until_it_left(clock, office):
    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    found = rf.approved(rf.prepared(complaint, "POLICE", "2026-03-02T10:00"), "2026-03-02T10:00")
    early = linking.link(found)
    assert office.get(early).status_code == 404

    referral.dispatch(
        referral_id=found.pk, by=cast.member("liaison"), at=rf.moment("2026-03-02T10:00")
    )

    letter: Any = documents.context_of(Document.objects.get(kind="REFERRAL_LETTER"))
    assert office.get("/" + str(letter.answer_address).split("/", 3)[3]).status_code == 200
    assert office.get(early).status_code == 404  # the one in the letter took its place


def test_closing_ends_it(referred, path, office):
    rf.types_in(referred, linking.K.RESULT, "2026-03-02T12:00", result_class="NO_VIOLATION")
    complaint = Referral.objects.get(pk=referred.pk).complaint
    from casework.services import outcome

    at, officer = rf.moment("2026-03-03T08:00"), cast.member("officer")
    outcome.write_back(complaint_id=complaint.pk, at=at)
    outcome.feedback_sent(complaint_id=complaint.pk, by=officer, at=at, document_id=None)

    assert state(referred) == "CLOSED"
    assert office.get(path).status_code == 404
    assert AgencyLink.objects.latest("pk").revoked_why == "CLOSED"


def test_every_wrong_link_is_the_same_page_and_says_how_to_reach_us(
    referred, path, office, settings
):
    agency_link.revoke(referral_id=referred.pk, by=cast.member("liaison"), at=rf.moment(SHORT))
    start = path.rsplit("/", 1)[0]
    pages = [
        office.get(path),  # taken back
        office.get(f"{path}/answer/result"),
        office.post(f"{path}/answer/result", {}),
        office.get(f"{path}/materials/1"),
        office.get(f"{start}/{'-'.join(['0000'] * 7)}"),  # never made
        office.get(f"{start}/hello"),  # none at all
    ]

    assert {one.status_code for one in pages} == {404}
    assert len({one.content for one in pages}) == 1
    assert settings.CASEWORK_HOTLINE in text_of(pages[0])


def test_guessing_is_counted_and_ends(referred, path, settings):
    settings.CASEWORK_WRONG_CODES_PER_ADDRESS = 3
    start = path.rsplit("/", 1)[0]
    guesser = Client(REMOTE_ADDR="10.9.8.7")
    statuses = [guesser.get(f"{start}/guess{n}").status_code for n in range(4)]

    assert statuses == [404, 404, 404, 429]
    assert guesser.get(path).status_code == 429
    assert [Client().get(path).status_code for _time in range(5)] == [200] * 5


def test_when_everybody_guesses_an_office_with_the_right_link_does_not_wait(path, settings):
    settings.CASEWORK_WRONG_CODES_OF_ALL = 2
    start = path.rsplit("/", 1)[0]
    for n in range(3):
        Client(REMOTE_ADDR=f"10.0.0.{n}").get(f"{start}/guess")

    assert Client(REMOTE_ADDR="10.0.0.1").get(f"{start}/guess").status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(path).status_code == 200


# --- what it shows -----------------------------------------------------------------------------


def test_it_shows_what_left_and_nothing_else(referred, path, office):
    shown = text_of(office.get(path))

    for told in (referred.file.number, "王桂英", "13800000001", "李阿芳", rf.FACTS):
        assert told in shown
    assert "请依法受理并告知处理结果。" in shown
    assert "13900000002" not in shown  # the respondent's telephone was not chosen
    assert "wang@example.org" not in shown


def test_every_field_that_can_leave_has_words(clock):
    complaint = rf.a_complaint(
        "2026-03-02T09:00",
        "THEFT",
        "S2",
        amount_involved=8000,
        order_no="D1",
        occurred_place="灵桥路1号",
        occurred_when="上周三",
    )
    everything = rf.contents(particulars=tuple(packets.PARTICULARS))
    found = rf.dispatched(complaint, "POLICE", "2026-03-02T10:00", contents=everything)
    facts = packets.facts_of(found, found.packet, "POLICE")
    of_people = [name.split("_", 1) for name in packets.PARTICULARS if "_" in name]

    assert {*facts} - {"evidence"} == {*words.LINES, *words.TEXTS, *words.PEOPLE}
    assert {name for who, name in of_people if who in words.PEOPLE} == {*words.PARTICULARS}


def test_it_shows_the_packet_as_it_left_whatever_was_changed_since(referred, path, office):
    party = referred.complaint.file.parties.get(role="COMPLAINANT")
    type(party).objects.filter(pk=party.pk).update(name="王秀兰")

    assert "王桂英" in text_of(office.get(path))


def test_it_needs_no_cookie_and_leaves_no_trace(path, office):
    shown = office.get(path)

    assert not shown.cookies
    assert "no-store" in shown["Cache-Control"]
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "noindex" in shown["X-Robots-Tag"]
    assert "script-src 'none'" in shown["Content-Security-Policy"]
    assert "<script" not in text_of(shown)
    assert "csrfmiddlewaretoken" not in text_of(shown)
    answered = linking.press(office, path, "acknowledged")
    assert not answered.cookies
    assert not office.cookies


def test_the_log_never_holds_the_key(path, office, caplog):
    key = path.rsplit("/", 1)[1]
    office.get(f"{path}/answer/revoked")
    office.get(f"{path}/materials/9")
    office.post(path)
    office.get(f"/v/{key}")

    assert "/agency/r/…" in caplog.text
    assert key not in caplog.text


def test_who_looked_first_is_remembered(referred, path, office, clock):
    office.head(path)
    assert AgencyLink.objects.latest("pk").opened_at is None
    office.get(path)
    clock.shift(3600)
    office.get(path)
    assert AgencyLink.objects.latest("pk").opened_at == rf.moment("2026-03-03T09:00")


def test_files_are_handed_out_with_their_hash_and_only_those_of_the_list(clock, office):
    from io import BytesIO

    from documents import evidence

    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    at = rf.moment("2026-03-02T09:30")
    staff = cast.member("liaison")
    mine = evidence.add_evidence(
        complaint.file, by=staff, at=at, stream=BytesIO(PDF), name="合同.pdf"
    )
    evidence.add_evidence(
        complaint.file, by=staff, at=at, stream=BytesIO(PDF + b"2"), name="内部.pdf"
    )
    found = rf.dispatched(
        complaint,
        "POLICE",
        "2026-03-02T10:00",
        contents=rf.contents(evidence_ids=(mine.pk,)),
    )
    path = linking.link(found)

    shown = text_of(office.get(path))
    fetched = office.get(f"{path}/materials/1")

    assert "合同.pdf" in shown
    assert "内部.pdf" not in shown
    assert mine.sha256 in shown
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched["Content-Disposition"].startswith("attachment")
    assert office.get(f"{path}/materials/2").status_code == 404  # a thing, handed over by hand
    assert office.get(f"{path}/materials/3").status_code == 404
    assert office.get(f"{path}/letter").status_code == 404  # not printed


def test_a_file_that_was_altered_on_the_shelf_does_not_leave(clock, office):
    from io import BytesIO

    from documents import evidence
    from documents.downloads import DamagedFile

    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    mine = evidence.add_evidence(
        complaint.file,
        by=cast.member("liaison"),
        at=rf.moment("2026-03-02T09:30"),
        stream=BytesIO(PDF),
        name="合同.pdf",
    )
    path = linking.link(
        rf.dispatched(
            complaint, "POLICE", "2026-03-02T10:00", contents=rf.contents(evidence_ids=(mine.pk,))
        )
    )
    with open(mine.blob.path, "ab") as blob:
        blob.write(b"more")

    with pytest.raises(DamagedFile):
        office.get(f"{path}/materials/1")


# --- what it takes -----------------------------------------------------------------------------


def test_a_result_with_its_paper_is_taken_in(referred, path, office):
    pressed = linking.press(office, path, "result")

    assert pressed.status_code == 302
    kept = AgencyAnswer.objects.get()
    assert pressed["Location"] == f"{path}/answers/{kept.pk}"
    assert (kept.way, kept.agency, kept.link) == ("LINK", "POLICE", AgencyLink.objects.latest("pk"))
    assert kept.words == "行政拘留十日，可以告知当事人。"
    scan = kept.evidence.get()
    assert (scan.file, scan.uploaded_role) == (referred.file, "AGENCY")
    there = Referral.objects.get(pk=referred.pk)
    assert (there.state, there.result_class) == ("RESULT_RECEIVED", "PENALTY")
    assert there.registered_at is None  # a liaison reads it first
    confirmed = text_of(office.get(pressed["Location"]))
    assert scan.sha256 in confirmed
    assert "行政处罚决定书〔2026〕3号" in confirmed


def test_pressed_twice_or_reloaded_it_is_one_answer(referred, path, office):
    given = linking.typed(office, path, "accepted")
    first = office.post(f"{path}/answer/accepted", given)
    events = Event.objects.count()

    second = office.post(f"{path}/answer/accepted", given)

    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert Event.objects.count() == events
    assert AgencyAnswer.objects.count() == 1


def test_from_two_windows_the_second_is_told_what_happened(referred, path, office):
    one = linking.typed(office, path, "acknowledged")
    two = linking.typed(office, path, "acknowledged", receipt_no="99")
    office.post(f"{path}/answer/acknowledged", one)

    second = office.post(f"{path}/answer/acknowledged", two)

    assert second.status_code == 409
    assert "已确认收到" in text_of(second)
    assert Referral.objects.get(pk=referred.pk).receipt_no == one["receipt_no"]
    assert AgencyAnswer.objects.count() == 1


def test_a_link_that_ends_while_the_office_writes_takes_nothing(referred, path, office):
    given = linking.typed(office, path, "acknowledged")
    agency_link.revoke(referral_id=referred.pk, by=cast.member("liaison"), at=rf.moment(SHORT))

    assert office.post(f"{path}/answer/acknowledged", given).status_code == 404
    assert state(referred) == "DISPATCHED"


@pytest.mark.parametrize(
    ("slug", "changes", "said"),
    [
        ("acknowledged", {"receipt_no": ""}, "受案回执"),
        ("acknowledged", {"confirmed": None}, "未勾选"),
        ("acknowledged", {"receipt_no": "\u202e21"}, "不可见字符"),
        ("acknowledged", {"once": "guessed"}, "重新打开"),
        ("returned", {"reason_code": "SOMETHING"}, "选择"),
        ("returned", {"words": ""}, "理由"),
        ("not-filed", {"papers": None}, "通知书"),
        ("not-filed", {"decided_on": "2026-03-04"}, "尚未到来"),
        ("result", {"result_class": ""}, "选择"),
        ("result", {"papers": linking.paper("决定书.exe")}, "类型"),
        ("result", {"papers": linking.paper("决定书.pdf", b"text")}, "内容"),
        ("result", {"papers": linking.paper("决定书.pdf", b"")}, "空"),
    ],
)
def test_what_is_missing_or_wrong_is_told_beside_its_field(
    slug, changes, said, referred, path, office, tmp_path
):
    refused = linking.press(office, path, slug, **changes)

    assert refused.status_code == 422
    assert said in text_of(refused)
    assert state(referred) == "DISPATCHED"
    assert not AgencyAnswer.objects.exists()
    assert not [one for one in (tmp_path / "evidence").rglob("*") if one.is_file()]


def test_a_file_beyond_the_limit_is_refused(referred, path, office, settings):
    settings.CASEWORK_EVIDENCE_MAX_BYTES = 20

    refused = linking.press(office, path, "result")

    assert refused.status_code == 422
    assert "太大" in text_of(refused)


def test_ten_pages_are_enough(referred, path, office):
    def photographed(count: int) -> list[Any]:
        return [linking.paper(f"第{n}页.pdf", PDF + bytes([n])) for n in range(count)]

    assert linking.press(office, path, "result", papers=photographed(11)).status_code == 422
    assert linking.press(office, path, "result", papers=photographed(10)).status_code == 302
    assert AgencyAnswer.objects.get().evidence.count() == 10


def test_another_referrals_answer_cannot_be_read(referred, path, office):
    other = rf.dispatched(
        rf.a_complaint("2026-03-02T09:00", "THEFT", "S2"), "POLICE", "2026-03-02T10:00"
    )
    theirs = linking.link(other)
    pressed = linking.press(office, theirs, "acknowledged")
    pk = AgencyAnswer.objects.get().pk

    assert office.get(pressed["Location"]).status_code == 200
    assert office.get(f"{path}/answers/{pk}").status_code == 404


def test_an_answer_names_the_link_it_came_by(referred, path):
    answer = rf.an_answer(linking.K.ACKNOWLEDGED, SHORT)
    how = {"referral_id": referred.pk, "agency": "POLICE", "by": cast.actor("AGENCY")}
    with pytest.raises(IntegrityError, match="agency_answer_by_link_names_it"):
        answers.receive(answer, way="LINK", at=rf.moment(SHORT), **how)


# --- each answer in each state -----------------------------------------------------------------

FIT = {
    "DISPATCHED": {"acknowledged", "accepted", "returned", "not-filed", "result"},
    "ACKNOWLEDGED": {"accepted", "returned", "not-filed", "result"},
    "AGENCY_ACCEPTED": {"not-filed", "result"},
    "RETURNED": set(),
    "NOT_FILED": {"filed-after-reconsideration"},
    "RESULT_RECEIVED": {"revoked"},
    "NO_VIOLATION": set(),
}
LEADS_TO = {
    "acknowledged": "ACKNOWLEDGED",
    "accepted": "AGENCY_ACCEPTED",
    "returned": "RETURNED",
    "not-filed": "NOT_FILED",
    "filed-after-reconsideration": "AGENCY_ACCEPTED",
    "result": "RESULT_RECEIVED",
    "revoked": "RESULT_RECEIVED",
}


@pytest.mark.parametrize("there", list(FIT))
def test_each_answer_is_taken_where_it_fits_and_explained_where_not(there, referred, path, office):
    linking.lead(referred, there)
    before = state(referred)
    shown = office.get(path)

    assert {offer.slug for offer in shown.context["offers"]} == FIT[there]
    for slug in linking.TYPED:
        with transaction.atomic():
            pressed = linking.press(office, path, slug)
            if slug in FIT[there]:
                assert (slug, pressed.status_code) == (slug, 302)
                assert state(referred) == LEADS_TO[slug]
            else:
                assert (slug, pressed.status_code) == (slug, 409)
                assert str(shown.context["state"][0]) in text_of(pressed)
                assert state(referred) == before
            transaction.set_rollback(True)
