"""Walk a demo complaint as far as a working office would have come, through the real services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import User
from casework import guards, mediation_papers
from casework.models import AgreementDraft, Complaint, Mediation, Party
from casework.models.ticket import HOTLINE_SOURCE
from casework.services import (
    acceptance,
    agreement,
    identify,
    mediation,
    outcome,
    progress,
    records,
    triage,
    verification,
    withdrawal,
)
from casework.services.hotline import acts, delivery
from casework.states import SERIOUS_ROUTES, Route
from common.actors import Outside
from common.zone import SHANGHAI, local_date
from config.demo import people, referrals
from deadlines import calendar
from deadlines import services as deadlines
from portals.officer.checks import missing_on_notice

#: Working days after receipt on which an office does each step.
GRADED, ACCEPTED, PROPOSED, CONSENTED, SCHEDULED, SESSION, AGREED, ANSWERED = (
    1,
    3,
    4,
    5,
    6,
    10,
    11,
    14,
)
PLACES = {
    "ONSITE": "分会二楼调解室（演示）",
    "VIDEO": "视频会议，链接另发（演示）",
    "PHONE": "电话会议，由调解员拨打（演示）",
}


@dataclass
class Walk:
    """One complaint on its way; `now` is where the walk must stop."""

    complaint: Complaint
    cast: dict[str, User]
    now: datetime
    index: int

    def day(self, working_days: int, hour: int = 10) -> datetime:
        """Return the moment `working_days` after receipt at `hour` o'clock."""
        cal = deadlines.current_calendar()
        start = local_date(self.complaint.clock_from)
        day = calendar.add_working_days(start, working_days, cal)
        return datetime.combine(day, time(hour, (self.index * 7) % 60), tzinfo=SHANGHAI)

    def reached(self, working_days: int, hour: int = 10) -> bool:
        """Return whether that moment lies in the past."""
        return self.day(working_days, hour) < self.now

    @property
    def urgent(self) -> bool:
        """Return whether the rules say S1: such a matter is graded within the hour (TRIAGE_S1)."""
        return bool(self.complaint.statement.suggestion["severity"] == "S1")

    @property
    def serious(self) -> bool:
        """Return whether the rules send it to an agency."""
        return self.complaint.statement.suggestion["route"] in SERIOUS_ROUTES

    @property
    def graded_at(self) -> datetime:
        """When the triage desk decides."""
        urgently = self.complaint.received_at + timedelta(minutes=35)
        return urgently if self.urgent else self.day(GRADED, 9)

    @property
    def accepted_at(self) -> datetime:
        """When the intake desk decides."""
        return self.graded_at + timedelta(hours=2) if self.urgent else self.day(ACCEPTED)

    @property
    def party(self) -> dict[str, Party]:
        """The parties by role."""
        return {party.role: party for party in self.complaint.file.parties.all()}


def lacks_address(index: int) -> bool:
    """Return whether the case comes without the respondent's address, as AS-09 has it."""
    return index % 11 == 4


def walk(complaint: Complaint, cast: dict[str, User], now: datetime, index: int) -> None:
    """Take the complaint through the stages of its age; every ninth lags, unless it is urgent."""
    way = Walk(complaint, cast, now, index)
    _sign_ticket(way)
    if index % 9 == 8 and not way.urgent:
        way.now -= timedelta(days=9)
    for step in (_grade, _call, _accept, _choose):
        if not step(way):
            return


def _sign_ticket(way: Walk) -> None:
    """The liaison signs what came by ticket; a few wait for their signature too long."""
    at = way.complaint.received_at + timedelta(hours=2)
    if at >= way.now or way.index % 6 == 5:
        return
    for ticket in way.complaint.tickets.all():
        acts.sign(ticket_id=ticket.pk, by=way.cast["liaison"], at=at)
        if ticket.source != HOTLINE_SOURCE:  # No system of theirs is joined to ours.
            delivery.passed_on(
                [message.pk for message in ticket.messages.all()], how="PAGE",
                to_whom="工单平台页面回执（演示）", by=way.cast["liaison"], at=at,
            )  # fmt: skip


