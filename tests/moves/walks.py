"""Complaints led through every row that is built: by services, at named moments."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from casework.models import Complaint, Contact, Mediation, Party
from casework.services import (
    acceptance,
    agreement,
    followup,
    identify,
    intake,
    mediation,
    merging,
    outcome,
    particulars,
    progress,
    records,
    reply,
    triage,
    verification,
    withdrawal,
)
from common.actors import Outside
from common.zone import SHANGHAI
from deadlines import services as deadlines
from tests import cast
from tests.moves.observing import Observer

START = datetime(2026, 8, 3, 9, 0, tzinfo=SHANGHAI)
USCC = "91640100MA774ECW4K"
CLIENT = intake.PartyFacts("USER", "王桂英", "13800000001", email="wang@example.org")
AGENCY = intake.PartyFacts("ENTERPRISE", "甬安家政", "057487654321", email="jia@example.org")
REASON = "不属于本会职责范围，请另寻途径。"


class Walk:
    """One complaint on its way; each method is what one person does."""

    def __init__(self) -> None:
        self.watch = Observer(START)
        self.complaint: Any = None
        self.mediation: Any = None

    def _do(self, service: Callable[..., Any], who: Any, /, **facts: Any) -> Any:
        by = cast.member(who) if isinstance(who, str) else who
        how = {name: facts.pop(name) for name in ("at", "deliver", "draw") if name in facts}
        return self.watch.act(lambda moment: service(by=by, at=moment, **facts), **how)

    def _on_file(self, service: Callable[..., Any], who: Any, /, **facts: Any) -> Any:
        return self._do(service, who, complaint_id=self.complaint.pk, **facts)

    def _in_mediation(self, service: Callable[..., Any], who: Any, /, **facts: Any) -> Any:
        return self._do(service, who, mediation_id=self.mediation.pk, **facts)

    def party(self, role: str) -> Party:
        return Party.objects.get(file=self.complaint.file, role=role)

    def side(self, role: str) -> Outside:
        return Outside(role, self.party(role).pk)

    def registers(self, **changes: Any) -> None:
        facts = {
            "channel": "WEB",
            "narrative": "保洁员上门时态度恶劣，一直抱怨。",
            "request": "要求赔礼道歉",
            "complainant": CLIENT,
            "respondent": AGENCY,
        } | changes

        def register(*, by: Any, at: datetime) -> Complaint:
            given = intake.Registration(received_at=at, **facts)
            return intake.register(given, unit=cast.unit(), by=by, at=at).complaint

        self.complaint = self._do(register, Outside("COMPLAINANT"))

    def contacted(self) -> None:
        self._on_file(
            records.contact, "intake", party_id=self.party("COMPLAINANT").pk, means="PHONE",
            reached=True, text="已联系投诉人，核对了经过。",
        )  # fmt: skip

    def graded(self, severity: str = "S4", route: str = "MEDIATION", *, anew: bool = False) -> None:
        grade = triage.Grade(
            "ATTITUDE", severity, route, reason="按事实确认", police_report=severity == "S1"
        )
        self._on_file(triage.regrade if anew else triage.grade, "triage", grade=grade)

    def asked_for_materials(self) -> None:
        self._on_file(acceptance.request_supplement, "intake", items=["合同照片"])

    def supplies(self) -> None:
        self._on_file(acceptance.supply, self.side("COMPLAINANT"), answer="合同照片见附件。")

    def taken_over(self) -> None:
        given = particulars.Particulars(respondent_address="海曙区示例路1号")
        self._on_file(particulars.take_over, "intake", given=given, source="企业公示系统")

    def identified(self) -> None:
        service = identify.respondent
        by = cast.member("officer")
        service(complaint_id=self.complaint.pk, name="甬安家政", uscc=USCC, by=by, at=self.watch.at)

    def accepted(self) -> None:
        self._on_file(acceptance.accept, "intake")

    def refused(self) -> None:
        self._on_file(acceptance.refuse, "officer", ground="G1", reason=REASON)

    def transferred(self) -> None:
        self._on_file(
            acceptance.transfer_out, "liaison", agency="OTHER", office="住建部门", reason=REASON
        )

    def night_after(self, code: str, file: Any = None) -> None:
        """Let the sweep find the end of a clock."""
        clock = (file or self.complaint.file).deadlines.filter(code=code).latest("pk")
        self.watch.act(deadlines.sweep, at=clock.due_at + timedelta(minutes=5))

    def merged_into(self, master: Complaint) -> None:
        self._on_file(
            merging.merge, "triage", master_id=master.pk, note="同一订单、同一电话。",
            confirmed=True,
        )  # fmt: skip
        self.complaint = master

    def enterprise_asked(self, **employer: str) -> None:
        question = "请说明服务经过，并与投诉人协商解决。"
        self._on_file(reply.request, "officer", question=question, **employer)

    def enterprise_replies(self) -> None:
        self._on_file(
            reply.reply, self.side("RESPONDENT"), words="已向投诉人赔礼并退还费用。",
            claims_settled=True,
        )  # fmt: skip

    def says_it_is_settled(self) -> None:
        self._on_file(reply.settled, self.side("COMPLAINANT"), words="费用已经退还。")

    def says_it_is_not(self) -> None:
        self._on_file(reply.not_settled, self.side("COMPLAINANT"), words="费用还没有退。")

    def answered_meanwhile(self, ground: str = "MEDIATION") -> None:
        self._on_file(
            progress.answer, "officer", wait_ground=ground, remains="尚未形成处理结果。",
            who_acts="本会办案人员", by_when=self.watch.at.date() + timedelta(days=20),
        )  # fmt: skip

    def proposed(self) -> None:
        self.mediation = self._on_file(mediation.propose, "officer")

    def answers(self, role: str, consents: bool = True) -> None:
        drawn = {} if consents else {"draw": "TERMINATION_DECISION"}  # It is served when printed.
        self._in_mediation(
            mediation.answer, self.side(role), party_id=self.party(role).pk, consents=consents,
            how=Contact.Means.PHONE, **drawn,
        )  # fmt: skip

    def both_consent(self) -> None:
        self.proposed()
        self.answers("COMPLAINANT")
        self.answers("RESPONDENT")

    def scheduled(self, *, waived: bool = False) -> None:
        self._in_mediation(
            mediation.schedule, "mediator", mediator=cast.member("mediator"), mode="ONSITE",
            session_at=self.watch.at + timedelta(days=8), place="调解室", notice_waived=waived,
        )  # fmt: skip

    def opened(self) -> None:
        planned = Mediation.objects.get(pk=self.mediation.pk).session_at
        self._in_mediation(mediation.open_session, "mediator", both_present=True, at=planned)

    def worded(self) -> Any:
        return self._in_mediation(
            agreement.draft, "mediator", facts="双方对费用的退还没有争议。", terms=["退还费用"],
            lawful=True, performance_due_on=date(2026, 12, 1),
        )  # fmt: skip

    def signs(self, role: str, worded: Any) -> None:
        self._in_mediation(
            agreement.sign, self.side(role), draft_id=worded.pk, party_id=self.party(role).pk,
            how="ONLINE",
        )  # fmt: skip

    def no_agreement(self, *, lead: bool = False) -> None:
        self._in_mediation(
            mediation.no_agreement, self.side("COMPLAINANT"), lead_found=lead,
            statement="双方分歧太大，无法达成一致。", closing=cast.member("mediator"),
        )  # fmt: skip

    def decision_served(self) -> None:
        self._in_mediation(mediation.notice_served, "mediator")

    def verification_started(self) -> None:
        plan = "走访当事人，调取订单与录音。"
        self._on_file(verification.start, "officer", plan=plan, facts_disputed=True)

    def verification_planned(self) -> None:
        self._on_file(verification.plan, "investigator", text="走访当事人，调取订单与录音。")

    def findings(self, conclusion: str) -> Any:
        return self._on_file(
            verification.write_findings, "investigator", conclusion=conclusion,
            facts="现场记录与录音一致。", reasoning="证据相互印证，足以认定上述事实。",
        )  # fmt: skip

    def returned(self, found: Any) -> None:
        reason = "证据不足，请补充调查笔录。"
        self._on_file(verification.send_back, "officer", findings_id=found.pk, reason=reason)

    def confirmed(self, found: Any, **how: bool) -> None:
        for who in ("investigator", "investigator2"):
            self._on_file(verification.sign, who, findings_id=found.pk)
        self._on_file(verification.confirm, "officer", findings_id=found.pk, **how)

    def letter(self) -> None:
        self._on_file(
            outcome.send_letter, "officer", process="已经调解。", result="已经办结。",
            draw="RESULT_FEEDBACK_LETTER",
        )  # fmt: skip

    def told_before_the_archive(self) -> None:
        self._on_file(outcome.feedback_sent, "officer", document_id=None)

    def missed_calls(self) -> None:
        for days in (1, 1, 2):
            at = self.watch.at + timedelta(days=days)
            self._on_file(followup.attempt, "intake", remark="无人接听", at=at)

    def called_back(self) -> None:
        self._on_file(followup.done, "intake", satisfaction="SATISFIED", remark="")

    def withdraws(self) -> None:
        by = self.side("COMPLAINANT")
        self._on_file(withdrawal.withdraw, by, own_act=True, reason="双方已自行和解")


def _taken_in(walk: Walk) -> None:
    walk.registers()
    walk.graded()
    walk.identified()
    walk.accepted()


def agreed(walk: Walk) -> None:
    walk.registers(channel="T12345", source="12345", ticket_no="NB-1")
    walk.contacted()
    walk.asked_for_materials()
    walk.supplies()
    walk.taken_over()
    walk.graded()
    walk.identified()
    walk.accepted()
    walk.both_consent()
    walk.scheduled()
    walk.opened()
    walk.scheduled(waived=True)
    walk.opened()
    walk.answered_meanwhile()
    walk.answered_meanwhile()
    worded = walk.worded()
    walk.signs("COMPLAINANT", worded)
    walk.signs("RESPONDENT", worded)
    walk.letter()
    walk.called_back()


def emergency_without_materials(walk: Walk) -> None:
    walk.registers(emergency=True)
    walk.asked_for_materials()
    walk.graded("S1", "EMERGENCY")
    walk.graded("S3", anew=True)
    walk.graded("S1", "EMERGENCY", anew=True)
    walk.night_after("SUPPLEMENT")


def materials_never_came(walk: Walk) -> None:
    walk.registers()
    walk.asked_for_materials()
    walk.night_after("SUPPLEMENT")


def not_ours(walk: Walk) -> None:
    walk.registers()
    walk.graded("S4", "NOT_ACCEPTED")
    walk.refused()


def another_body_s(walk: Walk) -> None:
    walk.registers()
    walk.graded("S4", "NOT_ACCEPTED")
    walk.transferred()


def mediation_declined_then_upheld(walk: Walk) -> None:
    _taken_in(walk)
    walk.proposed()
    walk.answers("RESPONDENT", consents=False)
    walk.decision_served()
    walk.verification_started()
    walk.answered_meanwhile("VERIFICATION")
    walk.returned(walk.findings("PARTLY"))
    walk.confirmed(walk.findings("UPHELD"))
    walk.letter()
    walk.missed_calls()


def no_agreement_but_a_lead(walk: Walk) -> None:
    _taken_in(walk)
    walk.both_consent()
    walk.no_agreement(lead=True)
    walk.verification_planned()
    walk.confirmed(walk.findings("PARTLY"))


def not_upheld(walk: Walk) -> None:
    walk.registers()
    walk.graded("S3", "VERIFY")
    walk.identified()
    walk.accepted()
    walk.verification_started()
    walk.confirmed(walk.findings("NOT_UPHELD"), deliver=False)
    walk.told_before_the_archive()


def no_agreement(walk: Walk) -> None:
    _taken_in(walk)
    walk.both_consent()
    walk.scheduled()
    walk.opened()
    walk.answered_meanwhile()
    walk.no_agreement()


def the_period_ends(walk: Walk) -> None:
    _taken_in(walk)
    walk.both_consent()
    walk.scheduled()
    walk.night_after("MEDIATION", walk.mediation.file)


def withdrawn_before_acceptance(walk: Walk) -> None:
    walk.registers()
    walk.asked_for_materials()
    walk.withdraws()


def withdrawn_but_carried_on(walk: Walk) -> None:
    walk.registers()
    walk.graded("S3", "VERIFY")
    walk.identified()
    walk.accepted()
    walk.verification_started()
    walk.answered_meanwhile("VERIFICATION")
    walk.withdraws()


def withdrawn_in_mediation(walk: Walk) -> None:
    _taken_in(walk)
    walk.both_consent()
    walk.scheduled()
    walk.withdraws()


def called_back_without_a_ticket(walk: Walk) -> None:
    walk.registers()
    walk.graded("S3", "VERIFY")
    walk.identified()
    walk.accepted()
    walk.verification_started()
    walk.confirmed(walk.findings("UPHELD"))
    walk.letter()
    walk.called_back()


def the_same_came_in_twice(walk: Walk) -> None:
    walk.registers()
    first = walk.complaint
    walk.registers(channel="PHONE", emergency=True)
    walk.contacted()
    walk.merged_into(first)


def merged_when_both_were_accepted(walk: Walk) -> None:
    walk.registers()
    walk.graded()
    walk.accepted()
    first = walk.complaint
    walk.registers(channel="T12345", source="12345", ticket_no="G-1")
    walk.graded()
    walk.identified()
    walk.accepted()
    walk.merged_into(first)


def merged_into_what_was_accepted(walk: Walk) -> None:
    _taken_in(walk)
    first = walk.complaint
    walk.registers(channel="PHONE")
    walk.graded()
    walk.merged_into(first)


def settled_by_the_enterprise(walk: Walk) -> None:
    _taken_in(walk)
    walk.enterprise_asked()
    walk.enterprise_replies()
    walk.says_it_is_settled()
    walk.letter()
    walk.called_back()


def settled_before_a_reply(walk: Walk) -> None:
    _taken_in(walk)
    walk.enterprise_asked()
    walk.says_it_is_settled()


def no_reply_then_mediation(walk: Walk) -> None:
    _taken_in(walk)
    walk.enterprise_asked()
    walk.night_after("ENTERPRISE_REPLY")
    walk.both_consent()


def a_late_reply_settles_nothing(walk: Walk) -> None:
    _taken_in(walk)
    walk.enterprise_asked()
    walk.night_after("ENTERPRISE_REPLY")
    walk.enterprise_replies()
    walk.says_it_is_not()


def graver_than_the_enterprise_may_settle(walk: Walk) -> None:
    _taken_in(walk)
    walk.enterprise_asked()
    walk.graded("S2", "REFERRAL", anew=True)
    walk.verification_started()


def withdrawn_while_an_employer_is_asked(walk: Walk) -> None:
    walk.registers(respondent=intake.PartyFacts("WORKER", "李师傅", "13900000002"))
    walk.graded()
    walk.accepted()
    walk.enterprise_asked(employer="甬安家政")
    walk.withdraws()


WALKS: tuple[Callable[[Walk], None], ...] = (
    agreed,
    emergency_without_materials,
    materials_never_came,
    not_ours,
    another_body_s,
    mediation_declined_then_upheld,
    no_agreement_but_a_lead,
    not_upheld,
    no_agreement,
    the_period_ends,
    withdrawn_before_acceptance,
    withdrawn_but_carried_on,
    withdrawn_in_mediation,
    called_back_without_a_ticket,
    the_same_came_in_twice,
    merged_when_both_were_accepted,
    merged_into_what_was_accepted,
    settled_by_the_enterprise,
    settled_before_a_reply,
    no_reply_then_mediation,
    a_late_reply_settles_nothing,
    graver_than_the_enterprise_may_settle,
    withdrawn_while_an_employer_is_asked,
)
