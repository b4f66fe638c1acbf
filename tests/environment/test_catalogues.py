"""Every string of the house is in a catalogue, and a string that is in none is found."""

import shutil
from pathlib import Path

import pytest

from tests.environment.conftest import load

catalogues = load("check_catalogues")

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext

NAMES = [_("kept"), _("Planted in Python – a miss"), pgettext("paper", "kept")]


def said(n):
    return ngettext("%(n)d file", "%(n)d files", n)


def computed(words):
    return _(words)
"""
TEMPLATE = """{% translate "kept" as t %}<c-shell title="{% translate 'Planted in an attribute' %}">
{% blocktranslate with n=1 trimmed %}
  Planted over
  {{ n }} lines
{% endblocktranslate %}</c-shell>
"""
CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "kept"
msgstr "在册"

msgid "%(n)d file"
msgstr "%(n)d 个文件"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of one package, one template and one catalogue."""
    messages = tmp_path / "desk" / "locale" / "zh_Hans" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (tmp_path / "desk" / "__init__.py").touch()
    (tmp_path / "desk" / "words.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (messages / "django.po").write_text(CATALOGUE, encoding="utf-8")
    compiled = catalogues.polib.pofile(str(messages / "django.po"))
    compiled.save_as_mofile(str(messages / "django.mo"))
    return tmp_path


def test_what_is_in_no_catalogue_is_named_with_its_place(house, capsys):
    assert catalogues.main(house) == 1

    assert capsys.readouterr().out.splitlines() == [
        "desk/words.py:12: the words of a translation are written out, not computed",
        "desk/words.py:4: in no catalogue of zh_Hans: 'Planted in Python – a miss'",
        "desk/words.py:4: in no catalogue of zh_Hans: 'kept' (context 'paper')",
        "desk/words.py:8: without its plural in zh_Hans: '%(n)d file'",
        "templates/page.html:1: in no catalogue of zh_Hans: 'Planted in an attribute'",
        "templates/page.html:2: in no catalogue of zh_Hans: 'Planted over %(n)s lines'",
    ]


def test_a_whole_catalogue_passes(house, capsys):
    shutil.rmtree(house / "templates")
    (house / "desk" / "words.py").write_text(
        "from django.utils.translation import gettext as _\n\nNAME = _('kept')\n", encoding="utf-8"
    )

    assert (catalogues.main(house), capsys.readouterr().out) == (0, "")


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ('msgid "kept"\nmsgstr "在册"', []),
        ('msgctxt "paper"\nmsgid "kept"\nmsgstr "留存"', []),
        (
            'msgid "kept"\nmsgstr "留存"',
            [
                "hall/locale/zh_Hans/LC_MESSAGES/django.po: translated otherwise in "
                "desk/locale/zh_Hans/LC_MESSAGES/django.po: 'kept'"
            ],
        ),
    ],
)
def test_one_message_has_one_translation_or_a_context(house, capsys, there, told):
    shutil.rmtree(house / "templates")
    (house / "desk" / "words.py").write_text("", encoding="utf-8")
    other = house / "hall" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    other.parent.mkdir(parents=True)
    (house / "hall" / "__init__.py").touch()
    head = CATALOGUE.split("\n\n")[0]
    other.write_text(f"{head}\n\n{there}\n", encoding="utf-8")
    catalogues.polib.pofile(str(other)).save_as_mofile(str(other.with_suffix(".mo")))

    catalogues.main(house)

    assert capsys.readouterr().out.splitlines() == told


ENTRY = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Accept"
msgstr "受理"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A catalogue of one entry with its compiled copy."""
    path = tmp_path / "django.po"
    path.write_text(ENTRY, encoding="utf-8")
    catalogues.polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return path


def test_a_current_catalogue_has_no_faults(source: Path) -> None:
    assert catalogues.faults(source, source.parent) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (ENTRY.replace("受理", "已受理"), "stale"),
        (ENTRY.replace("受理", ""), "not translated"),
        (ENTRY.replace('msgid "Accept"', '#, fuzzy\nmsgid "Accept"'), "fuzzy"),
        (ENTRY + '\nmsgid "Refuse"\nmsgstr "不予受理"\n', "stale"),
    ],
)
def test_every_fault_of_a_catalogue_is_named(source: Path, change: str, fault: str) -> None:
    source.write_text(change, encoding="utf-8")
    assert any(fault in found for found in catalogues.faults(source, source.parent))


def test_a_catalogue_that_was_never_compiled_is_named(source: Path) -> None:
    source.with_suffix(".mo").unlink()
    assert "missing" in catalogues.faults(source, source.parent)[0]
