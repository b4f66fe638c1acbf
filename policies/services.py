"""Which rules hold: the way every other package reads a policy pack."""

from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from policies import loader
from policies.pack import PolicyPack, UnknownRuleError

BUILT_IN = Path(__file__).parent / "packs"


def default_pack_code() -> str:
    """Return the code of the pack this installation works by (`CASEWORK_POLICY`, else `plan`)."""
    return str(getattr(settings, "CASEWORK_POLICY", "plan"))


def folders() -> tuple[Path, ...]:
    """Return where packs are looked for: the installation's own folders first, then ours."""
    own = getattr(settings, "CASEWORK_POLICY_DIRS", ())
    return (*(Path(folder) for folder in own), BUILT_IN)


def codes() -> list[str]:
    """Return the codes of all packs that can be found."""
    return sorted(
        {
            path.name
            for folder in folders()
            if folder.is_dir()
            for path in folder.iterdir()
            if path.is_dir() and not path.name.startswith((".", "_"))
        }
    )


def versions(code: str) -> tuple[PolicyPack, ...]:
    """
    Return all versions of a pack, the oldest first.

    Raises UnknownRuleError if there is no such pack and PolicyError if its files are wrong.
    """
    for folder in folders():
        if (folder / code).is_dir():
            return _load(folder / code)
    raise UnknownRuleError(f"there is no policy pack {code} (there are: {', '.join(codes())})")


def pack(code: str | None = None, on: date | None = None) -> PolicyPack:
    """
    Return the version of a pack in force on the day `on`, without it the newest.

    Without `code` the installation's own pack is meant. Nobody here reads the clock: a caller to
    whom the day matters passes it. Raises UnknownRuleError before the first day of the oldest
    version and after the last day of the newest.
    """
    code = code or default_pack_code()
    found = versions(code)
    if on is None:
        return found[-1]
    for version in found:
        if version.covers(on):
            return version
    raise UnknownRuleError(f"no version of policy pack {code} is in force on {on}")


def by_version(name: str) -> PolicyPack:
    """Return the version a case remembers, such as `plan@2026.1`; raises UnknownRuleError."""
    code, _, _ = name.partition("@")
    for version in versions(code):
        if version.version == name:
            return version
    raise UnknownRuleError(f"there is no policy pack version {name}")


# A running process keeps what it has loaded; a new version takes force with a restart.
@cache
def _load(folder: Path) -> tuple[PolicyPack, ...]:
    return loader.load(folder)
