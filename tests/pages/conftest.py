"""Log-ins of the cast, and files to look at."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.casework.conftest import accepted, proposed, registered, seeded

__all__ = ["accepted", "as_", "proposed", "registered", "seeded"]


@pytest.fixture(autouse=True)
def _plain_static_names(settings: Any) -> None:
    """Name static files as they lie in the tree: no collectstatic before a test."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def as_(seeded: None) -> Callable[[str], Client]:
    """Return a function that logs a member of the cast in."""

    def log_in(name: str) -> Client:
        client = Client()
        client.force_login(
            cast.member(name), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return log_in
