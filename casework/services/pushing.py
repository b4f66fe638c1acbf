"""A ticket pushed again (再次推送): its facts are brought up to date, never a second complaint."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework import clocks, merged, states
from casework.models import Complaint, Note, Party, Statement, Ticket
from casework.services import intake
from casework.services.hotline import tickets
from common import ids
from common.models import File
from deadlines import services as deadlines

#: What a sender may say anew; parties, source and number are not among them.
_SAID: Final = (
    "title",
    "narrative",
    "request",
    "vulnerable_victim",
    "amount_involved",
    "occurred_on",
    "occurred_when",
    "occurred_place",
    "province",
    "city",
    "district_code",
    "order_no",
    "consent_publish",
    "consent_entrust_mediation",
    "confidential",
)
_WEIGHED: Final = frozenset(
    {"title", "narrative", "request", "vulnerable_victim", "amount_involved", "occurred_on"}
)
_KNOWN_BY: Final = ("name", "phone", "email", "address", "id_no", "uscc", "certificate_no")


@transaction.atomic
def push_again(complaint: Complaint, facts: intake.Registration, *, at: datetime) -> list[str]:
    """Take a repeated push of a ticket and return the names of the facts that changed.

    The same record again changes nothing. Otherwise what was said is brought up to date, with the
    earlier narrative kept in a note; a party's blanks are filled in, but what is known of a party
    stays, because somebody may have confirmed it since, and the note names it for comparison. On
    a file that has ended only the note is written (brief §2.6: a re-push updates). The ticket's own
    terms are brought up to date in any case. Of a merged file the ticket goes on in its master:
    there people work, so the note is written there.

    Raises:
        InvalidInput: the code of the place is wrong, or a particular of a party.
    """
    ids.check_district(facts.district_code)
    file = File.objects.get(pk=complaint.file_id)
    ticket = tickets.latest(facts.source, facts.ticket_no)
    tickets.lock_cases(complaint, ticket)
    statement = Statement.objects.select_for_update().get(pk=complaint.pk)
    complaint = Complaint.objects.get(pk=complaint.pk)
    if facts.mark and facts.mark == statement.mark:
        return []
    statement.mark = facts.mark
    term_changed = _terms_anew(complaint, ticket, facts, at)
    desk = merged.master_of(complaint)
    if desk.state in states.TERMINAL:
        statement.save(update_fields=["mark"])
        _note(desk.file, [_("The ticket was pushed again after the file had ended.")], at)
        return []
    before = statement.narrative
    changed = _say_anew(statement, facts)
    if term_changed:
        changed.append("handle_due_at")
    filled, kept = _complete_parties(file, facts)
    _index(statement, file)
    if _WEIGHED & set(changed) and desk.graded_at is None:
        _suggest_anew(desk, statement, facts, at)
    statement.save()
    said = _in_words([*changed, *filled], kept, before, statement.narrative)
    if said and desk.pk != complaint.pk:
        said.insert(0, _("Of ticket %s, which was merged into this case:") % complaint.ticket_no)
    _note(desk.file, said, at)
    return [*changed, *filled]


def _terms_anew(
    complaint: Complaint, ticket: Ticket | None, facts: intake.Registration, at: datetime
) -> bool:
    """Bring the terms up to date and say whether the one for handling changed.

    A ticket has terms for as long as its hotline waits, also when the file has ended.
    """
    if ticket is not None:
        return tickets.pushed_again(ticket, facts, at=at)
    given = facts.handle_due_at
    if complaint.state in states.TERMINAL or not given or given == complaint.handle_due_at:
        return False
    Complaint.objects.filter(pk=complaint.pk).update(handle_due_at=given)
    deadlines.announce(complaint.file)
    return True


def _say_anew(statement: Statement, facts: intake.Registration) -> list[str]:
    said = {name: getattr(facts, name) for name in _SAID}
    changed = [
        name
        for name, value in said.items()
        if value not in ("", None) and value != getattr(statement, name)
    ]
    for name in changed:
        setattr(statement, name, said[name])
    ticket: dict[str, Any] = {**statement.ticket, **facts.ticket}
    changed += [name for name in ticket if ticket[name] != statement.ticket.get(name)]
    statement.ticket = ticket
    return changed


def _complete_parties(file: File, facts: intake.Registration) -> tuple[list[str], list[str]]:
    filled: list[str] = []
    kept: list[str] = []
    pushed = {Party.Role.COMPLAINANT: facts.complainant, Party.Role.RESPONDENT: facts.respondent}
    for party in file.parties.filter(role__in=pushed):
        given = pushed[Party.Role(party.role)]
        if given is not None:
            _complete(party, given, filled, kept)
    return filled, kept


def _complete(party: Party, given: intake.PartyFacts, filled: list[str], kept: list[str]) -> None:
    prefix = party.role.lower()
    fresh = intake.particulars(given, prefix)
    for name in _KNOWN_BY:
        if not fresh[name] or fresh[name] == getattr(party, name):
            continue
        if getattr(party, name) or party.identified_at:
            kept.append(f"{prefix}_{name}")
            continue
        filled.append(f"{prefix}_{name}")
        party.put(name, fresh[name])
        if name == "id_no":
            party.id_type = fresh["id_type"]
    if party.kind == Party.Kind.UNKNOWN and given.kind != party.kind and not party.identified_at:
        party.kind = given.kind
        filled.append(f"{prefix}_type")
    party.save()


def _index(statement: Statement, file: File) -> None:
    names = file.parties.exclude(name="").values_list("name", flat=True)
    statement.terms = intake.terms(
        (statement.title, statement.narrative, statement.request, *names)
    )


def _suggest_anew(
    complaint: Complaint, statement: Statement, facts: intake.Registration, at: datetime
) -> None:
    suggestion = intake.preview(facts, unit=complaint.file.unit, at=at)
    statement.suggestion = suggestion.as_dict()
    # Danger learned of later is as urgent as danger told at once (brief §2.9, TRIAGE_S1).
    if suggestion.severity == "S1" and clocks.is_open(complaint.file, "TRIAGE"):
        clocks.cancel(complaint.file, "TRIAGE", at=at)
        clocks.start(complaint.file, "TRIAGE_S1", at=at, record=("CM", complaint.pk))


def _in_words(
    changed: Iterable[str], kept: Iterable[str], before: str, narrative: str
) -> list[object]:
    said: list[object] = []
    if names := ", ".join(changed):
        said.append(_("The ticket was pushed again; changed: %s.") % names)
    if names := ", ".join(kept):
        said.append(
            _("The ticket was pushed again with other particulars, please compare: %s.") % names
        )
    if before != narrative:
        said.append(_("The narrative until then: %s") % before)
    return said


def _note(file: File, said: Iterable[object], at: datetime) -> None:
    words = "\n".join(map(str, said))
    if words:
        Note.objects.create(file=file, text=words, at=at)
