"""Celery carries hints: near, small, nameless — and published by the beat alone."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from config import celery, tasks
from outbox import services as outbox
from outbox.payload import UnfitPayload

PUBLISH = {"delay", "apply_async", "send_task", "signature", "shared_task"}


def test_an_obligation_cannot_be_left_to_the_broker():
    with pytest.raises(celery.TooFarAhead):
        tasks.drain_outbox.apply_async(countdown=61)
    with pytest.raises(celery.TooFarAhead):
        tasks.drain_outbox.apply_async(eta=datetime.now(UTC) + timedelta(minutes=5))


def test_a_retry_far_ahead_is_refused_too():
    with pytest.raises(celery.TooFarAhead):
        tasks.drain_outbox.signature().apply_async(countdown=3600)


def test_a_hint_carries_no_person():
    with pytest.raises(UnfitPayload):
        celery.app.send_task("drain_outbox", kwargs={"phone": "13800138000"})
    with pytest.raises(UnfitPayload):
        celery.app.send_task("drain_outbox", args=["王女士"])


def test_hints_survive_their_worker_and_leave_no_results():
    conf = celery.app.conf

    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, True)
    assert (conf.task_serializer, conf.accept_content) == ("json", ["json"])
    assert conf.task_ignore_result
    assert conf.task_time_limit < celery.transport_options("redis://x")["visibility_timeout"]


@pytest.mark.parametrize(
    ("url", "tuned"),
    [
        ("redis://h/0", True),
        ("rediss://h/0", True),
        ("redis+socket:///s", True),
        ("amqp://h", False),
    ],
)
def test_transport_options_are_for_redis_only(url, tuned):
    assert bool(celery.transport_options(url)) is tuned


def test_the_beat_rings_for_tasks_that_exist():
    rung = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}

    tasks_there_are = {tasks.drain_outbox, tasks.sweep_deadlines, tasks.probe_channels}
    assert rung == {task.name for task in tasks_there_are}


def own_sources(root: Path) -> list[Path]:
    """Sources of the product, without the application that defines how hints are published."""
    packages = [path.parent for path in root.glob("*/__init__.py") if path.parent.name != "tests"]
    sources = [path for package in packages for path in package.rglob("*.py")]
    return [path for path in sources if path != root / "config" / "celery.py"]


def test_nothing_but_the_beat_publishes():
    root = Path(settings.BASE_DIR)
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in own_sources(root)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in PUBLISH
    ]

    assert root / "outbox" / "services.py" in own_sources(root)
    assert found == []


@pytest.mark.django_db
def test_a_drain_leaves_a_heartbeat_that_a_page_can_read():
    tasks.drain_outbox()

    now = datetime.now(UTC)
    assert outbox.health(now).late(now) == []
    assert outbox.health(now).late(now + timedelta(minutes=3)) == ["drain_outbox"]
