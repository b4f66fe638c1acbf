"""Visitors at the public pages, moving through them as a telephone would."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import cast
from tests.casework.conftest import accepted, registered, seeded

__all__ = ["accepted", "registered", "seeded"]

NAME, PHONE, ADDRESS = "赵小满", "13912345678", "海曙区灵桥路1号2幢301室"
WHO = {
    "requester_role": "USER",
    "respondent_type": "ENTERPRISE",
    "respondent_name": "甬安家政服务有限公司",
    "respondent_address": "海曙区示例路12号",
}
STORY = {
    "narrative": "11月10日约好上门保洁，无人到场，押金至今不退。",
    "request": f"退还押金2000元，请打{PHONE}联系{NAME}。",
    "amount_involved": "2000",
}
CONTACT = {
    "complainant_name": NAME,
    "complainant_phone": PHONE,
    "complainant_email": "zhao.xiaoman@example.cn",
    "complainant_address": ADDRESS,
}
CONSENTS = {"consent_publish": "no", "consent_entrust_mediation": "yes", "truthful": "on"}


@pytest.fixture
def clock(seeded: None, settings: Any, tmp_path: Any) -> Any:
    """The moment of the story, and shelves of its own."""
    settings.CASEWORK_EVIDENCE_DIR = tmp_path / "evidence"
    settings.CASEWORK_STAGED_DIR = tmp_path / "staged"
    settings.CASEWORK_PAPERS_DIR = tmp_path / "papers"
    # Static files as they lie in the tree: no collectstatic before a test.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    with time_machine.travel(cast.AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor(clock: Any) -> Client:
    """A browser without an account."""
    return Client()


def fill(client: Client, problem: str = "MONEY") -> None:
    """Answer every page but the last."""
    client.post("/complain/who", WHO)
    client.post("/complain/what", {"problem": problem})
    client.post("/complain/story", STORY)
    client.post("/complain/contact", CONTACT)


def press(client: Client, **changes: str) -> Any:
    """Press the last button, with the hidden fields of the page as it stands."""
    draft = client.get("/complain/check").context["draft"]
    hidden = {"token": draft.token, "stamp": draft.stamp}
    return client.post("/complain/check", CONSENTS | hidden | changes, follow=True)


@pytest.fixture
def filed(visitor: Client) -> Callable[..., tuple[str, str]]:
    """Return a function that files a complaint and returns number and code."""

    def file(problem: str = "MONEY") -> tuple[str, str]:
        fill(visitor, problem)
        page = press(visitor)
        return page.context["number"], page.context["code"]

    return file


def enter(number: str, code: str, client: Client | None = None) -> Client:
    """Open the case in a fresh browser."""
    client = client or Client()
    client.post("/track", {"number": number, "query_code": code})
    return client


def text_of(response: Any) -> str:
    """Return the page."""
    return str(response.content.decode())
