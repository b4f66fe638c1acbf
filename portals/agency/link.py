"""The page behind the link in our letter: what was referred, and what the office answers (0381)."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from casework.channels import Answer, AnswerKind
from casework.models import AgencyAnswer
from casework.refusals import LinkOver
from casework.services import agency_link, incoming
from casework.services.incoming import Upload
from common.errors import Conflict, Refusal
from documents import downloads
from documents.downloads import DamagedFile
from documents.models import Evidence
from portals.agency import shown, words
from portals.agency.door import Desk, linked
from portals.agency.forms import FORMS, SLUGS, Reply
from portals.officer import clocks

#: Fields of an answer that forms fill.
_FACTS = (
    "receipt_no",
    "file_no",
    "reason_code",
    "result_class",
    "doc_no",
    "decided_on",
    "words",
)


@require_safe
@linked
def packet(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show what was referred, how it stands, and which answers fit."""
    if request.method == "GET":
        agency_link.note_opened(desk.link, at=desk.at)
    facts = shown.facts_of(desk)
    context = _about(desk) | {
        "expected": shown.expected(desk),
        "offers": shown.offers(desk),
        "lines": shown.lines_of(desk, facts),
        "texts": shown.texts(facts),
        "people": shown.people(facts),
        "materials": shown.materials(desk),
        "letter": shown.sending_of(desk).document,
        "history": shown.history(desk),
    }
    return render(request, "agency/packet.html", context)


def _about(desk: Desk) -> dict[str, Any]:
    return {
        "desk": desk,
        "number": desk.referral.file.number,
        "state": shown.state(desk),
        "until": clocks.due_words(desk.link.expires_at),
    }


@require_safe
@linked
def letter(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Hand out the letter by which the matter came, once its PDF exists."""
    document = shown.sending_of(desk).document
    if document is None or not document.is_rendered:
        raise Http404
    return downloads.paper(document)


@require_safe
@linked
def material(request: HttpRequest, desk: Desk, position: int) -> HttpResponseBase:
    """Hand out a file of the list, if it still is the one that was listed."""
    item = shown.item_at(desk, position)
    thing = shown.thing_of(item) if item else None
    if item is None or thing is None:
        raise Http404
    if not isinstance(thing, Evidence):
        return downloads.paper(thing)
    with thing.blob.open("rb") as handle:
        if hashlib.file_digest(handle, "sha256").hexdigest() != item.sha256:
            raise DamagedFile(f"evidence {thing.pk}")
    return downloads.evidence(thing)


@require_http_methods(["GET", "HEAD", "POST"])
@linked
def answer(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """Take one answer: a form, a tick, a press."""
    kind = SLUGS.get(slug)
    if kind is None:
        raise Http404
    fits = kind in incoming.open_to(desk.referral)
    if request.method != "POST":
        return _form(request, desk, kind, _blank(desk, kind)) if fits else _unfit(request, desk)
    form = FORMS[kind](request.POST, request.FILES, acknowledged=_is_acknowledged(desk))
    if not form.is_valid():
        return _form(request, desk, kind, form, 422) if fits else _unfit(request, desk)
    try:
        told = _send(desk, kind, form)
    except LinkOver:
        raise
    except Refusal as refusal:
        if not fits or isinstance(refusal, Conflict):
            return _unfit(request, desk)
        form.refuse(refusal)
        return _form(request, desk, kind, form, 422)
    return redirect("agency_answered", token=desk.token, pk=told.pk)


def _is_acknowledged(desk: Desk) -> bool:
    return bool(desk.referral.state != "DISPATCHED")


def _blank(desk: Desk, kind: AnswerKind) -> Reply:
    return FORMS[kind](acknowledged=_is_acknowledged(desk))


def _send(desk: Desk, kind: AnswerKind, form: Reply) -> AgencyAnswer:
    given = form.cleaned_data
    told = Answer(
        message_id=f"link:{desk.link.pk}:{given['once']}",
        reference=desk.referral.file.number,
        kind=kind,
        at=desk.at,
        **{name: given[name] for name in _FACTS if given.get(name)},
    )
    files = [_upload(one) for one in given.get("papers") or ()]
    return incoming.by_link(told, link_id=desk.link.pk, files=files, at=desk.at)


def _upload(file: Any) -> Upload:
    return Upload(file.name or "", file.size or 0, file)


def _form(
    request: HttpRequest, desk: Desk, kind: AnswerKind, form: Reply, status: int = 200
) -> HttpResponse:
    heading, meaning = words.ANSWERS[kind]
    context = _about(desk) | {"form": form, "heading": heading, "meaning": meaning}
    return render(request, "agency/answer.html", context, status=status)


def _unfit(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say that this answer does not fit, how the matter stands, and which answers would."""
    link = agency_link.find(desk.token, at=desk.at)
    if link is None:
        raise LinkOver
    now = Desk(link, link.referral, desk.token, desk.at)
    context = _about(now) | {"offers": shown.offers(now)}
    return render(request, "agency/unfit.html", context, status=409)


@require_safe
@linked
def answered(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Confirm what was answered; a page to print and to come back to."""
    told = desk.link.answers.filter(pk=pk).first()
    if told is None:
        raise Http404
    context = _about(desk) | {
        "told": told,
        "title": words.SAID[told.kind],
        "rows": shown.codes_of(told),
        "files": told.evidence.order_by("pk"),
    }
    return render(request, "agency/answered.html", context)
