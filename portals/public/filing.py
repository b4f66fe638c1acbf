"""From a draft to a registered complaint, once."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from accounts import throttle, units
from accounts.throttle import Limit
from casework.models import Complaint, Party
from casework.services import intake, records
from common.actors import Outside
from common.errors import InvalidInput, Refusal
from portals import places
from portals.public import staging, steps
from portals.public.drafts import Draft
from portals.public.forms import TITLES

SOURCE = "web"
HOUR = 3600  # seconds


class TooManyFiles(InvalidInput):
    """The complaint brings along as many files as it may."""

    code = "TOO_MANY_FILES"
    message = _("No more files can be added here.")
    next_step = _("File the complaint first; more files can be added to it afterwards.")


class TooManyComplaints(Refusal):
    """This browser or address has filed too many complaints within an hour."""

    code = "TOO_MANY_COMPLAINTS"
    status = 429
    message = _("From here several complaints have been filed within the last hour.")
    next_step = _("Your draft is kept: please file it in an hour, or call us.")


def room(draft: Draft) -> int:
    """Return how many files may still be added."""
    most: int = settings.CASEWORK_FILES_PER_COMPLAINT
    return max(0, most - len(draft.files))


def add_file(
    draft: Draft, upload: UploadedFile[bytes], caption: str, *, address: str, at: datetime
) -> None:
    """Examine a file and put it aside for the complaint.

    Raises:
        TooManyFiles: the draft is full.
        throttle.TooManyAttempts: this address has put aside too many files within an hour.
        documents.evidence.RefusedFile: the file cannot be evidence, with the reason.
    """
    if not room(draft):
        raise TooManyFiles
    # Files wait without a complaint: nobody may fill the disk with drafts.
    limit = Limit("web-file", settings.CASEWORK_FILES_PER_ADDRESS, HOUR)
    throttle.attempt([(limit, address)], at=at)
    draft.files.append(staging.stage(upload, caption, at=at))


def register(
    draft: Draft, consents: dict[str, Any], *, browser: str, address: str, at: datetime
) -> Party:
    """Register the draft and return its complainant; sent twice, it is the same complaint.

    Raises:
        TooManyComplaints: from this browser or address.
        InvalidInput: a check digit or number, naming the field.
    """
    party = _filed(draft)
    if party is not None:
        _hand_over(draft, party, at=at)
    else:
        try:
            attempt = throttle.attempt(
                [
                    (Limit("web-browser", settings.CASEWORK_COMPLAINTS_PER_BROWSER, HOUR), browser),
                    (Limit("web-address", settings.CASEWORK_COMPLAINTS_PER_ADDRESS, HOUR), address),
                ],
                at=at,
            )
        except throttle.TooManyAttempts:
            raise TooManyComplaints from None
        try:
            party = _register(draft, consents, at=at)
        except Refusal:
            throttle.forgive(attempt)
            raise
        except IntegrityError:
            throttle.forgive(attempt)
            # The other press of a double click was first: same source, same ticket number.
            party = _filed(draft)
            if party is None:
                raise
            _hand_over(draft, party, at=at)
    for waiting in draft.files:
        staging.discard(waiting.key)
    return party


def _filed(draft: Draft) -> Party | None:
    known = Complaint.objects.filter(source=SOURCE, ticket_no=draft.token).first()
    if known is None:
        return None
    return Party.objects.select_related("file").get(
        file_id=known.file_id, role=Party.Role.COMPLAINANT
    )


def _register(draft: Draft, consents: dict[str, Any], *, at: datetime) -> Party:
    given = steps.answers(draft)
    facts = intake.Registration(
        channel="WEB",
        source=SOURCE,
        ticket_no=draft.token,
        received_at=at,
        title=TITLES[given["problem"]],
        narrative=given["narrative"],
        request=given["request"],
        requester_role=given["requester_role"],
        complainant=intake.PartyFacts(
            kind=given["requester_role"],
            name=given["complainant_name"],
            phone=given["complainant_phone"],
            email=given["complainant_email"],
            address=given["complainant_address"],
        ),
        respondent=intake.PartyFacts(
            kind=given["respondent_type"],
            name=given["respondent_name"],
            phone=given["respondent_phone"],
            uscc=given["respondent_uscc"],
            address=given["respondent_address"],
            certificate_no=given["respondent_certificate_no"],
        ),
        vulnerable_victim=given["vulnerable_victim"],
        amount_involved=given["amount_involved"],
        occurred_on=given["occurred_on"],
        occurred_place=given["occurred_place"],
        district_code=places.code_of(given.get("district_code", "")),
        order_no=given["order_no"],
        consent_publish=consents["consent_publish"],
        consent_entrust_mediation=consents["consent_entrust_mediation"],
        emergency=given["emergency"],
        ticket={"problem": given["problem"]},
    )
    unit = units.for_district(facts.district_code)
    with ExitStack() as streams:
        # What was dropped after a day is not there any more, and the form does not name it.
        found = [(waiting, staging.take(waiting.key)) for waiting in draft.files]
        materials = [
            intake.Material(streams.enter_context(stream), waiting.name, waiting.caption)
            for waiting, stream in found
            if stream is not None
        ]
        done = intake.register(
            facts, unit=unit, by=Outside("COMPLAINANT"), at=at, materials=materials
        )
    return done.complaint.file.parties.select_related("file").get(role=Party.Role.COMPLAINANT)


def _hand_over(draft: Draft, party: Party, *, at: datetime) -> None:
    """Put what still waits into a complaint registered before; the same content only once."""
    for waiting in draft.files:
        stream = staging.take(waiting.key)
        if stream is None:
            continue  # The registration took it, or it was dropped after a day.
        with stream:
            records.add_evidence(
                file_id=party.file_id,
                stream=stream,
                name=waiting.name,
                caption=waiting.caption,
                by=Outside("COMPLAINANT", party.pk),
                at=at,
            )
