"""Who may put which dead letter back, kind by kind, and what is told of it afterwards."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from casework.services import records
from common.errors import NotPermitted
from outbox import services as outbox
from outbox.models import Message
from tests import cast
from tests.casework.conftest import accepted, registered, seeded
from tests.outbox.conftest import AT

__all__ = ["accepted", "registered", "seeded"]

SMS = outbox.Kind("tests.said", "tests.hear", "SMS")
EMAIL = outbox.Kind("tests.said", "tests.hear", "EMAIL")


def kill(number, *, file=None, topic="tests.said", **payload):
    """Post a message and give it up."""
    with transaction.atomic():
        outbox.post(topic, key=f"{topic}:{number}", at=AT, file=file, **payload)
    Message.objects.filter(key=f"{topic}:{number}").update(
        dead_at=AT, attempts=15, last_error="TimeoutError at client.py:1"
    )
    return Message.objects.get(key=f"{topic}:{number}")


@pytest.fixture
def ear(listen):
    return listen("tests.said", "tests.hear")


@pytest.fixture
def file(accepted):
    complaint = accepted()
    Message.objects.all().delete()
    return complaint.file


def may(person, letter):
    """Ask the service itself, and take it back."""
    try:
        with transaction.atomic():
            outbox.retry(letter.pk, by=person, at=AT)
            transaction.set_rollback(True)
    except NotPermitted:
        return False
    return True


def test_the_rows_a_person_is_shown_are_those_the_service_lets_them_put_back(ear, file):
    elsewhere = cast.district()
    letters = [kill(1, file=file), kill(2)]
    recused = cast.person("recused", "OFFICER")
    records.recuse(file_id=file.pk, reason="当事人是本人亲属", by=recused, at=cast.AT)
    people = {
        "root officer": (cast.member("officer"), [True, True]),
        "root admin": (cast.member("admin"), [True, True]),
        "officer of a district without the file": (
            cast.person("district", "OFFICER", at=elsewhere),
            [False, False],
        ),
        "admin of a district": (cast.person("small-admin", "ADMIN", at=elsewhere), [False, False]),
        "recused officer": (recused, [False, True]),
        "intake": (cast.member("intake"), [False, False]),
        "auditor": (cast.member("auditor"), [False, False]),
    }
    for name, (person, expected) in people.items():
        reach = set(Message.objects.dead().in_reach_of(person))
        assert [letter in reach for letter in letters] == expected, name
        assert [may(person, letter) for letter in letters] == expected, name


def test_a_district_looks_after_its_own_files(ear, file):
    file.unit = cast.district()
    file.save()
    letter = kill(1, file=file)

    assert may(cast.person("district", "OFFICER", at=cast.district()), letter)
    assert not may(cast.person("other", "OFFICER", at=cast.district("330212", "鄞州区")), letter)


def test_an_account_that_was_closed_reaches_nothing(ear, clerk):
    letter = kill(1)
    clerk.is_active = False
    clerk.save()

    assert not Message.objects.in_reach_of(clerk).exists()
    assert not may(clerk, letter)


def test_a_kind_is_put_back_whole_and_nothing_else(ear, clerk):
    texts = [kill(number, channel="SMS") for number in (1, 2, 3)]
    other = [kill(4, channel="EMAIL"), kill(5)]

    assert outbox.retry_kind(SMS, by=clerk, at=AT) == 3

    assert set(Message.objects.dead()) == set(other)
    assert {letter.pk for letter in Message.objects.waiting()} == {one.pk for one in texts}
    assert set(Message.objects.waiting().values_list("attempts", "retried_by", "not_before")) == {
        (0, clerk.pk, AT)
    }


def test_a_kind_is_put_back_only_as_far_as_the_person_reaches(ear, file, clerk):
    file.unit = cast.district()
    file.save()
    mine, not_mine = kill(1, file=file), kill(2)

    by = cast.person("district", "OFFICER", at=cast.district())
    assert outbox.retry_kind(outbox.Kind("tests.said", "tests.hear"), by=by, at=AT) == 1

    assert list(Message.objects.dead()) == [not_mine]
    assert list(Message.objects.waiting()) == [mine]


def test_without_the_capability_no_kind_is_put_back(ear, seeded):
    kill(1, channel="SMS")

    with pytest.raises(NotPermitted):
        outbox.retry_kind(SMS, by=cast.member("triage"), at=AT)

    assert Message.objects.dead().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_press_at_once_one_is_told_that_the_other_was_faster(ear):
    by = cast.person("wang", "ADMIN")
    for number in range(40):
        kill(number, channel="SMS")
    told = []

    def press():
        try:
            told.append(outbox.retry_kind(SMS, by=by, at=AT))
        except outbox.NotDead:
            told.append("too late")
        finally:
            connection.close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(told, key=str) == [40, "too late"]


def test_kinds_are_counted_with_the_oldest_first(ear, clerk):
    for number in (1, 2):
        kill(number, channel="SMS")
    older = kill(3, channel="EMAIL")
    Message.objects.filter(pk=older.pk).update(dead_at=AT - timedelta(days=1))

    found = outbox.kinds(clerk)

    assert [(dead.kind, dead.count) for dead in found] == [(EMAIL, 1), (SMS, 2)]
    assert found[0].since == AT - timedelta(days=1)


def test_what_was_put_back_is_followed_until_it_is_delivered_or_dies_again(ear, clerk):
    ear.fails = lambda envelope: envelope.payload["n"] == 3
    for number in (1, 2, 3):
        kill(number, n=number, channel="SMS")
    outbox.retry_kind(SMS, by=clerk, at=AT)

    def told():
        (batch,) = outbox.batches(clerk, since=AT - timedelta(hours=1), most=5)
        return batch.count, batch.delivered, batch.waiting, batch.dead

    assert told() == (3, 0, 3, 0)
    outbox.deliver_due(AT)
    assert told() == (3, 2, 1, 0)
    for hour in range(1, 30):
        outbox.deliver_due(AT + timedelta(hours=hour))
    assert told() == (3, 2, 0, 1)
    assert outbox.batches(clerk, since=AT, most=5) == []


def test_what_nobody_hears_stays_and_says_so(clerk):
    letter = kill(1, topic="tests.unheard")
    kind = outbox.kinds(clerk)[0].kind

    with pytest.raises(outbox.NobodyListens):
        outbox.retry(letter.pk, by=clerk, at=AT)
    with pytest.raises(outbox.NobodyListens):
        outbox.retry_kind(kind, by=clerk, at=AT)

    assert not kind.can_be_heard
    assert Message.objects.dead().count() == 1


def test_what_nobody_heard_reaches_every_listener_there_is_now(clerk, listen):
    for number in (1, 2):
        kill(number, topic="tests.unheard")
    kind = outbox.kinds(clerk)[0].kind
    one, two = listen("tests.unheard", "tests.one"), listen("tests.unheard", "tests.two")

    assert outbox.retry_kind(kind, by=clerk, at=AT) == 2
    outbox.deliver_due(AT)

    assert sorted(one.keys) == sorted(two.keys) == ["tests.unheard:1", "tests.unheard:2"]
    assert Message.objects.waiting().count() == 0


def test_a_delivered_message_is_no_dead_letter(ear, clerk):
    letter = kill(1)
    outbox.retry(letter.pk, by=clerk, at=AT)

    with pytest.raises(outbox.NotDead):
        outbox.retry(letter.pk, by=clerk, at=AT)
    outbox.deliver_due(AT)
    with pytest.raises(outbox.NotDead):
        outbox.retry(letter.pk, by=clerk, at=AT)
