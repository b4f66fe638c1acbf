"""What the story of a case says of its referrals: to whom, with which number, for which reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from casework.models import AgencyAnswer, Complaint, PoliceCall, Sending
from common.models import Event
from portals.officer.forms.intake import agency_name
from portals.officer.referralwords import PARCELS, said_in_one_line


@dataclass
class Story:
    """What is known besides the events of a case, by the key under which they name it."""

    #: Referral → its agency now; and, while the events are walked through, at each of them.
    agencies: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    answers: dict[int, AgencyAnswer] = field(default_factory=dict)
    sendings: dict[int, Sending] = field(default_factory=dict)
    calls: dict[int, PoliceCall] = field(default_factory=dict)
    #: Referral → the moments at which it was prepared.
    prepared: dict[int, set[Any]] = field(default_factory=lambda: defaultdict(set))

    def told_with_another(self, event: Event) -> bool:
        """Return whether a line of the same moment tells this step already (X9)."""
        if event.machine == "RF" and event.name == "prepare":
            self.prepared[event.record_id].add(event.at)
        if event.machine == "RF" and event.name == "compose":
            return event.at in self.prepared[event.record_id]
        if event.machine == "CM" and event.name == "refer":
            return event.at in self.prepared[event.data.get("referral", 0)]
        return False

    def line(self, event: Event) -> tuple[str, str]:
        """Return what belongs into the title of a step of a referral, and what below it."""
        if event.machine == "CM" and event.name == "police_called":
            return "", self._call(event)
        if event.machine != "RF":
            return "", ""
        if event.name in ("prepare", "reroute"):
            self.agencies[event.record_id] = event.data.get("agency", "")
        agency = agency_name(self.agencies.get(event.record_id, ""))
        return agency, self._below(event)

    def _below(self, event: Event) -> str:
        if event.name == "prepare":
            return self.numbers.get(event.record_id, "")
        if event.name == "reroute":
            return _("from %(agency)s") % {"agency": agency_name(event.data.get("before", ""))}
        if event.name in ("ack_or_result_overdue", "overdue_more_than_5wd"):
            return _("The answer was due on %(day)s.") % {"day": event.data.get("missed_on", "")}
        if event.name in ("handed_over", "channel_refused"):
            return self._parcel(event)
        answer = self.answers.get(event.pk)
        return said_in_one_line(answer.codes) if answer else ""

    def _parcel(self, event: Event) -> str:
        parcel = self.sendings.get(event.data.get("sending", 0))
        if parcel is None:
            return ""
        said = [str(PARCELS.get(parcel.kind, parcel.kind))]
        if event.name == "handed_over":
            said += [parcel.get_handed_how_display(), parcel.handed_to]
        return " · ".join(filter(None, said))

    def _call(self, event: Event) -> str:
        call = self.calls.get(event.data.get("call", 0))
        return "\n".join(filter(None, [call.reference, call.told])) if call else ""


def of(complaint: Complaint, events: Iterable[Event]) -> Story:
    """Return what the story of a case needs; nothing is read where nothing was referred."""
    story, moves = Story(), {(event.machine, event.name) for event in events}
    if ("CM", "police_called") in moves:
        story.calls = {call.pk: call for call in complaint.police_calls.all()}
    if any(machine == "RF" for machine, _name in moves):
        referrals = complaint.referrals.select_related("file")
        story.numbers = {one.pk: one.file.number for one in referrals}
        mine = {"referral__in": list(story.numbers)}
        answers = AgencyAnswer.objects.filter(event__isnull=False, **mine)
        story.answers = {one.event_id: one for one in answers if one.event_id}
        story.sendings = {one.pk: one for one in Sending.objects.filter(**mine)}
    return story
