"""A report's informant goes to the vault and stands nowhere else in the clear."""

import json
import logging
from typing import Any

import pytest
from django.db import connection

from casework.models import Complaint, Party
from common import crypto
from common.models import Event
from outbox.models import Message
from portals.intake import door
from portals.intake.informant import BLOT
from rewards.models import SealedIdentity
from tests.intake.conftest import AT
from tests.intake.corpus import good

pytestmark = pytest.mark.usefixtures("office")

MARKERS = ("欧阳明月", "13912345678", "139 1234 5678", "330203199001011233", "望江路一百零八号")


def report(**changes: Any) -> dict[str, Any]:
    """Return a report whose sender repeats the informant's particulars wherever it can."""
    return (
        good(
            "R-1",
            request_type="REPORT",
            requester_role="INFORMANT",
            requester_name="欧阳明月",
            requester_phone="139-1234-5678",
            requester_id_type="PASSPORT",
            requester_id_no="E33020319900",
            requester_address="望江路一百零八号",
            title="欧阳明月举报某家政伪造健康证",
            narrative="本人欧阳明月（电话139 1234 5678）举报：该公司给阿姨办假健康证。",
            occurred_place="望江路一百零八号楼下",
            attachments=["欧阳明月的照片.jpg"],
            reply_text="已电话13912345678联系欧阳 明月",
        )
        | changes
    )


def everything_stored() -> str:
    """Return every value of every table as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_of_the_informant_is_stored_or_logged_in_the_clear(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = door.accept_line(report(), line=1, at=AT)
        door.accept_line(report(request="请查处"), line=2, at=AT)

    stored = everything_stored()
    assert "number" in answer
    assert "某家政" in stored  # the search sees what is stored
    for marker in (*MARKERS, "E33020319900"):
        assert marker not in stored
        assert marker not in caplog.text
        assert marker not in json.dumps(answer, ensure_ascii=False)


def test_the_report_is_a_lead_without_complainant_and_its_words_stay_readable() -> None:
    door.accept_line(report(), line=1, at=AT)

    lead = Complaint.objects.get()
    assert (lead.request_type, lead.has_complainant) == ("REPORT", False)
    assert list(lead.file.parties.values_list("role", flat=True)) == [Party.Role.RESPONDENT]
    assert lead.statement.narrative == (f"本人{BLOT}（电话{BLOT}）举报：该公司给阿姨办假健康证。")
    assert not lead.file.documents.exists()


def test_the_vault_holds_who_it_was_and_the_original_words() -> None:
    door.accept_line(report(), line=1, at=AT)

    sealed = json.loads(crypto.open_sealed(SealedIdentity.objects.get().payload))
    assert sealed["requester_name"] == "欧阳明月"
    assert sealed["requester_phone"] == "13912345678"
    assert sealed["wording"]["narrative"] == report()["narrative"]
    assert "wording" in sealed
    assert "request" not in sealed["wording"]


def test_a_report_pushed_again_seals_nobody_twice() -> None:
    door.accept_line(report(), line=1, at=AT)
    before = (SealedIdentity.objects.count(), Event.objects.count(), Message.objects.count())

    door.accept_line(report(), line=1, at=AT)

    assert before == (
        SealedIdentity.objects.count(),
        Event.objects.count(),
        Message.objects.count(),
    )


def test_an_anonymous_report_seals_nothing() -> None:
    nobody = dict.fromkeys(
        ("requester_name", "requester_phone", "requester_id_type", "requester_id_no"), ""
    ) | {"requester_address": None, "anonymous": True}

    answer = door.accept_line(report(**nobody), line=1, at=AT)

    assert "number" in answer
    assert SealedIdentity.objects.count() == 0
    assert "欧阳明月" in Complaint.objects.get().statement.narrative


def test_a_refused_report_repeats_nothing_and_seals_nothing() -> None:
    answer = door.accept_line(
        report(requester_id_type="ID_CARD", requester_id_no="330203199001011233"), line=1, at=AT
    )

    assert answer["error"]["field"] == "requester_id_no"
    assert not any(marker in str(answer) for marker in MARKERS)
    assert SealedIdentity.objects.count() == 0


def test_a_complaint_keeps_its_complainant() -> None:
    door.accept_line(good("G-1", narrative="王女士来电：保洁迟到。"), line=1, at=AT)

    assert Party.objects.get(role="COMPLAINANT").name == "王女士"
    assert "王女士" in Complaint.objects.get().statement.narrative
    assert SealedIdentity.objects.count() == 0
