"""Addresses of the staff."""

from django.urls import URLPattern, URLResolver, path

from portals.officer import (
    agencies,
    board,
    byhand,
    case,
    channels,
    deadletters,
    desk,
    inbox,
    permissions,
    queue,
    records,
    referrals,
    register,
    tasks,
    tickets,
)
from portals.officer.registry import PAGES

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk", desk.desk, name="desk"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/<int:pk>/open", inbox.open_notice, name="inbox_open"),
    path("inbox/read", inbox.read_all, name="inbox_read"),
    path("byhand", byhand.by_hand, name="byhand"),
    path("tickets", tickets.tickets, name="tickets"),
    path("channels", channels.channels, name="channels"),
    path("channels/probe", channels.probe, name="probe_channels"),
    path("dead-letters", deadletters.dead_letters, name="dead_letters"),
    path("dead-letters/progress", deadletters.progress, name="dead_letters_progress"),
    path("dead-letters/retry", deadletters.retry_kind, name="retry_kind"),
    path("dead-letters/<int:pk>/retry", deadletters.retry, name="retry"),
    path("permissions", permissions.permissions, name="permissions"),
    path("cases", queue.queue, name="queue"),
    path("tasks/<int:task_id>/claim", tasks.claim, name="claim"),
    path("tasks/<int:task_id>/release", tasks.release, name="release"),
    path("tasks/<int:task_id>/assign", tasks.assign, name="assign"),
    path("cases/new", register.register, name="register"),
    path("cases/<str:number>", case.case, name="case"),
    path("cases/<str:number>/recuse", records.recuse, name="recuse"),
    path("cases/<str:number>/clocks/<int:pk>", case.clock, name="clock"),
    path("cases/<str:number>/papers/<int:pk>", case.paper, name="paper"),
    path("cases/<str:number>/evidence/<int:pk>", case.evidence, name="evidence"),
    path("cases/<str:number>/evidence/add", records.add_evidence, name="add_evidence"),
    path("cases/<str:number>/contacts/add", records.add_contact, name="add_contact"),
    path("cases/<str:number>/notes/add", records.add_note, name="add_note"),
    path("cases/<str:number>/drafts/<slug:kind>", records.save_draft, name="save_draft"),
    path("cases/<str:number>/parties/<int:pk>/<slug:field>", records.reveal, name="reveal"),
    path("referrals", board.board, name="referrals"),
    path("referrals/agencies/<slug:code>", agencies.agency, name="agency"),
    path("referrals/agencies/<slug:code>/offices/<int:pk>", agencies.office, name="office"),
    path(
        "referrals/agencies/<slug:code>/offices/<int:pk>/close",
        agencies.close_office,
        name="close_office",
    ),
]
_REFERRAL = "cases/<str:number>/referrals/<str:referral>"
urlpatterns += [
    path(f"{_REFERRAL}/packets/<int:version>", referrals.packet, name="packet"),
    path(f"{_REFERRAL}/evidence/<int:pk>", referrals.evidence, name="referral_evidence"),
    path(f"{_REFERRAL}/answers/<int:pk>/aside", referrals.set_aside, name="set_aside"),
    path(f"{_REFERRAL}/drafts/<slug:kind>", records.save_draft, name="save_draft"),
]
for _page in PAGES:
    _place = f"cases/<str:number>/{_page.path or _page.name}"
    urlpatterns += [
        path(_place, _page.as_view(), name=_page.name),
        path(f"{_place}/<slug:choice>", _page.as_view(), name=_page.name),
    ]
