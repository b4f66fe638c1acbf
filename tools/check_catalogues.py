"""Check the translations: every string that is used is in a catalogue, every entry filled.

Two catalogues of a language translate the same message alike. Strings are found as `makemessages`
finds them, by xgettext, in Python and in the templates. Exit 1 with one line for each fault. A .mo
is compared with its .po by content: two programs may write the same catalogue in different bytes.
"""

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

CHECKOUT = Path(__file__).resolve().parent.parent
#: Folders without words for people: their strings are checked against no catalogue.
WITHOUT_WORDS = {"bench", "tests", "tools", "var"}
#: What xgettext looks for, as Django's own makemessages has it, and how many arguments are words.
WORDS_OF = {
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": 2,
    "pgettext_lazy": 2,
    "npgettext": 3,
    "npgettext_lazy": 3,
}
KEYWORDS = [
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
]
Message = tuple[str | None, str]


def entries(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], object]:
    """Return message -> translation."""
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in catalogue
        if not entry.obsolete
    }


def faults(source: Path, checkout: Path) -> list[str]:
    """Return what is wrong with one .po file and its .mo."""
    name = source.relative_to(checkout)
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


def sources(checkout: Path, ending: str) -> list[Path]:
    """Return the files of the house with this ending that may hold words for people."""
    return sorted(
        path
        for folder in checkout.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in WITHOUT_WORDS
        for path in folder.rglob(f"*.{ending}")
        if "node_modules" not in path.parts
    )


def used(checkout: Path) -> polib.POFile:
    """Return every string marked for translation, with the places where it is used.

    Raises:
        subprocess.CalledProcessError: xgettext cannot read a file.
    """
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for path in [
            *sources(checkout, "py"),
            *sources(checkout, "html"),
            *sources(checkout, "txt"),
        ]:
            name = path.relative_to(checkout)
            content = path.read_text(encoding="utf-8")
            if path.suffix != ".py":
                # One line in, one line out: a fault names the line of the template.
                content = templatize(content, origin=str(name))
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
            names.append(str(name))
        done = subprocess.run(
            [
                "xgettext",
                "--language=Python",
                "--from-code=UTF-8",
                "--output=-",
                "--force-po",
                "--files-from=-",
                *(f"--keyword={keyword}" for keyword in KEYWORDS),
                # templatize marks the strings of templates this way.
                "--keyword=_",
            ],
            input="\n".join(names),
            capture_output=True,
            check=True,
            cwd=folder,
            encoding="utf-8",
        )
    return polib.pofile(done.stdout)


def missing(checkout: Path, catalogues: list[Path]) -> Iterator[str]:
    """Yield each string that is used and stands in no catalogue of its language."""
    known: dict[str, dict[Message, bool]] = {}
    for path in catalogues:
        messages = known.setdefault(path.parent.parent.name, {})
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                key = (entry.msgctxt, entry.msgid)
                messages[key] = messages.get(key, False) or bool(entry.msgid_plural)
    for entry in used(checkout):
        place = "{}:{}".format(*entry.occurrences[0])
        for language, messages in known.items():
            plural = messages.get((entry.msgctxt, entry.msgid))
            if plural is None:
                context = f" (context {entry.msgctxt!r})" if entry.msgctxt else ""
                yield f"{place}: in no catalogue of {language}: {entry.msgid!r}{context}"
            elif entry.msgid_plural and not plural:
                yield f"{place}: without its plural in {language}: {entry.msgid!r}"


def at_odds(checkout: Path, catalogues: list[Path]) -> Iterator[str]:
    """Yield each message that two catalogues of a language translate differently.

    The order of the packages would decide which a reader sees. What is meant differently in two
    places has a context in one of them.
    """
    known: dict[tuple[str, Message], tuple[Path, object]] = {}
    for path in catalogues:
        language, name = path.parent.parent.name, path.relative_to(checkout)
        for message, said in entries(polib.pofile(str(path))).items():
            first, there = known.setdefault((language, message), (name, said))
            if said != there:
                yield f"{name}: translated otherwise in {first}: {message[1]!r}"


def unreadable(checkout: Path) -> Iterator[str]:
    """Yield calls whose words are not written where they are translated: nobody can find them."""
    for path in sources(checkout, "py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        alias = {
            name.asname or name.name: name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for name in node.names
            if name.name in WORDS_OF
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            words = node.args[: WORDS_OF.get(alias.get(node.func.id, ""), 0)]
            if any(not (isinstance(w, ast.Constant) and isinstance(w.value, str)) for w in words):
                yield (
                    f"{path.relative_to(checkout)}:{node.lineno}: "
                    "the words of a translation are written out, not computed"
                )


def main(checkout: Path = CHECKOUT) -> int:
    """Check every catalogue of the house, and every string it uses."""
    catalogues = sorted(checkout.glob("locale/*/LC_MESSAGES/*.po"))
    for folder in sorted(path for path in checkout.iterdir() if (path / "__init__.py").exists()):
        catalogues += sorted(folder.glob("**/locale/*/LC_MESSAGES/*.po"))
    found = [fault for source in catalogues for fault in faults(source, checkout)]
    found += unreadable(checkout)
    found += missing(checkout, catalogues)
    found += at_odds(checkout, catalogues)
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