def _grade(way: Walk) -> bool:
    if way.graded_at >= way.now:
        return False
    at = way.graded_at
    said = way.complaint.statement.suggestion
    complainant = way.party.get("COMPLAINANT")
    if complainant is not None:
        records.contact(
            complaint_id=way.complaint.pk, party_id=complainant.pk, means="PHONE", reached=True,
            text="电话联系投诉人，核对诉求。", by=way.cast["intake"],
            at=min(at, _first_contact(way.complaint.clock_from)),
        )  # fmt: skip
    triage.grade(
        complaint_id=way.complaint.pk,
        grade=triage.Grade(
            said["category"], said["severity"] or "", said["route"], said["agency"] or "",
            reason="同意系统建议。", police_report=said["severity"] == "S1",
        ),
        by=way.cast["triage"],
        at=at,
    )  # fmt: skip
    return True


def _call(way: Walk) -> bool:
    """What is urgent goes to the police before anybody decides on acceptance."""
    if way.urgent:
        referrals.at_once(way)
    return True


def _first_contact(since: datetime) -> datetime:
    """Return when the clerk called: the same afternoon, else the next morning."""
    local = since.astimezone(SHANGHAI)
    afternoon = datetime.combine(local.date(), time(17), tzinfo=SHANGHAI)
    return afternoon if local < afternoon else afternoon + timedelta(hours=16)


def _accept(way: Walk) -> bool:
    if way.accepted_at >= way.now:
        return False
    if way.complaint.statement.suggestion["route"] == "NOT_ACCEPTED":
        if way.index % 2:
            acceptance.refuse(
                complaint_id=way.complaint.pk, ground="G3", by=way.cast["officer"],
                reason="所述事项不是因生活消费接受家政服务发生的争议。", at=way.day(ACCEPTED),
            )  # fmt: skip
        return False
    if not way.urgent and guards.missing_materials(way.complaint):
        acceptance.request_supplement(
            complaint_id=way.complaint.pk,
            items=[*missing_on_notice(way.complaint).splitlines(), "服务合同或者付款凭证"],
            by=way.cast["intake"], at=_asked_at(way),
        )  # fmt: skip
        return False
    acceptance.accept(complaint_id=way.complaint.pk, by=way.cast["intake"], at=way.accepted_at)
    if way.urgent:
        referrals.ratify(way)
    if way.index % 4 == 1 and "COMPLAINANT" in way.party and not way.serious:
        return _withdraw(way)
    return True


def _asked_at(way: Walk) -> datetime:
    """Every fourth waited in vain: the period is over and the file closes by itself."""
    if way.index % 4 == 0:
        return way.day(ACCEPTED)
    return max(way.day(ACCEPTED), way.now - timedelta(days=2))


def _withdraw(way: Walk) -> bool:
    """Some settle it among themselves and call off."""
    if way.reached(PROPOSED, 15):
        withdrawal.withdraw(
            complaint_id=way.complaint.pk, own_act=True, reason="双方已自行和解。",
            by=Outside("COMPLAINANT", way.party["COMPLAINANT"].pk, way.cast["intake"].pk),
            at=way.day(PROPOSED, 15),
        )  # fmt: skip
    return False


def _choose(way: Walk) -> bool:
    complaint = Complaint.objects.get(pk=way.complaint.pk)
    if not way.reached(PROPOSED):
        return False
    if complaint.route == Route.MEDIATION and complaint.has_complainant:
        return _mediate(way)
    if complaint.route in (Route.VERIFY, Route.MEDIATION):
        return _verify(way)
    return referrals.refer(way)


def _mediate(way: Walk) -> bool:
    cast = way.cast
    proposed = mediation.propose(
        complaint_id=way.complaint.pk, by=cast["officer"], at=way.day(PROPOSED)
    )
    for role, hour in (("COMPLAINANT", 10), ("RESPONDENT", 15)):
        if not way.reached(CONSENTED, hour):
            return False
        mediation.answer(
            mediation_id=proposed.pk, party_id=way.party[role].pk, consents=True, how="PHONE",
            by=Outside(role, way.party[role].pk, entered_by=cast["intake"].pk),
            at=way.day(CONSENTED, hour),
        )  # fmt: skip
    if not way.reached(SCHEDULED):
        return False
    mode = list(PLACES)[way.index % 3]
    mediation.schedule(
        mediation_id=proposed.pk, mediator=cast["mediator"], session_at=way.day(SESSION, 14),
        mode=mode, place=PLACES[mode],
        by=cast["mediator"], at=way.day(SCHEDULED),
    )  # fmt: skip
    progress.answer(
        complaint_id=way.complaint.pk, wait_ground="MEDIATION", remains="双方按期参加调解。",
        who_acts="双方当事人和调解员", by_when=local_date(way.day(SESSION)),
        by=cast["officer"], at=way.day(SCHEDULED, 16),
    )  # fmt: skip
    return _hold(way, proposed)


