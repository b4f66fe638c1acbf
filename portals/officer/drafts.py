"""What is being typed: kept for the person on the server, sealed, until it is sent (decision 0172).

A draft belongs to a page of a file. It holds the raw values of the fields by the name the browser
gives them, so a form takes them back as if they had just been typed.
"""

from __future__ import annotations

import json

from django import forms
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from common import crypto
from portals.forms import HouseForm

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


def beyond(form: HouseForm, data: MultiValueDict[str, str]) -> Typed:
    """Return what `data` holds for the fields of a bound form beyond what the page showed."""
    found: Typed = {}
    for name in form.changed_data:
        named = form.add_prefix(name)
        values = data.getlist(named) or [""]
        if _is_typed(form.fields[name]) and not _stood_there(form, name, values):
            found[named] = values
    return found


def _is_typed(field: forms.Field) -> bool:
    """Return whether a draft keeps the field: not what the page itself put in, and no file."""
    return not (field.widget.is_hidden or field.widget.needs_multipart_form)


def _stood_there(form: HouseForm, name: str, values: list[str]) -> bool:
    """Return whether it is what a list shows of itself: the first of its choices."""
    widget = form.fields[name].widget
    if not isinstance(widget, forms.Select) or form.initial.get(name) is not None:
        return False
    return values == [str(next(iter(widget.choices), ("",))[0])]


def take_back(form: HouseForm, typed: MultiValueDict[str, str]) -> bool:
    """Put what was typed before into a fresh form; return whether there was anything."""
    begun = False
    for name, asked in form.fields.items():
        named = form.add_prefix(name)
        if named in typed and _is_typed(asked):
            form.initial[name] = asked.widget.value_from_datadict(typed, MultiValueDict(), named)
            begun = True
    return begun
