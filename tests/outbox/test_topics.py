"""Every topic posted is heard, and every topic listened to is posted — read off the source."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from outbox import registry
from outbox.topics import SILENT

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final[list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "tool"
]["importlinter"]["root_packages"]
FORWARDERS: Final = {
    "outbox/services.py": {"post"},
    "casework/news.py": {"tell"},
    "documents/services.py": {"_tell_rendered"},
}
"""Functions that pass a topic on; their callers name it, or the function does in its own body."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_topic(node: ast.expr | None) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and registry.is_topic(text)


def calls_to_post(path: str, tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Calls of outbox.post and news.tell, with the function they stand in."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            owner = getattr(node.func, "value", None)
            posts = name_of(node) == "post" and getattr(owner, "id", "") == "outbox"
            if posts or (name_of(node) == "tell" and path.startswith("casework")):
                yield function.name, node


def posted() -> dict[str, set[str]]:
    """Topic → files that post it."""
    found: dict[str, set[str]] = {}
    for path, tree in sources():
        for function, call in calls_to_post(path, tree):
            if function not in FORWARDERS.get(path, ()):
                found.setdefault(call.args[0].value, set()).add(path)  # type: ignore[attr-defined]
        for node in ast.walk(tree):
            keywords = node.keywords if isinstance(node, ast.Call) else []
            for keyword in keywords:
                if keyword.arg in ("topic", "on_rendered_topic") and is_topic(keyword.value):
                    found.setdefault(keyword.value.value, set()).add(path)  # type: ignore[attr-defined]
            if isinstance(node, ast.FunctionDef) and node.name in FORWARDERS.get(path, ()):
                for part in ast.walk(node):
                    if isinstance(part, ast.Constant) and is_topic(part):
                        found.setdefault(part.value, set()).add(path)
    return found


def test_every_post_names_its_topic_where_it_stands():
    nameless = [
        f"{path}:{call.lineno}"
        for path, tree in sources()
        for function, call in calls_to_post(path, tree)
        if function not in FORWARDERS.get(path, ()) and not is_topic(call.args[0])
    ]

    assert nameless == []


def test_every_posted_topic_is_heard_or_declared_silent():
    unheard = {
        topic: files
        for topic, files in posted().items()
        if not registry.names(topic) and topic not in SILENT
    }

    assert unheard == {}


def test_every_topic_listened_to_is_posted_somewhere():
    deaf = set(registry.table()) - posted().keys()

    assert deaf == set()


def test_what_is_declared_silent_is_posted_and_unheard():
    assert SILENT.keys() <= posted().keys()
    assert [topic for topic in SILENT if registry.names(topic)] == []
    assert all(SILENT.values())


def test_a_handler_s_name_begins_with_the_package_that_owns_it():
    for handlers in registry.table().values():
        for name, handler in handlers.items():
            assert name.partition(".")[0] == handler.__module__.partition(".")[0]


def test_the_scan_finds_topics_named_in_every_way():
    """Directly, through `tell`, and handed to `issue` or named in a forwarder."""
    assert posted()["deadline.expired"] == {"deadlines/services/sweeping.py"}
    assert posted()["complaint.accepted"] >= {"casework/services/acceptance.py"}
    assert posted()["document.rendered"] == {"documents/services.py"}
