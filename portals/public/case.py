"""The tracking page: where the case stands, what is expected of me, and my acts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from casework.models import AgreementDraft, AgreementSignature, Contact, Mediation
from casework.services import acceptance, extension, mediation, records, withdrawal
from casework.services import agreement as signing
from common.errors import InvalidInput, WrongState
from deadlines import services as deadlines
from documents import downloads
from portals.public import forms, party_forms, referred, shown, words
from portals.public.acting import READ_AND_ACT, lead_back, me, take_act
from portals.public.track import Desk, tracked
from workflows.flows.complaint import desk_of

READ = require_safe


class EnoughFiles(InvalidInput):
    """The party has handed in as many files as it may."""

    code = "ENOUGH_FILES"
    message = gettext_lazy("You have handed in as many files as this page can take.")
    next_step = gettext_lazy("Please bring further evidence to the counter or call us.")


def _waits_at(desk: Desk) -> str:
    """Return what an accepted complaint waits for; a proposal is asked about wherever it lies."""
    proposed = desk.mediation is not None and desk.mediation.state == "PROPOSED"
    return "consents" if proposed else desk_of(desk.complaint)


@READ
@tracked
def case(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show the case as this party may see it."""
    cal = deadlines.current_calendar()
    state = referred.told_state(desk)
    doors = shown.doors(desk)
    context = {
        "desk": desk,
        "number": desk.complaint.file.number,
        "state": words.state_of(state, desk=_waits_at(desk)),
        "goes_on": shown.goes_on(desk),
        "joined": shown.joined(desk),
        "reply_due": shown.own_clock(desk, "ENTERPRISE_REPLY", cal),
        "over": state in words.OVER,
        "fulfilled": shown.is_fulfilled(desk),
        "steps": words.stages(state, accepted=desk.complaint.accepted_at is not None),
        "other": shown.other_party(desk),
        "subject": shown.subject(desk),
        "doors": doors,
        "answer": shown.answer_of(desk),
        "signed": shown.has_signed(desk),
        "limits": shown.limits(desk, cal),
        "supplement_due": shown.own_clock(desk, "SUPPLEMENT", cal),
        "consent_due": shown.own_clock(desk, "MEDIATION_FIRST", cal),
        "session": shown.session_of(desk),
        "referrals": referred.told(desk, cal),
        "mediated_beside": state == "IN_REFERRAL" and referred.is_mediated(desk),
        "result": shown.result(desk),
        "ended": shown.end_of_mediation(desk),
        "papers": shown.papers(desk),
        "files": shown.evidence(desk),
        "lines": shown.timeline(desk),
    }
    if doors.supplement:
        context["items"] = desk.complaint.supplement.items
        context["more_time"] = shown.request_for_more_time(desk)
    return render(request, "public/track/case.html", context)


@READ
@tracked
def paper(request: HttpRequest, desk: Desk, pk: int) -> HttpResponseBase:
    """Hand out a paper addressed to this party, once its PDF exists."""
    document = shown.papers(desk).rendered().filter(pk=pk).first()
    if document is None:
        raise Http404
    return downloads.paper(document)


@READ
@tracked
def file(request: HttpRequest, desk: Desk, pk: int) -> HttpResponseBase:
    """Hand out a file this party brought or may read."""
    item = shown.evidence(desk).filter(pk=pk).first()
    if item is None:
        raise Http404
    return downloads.evidence(item)


