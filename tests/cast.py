"""The cast: people who never change meaning, and the unit they serve. All invented."""

from datetime import date, datetime
from typing import Any

from accounts import units
from accounts.models import Posting, User
from common.actors import OUTSIDE_ROLES, SYSTEM, Outside
from common.models import Unit
from common.zone import SHANGHAI

#: A Thursday before 中秋 and 国庆 (AS-01).
AT = datetime(2026, 9, 24, 10, 0, tzinfo=SHANGHAI)

STAFF = {
    "intake": "INTAKE",
    "triage": "TRIAGE",
    "mediator": "MEDIATOR",
    "mediator2": "MEDIATOR",
    "liaison": "LIAISON",
    "investigator": "INVESTIGATOR",
    "investigator2": "INVESTIGATOR",
    "officer": "OFFICER",
    "officer2": "OFFICER",
    "auditor": "AUDITOR",
    "archive": "ARCHIVE",
    "admin": "ADMIN",
}


def unit() -> Unit:
    """Return the root unit, planted once."""
    return units.plant("root", "示例市家政服务业协会", Unit.Kind.ROOT, None)


def district(code: str = "330203", name: str = "海曙区") -> Unit:
    """Return a district below the root."""
    return units.plant(code, name, Unit.Kind.DISTRICT, unit(), code)


def person(username: str, *roles: str, at: Unit | None = None) -> User:
    """Return an account with these roles, made once."""
    user = User.objects.filter(username=username).first() or User.objects.create_user(
        username, "correct horse battery", full_name=username
    )
    for role in roles:
        Posting.objects.get_or_create(
            user=user,
            unit=at or unit(),
            role=role,
            ended_on=None,
            defaults={"started_on": date(2018, 1, 1)},
        )
    return User.objects.get(pk=user.pk)


def member(name: str) -> User:
    """Return a member of the cast by name."""
    return person(name, STAFF[name])


def actor(role: str) -> Any:
    """Return someone who holds exactly `role`."""
    if role == "SYSTEM":
        return SYSTEM
    return Outside(role) if role in OUTSIDE_ROLES else person(f"only-{role.lower()}", role)
