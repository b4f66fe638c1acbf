"""Who may do what: every role and capability of brief §3 on one screen, later ones marked."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language

from accounts import later, roles
from accounts.capabilities import CAPABILITIES
from portals.officer.screen import staff


@dataclass(frozen=True)
class Act:
    """One thing a role may do now or will do later, in words and by its code."""

    words: str | Promise
    code: str


@dataclass(frozen=True)
class Role:
    """A role with what it may do today and what waits for a later release."""

    code: str
    words: str | Promise
    mine: bool
    outside: bool
    now: list[Act]
    later: list[Act]


@login_required
def permissions(request: HttpRequest) -> HttpResponse:
    """Show the table of roles; it holds no person, so all staff may read it."""
    held = staff(request).roles_anywhere()
    return render(request, "officer/permissions.html", {"roles": table(held)})


def table(held: frozenset[str] = frozenset()) -> list[Role]:
    """Return every role in the order of brief §3; `held` are the reader's own."""
    english = (get_language() or "").startswith("en")
    return [
        Role(
            code=code,
            words=words,
            mine=code in held,
            outside=code not in roles.STAFF_ROLES,
            now=[Act(CAPABILITIES[name], name) for name in CAPABILITIES if name in granted],
            later=[
                Act(act.en if english else act.zh, act.capability) for act in later.of_role(code)
            ],
        )
        for code, words in roles.ROLES.items()
        for granted in [roles.GRANTS[code]]
    ]
