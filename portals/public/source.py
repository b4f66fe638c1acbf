"""The source of what runs here, for anybody who uses it over the network (AGPL-3.0 §13)."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

#: What belongs to the work; data, secrets and environments lie elsewhere and are never packed.
PARTS = [
    "accounts",
    "archives",
    "bench",
    "casework",
    "common",
    "config",
    "deadlines",
    "docs",
    "documents",
    "integrations",
    "locale",
    "notifications",
    "outbox",
    "policies",
    "portals",
    "rewards",
    "static",
    "templates",
    "tests",
    "tools",
    "workflows",
    ".ci",
    "LICENSE",
    "Makefile",
    "NOTICE",
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "manage.py",
    "pyproject.toml",
    "requirements.lock",
]
_LEFT_OUT = ("__pycache__", ".pyc")


def _kept(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if any(part.endswith(_LEFT_OUT) for part in Path(member.name).parts):
        return None
    # Nobody's account name and no folder of this machine travels with the work.
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _packed() -> Iterator[bytes]:
    root = Path(settings.BASE_DIR)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=6) as archive:
        for part in PARTS:
            for path in sorted(_files(root / part)):
                archive.add(
                    path, f"chengxin-casework/{path.relative_to(root)}", False, filter=_kept
                )
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from (found for found in path.rglob("*") if found.is_file())


@require_safe
def source(request: HttpRequest) -> StreamingHttpResponse:
    """Send the source as a tar archive, packed while it is sent."""
    response = StreamingHttpResponse(_packed(), content_type="application/gzip")
    response["Content-Disposition"] = 'attachment; filename="chengxin-casework.tar.gz"'
    return response
