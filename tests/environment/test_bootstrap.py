"""Two commands make a machine ready; a missing right costs one sentence, not a riddle."""

import re
import tomllib

import pytest

from config.embedded.places import CHECKOUT
from documents.checks import INSTALL, LIBRARIES
from tests.environment.conftest import load

bootstrap = load("bootstrap")
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


def test_the_check_of_the_house_looks_for_the_libraries_that_are_installed() -> None:
    assert set(LIBRARIES) == set(bootstrap.LIBRARIES)
    assert set(INSTALL.split()) >= set(bootstrap.LIBRARIES.values())


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
