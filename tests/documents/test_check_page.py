"""The page behind the QR code: facts without persons, a comparison without a trace."""

import pytest
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from common.actors import SYSTEM
from documents import services, storage
from tests.documents import samples

pytestmark = pytest.mark.django_db
AT = samples.AT


@pytest.fixture
def paper(file):
    issued = services.issue(
        file,
        "RESULT_FEEDBACK_LETTER",
        at=AT,
        by=SYSTEM,
        context=samples.PLAIN["RESULT_FEEDBACK_LETTER"],
    )
    return services.render(issued.pk, at=AT)


@pytest.fixture
def stranger():
    return Client(enforce_csrf_checks=True)


def upload(content, name="paper.pdf"):
    return {"file": SimpleUploadedFile(name, content, content_type="application/pdf")}


def test_a_stranger_reads_the_facts_and_no_name(stranger, paper):
    response = stranger.get(f"/v/{paper.token}")

    page = response.content.decode()
    assert response.status_code == 200
    for fact in ("投诉处理结果告知书", paper.number, "2026年11月24日", "示例市家政服务业协会"):
        assert fact in page
    context = samples.PLAIN["RESULT_FEEDBACK_LETTER"]
    for secret in ("王㛃", context["respondent_name"], context["subject"], context["case_number"]):
        assert secret not in page
    assert response["Cache-Control"].count("no-store")
    assert response["Referrer-Policy"] == "no-referrer"


def test_an_unknown_token_is_told_as_not_ours(stranger, db):
    assert stranger.get("/v/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_the_original_matches_and_one_flipped_bit_does_not(stranger, paper):
    pdf = storage.papers().open(paper.pdf.name).read()
    forged = pdf[:-1] + bytes([pdf[-1] ^ 1])

    same = stranger.post(f"/v/{paper.token}", upload(pdf))
    other = stranger.post(f"/v/{paper.token}", upload(forged))

    assert (same.context["verdict"], other.context["verdict"]) == ("same", "different")


def test_what_a_stranger_uploads_is_written_nowhere(stranger, paper, monkeypatch, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    written = []
    monkeypatch.setattr(temp, "NamedTemporaryFile", lambda *a, **k: written.append(a))
    before = storage.papers().listdir("2026")

    response = stranger.post(f"/v/{paper.token}", upload(b"%PDF" + b"x" * 300_000))

    assert response.context["verdict"] == "different"
    assert written == []
    assert storage.papers().listdir("2026") == before


def test_no_file_and_too_big_a_file_are_told_in_words(stranger, paper, monkeypatch):
    monkeypatch.setattr("portals.public.verify.LARGEST", 1000)

    nothing = stranger.post(f"/v/{paper.token}", {})
    too_big = stranger.post(f"/v/{paper.token}", upload(b"x" * 200_000))

    for response in (nothing, too_big):
        assert response.status_code == 422
        assert response.context["problem"]


def test_a_replaced_paper_names_the_one_in_force(stranger, file, paper):
    new = services.issue(
        file,
        "RESULT_FEEDBACK_LETTER",
        at=AT,
        by=SYSTEM,
        context=samples.PLAIN["RESULT_FEEDBACK_LETTER"],
        supersedes=paper,
    )

    assert new.number in stranger.get(f"/v/{paper.token}").content.decode()


def test_guessing_finds_nothing(stranger, paper):
    guesses = [paper.token[:-1] + c for c in "abcdefgh" if c != paper.token[-1]]
    guesses += [str(paper.pk), paper.number, paper.pdf_sha256]

    assert {stranger.get(f"/v/{guess}").status_code for guess in guesses} == {404}
