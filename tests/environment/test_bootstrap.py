"""Two commands make a machine ready; a missing right costs one sentence, not a riddle."""

import re
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from config.embedded.places import CHECKOUT


def load(name: str) -> ModuleType:
    """Load a script of tools/, which is no package."""
    spec = spec_from_file_location(name, CHECKOUT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bootstrap = load("bootstrap")
catalogues = load("check_catalogues")
LOCK = (CHECKOUT / "requirements.lock").read_text()


def pins() -> dict[str, str]:
    """Return name -> all that the lock says about it."""
    parts = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)
    return {part.split("==")[0]: part for part in parts if part}


def test_without_root_and_sudo_the_person_is_given_the_exact_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "succeeds", lambda *command: False)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/" + name)
    with pytest.raises(bootstrap.Stop) as stopped:
        bootstrap.install_packages(["gettext", "chromium"])
    assert str(stopped.value) == (
        "Please run `sudo apt-get install -y --no-install-recommends gettext chromium`, "
        "then start again."
    )


def test_a_machine_that_lacks_nothing_is_asked_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "succeeds", lambda *command: True)
    monkeypatch.setattr(bootstrap, "loads", lambda library: True)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/" + name)
    assert bootstrap.missing_packages("test", "/usr/bin/python3") == []


def test_the_demo_asks_for_less_than_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "succeeds", lambda *command: False)
    monkeypatch.setattr(bootstrap, "loads", lambda library: False)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    demo = bootstrap.missing_packages("demo", "/usr/bin/python3.12")
    letters = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
    assert demo == ["python3.12-venv", *letters]
    tests = bootstrap.missing_packages("test", "/usr/bin/python3.12")
    assert tests == [*demo, "libatomic1", "chromium", "gettext", "poppler-utils"]


def test_the_lock_pins_every_direct_dependency_with_hashes() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[\[<>=; ]", line)[0] for line in wanted}
    assert names - set(pins()) == set()
    assert [name for name, text in pins().items() if "--hash=sha256:" not in text] == []


def test_the_lock_names_no_host() -> None:
    assert "://" not in LOCK
    assert not re.search(r"^--", LOCK, re.MULTILINE)


def test_one_package_can_be_taken_out_of_the_lock_with_its_hashes() -> None:
    assert bootstrap.requirement("uv") == pins()["uv"]
    with pytest.raises(bootstrap.Stop):
        bootstrap.requirement("no-such-package")


CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Accept"
msgstr "受理"
"""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogues, "CHECKOUT", tmp_path)
    path = tmp_path / "django.po"
    path.write_text(CATALOGUE)
    catalogues.polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return path


def test_a_current_catalogue_has_no_faults(source: Path) -> None:
    assert catalogues.faults(source) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (CATALOGUE.replace("受理", "已受理"), "stale"),
        (CATALOGUE.replace("受理", ""), "not translated"),
        (CATALOGUE.replace('msgid "Accept"', '#, fuzzy\nmsgid "Accept"'), "fuzzy"),
        (CATALOGUE + '\nmsgid "Refuse"\nmsgstr "不予受理"\n', "stale"),
    ],
)
def test_every_fault_of_a_catalogue_is_named(source: Path, change: str, fault: str) -> None:
    source.write_text(change)
    assert any(fault in found for found in catalogues.faults(source))


def test_a_catalogue_that_was_never_compiled_is_named(source: Path) -> None:
    source.with_suffix(".mo").unlink()
    assert "missing" in catalogues.faults(source)[0]
