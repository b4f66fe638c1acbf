"""The queue: due order, tabs, search, paging by key, claims."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from casework.services import intake
from common.zone import SHANGHAI
from deadlines.models import Deadline
from portals.officer import queue, worktabs
from tests import cast
from workflows.models import WorkItem
from workflows.projection import clock_changed

BUDGET = 10  # session, user, postings, tabs, rows, parties, menu, inbox and the calendar


def numbers(response):
    return re.findall(r'class="title" href="/cases/(TS-[\d-]+)"', response.content.decode())


@pytest.mark.parametrize("files", [2, 12])
def test_the_queue_asks_the_database_as_often_for_two_files_as_for_twelve(
    as_, registered, files, django_assert_max_num_queries
):
    for _file in range(files):
        registered()
    client = as_("triage")
    client.get("/cases?tab=open")  # the calendar is read once per process

    with django_assert_max_num_queries(BUDGET):
        response = client.get("/cases?tab=open")

    assert len(numbers(response)) == files


def test_rows_come_in_due_order_and_pages_are_cut_by_key(as_, registered, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 2)
    for _file in range(5):
        registered()
    client = as_("triage")
    wanted = list(WorkItem.objects.by_due().values_list("case__number", flat=True))

    seen, address = [], "/cases?tab=open"
    while address:
        response = client.get(address)
        seen += numbers(response)
        following = response.context["next"]
        address = f"/cases{following}" if following else ""

    assert seen == wanted


def test_a_number_opens_its_file_at_once(as_, registered):
    number = registered().file.number

    response = as_("triage").get("/cases", {"q": number.lower()})

    assert response["Location"] == reverse("case", args=[number])


@pytest.mark.parametrize("words", ["13800000009", "+86 138 0000 0009", "钥匙", "李四"])
def test_search_finds_by_telephone_words_and_name(as_, registered, words):
    registered()
    wanted = registered(
        narrative="保洁员离开后家里的钥匙不见了，电话没人接。",
        complainant=intake.PartyFacts("USER", "李四", "13800000009"),
    )

    response = as_("triage").get("/cases", {"q": words, "tab": "open"})

    assert numbers(response) == [wanted.file.number]


def test_a_person_of_another_district_finds_nothing(seeded, registered, client):
    number = registered().file.number
    stranger = cast.person("stranger", "TRIAGE", at=cast.district())
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert numbers(client.get("/cases?tab=open")) == []
    assert client.get(reverse("case", args=[number])).status_code == 404


def test_who_comes_second_to_a_task_is_told_so(as_, registered):
    registered()
    task = WorkItem.objects.get().pk
    cast.person("triage2", "TRIAGE")
    second = as_("triage")
    second.force_login(
        cast.person("triage2", "TRIAGE"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    as_("triage").post(reverse("claim", args=[task]))

    response = second.post(reverse("claim", args=[task]))

    assert response.status_code == 409
    assert "案件已被更新" in response.content.decode()
    assert WorkItem.objects.get().holder.username == "triage"


def test_a_claimed_task_is_mine_until_i_return_it(as_, registered):
    registered()
    task = WorkItem.objects.get().pk
    client = as_("triage")

    client.post(reverse("claim", args=[task]))
    assert len(numbers(client.get("/cases?tab=mine"))) == 1

    client.post(reverse("release", args=[task]))
    assert numbers(client.get("/cases?tab=mine")) == []


def test_an_officer_hands_a_task_to_somebody_who_may_do_it(as_, registered):
    registered()
    task = WorkItem.objects.get().pk
    able, unable = cast.member("triage"), cast.member("mediator")
    client = as_("officer")

    refused = client.post(reverse("assign", args=[task]), {"to": unable.pk})
    client.post(reverse("assign", args=[task]), {"to": able.pk})

    assert refused.status_code == 422
    assert WorkItem.objects.get().holder == able


def test_the_desk_of_a_person_without_work_says_when_the_next_date_is(as_, registered):
    registered()

    page = as_("mediator").get(reverse("desk")).content.decode()

    assert "没有待办" in page


def totals(page):
    return {tab.key: tab.count for tab in page.context["tabs"]}


@time_machine.travel(cast.AT + timedelta(hours=20), tick=False)
def test_a_tile_tells_whose_figure_it_is_and_opens_exactly_that_list(as_, registered):
    registered()  # the first contact is due within a day
    registered(received_at=cast.AT - timedelta(days=30))
    later = registered()
    Deadline.objects.filter(file=later.file).delete()
    WorkItem.objects.filter(case=later.file).update(due_at=cast.AT + timedelta(days=400))
    client = as_("triage")
    client.post(reverse("claim", args=[WorkItem.objects.get(case=later.file).pk]))

    tiles = client.get(reverse("desk")).context["tiles"]

    assert [(tile["key"], tile["count"]) for tile in tiles] == [
        ("mine", 1),
        ("today", 1),
        ("soon", 1),
        ("overdue", 1),
    ]
    assert [str(tile["whose"]) for tile in tiles] == ["", "本单位", "本单位", "本单位"]
    for tile in tiles:
        page = client.get(f"/cases?tab={tile['key']}")
        assert page.context["tab"].key == tile["key"]
        assert (len(numbers(page)), totals(page)[tile["key"]]) == (tile["count"],) * 2


def test_the_queue_opens_on_the_first_tab_with_work(as_, registered):
    client = as_("triage")
    assert client.get("/cases").context["tab"].key == "mine"  # nothing anywhere

    registered()
    assert client.get("/cases").context["tab"].key == "free"

    client.post(reverse("claim", args=[WorkItem.objects.get().pk]))
    assert client.get("/cases").context["tab"].key == "mine"
    assert as_("mediator").get("/cases").context["tab"].key == "open"
    assert as_("mediator").get("/cases?tab=mine").context["tab"].key == "mine"


@pytest.mark.parametrize(
    ("open_clocks", "at", "overdue"),
    [
        ({"MEDIATION_FIRST"}, "2026-10-13T09:00", 0),  # only warns: amber, whatever the day
        ({"MEDIATION_FIRST", "HANDLING"}, "2026-10-12T23:59", 0),
        ({"MEDIATION_FIRST", "HANDLING"}, "2026-10-13T00:00", 1),
        ({"MEDIATION_FIRST", "MEDIATION"}, "2026-10-13T09:00", 0),
        ({"MEDIATION_FIRST", "MEDIATION"}, "2026-11-24T09:00", 1),  # red behind one that warns
    ],
)
def test_overdue_is_what_the_rule_of_tones_calls_red(proposed, open_clocks, at, overdue):
    files = [proposed.file, proposed.complaint.file]
    family = Deadline.objects.open().filter(file__in=files).exclude(code__in=open_clocks)
    family.update(status="CANCELLED", cancelled_at=cast.AT)
    clock_changed(proposed.complaint.file)
    officer = cast.member("officer")
    moment = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)

    rows = queue.as_rows(list(worktabs.visible(officer)), officer, at=moment)
    counts = {tab.key: tab.count for tab in worktabs.counted(officer, moment)}

    assert counts["overdue"] == overdue
    assert [row.due_tone == "red" for row in rows] == [bool(overdue)]
