"""The command `triage_report`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.triage.conftest import FURTHER


def test_the_report_counts_every_case_and_lists_the_misses() -> None:
    out = StringIO()

    call_command("triage_report", str(FURTHER), "--json", stdout=out)

    answer = json.loads(out.getvalue())
    assert answer["figures"]["cases"] == len(FURTHER.read_text(encoding="utf-8").splitlines())
    assert all(miss["fields"] and miss["reasons"] for miss in answer["misses"])


def test_without_a_file_the_real_cases_are_reported_as_text() -> None:
    out = StringIO()

    call_command("triage_report", stdout=out)

    assert out.getvalue().startswith("## real_cases.jsonl\n\n80 cases")


def test_a_file_that_cannot_be_read_is_a_failure_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{not json\n", encoding="utf-8")

    with pytest.raises(CommandError, match="broken"):
        call_command("triage_report", str(broken))
