"""docs/configuration.md lists the variables the settings read, with the defaults they have."""

import ast
import re
from pathlib import Path

from django.conf import settings

BASE: Path = settings.BASE_DIR
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.+) \|$", re.MULTILINE)


def documented() -> dict[str, str]:
    """Variable → default, as the page has them."""
    page = (BASE / "docs" / "configuration.md").read_text(encoding="utf-8")
    return {name: default for name, default, _meaning in ROW.findall(page)}


def from_settings() -> dict[str, ast.expr | None]:
    """Variable → default, as `config/settings.py` reads them."""
    tree = ast.parse((BASE / "config" / "settings.py").read_text(encoding="utf-8"))
    read: dict[str, ast.expr | None] = {}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "env"):
            continue
        name = ast.literal_eval(node.args[0])
        default = next((word.value for word in node.keywords if word.arg == "default"), None)
        read[name] = read.get(name) or default
    return read


def from_the_rest_of_config() -> set[str]:
    """Variables the launcher and the local servers read themselves."""
    asked = re.compile(r'os\.environ(?:\.get\(|\[)"([A-Z0-9_]+)"')
    return {
        name
        for path in (BASE / "config").rglob("*.py")
        for name in asked.findall(path.read_text(encoding="utf-8"))
    }


def in_words(default: ast.expr) -> str | None:
    """Return a default as the page writes it; None where it is reckoned from other settings."""
    if any(isinstance(node, ast.Name) for node in ast.walk(default)):
        return None
    value = eval(compile(ast.Expression(default), "settings", "eval"), {})  # constants only
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        value = ",".join(value)
    return f"`{value}`" if value != "" else "(empty)"


def test_every_variable_is_documented_and_no_other() -> None:
    assert set(documented()) == set(from_settings()) | from_the_rest_of_config()


def test_the_documented_defaults_are_those_of_the_settings() -> None:
    page = documented()
    wrong = {
        name: (page.get(name), in_words(default))
        for name, default in from_settings().items()
        if default is not None and in_words(default) not in (None, page.get(name))
    }

    assert wrong == {}
