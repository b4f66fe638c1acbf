"""What never reaches a view, and what no browser keeps."""

import pytest
from django.conf import settings
from django.test import Client

from workflows.models import WorkItem


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/cases/%00", 404),
        ("/static/%00.css", 404),
        ("/cases?search=%00", 400),
        ("/?%00=1", 400),
    ],
)
def test_a_nul_in_an_address_is_answered_once(as_, address, status):
    page = as_("officer").get(address)

    assert page.status_code == status
    assert "<h1>" in page.content.decode()
    assert 'lang="zh-' in page.content.decode()


# As the wire carries them: some builds of Python refuse to make such cookies, none to read them.
@pytest.mark.parametrize("key", ['"\\000"', '"abc\\000defghijkl"', "x" * 5000, '"\\351"'])
def test_a_cookie_that_names_no_session_is_none(seeded, key):
    client = Client(HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={key}")

    assert client.get("/track/case").status_code == 302
    assert client.get("/desk").status_code == 302


def test_no_page_of_staff_is_kept_by_the_browser(as_, registered):
    number = registered().file.number
    officer = as_("officer")

    kept = [
        address
        for address in ("/desk", "/cases", f"/cases/{number}", f"/cases/{number}?tab=evidence")
        if "no-store" not in officer.get(address).get("Cache-Control", "")
    ]

    assert kept == []


@pytest.mark.parametrize(
    "after",
    ["~²", "~99999999999999999999", "2026-13-45T00:00:00~1", "2026-10-01T00:00:00~1", "x~y"],
)
def test_an_impossible_place_in_the_queue_is_its_beginning(as_, registered, after):
    number = registered().file.number

    page = as_("triage").get("/cases", {"tab": "open", "after": after})

    assert page.status_code == 200
    assert number in page.content.decode()


@pytest.mark.parametrize("back", ["foo", "//elsewhere.example", "javascript:x", ""])
def test_a_task_goes_back_to_an_address_of_ours(as_, registered, back):
    number = registered().file.number
    task = WorkItem.objects.human().get().pk
    triage = as_("triage")
    triage.post(f"/tasks/{task}/claim")

    page = triage.post(f"/tasks/{task}/release", {"next": back})

    assert page["Location"] == f"/cases/{number}"
