"""Papers are numbered without gaps, fixed on issue, drawn once."""

import hashlib
import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.utils.translation import override

from common.actors import SYSTEM, Outside
from documents import downloads, kinds, services, storage
from documents.models import Counter, Document
from outbox.models import Message
from tests.documents import samples

pytestmark = pytest.mark.django_db
AT = samples.AT
NOTICE = samples.PLAIN["SUPPLEMENT_NOTICE"]


def issue(file, by=SYSTEM, kind="SUPPLEMENT_NOTICE", context=NOTICE, at=AT, **more):
    return services.issue(file, kind, at=at, by=by, context=context, **more)


def test_papers_of_a_kind_are_numbered_one_two_three_in_each_year(file):
    numbers = [issue(file).number for _ in range(3)]
    other = issue(file, kind="PROGRESS_ANSWER", context=samples.PLAIN["PROGRESS_ANSWER"])
    # 16:00 UTC on New Year's Eve is New Year's Day in Shanghai.
    next_year = issue(file, at=datetime(2026, 12, 31, 16, 0, tzinfo=UTC))

    assert numbers == [
        "示家协补〔2026〕第1号",
        "示家协补〔2026〕第2号",
        "示家协补〔2026〕第3号",
    ]
    assert other.number == "示家协答〔2026〕第1号"
    assert next_year.number == "示家协补〔2027〕第1号"


def test_a_number_of_an_aborted_transaction_is_given_to_the_next_paper(file):
    with transaction.atomic():
        aborted = issue(file)
        transaction.set_rollback(True)

    assert aborted.serial == 1
    assert issue(file).serial == 1


def test_a_second_issuer_waits_for_the_first_and_takes_the_number_it_gives_back():
    assert is_psycopg3
    first_has_one, give_back = threading.Event(), threading.Event()
    serials, kind = {}, "KIND_OF_THIS_TEST"

    def take(name, before, after):
        try:
            with transaction.atomic():
                before()
                serials[name] = services._next_serial(kind, 2026)
                after()
                transaction.set_rollback(True)
        finally:
            connections.close_all()

    def hold() -> None:
        first_has_one.set()
        give_back.wait(10)

    first = threading.Thread(target=take, args=("first", lambda: None, hold))
    second = threading.Thread(
        target=take, args=("second", lambda: first_has_one.wait(10), lambda: None)
    )
    first.start()
    second.start()
    first_has_one.wait(10)
    second.join(0.3)
    waited = second.is_alive()
    give_back.set()
    first.join(10)
    second.join(10)

    assert waited
    assert serials == {"first": 1, "second": 1}


