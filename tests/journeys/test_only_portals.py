"""The stories prove what people can do: nothing in them reaches behind the portals."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
STORIES = sorted(path for path in HERE.glob("test_*.py") if path.name != Path(__file__).name)
#: What a story may use: portal clients, the clock, the cast, and models to look at.
ALLOWED = (
    "django.test",
    "django.core.files.uploadedfile",
    "playwright",
    "pytest",
    "tests.cast",
    "tests.journeys",
    "time_machine",
)
#: What only the rig around them may use besides: the clock, the worker, the checks, reference rows.
RIG = {
    "accounts.models.User",
    "archives.services.seed",
    "archives.services.writeback",
    "common.zone.SHANGHAI",
    "config.consistency",
    "deadlines.services.seed_calendar",
    "deadlines.services.sweep",
    "django.contrib.staticfiles.handlers.StaticFilesHandler",
    "django.core.management.call_command",
    "django.db.connection",
    "django.db.connections",
    "django.utils.timezone",
    "outbox.services",
    "tests.chromium.path",
    "tests.hotline.system",
}
WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create"}
HOUSE = {path.parent.name for path in HERE.parents[1].glob("*/__init__.py")}


def imported(path: Path) -> set[str]:
    """Return every name a file imports, dotted."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def strange(names: set[str]) -> set[str]:
    """Return the names that are neither allowed, nor models, nor of the standard library."""
    ours = {name for name in names if name.split(".")[0] in HOUSE | {"django", "tests"}}
    return {name for name in ours if not name.startswith(ALLOWED) and ".models." not in name}


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_knows_portals_clock_and_models_to_look_at(path: Path) -> None:
    assert strange(imported(path)) == set()


def test_the_rig_adds_only_the_clock_the_worker_and_the_checks() -> None:
    assert strange(imported(HERE / "conftest.py")) <= RIG


@pytest.mark.parametrize("path", [*STORIES, HERE / "conftest.py"], ids=lambda path: path.stem)
def test_nothing_in_a_story_writes_a_row(path: Path) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert calls & WRITES == set()


def test_the_rule_itself_notices_a_service() -> None:
    assert strange({"casework.services.acceptance", "common.lifecycle.perform"}) == {
        "casework.services.acceptance",
        "common.lifecycle.perform",
    }
