"""Texts: every template exists and is used; no text tells one side about the other."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from casework.models import Party
from notifications import checks, planning, wording
from notifications.catalogue import CATALOGUE, EMAIL, INBOX, PAPERS, SMS
from notifications.models import Delivery, Notice
from notifications.recipients import Kind, Recipient
from outbox.registry import Envelope
from tests import cast
from tests.casework import referring
from tests.casework.putting import put
from tests.notifications.conftest import CLIENT, WORKER

NOTICES = Path(settings.BASE_DIR) / "templates" / "notices"
SHARED = {"paper", "_close"}
#: Every particular of one side that the other must not learn from a notice.
OF_CLIENT = [CLIENT.name, CLIENT.phone, CLIENT.email, CLIENT.address]
OF_WORKER = [WORKER.name, WORKER.phone, WORKER.email, WORKER.address]
WORDS = ["一直抱怨", "赔礼道歉"]  # of the narrative and the request


@pytest.mark.parametrize(("folder", "channel"), [("email", EMAIL), ("inbox", INBOX), ("sms", SMS)])
def test_every_template_exists_and_every_one_is_used(folder, channel):
    named = {
        entry.template
        for entries in CATALOGUE.values()
        for entry in entries
        if channel in entry.channels
    }
    present = {path.stem for path in (NOTICES / folder).glob("*.txt")} - SHARED

    assert named == present


@pytest.mark.django_db
@pytest.mark.parametrize("topic", sorted(CATALOGUE))
def test_no_notice_tells_one_side_of_the_other_or_of_the_matter(topic, complaint):
    for name in ("mediator", "officer", "investigator", "intake", "liaison"):
        cast.member(name)
    file_id = complaint.file_id
    if topic.startswith("referral."):
        given = {"lead": "在沟通中发现涉嫌盗窃的线索。"}
        referral = referring.prepared(complaint, "POLICE", "2026-09-25T09:00", **given)
        put(referral, "RF", "RESULT_RECEIVED", registered_at=cast.AT, result_version=2)
        file_id = referral.file_id
    put(complaint, "CM", "ACCEPTED", severity="S1", route="EMERGENCY", police_report=True)
    if topic == "referral.dispatched":
        put(referral, "RF", "DISPATCHED", urgent=True)
    if topic == "complaint.reply_requested":  # Only the enterprise itself has a page to answer on.
        complaint.file.parties.filter(role="RESPONDENT").update(kind="ENTERPRISE")
    clock = complaint.file.deadlines.get(code="HANDLING")
    status = {"deadline.amber": "AMBER", "deadline.expired": "OVERDUE"}.get(topic, "RUNNING")
    type(clock).objects.filter(pk=clock.pk).update(
        status=status, expired_for=clock.due_at if status == "OVERDUE" else None
    )

    planning.plan(
        Envelope(topic, f"{topic}:1", {"deadline_id": clock.pk}, file_id, cast.AT, cast.AT, 1)
    )

    told = list(Delivery.objects.all())
    assert told or Notice.objects.exists()
    for delivery in told:
        text = delivery.subject + delivery.body
        others = OF_CLIENT if delivery.kind == Kind.RESPONDENT else OF_WORKER
        assert [secret for secret in [*others, *WORDS] if secret in text] == []
    for delivery in told:
        if delivery.channel == "SMS":  # not even one's own name
            assert [secret for secret in OF_CLIENT + OF_WORKER if secret in delivery.body] == []
            assert len(delivery.body) <= wording.LONGEST_SMS
            assert delivery.body.startswith("【示例市家政协会】")
            assert complaint.file.number in delivery.body
    for notice in Notice.objects.all():
        assert [x for x in OF_CLIENT + OF_WORKER + WORDS if x in notice.text] == []


@pytest.mark.django_db
def test_everything_personal_is_sealed_in_the_database(complaint):
    envelope = Envelope("mediation.proposed", "m:1", {}, complaint.file_id, cast.AT, cast.AT, 1)
    planning.plan(envelope)

    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_delivery::text FROM notifications_delivery")
        rows = "\n".join(row for (row,) in cursor.fetchall())
    assert Party.objects.filter(file=complaint.file, name=CLIENT.name).exists()
    assert [secret for secret in OF_CLIENT + OF_WORKER if secret in rows] == []


def test_a_template_can_only_know_numbers_links_and_names():
    assert {field.name for field in fields(wording.Facts)} == {
        "number", "link", "association", "short_name", "hotline", "name", "clock", "due", "paper",
        "agency", "receipt", "next_day",
        "master",
    }  # fmt: skip


def test_findings_and_other_inner_papers_are_for_nobody_outside():
    assert "FINDINGS" not in PAPERS


def test_an_address_that_splits_a_text_message_is_found_at_start(settings):
    assert checks.texts_fit_into_one_message() == []

    settings.CASEWORK_BASE_URL = "https://complaints.a-very-long-name.association.example.org"

    found = checks.texts_fit_into_one_message()
    assert {error.id for error in found} == {"notifications.E001"}
    # All but the first message to a respondent, which names the hotline in place of the link.
    assert len(found) == len(checks.templates_of_texts()) - 1


def test_a_hotline_that_splits_the_first_message_to_a_respondent_is_found_at_start(settings):
    settings.CASEWORK_HOTLINE = "0571-0000 0000，0571-0000 0001（工作日）"

    (error,) = checks.texts_fit_into_one_message()
    assert "complained_about" in error.msg


def test_each_step_has_words_of_its_own():
    texts = [path.read_text(encoding="utf-8") for path in (NOTICES / "sms").glob("*.txt")]

    assert len(set(texts)) == len(texts)
    assert not [text for text in texts if "有新进展" in text]


def test_a_recipient_s_particulars_do_not_show_in_a_traceback():
    person = Recipient(Kind.COMPLAINANT, party_id=1, email=CLIENT.email, phone=CLIENT.phone)

    assert CLIENT.phone not in repr(person)
    assert CLIENT.email not in repr(person)


def test_notifications_never_reads_an_informant():
    for path in (Path(settings.BASE_DIR) / "notifications").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("rewards"), path
