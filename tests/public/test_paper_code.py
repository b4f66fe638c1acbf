"""The page behind the square code of a paper, and the way to it by hand."""

import pytest
from django.test import Client

from documents.models import Document
from tests.public.conftest import text_of


@pytest.fixture
def form(filed) -> Document:
    """A registration form."""
    filed()
    return Document.objects.get(kind="COMPLAINT_REGISTRATION_FORM")


def test_the_page_of_a_paper_is_in_chinese_and_calls_its_number_by_its_name(form):
    page = text_of(Client().get(f"/v/{form.token}"))

    assert "该文书由本会出具" in page
    assert "<dt>文号</dt>" in page
    assert "案号" not in page
    assert "Compare" not in page


@pytest.mark.parametrize(
    "typed",
    [
        "{token}",
        " {token}\n",
        "http://127.0.0.1:8000/v/{token}",
        "https://casework.example/v/{token}/",
    ],
)
def test_a_typed_code_leads_to_the_paper(form, typed):
    answer = Client().post("/v/", {"paper": typed.format(token=form.token)})

    assert answer["Location"] == f"/v/{form.token}"


@pytest.mark.parametrize("typed", ["", "家协登〔2026〕第1号", "x" * 5000, "../../admin", "A" * 22])
def test_what_is_no_code_of_ours_is_told_in_words_with_a_second_try(form, typed):
    page = Client().post("/v/", {"paper": typed}, follow=True)

    assert page.status_code == 404
    assert "查无此文书" in text_of(page)
    assert 'name="paper"' in text_of(page)


def test_the_start_page_has_a_field_for_the_code(visitor):
    assert 'action="/v/"' in text_of(visitor.get("/"))


def test_large_print_offers_the_way_back(visitor):
    visitor.post("/preferences/large-print", {"next": "/"})

    page = text_of(visitor.get("/"))

    assert "标准版" in page
    assert "长辈版" not in page
