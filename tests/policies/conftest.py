"""A pack to spoil: a copy of `plan` in a folder of its own."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from policies import services


@dataclass(frozen=True)
class Copy:
    """A writable copy of the pack `plan`; `packs` is the folder the code is found in."""

    packs: Path

    @property
    def folder(self) -> Path:
        return self.packs / "plan"

    @property
    def version(self) -> Path:
        return self.folder / "2026.1"

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the one place where `old` stands; a test that misses its place must not pass."""
        path = self.version / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, file: str, text: str) -> None:
        path = self.version / file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + text, encoding="utf-8")


@pytest.fixture
def copy(tmp_path) -> Copy:
    shutil.copytree(services.BUILT_IN / "plan", tmp_path / "packs" / "plan")
    return Copy(tmp_path / "packs")
