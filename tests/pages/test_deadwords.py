"""A dead letter speaks to a person: no topic, package or error of ours is without words."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from casework.refusals import NotUnreachable
from common.errors import Refusal, WrongState
from outbox import registry
from outbox.services import Kind, describe
from portals.officer import deadwords

ROOT = Path(settings.BASE_DIR)
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "root_packages"
]
#: Where errors are born that a handler meets outside the house: ways out, papers, the archive.
BORN = ("notifications", "integrations", "documents", "archives")


def errors_of_ours():
    """Names of the exceptions those packages and the ports define, refusals apart.

    A private one never leaves its module.
    """
    paths = [path for package in BORN for path in (ROOT / package).rglob("*.py")]
    for path in [*paths, ROOT / "casework" / "channels.py"]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            bases = [getattr(base, "id", "") for base in node.bases]
            public = not node.name.startswith("_")
            if public and any(base.endswith(("Exception", "Error")) for base in bases):
                yield node.name


def test_every_topic_that_is_heard_has_words():
    assert set(registry.table()) - set(deadwords.TOPICS) == set()


def test_every_topic_with_words_is_heard():
    assert set(deadwords.TOPICS) - set(registry.table()) == set()


def test_every_handler_belongs_to_somebody_people_know():
    nobody = {
        name
        for topic, handlers in registry.table().items()
        for name in handlers
        if deadwords.owner(Kind(topic, name)) is deadwords.NOBODYS
    }

    assert nobody == set()
    assert set(deadwords.OWNERS) <= set(PACKAGES)


def test_every_error_of_ours_has_a_sentence_a_person_can_act_on():
    found = set(errors_of_ours())

    assert {"GatewayBusy", "ChannelRefusedUs", "DamagedPaper", "ArchiveBroken"} <= found
    assert found - set(deadwords.REASONS) == set()


def test_a_refusal_sends_people_to_the_case():
    for refusal in (Refusal, WrongState, NotUnreachable):
        assert "打开案件" in str(deadwords.reason(describe(refusal())).next_step)


def test_what_has_no_words_yet_is_said_to_be_a_fault_of_ours():
    assert "程序出错" in str(deadwords.reason("ZeroDivisionError at wording.py:7").what)


@pytest.mark.parametrize(
    "leaked",
    [
        "ValueError: 王女士 13800138000",
        "('550', 'wang@example.org')",
        "<script>alert(1)</script>",
        "SMTPDataError at 王.py:1",
        "",
    ],
)
def test_nothing_but_type_and_place_of_an_error_is_ever_shown(leaked):
    assert deadwords.code(leaked) == ""
    assert "程序出错" in str(deadwords.reason(leaked).what)


def test_type_and_place_are_shown_for_whoever_mends_it():
    try:
        raise TimeoutError("13800138000")
    except TimeoutError as error:
        said = describe(error)

    assert deadwords.code(said) == said
    assert said.startswith("TimeoutError at test_deadwords.py:")


def test_the_words_exist_in_both_languages():
    for language, name in (("zh-hans", "寄送文书"), ("en", "Paper to be sent")):
        with translation.override(language):
            assert str(deadwords.topic("document.rendered")) == name
