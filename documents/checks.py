"""What must be on the machine before a paper is drawn, said in words an administrator can use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from weasyprint.text import ffi

from documents.rendering import FONT_PATHS

INSTALL = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@register
def drawing_libraries(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Report a missing subsetter (papers take a minute each without it) or a missing font."""
    found: list[CheckMessage] = []
    if ffi.harfbuzz_subset is None:
        found.append(
            Error(
                "libharfbuzz-subset is missing: every paper would take 10 to 30 seconds.",
                hint=f"Run: {INSTALL}",
                id="documents.E001",
            )
        )
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
