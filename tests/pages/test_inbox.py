"""The inbox, its badge, and what the desk of an officer says when something does not work."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from notifications.models import Notice
from outbox import services as outbox
from tests import cast
from tests.pages import referring as rf


@pytest.fixture
def notice(accepted):
    complaint = accepted()
    return Notice.objects.create(
        user=cast.member("officer"),
        file=complaint.file,
        topic="complaint.outcome_recorded",
        key="complaint.outcome_recorded:1",
        text=f"{complaint.file.number} 已记录处理结果，请在期限内反馈当事人。",
        posted_at=cast.AT,
    )


def test_an_unread_notice_counts_in_the_menu_until_it_is_opened(as_, notice):
    client = as_("officer")
    before = client.get(reverse("inbox"))

    opened = client.post(reverse("inbox_open", args=[notice.pk]))

    assert notice.text in before.content.decode()
    assert '收件箱<span class="count">1</span>' in before.content.decode()
    assert opened["Location"] == reverse("case", args=[notice.file.number])
    assert '收件箱<span class="count">' not in client.get(reverse("inbox")).content.decode()


def test_a_notice_of_a_referral_opens_the_referral(as_, accepted):
    found = rf.prepared(rf.theft(accepted))
    told = Notice.objects.create(
        user=cast.member("officer"),
        file=found.file,
        topic="referral.prepared",
        key="referral.prepared:1",
        text=f"{found.complaint.file.number} 的移送材料已备好，请审批。",
        posted_at=rf.THEN,
    )

    opened = as_("officer").post(reverse("inbox_open", args=[told.pk]))

    assert opened["Location"] == rf.page(found)


def test_nobody_opens_the_notice_of_another(as_, notice):
    response = as_("triage").post(reverse("inbox_open", args=[notice.pk]))

    notice.refresh_from_db()
    assert response.status_code == 404
    assert notice.read_at is None


def test_marking_all_leaves_what_came_later(as_, notice):
    later = Notice.objects.create(
        user=notice.user, file=notice.file, topic="x", key="x:2", text="后来", posted_at=cast.AT
    )

    as_("officer").post(reverse("inbox_read"), {"notice": [notice.pk]})

    assert list(Notice.objects.unread()) == [later]


def test_an_officer_is_told_of_silent_channels_and_of_processes_not_heard_of(as_, seeded, settings):
    settings.CASEWORK_SMS = ""
    outbox.beat("drain_outbox", at=datetime.now(UTC) - timedelta(minutes=9))

    page = as_("officer").get(reverse("desk")).content.decode()
    others = as_("triage").get(reverse("desk")).content.decode()

    assert "短信" in page
    assert "函件和通知的投递" in page
    assert "函件和通知的投递" not in others
