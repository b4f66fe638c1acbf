"""Habits of the pages: strict CSP, Chinese error pages with a reference, keys and languages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

PAGES = [
    path
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    if path.parts[-3] != "documents" and "notices" not in path.parts
]
FORBIDDEN = re.compile(
    r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son[a-z]+=|hx-on|hx-vals=.js:|href=.javascript:"
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_template_needs_an_inline_script_or_style(path):
    assert not FORBIDDEN.search(path.read_text())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_template_names_another_host(path):
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", path.read_text())


def test_pages_are_sent_with_a_policy_that_allows_nothing_inline(db):
    policy = Client().get(reverse("account_login"))["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_missing_page_is_told_in_chinese_with_a_reference(db):
    response = Client().get("/no-such-page")

    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()
    assert re.search(r"[0-9A-HJKMNP-TV-Z]{8}</strong>", response.content.decode())


def test_an_expired_form_is_told_in_words(db):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})

    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


def test_the_reader_switches_to_english_and_back(db):
    client = Client()
    client.post(reverse("set_language"), {"language": "en", "next": "/accounts/login/"})

    page = client.get("/accounts/login/").content.decode()

    assert "For the staff of the association." in page
    assert "简体中文" in page


def test_large_print_is_remembered_and_given_up(db):
    client = Client()
    client.post(reverse("elder"), {"next": "/accounts/login/"})
    assert 'class="elder"' in client.get("/accounts/login/").content.decode()

    client.post(reverse("elder"), {"next": "https://elsewhere.example/"})
    assert 'class="elder"' not in client.get("/accounts/login/").content.decode()


def test_keys_stay_quiet_while_an_input_method_composes():
    script = (Path(settings.BASE_DIR) / "static/casework/queue-keys.js").read_text()

    assert "isComposing" in script
    assert "229" in script


def test_every_style_sheet_of_the_house_is_linked_once_in_its_order():
    folder = Path(settings.BASE_DIR) / "static" / "casework" / "css"
    page = (Path(settings.BASE_DIR) / "templates" / "cotton" / "page.html").read_text()

    linked = re.findall(r"static 'casework/css/(\w+)\.css'", page)

    assert sorted(linked) == sorted(path.stem for path in folder.glob("*.css"))
    assert (linked[0], linked[-1]) == ("base", "widths")  # the last overrides the rest
    assert page.index("bootstrap.min.css") < page.index("css/base.css")
    assert max(len(path.read_text().splitlines()) for path in folder.glob("*.css")) < 400
