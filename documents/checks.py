"""What must be on the machine before a paper is drawn, said in words an administrator can use."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from documents.fonts import FONT_PATHS

INSTALL = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
#: What WeasyPrint draws with, by the names Debian and Ubuntu give. Without the subsetter it draws
#: too, but takes 10 to 30 seconds for every paper.
LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


@register
def drawing_libraries(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Report missing libraries and fonts, without loading WeasyPrint itself."""
    found: list[CheckMessage] = [
        Error(f"{name} is missing: papers need it.", hint=f"Run: {INSTALL}", id="documents.E001")
        for name in LIBRARIES
        if not _loads(name)
    ]
    for address, path in FONT_PATHS.items():
        if not path.is_file():
            found.append(
                Error(
                    f"The font {address} is missing.",
                    hint="Install the locked requirements again (package pylopdf-fonts-zh-cn).",
                    id="documents.E002",
                )
            )
    return found


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
