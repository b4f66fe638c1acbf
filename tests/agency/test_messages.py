"""Signed messages of an agency's system: applied once, kept always, answered in one way."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from casework.models import AgencyAnswer, UnmatchedAnswer
from common.models import Event
from documents.models import Evidence
from outbox.models import Message
from tests import cast
from tests.agency import recording
from tests.agency.conftest import PDF, deliver, state
from tests.casework import referring as rf


def number(found) -> str:
    return found.file.number


def told(response) -> dict[str, Any]:
    return json.loads(response.content)


def test_a_signed_answer_is_applied(referred, post):
    response = post(reference=number(referred), receipt_no="甬公受案字〔2026〕12号")

    assert response.status_code == 200
    assert told(response) == {"message_id": "msg-1", "status": "APPLIED"}
    assert state(referred) == "ACKNOWLEDGED"
    kept = AgencyAnswer.objects.get()
    assert (kept.way, kept.agency, kept.entered_by) == ("CHANNEL", "POLICE", None)
    assert Event.objects.get(pk=kept.event_id).role == "AGENCY"
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_the_same_message_again_is_told_the_same_and_changes_nothing(referred, post):
    first = post(reference=number(referred))
    events = Event.objects.count()

    again = post(reference=number(referred))

    assert (again.status_code, told(again)) == (200, told(first))
    assert Event.objects.count() == events
    assert AgencyAnswer.objects.count() == 1


def test_a_number_used_for_another_message_is_refused_and_kept(referred, post):
    post(reference=number(referred))

    other = post("ACCEPTED", number(referred), file_no="A1")

    assert other.status_code == 409
    assert told(other)["code"] == "ID_REUSED"
    assert state(referred) == "ACKNOWLEDGED"
    row = UnmatchedAnswer.objects.waiting().get()
    assert (row.why, row.kind, row.codes["file_no"]) == ("ID_REUSED", "ACCEPTED", "A1")


def test_an_answer_that_fits_nothing_is_kept_for_the_liaison(referred, post):
    response = post("FILED_AFTER_RECONSIDERATION", number(referred), file_no="A1")

    assert response.status_code == 202
    assert (told(response)["status"], told(response)["code"]) == ("KEPT", "WRONG_STATE")
    assert state(referred) == "DISPATCHED"
    assert AgencyAnswer.objects.get().refused_code == "WRONG_STATE"
    assert Message.objects.filter(topic="referral.answer_unfit").exists()
    again = post("FILED_AFTER_RECONSIDERATION", number(referred), file_no="A1")
    assert again.status_code == 202


def test_what_nobody_signed_is_told_nothing(referred):
    body = recording.message("RESULT", number(referred), rf.moment("2026-03-03T09:00"))
    forged = recording.headers(b"another body", rf.moment("2026-03-03T09:00"))
    stale = recording.headers(body, rf.moment("2026-03-03T08:54:59"))

    for headers in (forged, stale, {}):
        response = deliver(body, headers)
        assert (response.status_code, response.content) == (401, b"")
    assert state(referred) == "DISPATCHED"
    assert not UnmatchedAnswer.objects.exists()


def test_an_answer_of_five_minutes_ago_is_still_taken(referred):
    at = rf.moment("2026-03-03T08:55:00")
    body = recording.message("ACKNOWLEDGED", number(referred), at)

    assert deliver(body, recording.headers(body, at)).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"not json", "body"),
        (b'{"id": "m-1", "kind": "ACKNOWLEDGED"}', "at"),
        (b'{"id": "m-1", "kind": "HELLO", "at": "2026-03-03T09:00:00+08:00"}', "body"),
    ],
)
def test_a_garbled_message_is_told_which_field(body, field, referred):
    response = deliver(body, recording.headers(body, rf.moment("2026-03-03T09:00")))

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert (told(response)["code"], told(response)["field"]) == ("UNREADABLE", field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("receipt_no", "a\0b"),
        ("receipt_no", "9" * 201),
        ("words", "无" * 20_001),
        ("words", "\u202e反写"),
        ("id", "m" * 256),
    ],
)
def test_what_no_column_holds_is_refused_by_name(field, value, referred, post):
    response = post(reference=number(referred), **{field: value})

    assert response.status_code == 422
    assert told(response)["field"] == ("message_id" if field == "id" else field)
    assert not AgencyAnswer.objects.exists()


def test_an_unknown_number_is_not_found_and_kept(referred, post):
    first = post("RESULT", "YS-2026-999999", words="行政拘留十日", result_class="PENALTY")
    again = post("RESULT", "YS-2026-999999", words="行政拘留十日", result_class="PENALTY")

    for response in (first, again):
        assert response.status_code == 404
        assert (told(response)["code"], told(response)["field"]) == (
            "UNKNOWN_REFERENCE",
            "reference",
        )
    row = UnmatchedAnswer.objects.waiting().get()
    assert (row.reference, row.words, row.agency) == ("YS-2026-999999", "行政拘留十日", "POLICE")


def test_of_another_agencys_referral_it_learns_nothing(referred):
    at = rf.moment("2026-03-03T09:00")
    body = recording.message("RESULT", number(referred), at, result_class="PENALTY")

    other = deliver(body, recording.headers(body, at), slug="market-regulator")

    assert other.status_code == 404
    assert told(other)["code"] == "UNKNOWN_REFERENCE"
    assert state(referred) == "DISPATCHED"


def test_what_has_not_left_yet_is_unknown_to_the_agency(clock, post):
    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    prepared = rf.prepared(complaint, "POLICE", "2026-03-02T10:00")

    assert post(reference=number(prepared)).status_code == 404
    assert state(prepared) == "PREPARED"


def test_files_that_came_along_lie_in_the_file_of_the_referral(referred, post):
    response = post(
        "RESULT",
        number(referred),
        result_class="PENALTY",
        doc_no="〔2026〕3号",
        decided_on="2026-03-02",
        files=[recording.file("决定书.pdf", PDF), recording.file("回执.pdf", PDF + b"2")],
    )

    assert response.status_code == 200
    kept = AgencyAnswer.objects.get()
    lying = kept.evidence.order_by("pk")
    assert [one.name for one in lying] == ["决定书.pdf", "回执.pdf"]
    assert {one.file_id for one in lying} == {referred.file_id}
    assert {one.uploaded_role for one in lying} == {"AGENCY"}
    assert {one.content_type for one in lying} == {"application/pdf"}
    assert state(referred) == "RESULT_RECEIVED"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("决定书.exe", PDF, "EVIDENCE_TYPE"),
        ("决定书.pdf", b"no pdf at all", "EVIDENCE_CONTENT"),
        ("决定书.exe.pdf", PDF, "EVIDENCE_DOUBLE_EXTENSION"),
        ("决定书.pdf", b"", "EVIDENCE_EMPTY"),
    ],
)
def test_a_file_that_cannot_be_kept_leaves_nothing_of_the_message(
    name, content, code, referred, post, tmp_path
):
    response = post(
        "RESULT",
        number(referred),
        result_class="PENALTY",
        files=[recording.file("好的.pdf", PDF), recording.file(name, content)],
    )

    assert response.status_code == 422
    assert (told(response)["code"], told(response)["field"]) == (code, "enclosures[1]")
    assert state(referred) == "DISPATCHED"
    assert not Evidence.objects.exists()
    assert not [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]


def test_a_message_that_is_too_long_is_not_read(referred, post, settings):
    settings.CASEWORK_CHANNEL_BODY_BYTES = 200

    response = post(reference=number(referred), words="长" * 200)

    assert response.status_code == 413
    assert told(response)["code"] == "TOO_LARGE"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(content_type, referred):
    at = rf.moment("2026-03-03T09:00")
    body = recording.message("ACKNOWLEDGED", number(referred), at)

    response = deliver(body, recording.headers(body, at), content_type=content_type)

    assert response.status_code == 415
    assert state(referred) == "DISPATCHED"


def test_there_is_nothing_to_look_at(clock):
    assert Client().get("/agency/police/answers").status_code == 405


@pytest.mark.parametrize("slug", ["mayor", "hrss", "hotline-12345", "POLICE-2"])
def test_bodies_without_a_channel_have_no_door(slug, clock):
    assert deliver(b"{}", {}, slug=slug).status_code == 404


def test_a_secret_of_ours_that_is_none_is_our_fault(referred, post, monkeypatch):
    monkeypatch.setattr(recording.Channel, "broken", True)

    response = post(reference=number(referred))

    assert response.status_code == 503
    assert response["Retry-After"] == "5"


def test_who_cannot_sign_is_soon_not_heard_and_others_are(referred, post, settings):
    settings.CASEWORK_FORGED_PER_ADDRESS = 3
    guesser = Client(REMOTE_ADDR="10.9.8.7")

    statuses = [deliver(b"{}", {}, client=guesser).status_code for _try in range(4)]

    assert statuses == [401, 401, 401, 429]
    assert post(reference=number(referred)).status_code == 200


def test_whoever_signs_is_never_counted(referred, post, settings):
    settings.CASEWORK_FORGED_PER_ADDRESS = 1

    statuses = [post(reference=number(referred)).status_code for _time in range(4)]

    assert statuses == [200] * 4


def test_the_log_tells_nothing_of_what_was_said(referred, post, caplog):
    caplog.set_level(logging.DEBUG)
    post("RESULT", "YS-2026-999999", id="m-9", words="王桂英的手镯", receipt_no="甬公12号")
    post("RETURNED", number(referred), id="m-10", words="李阿芳不归我们管", reason_code="NONE")
    post(reference=number(referred), id="m-11", receipt_no="甬公\u202e13号")

    written = caplog.text
    assert "message of POLICE not applied: 404 UNKNOWN_REFERENCE" in written
    for secret in ("手镯", "李阿芳", "甬公", "999999", number(referred)):
        assert secret not in written


# --- what a liaison does with what belonged nowhere --------------------------------------------


@pytest.fixture
def lost(referred, post):
    """A receipt under a mistyped number."""
    post(reference="YS-2026-00000l", receipt_no="12", files=[recording.file("回执.pdf", PDF)])
    return UnmatchedAnswer.objects.waiting().get()


def attach(lost, referred, by):
    from casework.services import incoming

    return incoming.attach(
        unmatched_id=lost.pk, referral_id=referred.pk, by=by, at=rf.moment("2026-03-04T09:00")
    )


def test_a_liaison_attaches_it_to_the_referral_it_means(referred, lost):
    answer = attach(lost, referred, cast.member("liaison"))

    assert state(referred) == "ACKNOWLEDGED"
    assert answer.received_at == rf.moment("2026-03-03T09:00")  # when it reached us
    assert [one.name for one in answer.evidence.all()] == ["回执.pdf"]
    assert not UnmatchedAnswer.objects.waiting().exists()
    assert rf.clock(referred, "REFERRAL_ACK")[1] == "MET"


def test_attached_once_it_is_dealt_with(referred, lost):
    from casework.refusals import UnmatchedSorted

    attach(lost, referred, cast.member("liaison"))
    with pytest.raises(UnmatchedSorted):
        attach(lost, referred, cast.member("liaison"))


def test_an_answer_kept_under_a_number_in_use_is_attached_under_one_of_ours(referred, post):
    post(reference=number(referred))
    post("ACCEPTED", number(referred), file_no="A1")  # the same number, another message
    kept = UnmatchedAnswer.objects.waiting().get()

    answer = attach(kept, referred, cast.member("liaison"))

    assert state(referred) == "AGENCY_ACCEPTED"
    assert answer.message_id == f"msg-1#{kept.pk}"


def test_what_does_not_fit_there_goes_on_waiting(referred, lost):
    from common.errors import WrongState

    rf.says(referred, recording.AnswerKind.ACKNOWLEDGED, "2026-03-03T08:00")
    with pytest.raises(WrongState):
        attach(lost, referred, cast.member("liaison"))
    assert UnmatchedAnswer.objects.waiting().exists()


def test_only_a_liaison_sorts_them(referred, lost):
    from casework.services import unmatched
    from common.errors import NotPermitted

    mediator, at = cast.member("mediator"), rf.moment("2026-03-04T09:00")
    with pytest.raises(NotPermitted):
        attach(lost, referred, mediator)
    with pytest.raises(NotPermitted):
        unmatched.set_aside(unmatched_id=lost.pk, note="发错对象", by=mediator, at=at)
    unmatched.set_aside(
        unmatched_id=lost.pk, note="已电话告知发错对象", by=cast.member("liaison"), at=at
    )
    assert not UnmatchedAnswer.objects.waiting().exists()
