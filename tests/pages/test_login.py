"""Log-in: one way in, closed to guessing, no other addresses of the library."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast


@pytest.fixture
def login(seeded):
    cast.member("officer")

    def attempt(client, password):
        return client.post(reverse("account_login"), {"login": "officer", "password": password})

    return attempt


def test_the_right_password_opens_the_desk(login):
    client = Client()

    response = login(client, "correct horse battery")

    assert response.status_code == 302
    assert response["Location"] == reverse("desk")
    assert client.get(reverse("desk")).status_code == 200


def test_a_wrong_password_is_told_in_words(login):
    response = login(Client(), "wrong")

    assert response.status_code == 200
    assert "请改正以下问题" in response.content.decode()


def test_five_wrong_passwords_lock_even_the_right_one_out(login):
    client = Client()
    for _attempt in range(5):
        login(client, "wrong")

    response = login(client, "correct horse battery")

    assert response.status_code == 429
    assert "登录已暂时锁定" in response.content.decode()


def test_nobody_signs_up(seeded):
    response = Client().get(reverse("account_signup"))

    assert "账号由管理员开通" in response.content.decode()
    assert Client().post("/accounts/signup/", {"username": "x"}).status_code == 405


@pytest.mark.parametrize("path", ["email/", "password/reset/", "confirm-email/", "social/login/"])
def test_other_ways_in_do_not_exist(db, path):
    assert Client().get(f"/accounts/{path}").status_code == 404


def test_a_role_that_needs_a_second_factor_is_sent_to_set_it_up(as_, settings):
    settings.CASEWORK_MFA_ROLES = ["OFFICER"]

    assert as_("officer").get(reverse("desk"))["Location"] == reverse("mfa_activate_totp")
    assert as_("intake").get(reverse("desk")).status_code == 200


def test_the_second_factor_pages_answer(as_, settings):
    client = as_("officer")

    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("account_change_password")).status_code == 200
