"""`manage.py retry_dead_letters`: what is dead is listed, and put back at a person's word."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from outbox import services
from outbox.models import Message
from tests.outbox.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(listen):
    """Two letters given up, of two topics."""

    def make(topic):
        listen(topic, "tests.hear")
        with transaction.atomic():
            services.post(topic, key=f"{topic}:1", at=AT, n=1)
        Message.objects.filter(topic=topic).update(dead_at=AT, attempts=15, last_error="Broken")
        return Message.objects.get(topic=topic)

    return make("tests.first"), make("tests.second")


def call(*arguments):
    out = StringIO()
    call_command("retry_dead_letters", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_without_a_name_the_dead_letters_are_listed_and_stay(dead):
    lines = [json.loads(line) for line in call("--json").splitlines()]

    assert [line["topic"] for line in lines] == ["tests.first", "tests.second"]
    assert lines[0]["error"] == "Broken"
    assert Message.objects.dead().count() == 2


def test_those_of_a_topic_go_back_into_the_queue_in_a_persons_name(dead, clerk):
    call("--topic", "tests.first", "--by", "wang")

    first = Message.objects.get(pk=dead[0].pk)
    assert (first.dead_at, first.attempts, first.retried_by) == (None, 0, clerk)
    assert list(Message.objects.dead()) == [dead[1]]


def test_a_single_letter_is_retried_by_its_id(dead, clerk):
    assert "retried" in call("--id", str(dead[1].pk), "--by", "wang")

    assert list(Message.objects.dead()) == [dead[0]]


def test_nobody_retries_namelessly(dead):
    with pytest.raises(CommandError, match="--by"):
        call("--topic", "tests.first")

    assert Message.objects.dead().count() == 2


def test_a_letter_that_still_has_no_handler_says_so(db, clerk):
    letter = Message.objects.create(
        topic="tests.unheard", key="tests.unheard:1", posted_at=AT, not_before=AT, dead_at=AT
    )

    with pytest.raises(SystemExit) as end:
        call("--id", str(letter.pk), "--by", "wang")

    assert end.value.code == 3
    assert Message.objects.dead().count() == 1