def _hold(way: Walk, proposed: Mediation) -> bool:
    cast = way.cast
    if not way.reached(SESSION, 14) or not way.reached(AGREED):
        return False
    mediation.open_session(
        mediation_id=proposed.pk, both_present=True, by=cast["mediator"], at=way.day(SESSION, 14)
    )
    if way.index % 3 == 0:
        return False  # Still talking.
    worded = agreement.draft(
        mediation_id=proposed.pk, facts=mediation_papers.facts_as_told(way.complaint),
        terms=["被投诉人当面致歉。", "双方就本投诉再无争议。"],
        lawful=True, performed_at_once=True, by=cast["mediator"], at=way.day(AGREED),
    )  # fmt: skip
    if way.index % 3 == 1:
        _sign(way, worded, "COMPLAINANT")
        if way.index % 7 == 0:
            return False  # Still to be signed by the other side.
        _sign(way, worded, "RESPONDENT")
    else:
        _sign(way, worded, "COMPLAINANT", on_paper=True)
        _sign(way, worded, "RESPONDENT", on_paper=True)
    _identify(way)
    if way.reached(ANSWERED):
        outcome.send_letter(
            complaint_id=way.complaint.pk,
            process="本会组织双方调解，双方自愿达成协议。",
            result="双方已达成调解协议并当场履行。",
            by=cast["officer"],
            at=way.day(ANSWERED),
        )
    return True


def _sign(way: Walk, worded: AgreementDraft, role: str, *, on_paper: bool = False) -> None:
    party = way.complaint.file.parties.get(role=role)
    mediator = way.cast["mediator"].pk if on_paper else None
    agreement.sign(
        mediation_id=worded.mediation_id, draft_id=worded.pk, party_id=party.pk,
        how="IN_PERSON" if on_paper else "ONLINE",
        by=Outside(role, party.pk, entered_by=mediator),
        at=way.day(AGREED) + timedelta(minutes=25),
    )  # fmt: skip


def _verify(way: Walk) -> bool:
    cast = way.cast
    verification.start(
        complaint_id=way.complaint.pk, plan="询问双方当事人，调取合同、订单、聊天记录和付款凭证。",
        facts_disputed=True, by=cast["officer"], at=way.day(PROPOSED),
    )  # fmt: skip
    if way.complaint.has_complainant and way.reached(SCHEDULED):
        progress.answer(
            complaint_id=way.complaint.pk, wait_ground="VERIFICATION",
            remains="向有关单位和人员核实情况。", who_acts="本会核查人员",
            by_when=local_date(way.day(AGREED)), by=cast["officer"], at=way.day(SCHEDULED),
        )  # fmt: skip
    if not way.reached(AGREED):
        return False
    found = verification.write_findings(
        complaint_id=way.complaint.pk, conclusion="PARTLY",
        facts="经核实，部分反映的情况属实（演示数据）。",
        reasoning="根据合同和聊天记录，部分事实可以认定。",
        by=cast["investigator"], at=way.day(SESSION),
    )  # fmt: skip
    signer = cast["investigator"]
    verification.sign(
        complaint_id=way.complaint.pk, findings_id=found.pk, by=signer, at=way.day(SESSION, 11)
    )
    if way.index % 2:
        verification.sign(
            complaint_id=way.complaint.pk, findings_id=found.pk, by=cast["investigator2"],
            at=way.day(AGREED),
        )  # fmt: skip
    return True


def _identify(way: Walk) -> None:
    respondent = way.party["RESPONDENT"]
    numbers: dict[str, Callable[[], dict[str, Any]]] = {
        "ENTERPRISE": lambda: {"uscc": people.enterprise_number(way.index)},
        "WORKER": lambda: {
            "id_no": people.worker_number(way.index), "order_linked": True,
        },
    }  # fmt: skip
    if respondent.kind in numbers:
        identify.respondent(
            complaint_id=way.complaint.pk, name=respondent.name, by=way.cast["officer"],
            at=way.day(AGREED, 11), **numbers[respondent.kind](),
        )  # fmt: skip
