"""
Read policy packs from TOML.

A pack is a folder `<code>/`, each version a folder `<code>/<version>/` with any number of `.toml`
files; a section (top-level key) stands in exactly one of them. Every mistake of every file is
collected and told in one `PolicyError`.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from policies import crosscheck
from policies.errors import Fault, PolicyError
from policies.pack import PolicyPack

HEAD = "pack.toml"


def load(folder: Path) -> tuple[PolicyPack, ...]:
    """
    Return all versions of the pack in `folder`, the oldest first.

    Raises PolicyError with every fault found: unreadable files, unknown or missing keys, wrong
    types, references to what is not there, and versions that overlap or leave a gap.
    """
    packs: list[PolicyPack] = []
    faults: list[Fault] = []
    versions = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not versions:
        raise PolicyError([Fault(folder.name, "-", f"there is no pack version in {folder}")])
    for version in versions:
        try:
            packs.append(load_version(version))
        except PolicyError as error:
            faults += error.faults
    packs.sort(key=lambda pack: pack.head.first_day)
    for pack, reason in crosscheck.between(packs):
        # A seam is only judged when both sides could be read.
        faults.append(Fault(f"{folder.name}/{pack.head.version}/{HEAD}", "head.first_day", reason))
    if faults:
        raise PolicyError(faults)
    return tuple(packs)


def load_version(folder: Path) -> PolicyPack:
    """Return the one pack version in `folder`; raises PolicyError with every fault found."""
    name = f"{folder.parent.name}/{folder.name}"
    sections, home, faults = _read(folder, name)
    if faults:
        raise PolicyError(faults)
    try:
        pack = PolicyPack.model_validate(sections)
    except ValidationError as error:
        raise PolicyError(
            _fault(details, home, f"{name}/{HEAD}") for details in error.errors()
        ) from None
    found = [
        Fault(_file_of(key, home, f"{name}/{HEAD}"), key, reason)
        for key, reason in (*_placed(pack, folder), *crosscheck.within(pack))
    ]
    if found:
        raise PolicyError(found)
    return pack


def _placed(pack: PolicyPack, folder: Path) -> Iterator[crosscheck.Finding]:
    if pack.head.version != folder.name:
        yield "head.version", f"says {pack.head.version}, but the folder is called {folder.name}"
    if pack.head.code != folder.parent.name:
        yield "head.code", f"says {pack.head.code}, but the folder is called {folder.parent.name}"


def _read(folder: Path, name: str) -> tuple[dict[str, Any], dict[str, str], list[Fault]]:
    """Return the sections of all files, the file each section stands in, and the faults."""
    sections: dict[str, Any] = {}
    home: dict[str, str] = {}
    faults: list[Fault] = []
    files = sorted(folder.glob("*.toml"))
    if not files:
        faults.append(Fault(name, "-", "there is no .toml file in this folder"))
    for path in files:
        file = f"{name}/{path.name}"
        try:
            content = tomllib.loads(path.read_bytes().decode())
        except UnicodeDecodeError as error:
            faults.append(Fault(file, f"byte {error.start}", "the file is not UTF-8 text"))
            continue
        except tomllib.TOMLDecodeError as error:
            faults.append(Fault(file, *_syntax(str(error))))
            continue
        for section, value in content.items():
            if section in home:
                reason = f"stands in {home[section]} already; a section stands in one file"
                faults.append(Fault(file, section, reason))
                continue
            sections[section], home[section] = value, file
    return sections, home, faults


def _syntax(message: str) -> tuple[str, str]:
    """Split tomllib's "… (at line 3, column 5)" into place and reason."""
    reason, _, place = message.rpartition(" (at ")
    if not reason:
        return "-", f"is not TOML: {message}"
    return place.rstrip(")"), f"is not TOML: {reason}"


def _file_of(key: str, home: Mapping[str, str], otherwise: str) -> str:
    return home.get(re.split(r"[.\[]", key, maxsplit=1)[0], otherwise)


def _fault(details: ErrorDetails, home: Mapping[str, str], otherwise: str) -> Fault:
    location = [part for part in details["loc"] if part != "[key]"]
    key = _key(location)
    return Fault(_file_of(key, home, otherwise), key, _reason(details, location))


def _key(location: Sequence[int | str]) -> str:
    key = ""
    for part in location:
        key += f"[{part}]" if isinstance(part, int) else f".{part}"
    return key.lstrip(".") or "-"


def _reason(details: ErrorDetails, location: Sequence[int | str]) -> str:
    """Say in words what pydantic found."""
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return _not_a_key(location)
    if kind in WANTED:
        return f"must be {WANTED[kind]}, not {_sort(given)} {_shown(given)}"
    if kind in SAYINGS:
        return SAYINGS[kind].format(given=_shown(given), **context)
    return f"{details['msg']} (given: {_shown(given)})"


SAYINGS = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "literal_error": "{given} is not one of {expected}",
    "string_pattern_mismatch": "{given} does not have the form {pattern}",
    "greater_than_equal": "{given} is less than {ge}",
    "less_than_equal": "{given} is more than {le}",
    "value_error": "{error}",
}

WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "a text in quotes",
    "bool_type": "true or false",
    "date_type": "a date like 2026-04-15 without quotes",
    "tuple_type": "a list in square brackets",
    "mapping_type": "a table",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def _sort(value: object) -> str:
    names: Iterable[tuple[type, str]] = (
        (bool, "the truth value"),
        (str, "the text"),
        (int, "the number"),
        (float, "the number"),
        (list, "the list"),
        (dict, "the table"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "the value")


def _shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _not_a_key(location: Sequence[int | str]) -> str:
    known = _known_keys(location[:-1])
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    hint = (
        f"; did you mean {near[0]}?" if near else f" (known: {', '.join(known)})" if known else ""
    )
    return f"is not a key of this table{hint}"


def _known_keys(location: Sequence[int | str]) -> list[str]:
    """Return the keys the table at `location` may have, found by walking the models."""
    model: type[BaseModel] | None = PolicyPack
    for part in location:
        if model is None:
            return []
        field = model.model_fields.get(part) if isinstance(part, str) else None
        if field is not None:
            model = _model_in(field.annotation)
        # A code or a position: the row's model was found at the field above it.
    return [] if model is None else [name for name in model.model_fields if name != "code"]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as `Mapping[Code, Category]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
