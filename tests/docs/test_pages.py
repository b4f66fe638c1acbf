"""What the pages point at exists: files, commands, log-ins."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.utils import translation

from accounts.roles import ROLES
from config.demo import cast
from documents.kinds import REGISTER

BASE: Path = settings.BASE_DIR
PAGES = sorted([*BASE.glob("*.md"), *BASE.glob("docs/**/*.md"), BASE / "config/demo/README.md"])
READMES = [BASE / "README.md", BASE / "README.zh-CN.md"]


def name(path: Path) -> str:
    """Return the path as a person would say it."""
    return str(path.relative_to(BASE))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_exists(page: Path) -> None:
    named = re.findall(r"manage\.py ([a-z]\w+)", page.read_text(encoding="utf-8"))

    assert set(named) <= set(get_commands())


@pytest.mark.parametrize("page", READMES, ids=name)
def test_the_readme_names_the_log_ins_the_demo_prints(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE)

    assert {login for login, _role in rows} == set(cast.SHOWN)
    assert f"`{cast.PASSWORD}`" in text


def test_the_english_readme_gives_each_log_in_its_role() -> None:
    text = READMES[0].read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE))

    with translation.override("en"):
        roles = {member.username: str(ROLES[member.role]) for member in cast.CAST}
    assert rows == {login: roles[login] for login in rows}


def test_the_readmes_count_the_kinds_of_papers_rightly() -> None:
    assert len(REGISTER) == 28
    assert "Twenty-eight kinds of letters" in READMES[0].read_text(encoding="utf-8")
    assert "二十八种" in READMES[1].read_text(encoding="utf-8")


def test_the_commands_for_checking_speak_json() -> None:
    for command in re.findall(r"manage\.py (\w+).*#", READMES[0].read_text(encoding="utf-8")):
        found = load_command_class(get_commands()[command], command)
        options = found.create_parser("manage.py", command)._option_string_actions
        assert "--json" in options, command
