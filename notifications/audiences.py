"""Who is meant: one function per audience, from the file to recipients.

A function may return nobody; it never decides about channels or words. Informants are no audience
here: they are answered in their box (architecture A5), never through this package.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from accounts.models import Posting
from casework import guards
from casework.models import Complaint, Mediation, Party, Referral
from common.models import File
from common.zone import local_date
from deadlines.models import Deadline
from notifications.recipients import Kind, Recipient


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about. `file` is the file of the record, `complaint` the case it is in."""

    file: File
    complaint: Complaint
    at: datetime
    deadline: Deadline | None = None
    #: The referral the message is about, when its file is one of a referral.
    referral: Referral | None = None

    @property
    def number(self) -> str:
        """The number the parties know."""
        return self.complaint.file.number


#: A party's clocks that do not lapse: their end is a row of its own, which tells it (CM-10c1).
TOLD_BY_A_ROW = frozenset({"ENTERPRISE_REPLY"})

Audience: TypeAlias = Callable[[Subject], Iterable[Recipient]]


def subject_of(file_id: int, at: datetime, deadline_id: int | None = None) -> Subject:
    """Find what a file is about: itself, or the complaint in which it was opened."""
    file = File.objects.select_related("unit", "parent").get(pk=file_id)
    complaint = Complaint.objects.select_related("file").get(file=file.case)
    deadline = None if deadline_id is None else Deadline.objects.get(pk=deadline_id)
    referral = Referral.objects.select_related("file__unit").filter(file=file).first()
    return Subject(file, complaint, at, deadline, referral)


def complainant(subject: Subject) -> list[Recipient]:
    """The person who complained; nobody when staff found the matter or it came anonymously."""
    if not subject.complaint.has_complainant:
        return []
    return _party(subject, Kind.COMPLAINANT)


def respondent(subject: Subject) -> list[Recipient]:
    """The person or enterprise complained of."""
    return _party(subject, Kind.RESPONDENT)


def respondent_if_told(subject: Subject) -> list[Recipient]:
    """The respondent, if he learned of the complaint at all: by its acceptance (brief CM-06)."""
    return respondent(subject) if subject.complaint.accepted_at else []


def enterprise_asked(subject: Subject) -> list[Recipient]:
    """The enterprise that is to reply, where it is the respondent; an employer is told on paper."""
    itself = Party.objects.filter(
        file_id=subject.complaint.file_id,
        role=Kind.RESPONDENT.value,
        kind=Party.Kind.ENTERPRISE,
    )
    return respondent(subject) if itself.exists() else []


def both(subject: Subject) -> list[Recipient]:
    """Complainant and respondent."""
    return [*complainant(subject), *respondent(subject)]


def officers(subject: Subject) -> list[Recipient]:
    """Officers of the unit and of the units above it."""
    return _staff(subject, "OFFICER")


def liaisons(subject: Subject) -> list[Recipient]:
    """Liaisons of the unit and above."""
    return _staff(subject, "LIAISON")


def liaisons_if_s1(subject: Subject) -> list[Recipient]:
    """The liaisons, who hand an S1 matter to the police (brief CM-02)."""
    return liaisons(subject) if subject.complaint.severity == "S1" else []


def officers_if_approval(subject: Subject) -> list[Recipient]:
    """The officers who approve a referral; an urgent one leaves without them."""
    return [] if subject.referral is None or subject.referral.urgent else officers(subject)


def officers_if_urgent(subject: Subject) -> list[Recipient]:
    """The officers who ratify what a liaison sent alone."""
    urgent = subject.referral is not None and subject.referral.urgent
    return officers(subject) if urgent else []


def officers_if_beside(subject: Subject) -> list[Recipient]:
    """The officers, when a registered result is told by a letter of its own (CM-17)."""
    referral = subject.referral
    return officers(subject) if referral is not None and guards.to_be_told(referral) else []


def officers_if_s1(subject: Subject) -> list[Recipient]:
    """The duty officers, when a file is graded S1 (brief CM-02, CM-02b)."""
    return officers(subject) if subject.complaint.severity == "S1" else []


def officers_if_amber(subject: Subject) -> list[Recipient]:
    """The officers, when a clock is about to run out and has not been met meanwhile."""
    return _officers_if(subject, Deadline.Status.AMBER)


def officers_if_overdue(subject: Subject) -> list[Recipient]:
    """The officers, when a clock of the house has run out; a party's own lapses in silence."""
    return _officers_if(subject, Deadline.Status.OVERDUE)


def _officers_if(subject: Subject, status: str) -> list[Recipient]:
    if subject.deadline is None or subject.deadline.status != status:
        return []
    if subject.deadline.code in TOLD_BY_A_ROW:
        return []
    return officers(subject)


def intake_desk(subject: Subject) -> list[Recipient]:
    """Intake clerks of the unit and above."""
    return _staff(subject, "INTAKE")


def liaisons_and_officers(subject: Subject) -> list[Recipient]:
    """Liaisons and officers, each person once."""
    both = {one.user_id: one for one in (*liaisons(subject), *officers(subject))}
    return list(both.values())


def mediators(subject: Subject) -> list[Recipient]:
    """Mediators of the unit and above."""
    return _staff(subject, "MEDIATOR")


def own_mediator(subject: Subject) -> list[Recipient]:
    """The mediator who invited both, wherever the parties signed."""
    mediation = Mediation.objects.filter(file=subject.file).first()
    held_by = mediation.mediator_id if mediation else None
    return [one for one in mediators(subject) if one.user_id == held_by]


def investigators(subject: Subject) -> list[Recipient]:
    """Investigators of the unit and above."""
    return _staff(subject, "INVESTIGATOR")


def _party(subject: Subject, kind: Kind) -> list[Recipient]:
    return [
        Recipient(
            kind=kind,
            party_id=party.pk,
            email=party.email or "",
            phone=party.phone or "",
            name_for_letter=party.name,
        )
        for party in Party.objects.filter(file_id=subject.complaint.file_id, role=kind.value)
    ]


def _staff(subject: Subject, role: str) -> list[Recipient]:
    """Active holders of a role over the unit who may see the file (the one access rule)."""
    postings = (
        Posting.objects.filter(
            Posting.in_force(local_date(subject.at)),
            role=role,
            unit__path__in=_paths_above(subject.file.unit.path),
            user__is_active=True,
        )
        .select_related("user")
        .order_by("user_id")
    )
    users = {posting.user_id: posting.user for posting in postings}
    return [
        Recipient(kind=Kind.STAFF, user_id=user_id)
        for user_id, user in users.items()
        if File.objects.visible_to(user).filter(pk=subject.file.pk).exists()
    ]


def _paths_above(path: str) -> list[str]:
    """Give a unit's path and those of all units above it: "a/b/" → "a/", "a/b/"."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]
