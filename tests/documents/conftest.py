"""A file to put papers into, the officer who issues them, and folders of their own."""

import pytest

from accounts.models import User
from common.models import File, Unit
from tests.documents import samples


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.CASEWORK_PAPERS_DIR = tmp_path / "papers"
    settings.CASEWORK_EVIDENCE_DIR = tmp_path / "evidence"
    settings.CASEWORK_BASE_URL = "https://casework.example.org"
    settings.CASEWORK_ASSOCIATION = "示例市家政服务业协会"
    settings.CASEWORK_PAPER_MARK = "示家协"
    settings.STORAGES = {
        **settings.STORAGES,
        # Names without hashes: nothing is collected for a test.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def officer(db):
    return User.objects.create_user("wang", full_name="王主任")


@pytest.fixture
def file(db):
    unit, _ = Unit.objects.get_or_create(
        code="root", defaults={"name": "示例市", "kind": "ROOT", "path": "root/"}
    )
    return File.objects.create(
        number="TS-2026-000482", kind="COMPLAINT", unit=unit, opened_at=samples.AT
    )
