"""Evidence is taken by content, hashed on the way, kept once, and handed out as a download."""

import hashlib
import io
import os
import stat
import zipfile

import pytest
from django.db import IntegrityError, transaction

from common.actors import Outside
from documents import downloads, storage
from documents.evidence import (
    ContentMismatch,
    DoubleExtension,
    EmptyFile,
    FileTooBig,
    NameNotUsable,
    TypeNotAllowed,
    add_evidence,
    clean_name,
)
from documents.models import Evidence
from tests.documents import samples

pytestmark = pytest.mark.django_db
CHEN = Outside(role="COMPLAINANT", party_id=11)

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 200
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 200
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200
PDF = b"%PDF-1.7\n" + b"\x00" * 200
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 200
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 200
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42" + b"\x00" * 200
TEXT = "三次联系未果\n".encode()
PROGRAM = b"MZ\x90\x00" + b"\x00" * 200


def word(*more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            archive.writestr(name, "<x/>")
    return out.getvalue()


def add(file, name, body, **more):
    return add_evidence(file, by=CHEN, at=samples.AT, stream=io.BytesIO(body), name=name, **more)


def kept_files():
    shelf = storage.evidence()
    return [
        f"{folder}/{name}"
        for folder in ("2026/11",)
        if shelf.exists(folder)
        for name in shelf.listdir(folder)[1]
    ]


@pytest.mark.parametrize(
    ("name", "body", "content_type"),
    [
        ("合同.jpg", JPEG, "image/jpeg"),
        ("合同.JPEG", JPEG, "image/jpeg"),
        ("截图.png", PNG, "image/png"),
        ("IMG_1.heic", HEIC, "image/heic"),
        ("发票.pdf", PDF, "application/pdf"),
        ("录音.mp3", MP3, "audio/mpeg"),
        ("录音.m4a", M4A, "audio/mp4"),
        ("华为录音.m4a", MP4, "audio/mp4"),
        ("视频.mp4", MP4, "video/mp4"),
        ("说明.txt", TEXT, "text/plain"),
        ("旧说明.txt", "投诉说明".encode("gb18030"), "text/plain"),
        ("2026.11.24 合同.pdf", PDF, "application/pdf"),
        ("mmexport1700000000.jpg.jpg", JPEG, "image/jpeg"),
    ],
)
def test_what_parties_have_is_taken(file, name, body, content_type):
    item = add(file, name, body, caption="  合同照片 ", visible_to=["STAFF", "COMPLAINANT"])

    stored = Evidence.objects.get(pk=item.pk)
    assert (stored.content_type, stored.size) == (content_type, len(body))
    assert stored.sha256 == hashlib.sha256(body).hexdigest()
    assert storage.evidence().open(stored.blob.name).read() == body
    assert (stored.uploaded_role, stored.party_id) == ("COMPLAINANT", 11)
    assert stored.caption == "合同照片"
    assert list(Evidence.objects.shown_to("COMPLAINANT")) == [stored]
    assert not Evidence.objects.shown_to("RESPONDENT").exists()


def test_a_word_document_is_taken_but_not_one_with_macros(file):
    assert add(file, "说明.docx", word()).content_type.endswith("wordprocessingml.document")

    with pytest.raises(ContentMismatch):
        add(file, "说明2.docx", word("word/vbaProject.bin"))


@pytest.mark.parametrize(
    ("name", "body", "refusal"),
    [
        ("空.pdf", b"", EmptyFile),
        ("程序.exe", PROGRAM, TypeNotAllowed),
        ("合同", PDF, TypeNotAllowed),
        ("图.svg", b"<svg onload=alert(1)>", TypeNotAllowed),
        ("页.html", b"<script>", TypeNotAllowed),
        ("合同.pdf", PROGRAM, ContentMismatch),
        ("合同.pdf", JPEG, ContentMismatch),
        ("照片.jpg", b"<html><script>alert(1)</script>", ContentMismatch),
        ("录音.m4a", b"\x00\x00\x00\x18ftypqt  " + b"\x00" * 99, ContentMismatch),
        ("说明.docx", b"PK\x03\x04 not an archive", ContentMismatch),
        ("说明.txt", b"text\x00with NUL", ContentMismatch),
        ("说明.txt", b"\xff\xff\xff", ContentMismatch),
        ("合同.exe.pdf", PDF, DoubleExtension),
        ("合同.pdf.jpg", JPEG, DoubleExtension),
        ("合同.html .pdf", PDF, DoubleExtension),
        ("..", PDF, NameNotUsable),
        (".pdf", PDF, TypeNotAllowed),
        ("\u202e\u200b", PDF, NameNotUsable),
    ],
)
def test_what_is_refused_is_refused_by_name_and_nothing_is_kept(file, name, body, refusal):
    with pytest.raises(refusal) as refused:
        add(file, name, body)

    assert refused.value.field == "file"
    assert not Evidence.objects.exists()
    assert kept_files() == []


def test_a_file_over_the_limit_is_stopped_while_it_comes_in(file, settings):
    settings.CASEWORK_EVIDENCE_MAX_BYTES = 1000

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += 100
            return JPEG[:100] if self.given == 100 else b"\0" * 100

    stream = Endless()
    with pytest.raises(FileTooBig):
        add_evidence(file, by=CHEN, at=samples.AT, stream=stream, name="大.jpg")

    assert stream.given <= 1100
    assert kept_files() == []


def test_a_file_of_exactly_the_limit_is_taken(file, settings):
    settings.CASEWORK_EVIDENCE_MAX_BYTES = len(PDF)

    assert add(file, "合同.pdf", PDF).size == len(PDF)


def test_the_same_content_twice_on_one_file_is_the_first_one(file):
    first = add(file, "合同.pdf", PDF)

    second = add(file, "合同副本.pdf", PDF, caption="again")

    assert second.pk == first.pk
    assert second.name == "合同.pdf"
    assert len(kept_files()) == 1


@pytest.mark.parametrize("other", [Outside("RESPONDENT", party_id=12), Outside("COMPLAINANT", 13)])
def test_the_same_content_from_the_other_side_is_a_hand_in_of_its_own(file, other):
    add(file, "老婆偷拍.pdf", PDF)

    second = add_evidence(file, by=other, at=samples.AT, stream=io.BytesIO(PDF), name="合同.pdf")

    assert (second.name, second.party_id) == ("合同.pdf", other.party_id)
    assert Evidence.objects.filter(file=file).count() == len(kept_files()) == 2


def test_an_archive_of_very_many_entries_is_refused_before_they_are_read(file, monkeypatch):
    body = bytearray(word(*(f"word/{n}.xml" for n in range(10_000))))
    monkeypatch.setattr(zipfile, "ZipFile", None)  # nobody opens it

    with pytest.raises(ContentMismatch):
        add(file, "说明.docx", bytes(body))
    for count in (b"\x02\x00", b"\xff\xff"):  # says two, or to look elsewhere
        body[-12:-10] = body[-14:-12] = count
        with pytest.raises(ContentMismatch):
            add(file, "说明.docx", bytes(body))


def test_the_stored_name_tells_nothing_and_is_private(file):
    item = add(file, "王女士的合同.pdf", PDF)

    assert "合同" not in item.blob.name
    assert storage.evidence().path(item.blob.name)
    with pytest.raises(ValueError, match="no URL"):
        item.blob.url  # noqa: B018

    assert stat.S_IMODE(os.stat(item.blob.path).st_mode) == 0o600


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\wang\\合同.PDF", "合同.pdf"),
        ("合\u202e同\u200b.pdf", "合同.pdf"),
        ('a<b>"c".txt', "a_b__c_.txt"),
        ("x\r\nSet-Cookie: a.txt", "xSet-Cookie_ a.txt"),
        ("名" * 300 + ".jpg", "名" * 117 + ".jpg"),
    ],
)
def test_names_are_cleaned(given, shown):
    assert clean_name(given) == shown


def test_evidence_is_handed_out_as_a_download_only(file):
    item = add(file, '合同"; x.txt', TEXT)

    response = downloads.evidence(item)

    assert b"".join(response.streaming_content) == TEXT
    assert response["Content-Disposition"].startswith("attachment")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_evidence_is_never_changed_or_removed(file):
    item = add(file, "合同.pdf", PDF)

    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=item.pk).update(sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        item.delete()
