"""Users and their postings."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts import roles
from common.models import File, Unit
from common.zone import local_date


class UserManager(BaseUserManager["User"]):
    """Creates accounts; there is no superuser in this house."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Create an account with a hashed password (None: cannot log in)."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person of the staff. What the person may do follows from postings alone."""

    username = models.CharField(max_length=64, unique=True)
    full_name = models.CharField(max_length=64)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    #: Keyed hash of the resident ID: two accounts of one person are one person.
    person_hash = models.CharField(max_length=64, blank=True, db_index=True)
    date_joined = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def user_pk(self) -> int | None:
        """The account itself acts (`common.actors.Actor`)."""
        return self.pk

    @cached_property
    def current_postings(self) -> list[Posting]:
        """The postings in force today, read once per request."""
        # Who may act is asked of today, whatever moment the act is about.
        today = local_date(timezone.now())  # noqa: TID251
        return list(self.postings.filter(Posting.in_force(today)).select_related("unit"))

    def posted_paths(self) -> set[str]:
        """Return the unit paths whose files this account may open."""
        return self.paths_with("casework.see")

    def paths_with(self, capability: str) -> set[str]:
        """Return the unit paths over which a role of this account grants `capability`."""
        return {
            posting.unit.path
            for posting in self.current_postings
            if capability in roles.GRANTS[posting.role]
        }

    def roles_everywhere(self) -> frozenset[str]:
        """Return the roles held at the root: over every unit, and over what is of no file."""
        if not self.is_active:
            return frozenset()
        return frozenset(
            posting.role for posting in self.current_postings if posting.unit.kind == Unit.Kind.ROOT
        )

    def roles_for(self, file: File) -> frozenset[str]:
        """Return the roles held over the unit of `file`; none if inactive or recused from it."""
        if not self.is_active or file.recuses(self.pk):
            return frozenset()
        return frozenset(
            posting.role
            for posting in self.current_postings
            if file.unit.path.startswith(posting.unit.path)
        )

    def roles_anywhere(self) -> frozenset[str]:
        """Return every role of this account, wherever posted."""
        return frozenset(posting.role for posting in self.current_postings)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Return whether a role grants `perm`, over the unit of the file `obj` if one is given."""
        if not self.is_active:
            return False
        held = self.roles_for(obj) if isinstance(obj, File) else self.roles_anywhere()
        return bool(held & roles.roles_with(perm))


class Posting(models.Model):
    """A role held at a unit and its subtree, from a day to the day before `ended_on`.

    Taken away today, it gives nothing from now on; starting tomorrow, it gives nothing yet.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    role = models.CharField(
        max_length=24,
        choices=[(role, roles.ROLES[role]) for role in sorted(roles.STAFF_ROLES)],
    )
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["user_id", "unit_id", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(ended_on=None),
                name="posting_once_at_a_time",
            ),
            models.CheckConstraint(
                name="posting_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
            ),
            models.CheckConstraint(
                name="posting_role_is_staff",
                condition=Q(role__in=sorted(roles.STAFF_ROLES)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} @ {self.unit}"

    @staticmethod
    def in_force(day: date, prefix: str = "") -> Q:
        """Return the condition that a posting holds on `day`; `prefix` leads to the posting."""
        return Q(**{f"{prefix}started_on__lte": day}) & (
            Q(**{f"{prefix}ended_on": None}) | Q(**{f"{prefix}ended_on__gt": day})
        )


class Attempt(models.Model):
    """One attempt of a stranger that counts against a limit (`accounts.throttle`)."""

    kind = models.CharField(max_length=24)
    #: Keyed hash of what was tried or of who tried; neither can be read back.
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "key", "at"], name="attempt_counted"),
            models.Index(fields=["at"], name="attempt_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%F %T}"
