"""The pages of one's own account in Chromium: log-in, password, second factor."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests import cast
from tests.public.test_browser import Eyes, address, chromium, eyes, seeded

__all__ = ["address", "chromium", "eyes", "seeded"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PASSWORD = "invented-for-this-test-2026"
WITHOUT_FACTOR = [
    ("password", "/accounts/password/change/"),
    ("factors", "/accounts/2fa/"),
    ("factor-on", "/accounts/2fa/totp/activate/"),
]
WITH_FACTOR = [
    ("factors-set", "/accounts/2fa/"),
    ("codes", "/accounts/2fa/recovery-codes/"),
    ("codes-new", "/accounts/2fa/recovery-codes/generate/"),
    ("factor-off", "/accounts/2fa/totp/deactivate/"),
    ("factor-asked", "/accounts/2fa/reauthenticate/"),
]


def _log_in(reader: Eyes, name: str) -> None:
    reader.go("/accounts/login/")
    reader.page.fill("[name=login]", name)
    reader.page.fill("[name=password]", PASSWORD)
    reader.page.locator("form:has([name=password]) button").click()
    reader.page.wait_for_load_state()


def _look_at(reader: Eyes, pages: list[tuple[str, str]]) -> None:
    for page, path in pages:
        response = reader.page.goto(f"{reader.base}{path}")
        if "/reauthenticate/" in reader.page.url and "reauthenticate" not in path:
            reader.look(f"account-before-{page}")
            reader.page.fill("[name=password]", PASSWORD)
            with reader.page.expect_navigation() as there:
                reader.page.locator("form:has([name=password]) button").first.click()
            response = there.value
        assert response is not None
        assert response.status == 200, f"{page}: {response.status}"
        assert reader.page.url.endswith(path), f"{page} led to {reader.page.url}"
        reader.look(f"account-{page}")


def test_every_page_of_an_account_is_fit_for_everybody(eyes, seeded):
    user = cast.member("officer")
    user.set_password(PASSWORD)
    user.save()
    reader = eyes()
    reader.go("/accounts/login/")
    reader.look("account-login")
    _log_in(reader, user.username)

    _look_at(reader, WITHOUT_FACTOR)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    _look_at(reader, WITH_FACTOR)

    another = eyes()
    _log_in(another, user.username)
    assert another.page.url.endswith("/accounts/2fa/authenticate/")
    another.look("account-factor")
    another.page.fill("[name=code]", "000000")
    another.page.locator("form:has([name=code]) button").first.click()
    another.page.wait_for_load_state()
    another.look("account-factor-wrong")
