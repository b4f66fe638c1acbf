"""What is being typed: kept for the person on the server, sealed, until it is sent (decision 0172).

A draft belongs to a page of a file. It holds the raw values of the fields by the name the browser
gives them, so a form takes them back as if they had just been typed.
"""

from __future__ import annotations

import json

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from common import crypto

_KEY = "drafts"
#: One draft, in characters; and how many a session keeps.
LIMIT = 20_000
KEPT = 20

Typed = dict[str, list[str]]


def load(request: HttpRequest, page: str, number: str) -> MultiValueDict[str, str]:
    """Return what this person typed on `page` of the file and has not sent; often nothing."""
    sealed = request.session.get(_KEY, {}).get(f"{page}:{number}", "")
    try:
        typed: Typed = json.loads(crypto.open_sealed(sealed)) if sealed else {}
    except crypto.Unreadable:
        typed = {}
    return MultiValueDict(typed)


def keep(request: HttpRequest, page: str, number: str, typed: Typed) -> bool:
    """Keep what is typed on `page` in place of what was; False if it is too long to be kept."""
    drafts: dict[str, str] = request.session.get(_KEY, {})
    had = drafts.pop(f"{page}:{number}", "")
    words = json.dumps(typed, ensure_ascii=False)
    fits = len(words) <= LIMIT
    if not fits:
        if had:
            drafts[f"{page}:{number}"] = had
    elif any(value.strip() for values in typed.values() for value in values):
        drafts[f"{page}:{number}"] = crypto.seal(words)
    request.session[_KEY] = dict(list(drafts.items())[-KEPT:])
    return fits
