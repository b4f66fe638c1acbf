"""Where the local servers keep their files, and as whom they run.

PostgreSQL refuses to run as root, so a root start uses a system account of our own. That account
must be able to walk down to its data and to its binaries. We never open a folder for it: where a
parent is closed (a checkout below a 0700 home), the files live in `/var/lib/chengxin-casework`
instead.
"""

import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from config.embedded.errors import EmbeddedServerError

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM_HOME = Path("/var/lib/chengxin-casework")
ACCOUNT = "chengxin-casework"
# sun_path holds 108 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 80


class Identity(TypedDict, total=False):
    """Arguments of `subprocess.Popen` that drop to another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The account a server runs as; `other` is False when it is simply ours."""

    uid: int
    gid: int
    other: bool

    def identity(self) -> Identity:
        """Return what `subprocess.Popen` needs to become this account."""
        return (
            Identity(user=self.uid, group=self.gid, extra_groups=[]) if self.other else Identity()
        )

    def folder(self, path: Path, mode: int = 0o700) -> Path:
        """Create `path` for this account alone, or check that it already is.

        Raises EmbeddedServerError if the folder is a link or belongs to somebody else.
        """
        path.mkdir(parents=True, exist_ok=True, mode=mode)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise EmbeddedServerError(f"{path} is not a folder.")
        if found.st_uid != self.uid:
            if not (self.other and found.st_uid == 0 and not any(path.iterdir())):
                raise EmbeddedServerError(
                    f"{path} belongs to another account. Start with the same account as last "
                    f"time, or set CASEWORK_HOME to a folder of your own."
                )
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)
        return path


@dataclass(frozen=True)
class Place:
    """The folder of one set of local servers."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def broker(self) -> Path:
        return self.home / "broker"

    @property
    def locks(self) -> Path:
        return self.home / "locks"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    def sockets(self, server: str) -> Path:
        """Return the folder of a server's unix socket.

        Elsewhere if this path is too long for a socket.
        """
        folder = self.home / "run" / server
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"casework-{os.geteuid()}-{key}"

    def create(self) -> None:
        """Make the folders that belong to us; a server's own folders are made by its keeper."""
        if os.geteuid() == 0:
            if SYSTEM_HOME in self.home.parents:
                SYSTEM_HOME.mkdir(parents=True, exist_ok=True, mode=0o755)
            # The server's account may pass through, and see nothing.
            self.home.mkdir(parents=True, exist_ok=True, mode=0o711)
            if self == default_place() and "CASEWORK_HOME" not in os.environ:
                self.home.chmod(0o711)
            (self.home / "run").mkdir(exist_ok=True, mode=0o711)
            if not open_to_others(self.home / "run"):
                raise EmbeddedServerError(
                    f"{self.home} lies below a folder that is closed to the account {ACCOUNT}, "
                    f"which runs the database. Set CASEWORK_HOME to a folder outside, for example "
                    f"{SYSTEM_HOME}."
                )
        else:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.home / "run").mkdir(exist_ok=True, mode=0o700)
        self.locks.mkdir(exist_ok=True, mode=0o700)
        self.logs.mkdir(exist_ok=True, mode=0o700)


def open_to_others(path: Path) -> bool:
    """Say whether an account without any rights of its own can walk down to `path`."""
    return all(
        step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents) if step.exists()
    )


def default_place() -> Place:
    """Return CASEWORK_HOME, else `var/` of the checkout.

    Root in a checkout that is closed to others gets a system folder instead of `var/`.
    """
    named = os.environ.get("CASEWORK_HOME")
    if named:
        return Place(Path(named).expanduser().absolute())
    if os.geteuid() == 0 and not open_to_others(CHECKOUT):
        key = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:8]
        return Place(SYSTEM_HOME / f"{CHECKOUT.name}-{key}")
    return Place(CHECKOUT / "var")


def own_account() -> Account:
    """Return the account of this process."""
    return Account(os.geteuid(), os.getegid(), other=False)


def server_account() -> Account:
    """Return the account PostgreSQL runs as: ours, or as root a system account made for it.

    Raises EmbeddedServerError if that account cannot be made.
    """
    if os.geteuid() != 0:
        return own_account()
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        _create_account()
        entry = pwd.getpwnam(ACCOUNT)
    return Account(entry.pw_uid, entry.pw_gid, other=True)


def _create_account() -> None:
    command = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
    ]
    command += ["--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError as error:
        raise EmbeddedServerError(
            f"useradd is missing. Install the package passwd, or create the account {ACCOUNT}."
        ) from error
    # 9: the account exists; two first starts met.
    if done.returncode not in {0, 9}:
        raise EmbeddedServerError(f"The account {ACCOUNT} cannot be created: {done.stderr.strip()}")
