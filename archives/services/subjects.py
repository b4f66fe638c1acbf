"""Whom an entry is about: identification to the standard of brief §3.8, and nothing less."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from archives.kinds import Basis, SubjectKind
from archives.models import Subject, SubjectName
from common.crypto import keyed_hash
from common.errors import Conflict, InvalidInput, Text
from common.ids import check_certificate_no, check_resident_id, check_uscc
from common.text import normalise

ID_HASH_PURPOSE = "resident_id"
_NAME_LENGTH = 200


class NameDiffers(Conflict):
    """The number belongs to a worker who is known under another name."""

    code = "NAME_DIFFERS"
    message = _("This ID or certificate number belongs to a person with another name.")
    next_step = _("Compare name and number with the ID card or the service certificate.")


class CertificateDiffers(Conflict):
    """The worker already has another certificate number, which is bound to the ID for life (F2)."""

    code = "CERTIFICATE_DIFFERS"
    message = _("The certificate number does not belong to this ID number.")
    next_step = _("Compare both numbers with the service certificate.")


@dataclass(frozen=True)
class Match:
    """The answer to "who is this?": a subject with the proof, or what is missing."""

    subject: Subject | None
    basis: Basis | None = None
    #: The service order ties the person to the event (brief §3.8).
    order_linked: bool = False
    missing: Text = ""


@transaction.atomic
def identify_enterprise(uscc: str, name: str, at: datetime) -> Subject:
    """Return the enterprise with this USCC, entering it if it is new; raises `InvalidInput`.

    The number decides; a name not met before is added to the subject's names.
    """
    code, name = check_uscc(uscc), _name(name)
    subject, _created = Subject.objects.get_or_create(
        uscc=code,
        defaults={
            "kind": SubjectKind.ENTERPRISE,
            "pseudonym": _pseudonym(),
            "name": name,
            "created_at": at,
        },
    )
    SubjectName.objects.get_or_create(subject=subject, name=name, defaults={"first_seen_at": at})
    return subject


@transaction.atomic
def identify_worker(
    id_number: str, name: str, certificate_no: str | None = None, *, at: datetime
) -> Subject:
    """Return the worker with this ID number, entering a new one.

    Raises `InvalidInput` for a bad number, `NameDiffers` and `CertificateDiffers` if the archive
    knows the number otherwise: nobody gets another person's entry through a slip of the pen.
    """
    number, name = check_resident_id(id_number), _name(name)
    certificate = check_certificate_no(certificate_no) if certificate_no else None
    subject, created = Subject.objects.get_or_create(
        id_hash=keyed_hash(number, ID_HASH_PURPOSE),
        defaults={
            "kind": SubjectKind.WORKER,
            "pseudonym": _pseudonym(),
            "name": name,
            "id_number": number,
            "created_at": at,
        },
    )
    if created:
        SubjectName.objects.create(subject=subject, name=name, first_seen_at=at)
    _same_name(subject, name)
    if certificate and subject.certificate_no != certificate:
        holder = Subject.objects.filter(certificate_no=certificate).exclude(pk=subject.pk)
        if subject.certificate_no or holder.exists():
            raise CertificateDiffers(field="certificate_no")
        subject.certificate_no = certificate
        subject.save(update_fields=["certificate_no"])
    return subject


def match(
    *,
    kind: str,
    name: str,
    at: datetime,
    uscc: str = "",
    id_number: str = "",
    certificate_no: str = "",
    order_no: str = "",
) -> Match:
    """Say whether a respondent is identified well enough for an entry (brief §3.8).

    Never by name: an enterprise by its USCC; a worker by ID number, or by the number of a
    certificate the archive knows. `kind` other than WORKER and ENTERPRISE has no archive. What
    keeps a respondent from being identified stands in `missing`, in words for the officer.
    """
    if kind == SubjectKind.ENTERPRISE:
        if not uscc:
            return Match(None, missing=_("The Unified Social Credit Code is missing."))
        return _or_missing(
            lambda: Match(identify_enterprise(uscc, name, at), Basis.USCC, bool(order_no))
        )
    if kind != SubjectKind.WORKER:
        return Match(None, missing=_("The archive keeps workers and enterprises only."))
    if id_number:
        return _or_missing(
            lambda: Match(
                identify_worker(id_number, name, certificate_no or None, at=at),
                Basis.ID_NUMBER,
                bool(order_no),
            )
        )
    if certificate_no:
        return _or_missing(lambda: _by_certificate(certificate_no, name, bool(order_no)))
    return Match(None, missing=_("ID number or certificate number of the worker is missing."))


def deregister(subject: Subject, *, on: date) -> None:
    """Note that the registry shows the enterprise as deregistered since `on` (AS-23)."""
    subject.deregistered_on = on
    subject.save(update_fields=["deregistered_on"])


def seal(subject: Subject, *, at: datetime) -> None:
    """Seal the archive of a dead worker; kin may still have it corrected (brief §6.7)."""
    subject.sealed_at = at
    subject.save(update_fields=["sealed_at"])


def _or_missing(identify: Callable[[], Match]) -> Match:
    """Turn a refused number into the sentence that says what is missing."""
    try:
        return identify()
    except (InvalidInput, Conflict) as refusal:
        return Match(None, missing=refusal.message)


def _by_certificate(certificate_no: str, name: str, order_linked: bool) -> Match:
    number = check_certificate_no(certificate_no)
    subject = Subject.objects.filter(certificate_no=number).first()
    if subject is None:
        return Match(None, missing=_("The archive knows no worker with this certificate."))
    _same_name(subject, _name(name))
    return Match(subject, Basis.CERTIFICATE, order_linked)


def _same_name(subject: Subject, name: str) -> None:
    if normalise(subject.name) != normalise(name):
        raise NameDiffers(field="name")


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _NAME_LENGTH:
        raise InvalidInput(
            _("A name of at most 200 characters is needed."), code="NAME", field="name"
        )
    return name


def _pseudonym() -> str:
    """Return a name that says nothing: random, so that no list of ID numbers leads to it."""
    return f"S-{secrets.token_hex(16)}"
