"""Addresses of the public pages. None of them holds a number, a name or a code of a case."""

from django.urls import URLPattern, URLResolver, path

from portals.public import case, complain, replying, source, start, steps, track, verify

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("source", source.source, name="source"),
    path("complain/", complain.begin, name="complain"),
    *(
        path(f"complain/{step.name}", complain.question(step), name=f"complain_{step.name}")
        for step in steps.ASKED
    ),
    path("complain/danger", complain.danger, name="complain_danger"),
    path("complain/evidence", complain.evidence, name="complain_evidence"),
    path("complain/evidence/remove", complain.remove_file, name="complain_remove_file"),
    path("complain/check", complain.check, name="complain_check"),
    path("complain/done", complain.done, name="complain_done"),
    path("complain/noted", complain.noted, name="complain_noted"),
    path("track", track.track, name="track"),
    path("track/leave", track.leave, name="track_leave"),
    path("track/case", case.case, name="track_case"),
    path("track/case/papers/<int:pk>", case.paper, name="track_paper"),
    path("track/case/files/<int:pk>", case.file, name="track_file"),
    path("track/case/supplement", case.supplement, name="track_supplement"),
    path("track/case/more-time", case.more_time, name="track_more_time"),
    path("track/case/mediation", case.consent, name="track_consent"),
    path("track/case/no-agreement", case.no_agreement, name="track_no_agreement"),
    path("track/case/withdraw", case.withdraw, name="track_withdraw"),
    path("track/case/evidence", case.evidence, name="track_evidence"),
    path("track/case/agreement", case.agreement, name="track_agreement"),
    path("track/case/reply", replying.reply, name="track_reply"),
    path("track/case/settled", replying.settled, name="track_settled"),
    path("track/case/joined", track.joined, name="track_joined"),
    path("v/", verify.find_paper, name="paper_find"),
    path("v/<str:token>", verify.check_paper, name="paper_check"),
]
