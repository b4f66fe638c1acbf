"""One line at the door: what is taken, what is refused and in which words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import translation

from casework.models import Complaint, Note, Party
from casework.services import pushing
from common.models import Event, File
from common.zone import SHANGHAI
from deadlines.models import Deadline
from portals.intake import door, faults
from portals.intake.labels import LABELS
from portals.intake.record import IntakeRecord
from tests.intake.conftest import AT
from tests.intake.corpus import Bad, bad_lines, good, line

pytestmark = pytest.mark.usefixtures("office")


def take(raw: Any, **options: Any) -> dict[str, Any]:
    """Put one line through the door."""
    return door.accept_line(raw, line=options.pop("number", 7), at=AT, **options)


def complaint(ticket_no: str = "G-1") -> Complaint:
    """Return a registered complaint."""
    return Complaint.objects.select_related("file", "statement").get(ticket_no=ticket_no)


def counts() -> dict[str, int]:
    """Return how much is written down."""
    tables = (File, Complaint, Event, Note, Party, Deadline)
    return {table.__name__: table._default_manager.count() for table in tables}


@pytest.mark.parametrize("bad", bad_lines(), ids=str)
def test_a_bad_line_is_refused_by_line_field_and_reason(bad: Bad) -> None:
    answer = take(bad.line)

    error = answer["error"]
    assert set(answer) == {"line", "ticket_no", "error"}
    assert set(error) == {"field", "code", "message"}
    assert (error["field"], error["code"]) == (bad.field, bad.code)
    assert "7" in error["message"]
    assert bad.field is None or bad.field in error["message"]
    assert File.objects.count() == 0


def test_refusals_are_in_words_of_the_readers_language_and_repeat_no_value() -> None:
    wrong = line(good("G-1", requester_id_no="110105194912310021"))

    with translation.override("zh-hans"):
        chinese = take(wrong, number=12)["error"]["message"]
    with translation.override("en"):
        english = take(wrong, number=12)["error"]["message"]

    assert chinese.startswith("第 12 行，字段“诉求人证件号码（requester_id_no）”：")
    assert chinese.endswith("。")
    assert english.startswith("Line 12, field “number of the requester's proof of identity")
    assert "110105" not in chinese + english


def test_every_field_of_the_record_has_a_name_for_people() -> None:
    assert set(LABELS) == set(IntakeRecord.model_fields)


def test_a_misspelt_field_is_answered_with_the_right_one() -> None:
    with translation.override("en"):
        answer = take(line(good("G-1", respondant_name="某家政")))

    assert "Did you mean “respondent_name”?" in answer["error"]["message"]


def test_what_a_message_shows_of_a_field_name_is_safe_in_a_terminal() -> None:
    answer = take(line(good("G-1") | {"\x1b[2J\u202e" + "x" * 500: 1}))

    shown = answer["error"]["field"]
    assert answer["error"]["code"] == "UNKNOWN_FIELD"
    assert shown.isprintable()
    assert len(shown) < 100


def test_the_first_fault_names_its_field_and_unknown_kinds_have_words_too() -> None:
    code, message, next_step = faults._in_words("a_kind_of_tomorrow", "x", {})

    assert (code, bool(message), bool(next_step)) == ("WRONG_VALUE", True, True)


def test_a_good_line_becomes_a_file_with_its_clocks_and_a_suggestion() -> None:
    answer = take(line(good("G-1")))

    taken = complaint()
    assert set(answer) == {"line", "ticket_no", "number", "suggestion"}
    assert set(answer["suggestion"]) == {"category", "severity", "route", "agency", "reasons"}
    assert answer["number"] == taken.file.number
    assert answer["suggestion"]["category"] == taken.statement.suggestion["category"]
    assert all(isinstance(reason, str) for reason in answer["suggestion"]["reasons"])
    assert taken.received_at == datetime(2026, 9, 1, 10, tzinfo=SHANGHAI)
    assert taken.clock_from == AT
    assert set(taken.file.deadlines.values_list("code", flat=True)) >= {"ACCEPTANCE", "CONTACT"}


def test_every_fact_of_a_ticket_is_kept() -> None:
    facts = {
        "title": "保洁早退",
        "request": "退还一半费用",
        "category_code": "ATTITUDE",
        "severity": "S4",
        "urgency": "GENERAL",
        "requester_id_type": "居民身份证",
        "requester_id_no": "11010519491231002x",
        "requester_address": "某路1号",
        "confidential": True,
        "respondent_uscc": "91640100ma774ecw4k",
        "respondent_phone": "0574 8888 1234",
        "amount_involved": "300.50",
        "occurred_at": "2026-08-31T23:30:00Z",
        "handle_due_at": "2026-09-30T00:00:00+08:00",
        "dispatched_at": "2026-09-01T11:00:00+08:00",
        "handling_unit": "区商务局",
        "co_units": ["街道办", "社区"],
        "attachments": ["合同.pdf"],
        "resolved": "N",
        "followup_result": "UNREACHABLE",
    }

    take(line(good("G-1", **facts)))

    taken = complaint()
    who = taken.file.parties.get(role="COMPLAINANT")
    whom = taken.file.parties.get(role="RESPONDENT")
    assert (who.id_type, who.id_no, who.phone) == ("ID_CARD", "11010519491231002X", "13800000000")
    assert (whom.uscc, whom.phone) == ("91640100MA774ECW4K", "0574-88881234")
    assert taken.statement.amount_involved == Decimal("300.50")
    assert taken.statement.occurred_on == date(2026, 9, 1)  # in Shanghai it was the next morning
    assert taken.handle_due_at == datetime(2026, 9, 29, 16, tzinfo=UTC)
    assert taken.statement.ticket == {
        "category_code": "ATTITUDE",
        "severity": "S4",
        "urgency": "GENERAL",
        "occurred_at": "2026-08-31T23:30:00+00:00",
        "dispatched_at": "2026-09-01T03:00:00+00:00",
        "handling_unit": "区商务局",
        "co_units": ["街道办", "社区"],
        "attachments": ["合同.pdf"],
        "resolved": "N",
        "followup_result": "UNREACHABLE",
    }


def test_of_an_envelope_only_the_record_is_read() -> None:
    envelope = {"id": "X", "intake": good("G-1"), "expected": {"category": "THEFT"}, "colour": 1}

    assert "number" in take(line(envelope))
    assert complaint().statement.suggestion["category"] != "THEFT"


@pytest.mark.parametrize("raw", [good("G-1"), line(good("G-1")), line(good("G-1")).decode()])
def test_bytes_text_and_object_are_the_same_to_the_door(raw: Any) -> None:
    assert take(raw)["number"] == complaint().file.number


@pytest.mark.parametrize(
    ("code", "unit"), [("330203", "330203"), ("330299", "root"), ("", "root"), (None, "root")]
)
def test_the_place_decides_which_unit_has_the_file(code: str | None, unit: str) -> None:
    take(good("G-1", district_code=code))

    assert complaint().file.unit.code == unit


def test_the_same_line_again_changes_nothing() -> None:
    first = take(good("G-1", request="退款"))
    before = counts()

    again = take(good("G-1", request="退款"))

    assert again == first
    assert counts() == before


def test_a_different_line_updates_the_same_complaint_and_keeps_the_earlier_words() -> None:
    take(good("G-1"))
    changed = good("G-1", narrative="保洁员把地板泡坏了，损失两千元。", handling_unit="街道办")

    answer = take(changed)
    after = counts()
    take(changed)

    taken = complaint()
    note = Note.objects.get()
    assert Complaint.objects.count() == 1
    assert taken.statement.narrative.startswith("保洁员把地板泡坏了")
    assert taken.statement.ticket == {"handling_unit": "街道办"}
    assert "地板" in taken.statement.terms
    assert answer["suggestion"]["category"] == taken.statement.suggestion["category"] == "DAMAGE"
    assert "narrative" in note.text
    assert "态度恶劣" in note.text
    assert counts() == after


def test_a_push_fills_blanks_of_a_party_and_overwrites_nothing_known() -> None:
    take(good("G-1"))

    take(good("G-1", requester_phone="13911112222", respondent_uscc="91640100MA774ECW4K"))

    parties = {party.role: party for party in complaint().file.parties.all()}
    assert parties["COMPLAINANT"].phone == "13800000000"
    assert parties["RESPONDENT"].uscc == "91640100MA774ECW4K"
    assert "complainant_phone" in Note.objects.get().text
    assert "13911112222" not in Note.objects.get().text


def test_danger_told_in_a_second_push_starts_the_urgent_clock() -> None:
    take(good("G-1"))

    take(good("G-1", narrative="保姆用开水烫伤了我三岁的孩子，孩子正在医院抢救。"))

    running = complaint().file.deadlines.exclude(status="CANCELLED")
    codes = set(running.values_list("code", flat=True))
    assert "TRIAGE_S1" in codes
    assert "TRIAGE" not in codes


def test_a_file_that_has_ended_only_notes_the_push() -> None:
    take(good("G-1"))
    ended = complaint()
    Event.objects.create(
        file=ended.file, machine="CM", record_id=ended.pk, move_id="CM-21", name="withdraw",
        source="REGISTERED", target="WITHDRAWN", role="COMPLAINANT", at=AT,
    )  # fmt: skip
    Complaint.objects.filter(pk=ended.pk).update(state="WITHDRAWN")

    take(good("G-1", narrative="又来了新的说法。"))

    assert complaint().statement.narrative == good("G-1")["narrative"]
    assert Note.objects.count() == 1


def test_a_ticket_registered_by_another_import_a_moment_ago_is_pushed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take(good("G-1"))
    look, looks = door._known, []

    def late(record: IntakeRecord) -> Complaint | None:
        looks.append(record)
        return None if len(looks) == 1 else look(record)  # the other one had not committed yet

    monkeypatch.setattr(door, "_known", late)

    assert take(good("G-1"))["number"] == complaint().file.number
    assert Complaint.objects.count() == 1


def test_what_the_database_refuses_is_answered_without_its_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("Failing row contains (王女士, 13800000000)")

    take(good("G-1"))
    monkeypatch.setattr(pushing, "push_again", full)

    answer = take(good("G-1"))

    assert answer["error"]["code"] == "NOT_STORED"
    assert "13800000000" not in str(answer) + caplog.text


def test_a_dry_run_suggests_and_writes_nothing() -> None:
    before = counts()

    answer = take(good("G-1"), dry_run=True)

    assert counts() == before
    assert answer["number"] is None
    assert answer["suggestion"] == take(good("G-1"))["suggestion"]
    assert take(good("G-1"), dry_run=True)["number"] == complaint().file.number


def test_as_received_starts_our_clocks_at_the_time_of_receipt() -> None:
    take(good("G-1"), as_received=True)

    assert complaint().clock_from == complaint().received_at


def test_a_word_longer_than_the_search_column_is_still_found_by_its_beginning() -> None:
    take(good("G-1", narrative="网址 https://" + "a" * 60 + " 打不开"))

    assert "a" * 32 in complaint().statement.terms


def test_the_standing_order_of_the_intake_desk_registers_and_no_person_is_named() -> None:
    take(good("G-1"))

    born = Event.objects.get(name="register")
    assert (born.role, born.by_id, born.data.get("mandate")) == ("INTAKE", None, True)