@READ_AND_ACT
@tracked
def supplement(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Answer the one request for missing materials."""
    if closed := lead_back(request, door=shown.doors(desk).supplement):
        return closed

    def act(given: dict[str, Any]) -> str:
        acceptance.supply(
            complaint_id=desk.complaint.pk, answer=given["answer"], by=me(desk), at=desk.at
        )
        return _("Your answer is here. We go on with the decision on acceptance.")

    asked = getattr(desk.complaint, "supplement", None)
    return take_act(
        request,
        desk,
        "supplement",
        party_forms.Supplement(request.POST or None),
        act,
        items=asked.items if asked else [],
        due=shown.own_clock(desk, "SUPPLEMENT", deadlines.current_calendar()),
        files=shown.evidence(desk),
        doors=shown.doors(desk),
        more_time=shown.request_for_more_time(desk),
    )


@READ_AND_ACT
@tracked
def more_time(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ask for more time to find what is missing: once, by the last day (brief §2.9)."""
    if not desk.is_complainant:
        raise Http404
    if closed := lead_back(request, door=shown.doors(desk).more_time):
        return closed

    def act(given: dict[str, Any]) -> str:
        extension.ask(
            complaint_id=desk.complaint.pk,
            code="SUPPLEMENT",
            reason=given["reason"],
            by=me(desk),
            at=desk.at,
        )
        return _("Your request is here. You get an answer; until then your right does not end.")

    return take_act(
        request,
        desk,
        "more_time",
        party_forms.MoreTime(request.POST or None),
        act,
        due=shown.own_clock(desk, "SUPPLEMENT", deadlines.current_calendar()),
    )


@READ_AND_ACT
@tracked
def consent(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say yes or no to mediation, knowing what it means."""
    found = desk.mediation
    if found is None:
        raise Http404
    if closed := lead_back(request, door=shown.doors(desk).consent):
        return closed

    def act(given: dict[str, Any]) -> str:
        mediation.answer(
            mediation_id=found.pk,
            party_id=desk.party.pk,
            consents=given["consents"],
            entrustment=given.get("entrustment", True),
            how=Contact.Means.ONLINE,
            by=me(desk),
            at=desk.at,
        )
        return _("Your answer is on file. Thank you.")

    form = party_forms.ConsentAnswer(request.POST or None, entrusted_to=found.entrusted_to)
    return take_act(
        request,
        desk,
        "consent",
        form,
        act,
        mediation=found,
        other=shown.other_party(desk),
        due=shown.own_clock(desk, "MEDIATION_FIRST", deadlines.current_calendar()),
    )


@READ_AND_ACT
@tracked
def no_agreement(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Declare that no agreement is possible, which ends the mediation."""
    found = desk.mediation
    if found is None:
        raise Http404
    if closed := lead_back(request, door=shown.doors(desk).no_agreement):
        return closed

    def act(given: dict[str, Any]) -> str:
        mediation.no_agreement(
            mediation_id=found.pk,
            statement=given["statement"],
            lead_found=False,
            by=me(desk),
            at=desk.at,
        )
        return _("The mediation has ended. You get the decision in writing.")

    return take_act(
        request, desk, "no_agreement", party_forms.NoAgreement(request.POST or None), act
    )


@READ_AND_ACT
@tracked
def withdraw(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Withdraw the complaint: the complainant alone, of free will, for good."""
    if not desk.is_complainant:
        raise Http404
    if closed := lead_back(request, door=shown.doors(desk).withdraw):
        return closed

    def act(given: dict[str, Any]) -> str:
        withdrawal.withdraw(
            complaint_id=desk.complaint.pk,
            own_act=given["own_act"],
            reason=given["reason"],
            by=me(desk),
            at=desk.at,
        )
        return _("The complaint is withdrawn.")

    return take_act(request, desk, "withdraw", party_forms.Withdraw(request.POST or None), act)


@READ_AND_ACT
@tracked
def evidence(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add a file to the case: examined by content, kept as it came."""
    if not shown.doors(desk).evidence:
        messages.info(request, _("The case takes no more files."))
        return redirect("track_case")
    form = forms.Evidence(request.POST if request.method == "POST" else None, request.FILES or None)

    def act(given: dict[str, Any]) -> str:
        if shown.evidence(desk).count() >= settings.CASEWORK_FILES_PER_PARTY:
            raise EnoughFiles(field="file")
        kept = records.add_evidence(
            file_id=desk.complaint.file_id,
            stream=given["file"],
            name=given["file"].name,
            caption=given["caption"],
            by=me(desk),
            at=desk.at,
        )
        return _("On file: %(name)s") % {"name": kept.name}

    return take_act(request, desk, "evidence", form, act, files=shown.evidence(desk))


@READ_AND_ACT
@tracked
def agreement(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Read the agreement, and sign it while it waits for signatures."""
    found, draft = desk.mediation, shown.wording(desk)
    if found is not None and draft is not None:
        return _to_sign(request, desk, found, draft)
    if request.method == "POST":
        raise WrongState
    if not shown.doors(desk).agreement:
        raise Http404
    context = {
        "desk": desk,
        "number": desk.complaint.file.number,
        "mediation": found,
        "other": shown.other_party(desk),
        "papers": shown.papers(desk).filter(kind="MEDIATION_STATEMENT"),
    }
    return render(request, "public/track/agreement.html", context)


def _to_sign(
    request: HttpRequest, desk: Desk, found: Mediation, draft: AgreementDraft
) -> HttpResponse:
    def act(given: dict[str, Any]) -> str:
        signed = signing.sign(
            mediation_id=found.pk,
            draft_id=given["draft"],
            party_id=desk.party.pk,
            how=AgreementSignature.How.ONLINE,
            by=me(desk),
            at=desk.at,
        )
        if signed.state == "AGREED":
            return _("Both sides have signed: the agreement stands. The statement is on its way.")
        return _("Your signature is on file. The agreement stands once the other side has signed.")

    return take_act(
        request,
        desk,
        "sign",
        party_forms.SignAgreement(request.POST or None, initial={"draft": draft.pk}),
        act,
        draft=draft,
        facts=shown.as_read(desk, draft.facts),
        signed=shown.has_signed(desk),
        other=shown.other_party(desk),
    )
