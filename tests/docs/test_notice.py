"""NOTICE names every part made by others, and the licence is the one pyproject.toml states."""

import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

from django.conf import settings

BASE: Path = settings.BASE_DIR
PROJECT = tomllib.loads((BASE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOTICE = (BASE / "NOTICE").read_text(encoding="utf-8")


def named() -> dict[str, str]:
    """Package → licence, as NOTICE lists them."""
    part = NOTICE.split("Python packages used at run time")[1].split("What some of these")[0]
    rows = [line.split(maxsplit=1) for line in part.splitlines() if line.startswith("  ")]
    return {row[0]: row[1] for row in rows if row[0] != "package"}


def test_every_run_time_requirement_is_named_and_no_other() -> None:
    required = {re.split(r"[\[<>=]", line)[0] for line in PROJECT["dependencies"]}

    assert set(named()) == required


def test_licences_are_those_the_packages_state() -> None:
    """Packages that state an SPDX expression are taken at their word."""
    stated = {name: metadata(name)["License-Expression"] for name in named()}

    wrong = {
        name: (named()[name], licence)
        for name, licence in stated.items()
        if licence and named()[name].lower() != licence.lower()
    }
    assert wrong == {}


def test_the_licence_text_is_there() -> None:
    assert PROJECT["license"] == "AGPL-3.0-or-later"
    text = (BASE / "LICENSE").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "13. Remote Network Interaction" in text
    assert [name for name in PROJECT["license-files"] if not (BASE / name).exists()] == []
