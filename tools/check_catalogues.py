"""Check the translations: every entry filled, none fuzzy, and every .mo as its .po says.

Exit 1 with one line for each fault. The comparison is by content: two programs may write the same
catalogue in different bytes.
"""

import sys
from pathlib import Path

import polib

CHECKOUT = Path(__file__).resolve().parent.parent


def entries(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], object]:
    """Return message -> translation."""
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in catalogue
        if not entry.obsolete
    }


def faults(source: Path) -> list[str]:
    """Return what is wrong with one .po file and its .mo."""
    name = source.relative_to(CHECKOUT)
    catalogue = polib.pofile(str(source))
    found = [
        f"{name}:{entry.linenum}: fuzzy: {entry.msgid!r}" for entry in catalogue if entry.fuzzy
    ]
    found += [
        f"{name}:{entry.linenum}: not translated: {entry.msgid!r}"
        for entry in catalogue.untranslated_entries()
    ]
    compiled = source.with_suffix(".mo")
    if not compiled.exists():
        found.append(f"{name}: {compiled.name} is missing: run compilemessages")
    elif entries(polib.mofile(str(compiled))) != entries(catalogue):
        found.append(f"{name}: {compiled.name} is stale: run compilemessages")
    return found


def main() -> int:
    """Check every catalogue of the house."""
    sources = sorted(CHECKOUT.glob("locale/*/LC_MESSAGES/*.po"))
    for folder in sorted(path for path in CHECKOUT.iterdir() if (path / "__init__.py").exists()):
        sources += sorted(folder.glob("**/locale/*/LC_MESSAGES/*.po"))
    found = [fault for source in sources for fault in faults(source)]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
