"""Papers that hold secrets open for a reason only, and the reason is kept."""

import pytest

from casework.models import Reveal
from documents import services as documents
from documents.models import Document
from tests import cast

pytestmark = pytest.mark.django_db
REASON = {"reason": "当事人来访，当面交付登记表"}


@pytest.fixture
def form(registered):
    """The registration form of a complaint, with the query code on its receipt."""
    complaint = registered()
    paper = Document.objects.get(file=complaint.file, kind="COMPLAINT_REGISTRATION_FORM")
    return documents.render(paper.pk, at=cast.AT)


def address(paper):
    return f"/cases/{paper.file.number}/papers/{paper.pk}"


def test_the_registration_form_asks_for_a_reason_first(form, as_):
    client = as_("intake")

    page = client.get(address(form))
    assert (page.status_code, page.streaming) == (200, False)
    assert client.post(address(form), {"reason": ""}).status_code == 422
    assert not Reveal.objects.exists()

    answer = client.post(address(form), REASON)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    kept = Reveal.objects.get()
    assert (kept.field, kept.reason) == (f"paper:{form.pk}", REASON["reason"])
    assert kept.by == cast.member("intake")


def test_the_respondents_copy_holds_a_code_and_the_complainants_none(accepted, as_):
    complaint = accepted()
    secret = {}
    for paper in Document.objects.filter(file=complaint.file, kind="ACCEPTANCE_DECISION"):
        paper = documents.render(paper.pk, at=cast.AT)
        secret[paper.recipients[0]] = not as_("officer").get(address(paper)).streaming

    assert secret == {"COMPLAINANT": False, "RESPONDENT": True}
