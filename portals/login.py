"""Log-in of the staff: the few allauth views the house uses, and no other.

allauth also brings sign-up, e-mail and password-by-mail views; an address that is not here does
not exist (architecture §4.4: no second way in).
"""

from typing import Any

from allauth.account import views as account
from allauth.account.forms import LoginForm
from django.urls import include, path
from django.views.generic import TemplateView


class StaffLogin(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Name and password; nothing about forgotten passwords, which the administrator resets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    # allauth's log-in asks for this name; nobody can sign up.
    path(
        "signup/",
        TemplateView.as_view(template_name="account/signup_closed.html"),
        name="account_signup",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
