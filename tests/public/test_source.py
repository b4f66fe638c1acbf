"""The source of what runs is handed out whole, and nothing else with it."""

import io
import tarfile
from typing import Any

from django.conf import settings
from django.test import Client


def test_the_source_is_whole_and_holds_no_data(client: Client) -> None:
    response: Any = client.get("/source")

    packed = io.BytesIO(b"".join(response.streaming_content))
    with tarfile.open(fileobj=packed) as archive:
        names = {name.removeprefix("chengxin-casework/") for name in archive.getnames()}
        secrets = [
            name
            for name in archive.getnames()
            if settings.SECRET_KEY.encode() in archive.extractfile(name).read()
        ]
    assert {"LICENSE", "Makefile", "manage.py", "casework/guards/__init__.py"} <= names
    assert not [name for name in names if name.startswith(("var/", ".venv/", ".git/"))]
    assert not [name for name in names if "__pycache__" in name]
    assert secrets == []
