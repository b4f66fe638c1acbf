"""An agreement as a session brings it about: worded by the mediator, signed by both."""

from datetime import datetime
from typing import Any

from casework.models import AgreementDraft, Mediation, Party
from casework.services import agreement
from common.actors import Outside
from tests import cast

#: Terms that are lawful and due; tests change what they are about.
DEAL: dict[str, Any] = {
    "facts": "双方对保洁质量和退款金额有争议。",
    "terms": ["退还费用"],
    "performed_at_once": True,
    "lawful": True,
}


def draft(mediation: Mediation, *, at: datetime = cast.AT, **changes: Any) -> AgreementDraft:
    """Put a wording to both parties."""
    deal = DEAL | changes
    return agreement.draft(mediation_id=mediation.pk, by=cast.member("mediator"), at=at, **deal)


def sign(
    worded: AgreementDraft, role: str, *, at: datetime = cast.AT, on_paper: bool = False
) -> Mediation:
    """Let a party sign: on its own page, or on paper in the session."""
    party = Party.objects.get(file=worded.mediation.complaint.file, role=role)
    return agreement.sign(
        mediation_id=worded.mediation_id,
        draft_id=worded.pk,
        party_id=party.pk,
        how="IN_PERSON" if on_paper else "ONLINE",
        by=Outside(role, party.pk, entered_by=cast.member("mediator").pk if on_paper else None),
        at=at,
    )


def agree(mediation: Mediation, *, at: datetime = cast.AT, **changes: Any) -> Mediation:
    """Word the agreement and let both sign it on paper."""
    worded = draft(mediation, at=at, **changes)
    for role in ("COMPLAINANT", "RESPONDENT"):
        done = sign(worded, role, at=at, on_paper=True)
    return done
