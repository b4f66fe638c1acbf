"""Make this machine ready: system packages, then `.venv` from requirements.lock.

    python3 tools/bootstrap.py demo     what a demo needs
    python3 tools/bootstrap.py test     that, and what the tests need

A second run finds its stamp and does nothing. Standard library only; runs on any Python 3, while
the environment wants 3.11–3.13.
"""

import ctypes
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = CHECKOUT / "requirements.lock"
VENV = CHECKOUT / ".venv"
STAMP = VENV / "casework-stamp"
PYTHONS = ("3.11", "3.12", "3.13")

# What proves that a package is there -> the package. Libraries by soname: what the letters load.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    # Without it a letter takes half a minute instead of a fifth of a second.
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# The driver of the browser needs it and brings none.
TEST_LIBRARIES = {"libatomic.so.1": "libatomic1"}
TEST_PROGRAMS = {"chromium": "chromium", "msgfmt": "gettext", "pdftotext": "poppler-utils"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


class Stop(Exception):
    """The machine cannot be made ready; the text is one sentence for the person at the terminal."""


def say(text):
    print(text, flush=True)


def run(*command, env=None):
    subprocess.run([str(part) for part in command], check=True, env=env, stdin=subprocess.DEVNULL)


def succeeds(*command):
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


# --- system packages ---------------------------------------------------------------------------


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(purpose, python):
    """Return the Debian packages without which `purpose` does not work here."""
    missing = []
    if not succeeds(python, "-c", "import ensurepip, venv"):
        default = shutil.which("python3") or ""
        same = os.path.realpath(default) == os.path.realpath(python)
        missing.append("python3-venv" if same else Path(python).name + "-venv")
    libraries = LIBRARIES | TEST_LIBRARIES if purpose == "test" else LIBRARIES
    missing += [package for library, package in libraries.items() if not loads(library)]
    if purpose == "test":
        for program, package in TEST_PROGRAMS.items():
            names = CHROMIUM_NAMES if program == "chromium" else (program,)
            if not any(shutil.which(name) for name in names):
                missing.append(package)
    return missing


def install_packages(packages):
    if not packages:
        return
    apt = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise Stop(f"Please install what Debian calls {' '.join(packages)}, then start again.")
    if os.geteuid() == 0:
        prefix = []
    elif succeeds("sudo", "-n", "true"):
        prefix = ["sudo", "-n"]
    else:
        raise Stop(f"Please run `sudo {' '.join(apt)}`, then start again.")
    say(f"Installing system packages: {' '.join(packages)}")
    # Waits for another apt instead of failing; asks nothing.
    apt[1:1] = ["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    prefix += ["env", "DEBIAN_FRONTEND=noninteractive"]
    try:
        run(*prefix, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "update")
        run(*prefix, *apt)
    except subprocess.CalledProcessError as error:
        raise Stop(f"The system packages could not be installed: {error}.") from error


# --- Python environment ------------------------------------------------------------------------


def find_python():
    """Return a Python of a version the lock is made for; the one running this script if it fits."""
    mine = "{}.{}".format(*sys.version_info[:2])
    if mine in PYTHONS and sys.prefix == sys.base_prefix:
        return sys.executable
    for version in PYTHONS:
        found = shutil.which("python" + version)
        if found:
            return found
    if mine in PYTHONS:
        return os.path.realpath(sys.executable)
    raise Stop(f"Please install Python 3.11, 3.12 or 3.13; this is {mine}.")


def stamp_of(python):
    version = subprocess.run(
        [python, "-c", "import sys; print(sys.version)"], check=True, stdout=subprocess.PIPE
    ).stdout
    parts = (LOCK.read_bytes(), Path(__file__).read_bytes(), version, os.fsencode(CHECKOUT))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def requirement(name):
    """Return the lines of one package of the lock: its pin and its hashes."""
    found = re.search(rf"^{name}==(?:.*\\\n)*.*\n", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise Stop(f"requirements.lock does not pin {name}.")
    return found[0]


def pip_setting(python, name):
    """Return what pip is configured with; uv does not read pip's files."""
    done = subprocess.run(
        [python, "-m", "pip", "config", "get", f"global.{name}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        encoding="utf-8",
    )
    return os.environ.get("PIP_" + name.upper().replace("-", "_")) or done.stdout.strip()


def uv_environment(python):
    env = dict(os.environ, VIRTUAL_ENV=str(VENV))
    index = pip_setting(python, "index-url")
    if index:
        env.setdefault("UV_DEFAULT_INDEX", index)
    certificates = pip_setting(python, "cert")
    if certificates:
        env.setdefault("SSL_CERT_FILE", certificates)
    return env


def install_python_packages(python):
    """Bring `.venv` to exactly what the lock says, hashes checked: by uv (seconds), else by pip."""
    strict = ("--require-hashes", "--only-binary", ":all:")
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as only_uv:
        only_uv.write(requirement("uv"))
        only_uv.flush()
        try:
            run(python, "-m", "pip", "install", "-q", *strict, "-r", only_uv.name)
            # Compiled once: where Python writes no bytecode, every start takes twice as long.
            sync = ("pip", "sync", "-q", "--compile-bytecode")
            run(VENV / "bin" / "uv", *sync, *strict, LOCK, env=uv_environment(python))
        except (OSError, subprocess.CalledProcessError) as error:
            say(f"uv is of no help here ({error}); installing with pip, which takes longer.")
            try:
                run(python, "-m", "pip", "install", "-q", *strict, "-r", LOCK)
            except subprocess.CalledProcessError as failure:
                raise Stop("The Python packages could not be installed; see above.") from failure


def make_environment(python):
    stamp = stamp_of(python)
    if STAMP.exists() and STAMP.read_text() == stamp:
        return
    say("Making .venv from requirements.lock")
    # The stamp goes first and comes last: an interrupted run is repeated.
    if STAMP.exists():
        STAMP.unlink()
    inside = VENV / "bin" / "python"
    if not succeeds(inside, "-m", "pip", "--version") or not same_version(python, inside):
        run(python, "-m", "venv", "--clear", VENV)
    install_python_packages(inside)
    # `pytest`, `celery` and `lint-imports` find our packages wherever they are called from.
    folder = subprocess.run(
        [str(inside), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ).stdout.strip()
    Path(folder, "casework.pth").write_text(f"{CHECKOUT}\n")
    STAMP.write_text(stamp)


def same_version(one, other):
    question = "import sys; print(sys.version)"
    answers = {
        subprocess.run([str(python), "-c", question], check=True, stdout=subprocess.PIPE).stdout
        for python in (one, other)
    }
    return len(answers) == 1


def main():
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in {"demo", "test"}:
        sys.exit("usage: bootstrap.py demo|test")
    try:
        python = find_python()
        # Two runs at once take turns.
        with LOCK.open() as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            install_packages(missing_packages(purpose, python))
            make_environment(python)
    except Stop as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
