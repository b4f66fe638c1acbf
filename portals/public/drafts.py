"""The complaint while it is being written: on the server, sealed, in no address."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from common import canonical, crypto
from common.crypto import keyed_hash

_KEY = "complaint_draft"


@dataclass(frozen=True)
class Staged:
    """A file that waits for its complaint."""

    key: str
    name: str
    size: int
    caption: str = ""


@dataclass
class Draft:
    """Answers by step, as they were typed. `token` names the complaint that will come of it."""

    token: str = field(default_factory=crypto.new_token)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    files: list[Staged] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """What the check page was drawn from: a later change in another window changes it."""
        return keyed_hash(canonical.dumps(asdict(self)).decode(), "complaint-draft")[:32]


def load(request: HttpRequest) -> Draft | None:
    """Return the draft of this browser; a session that cannot be opened any more has none."""
    sealed = request.session.get(_KEY)
    if not sealed:
        return None
    try:
        kept: dict[str, Any] = json.loads(crypto.open_sealed(sealed))
    except crypto.Unreadable:
        return None
    files = [Staged(**each) for each in kept["files"]]
    return Draft(token=kept["token"], answers=kept["answers"], files=files)


def save(request: HttpRequest, draft: Draft) -> None:
    """Keep the draft; sessions are rows in the database, so its words are sealed."""
    request.session[_KEY] = crypto.seal(json.dumps(asdict(draft)))


def drop(request: HttpRequest) -> None:
    """Forget the draft."""
    request.session.pop(_KEY, None)
