"""The throw-away database of a test run."""

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_chinese_text_search_can_be_installed_in_the_test_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT cardinality(show_trgm('家政'))")
        assert cursor.fetchone()[0] > 0


@pytest.mark.skipif(
    "casework-test-" not in os.environ["DATABASE_URL"], reason="the caller brought a server"
)
@pytest.mark.django_db
def test_the_server_of_a_test_run_listens_on_no_network_address() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)
