"""The page of failed messages: who sees which, what stands there, and putting them back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casework.services import records
from outbox import services as outbox
from outbox.models import Message
from portals.officer import deadletters
from tests import cast

PAGE = "/dead-letters"
NOW = datetime.now(UTC)
SMS = "delivery.prepared~notifications.send~SMS"


@pytest.fixture
def case(accepted):
    """A case of the root whose own messages are all told."""
    complaint = accepted()
    Message.objects.all().delete()
    return complaint


def kill(number=1, *, file=None, error="TimeoutError at client.py:88", **changes):
    """Write a letter that was given up an hour ago."""
    row = {
        "topic": "delivery.prepared",
        "handler": "notifications.send",
        "payload": {"delivery_id": number, "channel": "SMS"},
        "posted_at": NOW - timedelta(hours=6),
        "not_before": NOW - timedelta(hours=1),
        "dead_at": NOW - timedelta(hours=1),
        "attempts": 15,
    } | changes
    key = f"{row['topic']}:{number}"
    return Message.objects.create(key=key, file=file, last_error=error, **row)


def enter(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response):
    return response.content.decode()


def test_a_letter_stands_there_in_words(as_, case):
    letter = kill(file=case.file)

    page = text(as_("officer").get(PAGE))

    assert "通知" in page
    assert "发出通知" in page
    assert "短信" in page
    assert f'href="/cases/{case.file.number}"' in page
    assert "尝试 15 次" in page
    assert "对方系统每次都没有应答，或者要求稍后再试。" in page
    assert "请在“对外渠道”页确认对方已经恢复，再重新投递。" in page
    assert f"产生 {(letter.posted_at + timedelta(hours=8)):%m-%d %H:%M}" in page
    assert f"失败 {(letter.dead_at + timedelta(hours=8)):%m-%d %H:%M}" in page


def test_no_word_of_a_party_and_no_raw_error_is_on_the_page(as_, case):
    kill(file=case.file, error="ValueError: 王女士 13800000000 拒收")

    page = text(as_("officer").get(PAGE))

    assert "王女士" not in page
    assert "13800000000" not in page
    assert "拒收" not in page
    assert "不再需要" not in page  # nothing is waved through


def test_without_any_the_page_says_so_and_the_menu_counts_nothing(as_, case):
    page = text(as_("officer").get(PAGE))

    assert "没有投递失败的消息" in page
    assert '投递失败<span class="count' not in page


def test_desk_and_menu_lead_there_as_soon_as_there_is_one(as_, case):
    kill(1, file=case.file)
    kill(2)

    page = text(as_("officer").get(reverse("desk")))

    assert '投递失败<span class="count red">2</span>' in page
    assert "有 2 条消息多次尝试后仍未送出。" in page
    assert page.count(f'href="{PAGE}"') == 2


@pytest.mark.parametrize(
    "name", ["intake", "triage", "mediator", "liaison", "investigator", "auditor", "archive"]
)
def test_others_have_no_such_page_and_no_such_line(as_, case, name):
    letter = kill(file=case.file)
    client = as_(name)

    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}/progress").status_code == 403
    assert client.post(f"{PAGE}/{letter.pk}/retry").status_code == 403
    assert client.post(f"{PAGE}/retry", {"kind": SMS}).status_code == 403
    assert "投递失败" not in text(client.get(reverse("desk")))
    assert Message.objects.dead().count() == 1


def test_a_stranger_is_sent_to_the_log_in(case):
    assert Client().get(PAGE).status_code == 302
    assert Client().post(f"{PAGE}/1/retry").status_code == 302


def test_nobody_puts_anything_back_by_following_a_link(as_, case):
    letter = kill(file=case.file)

    assert as_("officer").get(f"{PAGE}/{letter.pk}/retry").status_code == 405
    assert as_("officer").get(f"{PAGE}/retry").status_code == 405


def test_the_administrator_sees_that_there_is_one_and_not_of_which_case(seeded, case):
    kill(file=case.file)
    client = enter(cast.member("admin"))

    page = text(client.get(PAGE))

    assert "属于您无权查看的案件" in page
    assert case.file.number not in page
    assert client.get(f"/cases/{case.file.number}").status_code == 404


def test_letters_of_no_case_are_the_roots(seeded, case):
    letter = kill()
    here = enter(cast.person("small-admin", "ADMIN", at=cast.district()))

    assert "没有投递失败的消息" in text(here.get(PAGE))
    assert here.post(f"{PAGE}/{letter.pk}/retry").status_code == 404
    for name, role in (("root-admin", "ADMIN"), ("root-officer", "OFFICER")):
        assert "不属于任何案件" in text(enter(cast.person(name, role)).get(PAGE))


def test_a_letter_of_another_unit_does_not_exist_for_an_officer(seeded, case):
    letter = kill(file=case.file)
    client = enter(cast.person("district", "OFFICER", at=cast.district()))

    assert "没有投递失败的消息" in text(client.get(PAGE))
    assert client.post(f"{PAGE}/{letter.pk}/retry").status_code == 404
    assert client.post(f"{PAGE}/retry", {"kind": SMS}).status_code == 409
    assert client.post(f"{PAGE}/987654321/retry").status_code == 404
    assert Message.objects.dead().count() == 1


def test_a_recused_officer_neither_sees_nor_moves_it(as_, case):
    letter = kill(file=case.file)
    records.recuse(
        file_id=case.file_id, reason="当事人是本人亲属", by=cast.member("officer"), at=cast.AT
    )
    client = as_("officer")

    assert "没有投递失败的消息" in text(client.get(PAGE))
    assert client.post(f"{PAGE}/{letter.pk}/retry").status_code == 404


def test_one_is_put_back_and_the_page_tells_what_became_of_it(as_, case):
    letter = kill(file=case.file, topic="complaint.closed", handler="notifications.plan")
    client = as_("officer")

    response = client.post(f"{PAGE}/{letter.pk}/retry", follow=True)

    letter.refresh_from_db()
    assert (letter.dead_at, letter.attempts, letter.retried_by.username) == (None, 0, "officer")
    assert response.redirect_chain == [(PAGE, 302)]
    assert "已重新投递，系统会立即再次尝试。" in text(response)
    assert "已投递 0 / 1" in text(response)
    assert "hx-get" in text(client.get(f"{PAGE}/progress"))
    outbox.deliver_due(datetime.now(UTC))
    progress = text(client.get(f"{PAGE}/progress"))
    assert "全部投递成功" in progress
    assert "hx-get" not in progress  # it stops asking
    assert "officer" in progress


def test_whoever_comes_second_is_told_and_led_back(as_, case):
    letter = kill(file=case.file)
    as_("officer").post(f"{PAGE}/{letter.pk}/retry")

    response = as_("officer2").post(f"{PAGE}/{letter.pk}/retry")

    letter.refresh_from_db()
    assert response.status_code == 409
    assert "这条消息已由他人重新投递，或者已经送出。" in text(response)
    assert f'href="{PAGE}"' in text(response)
    assert letter.retried_by.username == "officer"


def test_a_kind_is_put_back_whole_with_its_progress(as_, case):
    for number in range(1, 5):
        kill(number, file=case.file)
    other = kill(9, file=case.file, payload={"delivery_id": 9, "channel": "EMAIL"})
    client = as_("officer")
    assert "重新投递全部 4 条" in text(client.get(PAGE, {"kind": SMS}))

    response = client.post(f"{PAGE}/retry", {"kind": SMS}, follow=True)

    assert "已重新投递 4 条消息，进展见下。" in text(response)
    assert "已投递 0 / 4" in text(response)
    assert list(Message.objects.dead()) == [other]
    assert client.post(f"{PAGE}/retry", {"kind": SMS}).status_code == 409


@pytest.mark.parametrize("kind", ["", "nonsense", "a~b~c", "a~b~c~d", "\0", "x" * 5000])
def test_a_kind_there_is_not_changes_nothing(as_, case, kind):
    kill(file=case.file)

    assert as_("officer").post(f"{PAGE}/retry", {"kind": kind}).status_code == 409
    assert Message.objects.dead().count() == 1


def test_each_kind_has_a_tab_with_its_count_and_all_together_have_one(as_, case):
    kill(1, file=case.file)
    kill(2, file=case.file)
    kill(3, file=case.file, topic="document.issued", handler="documents.render", payload={})

    page = text(as_("officer").get(PAGE))
    chosen = text(as_("officer").get(PAGE, {"kind": SMS}))

    counts = re.findall(r'<a href="[^"]*"[^>]*>([^<]+) <span class="count">(\d+)</span>', page)
    assert counts == [
        ("全部", "3"),
        ("通知 · 发出通知 · 短信", "2"),
        ("文书 · 生成文书", "1"),
    ]
    assert "重新投递全部" not in page  # of one kind at a time
    assert chosen.count("尝试 15 次") == 2


def test_the_letters_of_one_channel_are_led_to_from_its_page(as_, case):
    kill(1, file=case.file)
    kill(2, file=case.file, payload={"delivery_id": 2, "channel": "EMAIL"})
    kill(3, file=case.file, topic="document.issued", handler="documents.render", payload={})

    page = text(as_("officer").get(PAGE, {"channel": "EMAIL"}))

    assert "投递失败 · 电子邮件" in page
    assert page.count("尝试 15 次") == 1
    assert "该渠道没有投递失败的消息" in text(as_("officer").get(PAGE, {"channel": "POLICE"}))


def test_what_nobody_takes_has_no_button(as_, case):
    letter = kill(handler="", topic="tests.unheard", payload={}, error="NobodyListens")
    client = as_("officer")

    page = text(client.get(PAGE))

    assert "无人接收" in page
    assert "当前版本没有程序接收这类消息。" in page
    assert f"{letter.pk}/retry" not in page
    assert client.post(f"{PAGE}/{letter.pk}/retry").status_code == 422


def test_long_lists_are_cut_into_pages(as_, case, monkeypatch):
    monkeypatch.setattr(deadletters, "PAGE", 2)
    for number in range(5):
        kill(number, file=case.file)
    client, address, seen = as_("officer"), PAGE, []
    while address:
        page = text(client.get(address))
        seen += re.findall(rf'action="{PAGE}/(\d+)/retry"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"{PAGE}{following[1]}" if following else ""

    assert seen == [
        str(pk) for pk in Message.objects.dead().order_by("pk").values_list("pk", flat=True)
    ]
    assert client.get(PAGE, {"after": "9" * 40}).status_code == 200


@pytest.mark.parametrize("letters", [1, 20])
def test_the_page_asks_as_often_for_one_letter_as_for_twenty(
    as_, accepted, django_assert_num_queries, letters
):
    files = [accepted().file for _ in range(min(letters, 3))]
    Message.objects.all().delete()
    for number in range(letters):
        kill(number, file=files[number % len(files)])
    client = as_("officer")
    client.get(PAGE)

    # session, user, postings; kinds, letters, cases, batches; menu: tasks, inbox, letters
    with django_assert_num_queries(10):
        response = client.get(PAGE)

    assert text(response).count("尝试 15 次") == letters


def test_a_mediation_leads_to_the_case_it_belongs_to(as_, proposed):
    Message.objects.all().delete()
    kill(file=proposed.file, topic="mediation.proposed", handler="notifications.plan")

    page = text(as_("officer").get(PAGE))

    assert f'href="/cases/{proposed.complaint.file.number}"' in page
    assert "调解" in page


def test_a_sealed_file_keeps_its_number_and_loses_no_letter(as_, case):
    kill(file=case.file)
    case.file.sealed = True
    case.file.save()

    page = text(as_("officer").get(PAGE))

    assert "属于您无权查看的案件" in page
    assert case.file.number not in page
