"""Where papers and evidence lie: outside every served folder, under names that say nothing."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Files without an address: folders 0700, files 0600, read only through a permission check."""

    def __init__(self, setting: str) -> None:
        self.setting = setting
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> str:
        """The folder the setting names now: tests and rehearsals bring their own."""
        return str(getattr(settings, self.setting))

    @property
    def location(self) -> str:
        """The same, absolute."""
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        """Refuse: nothing here is ever linked to."""
        raise ValueError("private files have no URL; stream them after a permission check")


def papers() -> PrivateStorage:
    """Return the storage of rendered papers."""
    return PrivateStorage("CASEWORK_PAPERS_DIR")


def evidence() -> PrivateStorage:
    """Return the storage of evidence files."""
    return PrivateStorage("CASEWORK_EVIDENCE_DIR")


def staged() -> PrivateStorage:
    """Return the storage of evidence whose complaint is not registered yet."""
    return PrivateStorage("CASEWORK_STAGED_DIR")