def test_a_missing_field_is_refused_by_name_before_a_number_is_allotted(file):
    context = {name: value for name, value in NOTICE.items() if name != "due_on"}

    with pytest.raises(services.IncompletePaper) as refusal:
        issue(file, context=context)

    assert refusal.value.field == "due_on"
    assert not Counter.objects.exists()


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("SUPPLEMENT_NOTICE", {"missing": []}, "missing"),
        ("SUPPLEMENT_NOTICE", {"missing": [{"how": "上传"}]}, "missing.0.what"),
        ("SUPPLEMENT_NOTICE", {"complainant_phone": "13800000000"}, "complainant_phone"),
        ("SUPPLEMENT_NOTICE", {"complainant_name": "  "}, "complainant_name"),
        ("SUPPLEMENT_NOTICE", {"complainant_name": "王\x00"}, "complainant_name"),
        ("NON_ACCEPTANCE_DECISION", {"reasons": "不受理"}, "reasons"),
        ("NON_ACCEPTANCE_DECISION", {"ground": "G8"}, "ground"),
        ("MEDIATION_STATEMENT", {"amount": "12.345"}, "amount"),
        ("MEDIATION_NOTICE", {"session_at": datetime(2026, 12, 1, 9)}, "session_at"),  # noqa: DTZ001
        ("FINDINGS", {"investigators": ["吴刚"]}, "investigators"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_path_and_without_its_value(
    file, kind, changes, field
):
    with override("zh-hans"), pytest.raises(services.IncompletePaper) as refusal:
        issue(file, kind=kind, context={**samples.PLAIN[kind], **changes})

    assert refusal.value.field == field
    assert "王" not in str(refusal.value)
    # In the reader's language to the last word: no field name, no validator's English.
    assert not re.search("[a-z]", str(refusal.value.message))


def test_the_respondents_copy_of_an_acceptance_cannot_carry_the_complainants_name(file):
    context = {
        **samples.PLAIN["ACCEPTANCE_DECISION:RESPONDENT"],
        "complainant_name": "王㛃",
    }

    with pytest.raises(services.IncompletePaper) as refusal:
        issue(file, kind="ACCEPTANCE_DECISION", context=context)

    assert refusal.value.field == "complainant_name"
    assert "王㛃" not in refusal.value.message


def test_marks_nobody_sees_do_not_stop_a_letter(file):
    context = {**NOTICE, "complainant_name": "王\u200b㛃\u202e"}

    paper = issue(file, context=context)

    assert services.context_of(paper).model_dump()["complainant_name"] == "王㛃"


@pytest.mark.parametrize("key", samples.PLAIN)
def test_what_was_issued_is_kept_word_for_word_and_hashed(file, key):
    kind = key.split(":")[0]

    paper = issue(file, kind=kind, context=samples.PLAIN[key], record=("CM", 7))

    stored = Document.objects.get(pk=paper.pk)
    assert services.context_of(stored) == kinds.find(kind).context.model_validate(
        samples.PLAIN[key]
    )
    assert hashlib.sha256(stored.context.encode()).hexdigest() == stored.context_sha256
    assert (stored.machine, stored.record_id, stored.file) == ("CM", 7, file)


def test_the_words_of_a_paper_are_encrypted_in_the_database(file):
    paper = issue(file)

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT context FROM documents_document WHERE id = %s", [paper.pk])
        (raw,) = cursor.fetchone()

    assert NOTICE["complainant_name"] not in raw
    assert paper.token not in raw


def test_issuing_tells_the_worker_with_ids_only(file, officer):
    paper = issue(file, by=officer)

    message = Message.objects.get(topic="document.issued")
    assert message.payload == {"document_id": paper.pk, "kind": "SUPPLEMENT_NOTICE"}
    assert message.handler == "documents.render"
    assert paper.issued_by == officer


def test_rendering_stores_the_pdf_its_hash_and_tells_it_once(file):
    paper = issue(file, on_rendered_topic="letter.ready")
    later = AT + timedelta(minutes=2)

    first = services.render(paper.pk, at=later)
    second = services.render(paper.pk, at=later + timedelta(hours=1))

    pdf = storage.papers().open(first.pdf.name).read()
    assert first.pdf_sha256 == hashlib.sha256(pdf).hexdigest()
    assert (first.pdf_size, first.rendered_at) == (len(pdf), later)
    assert (second.pdf_sha256, second.rendered_at) == (first.pdf_sha256, later)
    for topic in ("document.rendered", "letter.ready"):
        assert Message.objects.get(topic=topic).payload == {
            "document_id": paper.pk,
            "kind": "SUPPLEMENT_NOTICE",
        }


def test_the_file_of_a_worker_that_came_second_is_thrown_away(file, monkeypatch):
    paper = issue(file)
    stale = Document.objects.select_related("file").get(pk=paper.pk)
    first = services.render(paper.pk, at=AT)
    monkeypatch.setattr(
        Document.objects, "select_related", lambda *a: type("Q", (), {"get": lambda s, pk: stale})()
    )

    second = services.render(paper.pk, at=AT + timedelta(seconds=5))

    assert storage.papers().listdir("2026")[1] == [first.pdf.name.split("/")[1]]
    assert second.pdf.name == first.pdf.name


def test_a_paper_is_never_changed_after_it_was_issued(file):
    paper = issue(file)
    rows = Document.objects.filter(pk=paper.pk)

    for change in (
        {"number": "示家协补〔2026〕第9号"},
        {"context": "{}"},
        {"issued_at": AT + timedelta(days=1)},
        {"token": "x"},
        {"rendered_topic": "other.topic"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


def test_the_pdf_of_a_paper_is_filled_once(file):
    paper = services.render(issue(file).pk, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(pdf_sha256="0" * 64)


def test_a_pdf_without_its_hash_is_refused(file):
    paper = issue(file)

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(pdf="2026/x.pdf", rendered_at=AT)


def test_a_counter_never_goes_back(file):
    issue(file)

    with pytest.raises(IntegrityError), transaction.atomic():
        Counter.objects.update(last=0)


def test_a_paper_is_replaced_at_most_once(file):
    old = issue(file)
    new = issue(file, supersedes=old)

    with pytest.raises(services.AlreadySuperseded):
        issue(file, supersedes=old)

    assert services.check(old.token).superseded_by == new.number
    assert issue(file).serial == 3


def test_the_check_of_a_paper_tells_facts_and_no_person(file):
    paper = issue(file, by=Outside(role="COMPLAINANT"))

    facts = services.check(paper.token)

    assert facts == services.PaperFacts(
        title="补正材料通知书",
        number="示家协补〔2026〕第1号",
        issued_on=datetime(2026, 11, 24).date(),  # noqa: DTZ001
        issuer="示例市家政服务业协会",
        rendered=False,
        superseded_by="",
    )
    assert services.check("x" * 22) is None


def test_only_the_very_file_matches(file):
    paper = services.render(issue(file).pk, at=AT)
    other = services.render(issue(file).pk, at=AT)

    assert services.matches(paper.token, paper.pdf_sha256)
    assert not services.matches(paper.token, other.pdf_sha256)
    assert not services.matches(paper.token, "")


def test_a_paper_is_downloaded_under_its_number_and_never_when_damaged(file):
    paper = services.render(issue(file).pk, at=AT)

    response = downloads.paper(paper)

    assert hashlib.sha256(response.getvalue()).hexdigest() == paper.pdf_sha256
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    with open(storage.papers().path(paper.pdf.name), "ab") as handle:
        handle.write(b"x")
    with pytest.raises(downloads.DamagedFile):
        downloads.paper(paper)
