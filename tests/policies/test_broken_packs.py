"""Every kind of mistake in a pack is refused with its file, its key and the reason in words."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from policies import loader
from policies.errors import PolicyError


@dataclass(frozen=True)
class Mistake:
    """A row of mistakes.toml, which says what the fields mean."""

    name: str
    file: str
    new: str
    key: str
    reason: str
    old: str = ""
    blamed: str = ""


ACCEPTANCE = 'en = "Accept or not, and tell"\nlength = 7\nunit = "WD"'

TABLE = tomllib.loads((Path(__file__).parent / "mistakes.toml").read_text(encoding="utf-8"))
MISTAKES = [Mistake(**row) for row in TABLE["mistake"]]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_named_by_file_key_and_reason(copy, mistake: Mistake):
    if mistake.old:
        copy.change(mistake.file, mistake.old, mistake.new)
    else:
        copy.add(mistake.file, mistake.new)

    with pytest.raises(PolicyError) as refused:
        loader.load(copy.folder)

    blamed = f"plan/2026.1/{mistake.blamed or mistake.file}"
    found = [fault for fault in refused.value.faults if mistake.key == fault.key]
    assert [fault.file for fault in found] == [blamed], str(refused.value)
    assert mistake.reason in found[0].reason


def test_all_mistakes_are_told_at_once(copy):
    copy.change("clocks.toml", ACCEPTANCE, ACCEPTANCE.replace("7", '"seven"'))
    copy.change("categories.toml", 'zh = "盗窃"', 'zh = ""')
    copy.change("procedure.toml", "satisfaction = 90", "satisfaction = 900")

    with pytest.raises(PolicyError) as refused:
        loader.load(copy.folder)

    assert [(fault.file, fault.key) for fault in refused.value.faults] == [
        ("plan/2026.1/categories.toml", "categories.THEFT.zh"),
        ("plan/2026.1/clocks.toml", "clocks.ACCEPTANCE.length"),
        ("plan/2026.1/procedure.toml", "targets.satisfaction"),
    ]
    assert str(refused.value).count("\n") == 2


def test_a_file_that_is_not_utf_8_is_refused(copy):
    (copy.version / "agencies.toml").write_bytes('[agencies.X]\nzh = "公安"'.encode("gb18030"))

    with pytest.raises(PolicyError, match="the file is not UTF-8 text"):
        loader.load(copy.folder)


def test_an_empty_table_is_refused(copy):
    (copy.version / "extensions.toml").write_text("[extensions]\n", encoding="utf-8")
    (copy.version / "categories.toml").write_text("[categories]\n", encoding="utf-8")

    with pytest.raises(PolicyError, match=r"categories\.toml: categories: is empty"):
        loader.load(copy.folder)


def test_a_folder_without_files_and_a_pack_without_versions_are_refused(tmp_path):
    (tmp_path / "mine" / "2026.1").mkdir(parents=True)
    (tmp_path / "empty").mkdir()

    with pytest.raises(PolicyError, match=r"mine/2026\.1: -: there is no \.toml file"):
        loader.load(tmp_path / "mine")
    with pytest.raises(PolicyError, match="there is no pack version"):
        loader.load(tmp_path / "empty")
    with pytest.raises(PolicyError, match="there is no pack version"):
        loader.load(tmp_path / "nowhere")
