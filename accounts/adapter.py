"""Log-in policy for django-allauth: accounts are given, not taken."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up; an administrator opens accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False for every visitor."""
        return False
