"""What may leave the house for an agency: the particulars by name, and the facts made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from casework.models import Complaint, Packet, Party, Referral

#: Name → words for the person who chooses. What is not chosen stays in the house (PIPL 6).
PARTICULARS: Final = {
    "complainant_name": _("complainant: name"),
    "complainant_phone": _("complainant: telephone"),
    "complainant_address": _("complainant: address"),
    "complainant_id_no": _("complainant: ID number"),
    "respondent_name": _("respondent: name"),
    "respondent_phone": _("respondent: telephone"),
    "respondent_address": _("respondent: address"),
    "respondent_id_no": _("respondent: ID number"),
    "respondent_uscc": _("respondent: social credit code"),
    "respondent_certificate_no": _("respondent: certificate number"),
    "amount": _("sum involved"),
    "occurred": _("when and where it happened"),
    "order_no": _("order number"),
}
OF_THE_COMPLAINANT: Final = frozenset(
    name for name in PARTICULARS if name.startswith("complainant_")
)
#: What each kind of referral needs at least; the liaison may add, with the reason in the request.
_ASKED: Final = ("complainant_name", "complainant_phone", "respondent_name", "occurred")
USUAL: Final[dict[str, tuple[str, ...]]] = {
    "CRIME": (*_ASKED, "respondent_phone", "amount", "order_no"),
    "MANDATORY_MINOR": (*_ASKED, "respondent_phone", "complainant_address"),
    "ADMINISTRATIVE": (*_ASKED, "respondent_uscc", "respondent_address", "amount", "order_no"),
    "LABOUR": (*_ASKED, "respondent_uscc", "respondent_address", "amount"),
    "INFO": ("respondent_name", "respondent_uscc"),
}

_CRIME = "《中华人民共和国刑事诉讼法》第一百一十条第一款、《中华人民共和国治安管理处罚法》"
_MINOR = "《中华人民共和国未成年人保护法》第十一条第二款"
_REPORT = "请立即依法处置，保护未成年人安全，并将处置情况函告本会。"
#: Kind → legal basis and request that a letter of this kind starts with, as the letter words them.
#: What is administrative depends on the agency; of an agency not named here the liaison names it.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "CRIME": (_CRIME, "请依法受理、调查处理，出具受案回执，并将处理结果函告本会。"),
    "MANDATORY_MINOR": (_MINOR, _REPORT),
    "ADMINISTRATIVE": ("", "请依法核实处理，并将是否立案以及处理结果函告本会。"),
    "LABOUR": ("《劳动保障监察条例》第九条", "请依法开展劳动保障监察，并将处理结果函告本会。"),
    "INFO": ("", "供贵单位工作参考。"),
}
_ADMINISTRATIVE: Final = {"MARKET_REGULATOR": "《市场监督管理投诉举报处理办法》"}


def usual_words(kind: str, agency: str) -> tuple[str, str]:
    """Return the legal basis and the request a referral of this kind starts with."""
    basis, asks = _WORDS.get(kind, ("", ""))
    return basis or _ADMINISTRATIVE.get(agency, ""), asks


def usual(kind: str, *, has_complainant: bool, confidential: bool) -> tuple[str, ...]:
    """Return the particulars that a referral of this kind starts with.

    Who asked to stay unnamed is not named unless the liaison chooses so; an informant never.
    """
    wanted = USUAL.get(kind, ())
    if has_complainant and not confidential:
        return wanted
    return tuple(name for name in wanted if name not in OF_THE_COMPLAINANT)


def facts_of(referral: Referral, packet: Packet, agency: str) -> dict[str, Any]:
    """Return exactly what leaves: the preview, the letter and the parcel are made of it.

    Strings, lists and maps of strings only; a particular that was not chosen has no key.
    """
    complaint = referral.complaint
    chosen = set(packet.particulars)
    people = {party.role: party for party in complaint.file.parties.all()}
    facts: dict[str, Any] = {
        "referral_number": referral.file.number,
        "case_number": complaint.file.number,
        "agency": agency,
        "kind": referral.kind,
        "category": complaint.category,
        "severity": complaint.severity,
        "legal_basis": packet.legal_basis,
        "summary": packet.facts,
        "asks": packet.asks,
        "evidence": [
            {"name": item.name} | ({"sha256": item.sha256} if item.sha256 else {})
            for item in packet.items.order_by("position")
        ],
    }
    for role in ("COMPLAINANT", "RESPONDENT"):
        told = _of_party(people.get(role), role.lower(), chosen)
        if told:
            facts[role.lower()] = told
    return facts | _of_matter(complaint.statement, chosen)


def known(complaint: Complaint) -> dict[str, str]:
    """Return what could go along: each particular that the file has, by name, with its value."""
    everything = set(PARTICULARS)
    found: dict[str, str] = {}
    for party in complaint.file.parties.all():
        if party.role == "COMPLAINANT" and not complaint.has_complainant:
            continue
        prefix = party.role.lower()
        told = _of_party(party, prefix, everything)
        found |= {f"{prefix}_{name}": value for name, value in told.items()}
    matter = _of_matter(complaint.statement, everything)
    found |= {name: matter[name] for name in ("amount", "order_no") if name in matter}
    occurred = [matter[name] for name in ("occurred_when", "occurred_place") if name in matter]
    if occurred:
        found["occurred"] = " ".join(occurred)
    return {name: found[name] for name in PARTICULARS if name in found}


def _of_party(party: Party | None, prefix: str, chosen: set[str]) -> dict[str, str]:
    if party is None:
        return {}
    names = ("name", "phone", "address", "id_no", "uscc", "certificate_no")
    return {
        name: str(getattr(party, name))
        for name in names
        if f"{prefix}_{name}" in chosen and getattr(party, name)
    }


def _of_matter(statement: Any, chosen: set[str]) -> dict[str, str]:
    facts: dict[str, str] = {}
    if "amount" in chosen and statement.amount_involved is not None:
        facts["amount_involved"] = f"{statement.amount_involved:.2f}"
    if "order_no" in chosen and statement.order_no:
        facts["order_no"] = statement.order_no
    if "occurred" in chosen:
        day = f"{statement.occurred_on:%Y-%m-%d}" if statement.occurred_on else ""
        facts["occurred_when"] = statement.occurred_when or day
        facts["occurred_place"] = statement.occurred_place or statement.city
    return {name: value for name, value in facts.items() if value}
