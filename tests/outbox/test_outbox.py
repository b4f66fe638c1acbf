"""What is posted with a fact is heard, once for each listener, whatever breaks in between."""

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction

from outbox import registry
from outbox import services as outbox
from outbox.models import Message
from tests.outbox.conftest import AT

LATER = AT + timedelta(days=2)


def post(number=1, topic="case.tested", at=AT, **payload):
    with transaction.atomic():
        outbox.post(topic, key=f"{topic}:{number}", at=at, case_id=number, **payload)


@pytest.mark.django_db(transaction=True)
def test_posting_needs_a_transaction_to_belong_to(listen):
    listen("case.tested", "tests.one")

    with pytest.raises(outbox.NotInTransaction):
        outbox.post("case.tested", key="case.tested:1", at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_fact_rolled_back_is_told_to_nobody(listen):
    ear = listen("case.tested", "tests.one")

    with transaction.atomic():
        outbox.post("case.tested", key="case.tested:1", at=AT)
        transaction.set_rollback(True)
    outbox.deliver_due(AT)

    assert ear.heard == []


@pytest.mark.django_db
def test_each_listener_has_a_row_of_its_own(listen):
    one, two = listen("case.tested", "tests.one"), listen("case.tested", "tests.two")

    post(7, grade="S1")
    counts = outbox.deliver_due(AT)

    assert counts == outbox.Counts(delivered=2)
    for ear in (one, two):
        (envelope,) = ear.heard
        assert envelope.key == "case.tested:7"
        assert envelope.payload == {"case_id": 7, "grade": "S1"}
        assert envelope.posted_at == AT
    assert Message.objects.waiting().count() == 0


@pytest.mark.django_db
def test_posting_the_same_fact_again_changes_nothing(listen):
    ear = listen("case.tested", "tests.one")

    post(1)
    outbox.deliver_due(AT)
    post(1)
    outbox.deliver_due(AT)

    assert ear.keys == ["case.tested:1"]


@pytest.mark.django_db
def test_a_key_cannot_stand_for_two_facts(listen):
    listen("case.tested", "tests.one")
    post(1)

    with pytest.raises(outbox.KeyReused), transaction.atomic():
        outbox.post("case.tested", key="case.tested:1", at=AT, case_id=2)


@pytest.mark.django_db
def test_one_broken_message_holds_up_nothing(listen):
    ear = listen("case.tested", "tests.one")
    ear.fails = lambda envelope: envelope.payload["case_id"] == 1
    for number in (1, 2, 3):
        post(number)

    counts = outbox.deliver_due(AT)

    assert counts == outbox.Counts(delivered=2, failed=1)
    assert ear.keys == ["case.tested:1", "case.tested:2", "case.tested:3"]


@pytest.mark.django_db
def test_a_listener_that_fails_does_not_repeat_the_others(listen):
    good, bad = listen("case.tested", "tests.good"), listen("case.tested", "tests.bad")
    bad.fails = lambda envelope: envelope.attempt < 3
    post(1)

    for minute in range(5):
        outbox.deliver_due(AT + timedelta(minutes=minute))

    assert len(good.heard) == 1
    assert len(bad.heard) == 3
    assert {envelope.key for envelope in bad.heard} == {"case.tested:1"}


def test_pauses_grow_and_are_capped():
    pauses = [max(outbox.pause_after(attempt) for _ in range(50)) for attempt in range(1, 16)]

    assert timedelta(seconds=4) <= pauses[0] <= outbox.FIRST_PAUSE
    assert all(pause <= outbox.LONGEST_PAUSE for pause in pauses)
    assert all(later > earlier * 1.5 for earlier, later in pairwise(pauses[:10]))


@pytest.mark.django_db
def test_what_cannot_be_delivered_becomes_a_dead_letter_with_an_owner(listen, caplog):
    ear = listen("case.tested", "archives.index")
    ear.fails = lambda envelope: True
    post(1)

    for hour in range(48):
        outbox.deliver_due(AT + timedelta(hours=hour))

    letter = Message.objects.dead().get()
    assert letter.attempts == len(ear.heard) == outbox.MAX_ATTEMPTS
    assert letter.owner == "archives"
    assert letter.last_error.startswith("ConnectionError at conftest.py:")
    assert "王女士" not in caplog.text
    assert "13800138000" not in caplog.text


@pytest.mark.django_db
def test_a_person_retries_a_dead_letter(listen, clerk):
    ear = listen("case.tested", "tests.one")
    ear.fails = lambda envelope: envelope.at < LATER
    post(1)
    for hour in range(48):
        outbox.deliver_due(AT + timedelta(hours=hour))
    letter = Message.objects.dead().get()

    outbox.retry(letter.pk, by=clerk, at=LATER)
    outbox.deliver_due(LATER)

    letter.refresh_from_db()
    assert letter.delivered_at is not None
    assert (letter.retried_by, letter.retried_at) == (clerk, LATER)


@pytest.mark.django_db
def test_only_a_dead_letter_is_retried(listen, clerk):
    listen("case.tested", "tests.one")
    post(1)

    with pytest.raises(outbox.NotDead):
        outbox.retry(Message.objects.get().pk, by=clerk, at=AT)


@pytest.mark.django_db
def test_a_topic_nobody_hears_is_kept_and_shown_and_reaches_later_listeners(listen, clerk):
    post(1, topic="case.unheard")
    letter = Message.objects.dead().get()
    assert (letter.handler, letter.owner, letter.last_error) == ("", "case", "NobodyListens")

    one, two = listen("case.unheard", "tests.one"), listen("case.unheard", "tests.two")
    outbox.retry(letter.pk, by=clerk, at=AT)
    outbox.deliver_due(AT)

    assert one.keys == two.keys == ["case.unheard:1"]


@pytest.mark.django_db
def test_a_message_whose_handler_this_release_lacks_waits(listen):
    listen("case.tested", "tests.one")
    post(1)
    registry.forget("case.tested", "tests.one")
    counts = outbox.deliver_due(AT)
    ear = listen("case.tested", "tests.one2")
    registry.handles("case.tested", name="tests.one")(ear)
    outbox.deliver_due(AT + timedelta(minutes=1))
    registry.forget("case.tested", "tests.one")

    assert counts == outbox.Counts(failed=1)
    assert ear.keys == ["case.tested:1"]


@pytest.mark.django_db
def test_a_worker_that_dies_between_act_and_mark_repeats_with_the_same_key(listen):
    ear = listen("case.tested", "tests.one")
    post(1)

    class Killed(BaseException):
        """Stands for SIGKILL: nothing after the handler's act runs."""

    def die(envelope):
        raise Killed

    ear.fails = die
    with pytest.raises(Killed):
        outbox.deliver_due(AT)
    ear.fails = lambda envelope: False
    before = outbox.deliver_due(AT + outbox.lease() / 2)
    after = outbox.deliver_due(AT + outbox.lease() * 1.1)

    assert before.handled == 0
    assert after.delivered == 1
    assert ear.keys == ["case.tested:1", "case.tested:1"]
    assert Message.objects.get().crashes == 1


@pytest.mark.django_db
def test_a_message_that_kills_its_workers_is_taken_out_and_the_rest_go_on(listen):
    ear = listen("case.tested", "tests.one")

    class Killed(BaseException):
        pass

    def die(envelope):
        if envelope.payload["case_id"] == 1:
            raise Killed
        return False

    ear.fails = die
    post(1)
    post(2)
    for turn in range(20):
        try:
            outbox.deliver_due(AT + outbox.lease() * 1.1 * turn)
        except Killed:
            continue

    assert ear.keys.count("case.tested:1") == outbox.MAX_CRASHES
    assert ear.keys.count("case.tested:2") == 1
    assert Message.objects.dead().get().last_error == "WorkerDied"


@pytest.mark.django_db
def test_oldest_first_and_never_before_its_time(listen):
    ear = listen("case.tested", "tests.one")
    post(2, at=AT + timedelta(minutes=1))
    post(1, at=AT)
    post(3, at=AT + timedelta(hours=1))

    outbox.deliver_due(AT + timedelta(minutes=2))

    assert ear.keys == ["case.tested:1", "case.tested:2"]


@pytest.mark.django_db(transaction=True)
def test_eight_workers_share_the_work_without_doing_any_of_it_twice(listen):
    ear = listen("case.tested", "tests.one")
    for number in range(120):
        post(number)
    counts = []

    def work():
        try:
            counts.append(outbox.deliver_due(AT))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(count.delivered for count in counts) == 120
    assert sorted(ear.keys) == sorted({f"case.tested:{number}" for number in range(120)})


@pytest.mark.django_db(transaction=True)
def test_handlers_run_outside_every_transaction(listen):
    ear = listen("case.tested", "tests.one")
    inside = []
    ear.fails = lambda envelope: inside.append(connection.in_atomic_block)
    post(1)

    outbox.deliver_due(AT)

    assert inside == [False]


@pytest.mark.django_db
def test_a_failing_handler_leaves_a_rehearsal_s_transaction_usable(listen):
    ear = listen("case.tested", "tests.one")

    def spoil(envelope):
        Message.objects.create(topic="x", key=envelope.key, handler="tests.one", posted_at=AT)

    ear.fails = spoil
    post(1)

    counts = outbox.deliver_due(AT)

    assert counts == outbox.Counts(failed=1)
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_health_shows_what_waits_what_died_and_who_is_silent(listen):
    listen("case.tested", "tests.one")
    post(1)
    post(2, topic="case.unheard")
    outbox.beat("worker", at=AT - timedelta(minutes=10))
    outbox.beat("worker", at=AT)
    outbox.beat("sweep", at=AT - timedelta(minutes=10))

    health = outbox.health(AT)

    assert (health.waiting, health.due, health.dead) == (1, 1, 1)
    assert health.oldest_due_at == AT
    assert health.late(AT) == ["sweep"]
