"""Complaints led the serious way: to agencies and back, by services, at named moments."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.test import override_settings

from casework import clocks
from casework.channels import Answer, AnswerKind, Parcel, Receipt
from casework.models import Referral
from casework.services import answers, emergency, ladder, mediation, referral
from common.actors import Outside
from tests.casework import referring
from tests.moves.walks import Walk, _taken_in

_ids = count(1)
AGENCY = Outside("AGENCY")


class Refusing:
    """A channel that takes nothing, for good."""

    configured = True

    def send(self, parcel: Parcel) -> Receipt:
        return Receipt(accepted=False, reference="", sent_sha256="", reason="CLOSED")


class SeriousWalk(Walk):
    """One complaint on its way to agencies; each method is what one person or agency does."""

    def __init__(self) -> None:
        super().__init__()
        self.referral: Any = None

    def _of_referral(self, service: Callable[..., Any], who: Any, /, **facts: Any) -> Any:
        return self._do(service, who, referral_id=self.referral.pk, **facts)

    def serious(self, severity: str = "S2") -> None:
        self.registers()
        self.graded(severity, "EMERGENCY" if severity == "S1" else "REFERRAL")
        self.identified()

    def police_called(self) -> None:
        self._on_file(
            emergency.record_call, "liaison", called_at=self.watch.at, reference="016",
            told="有人受伤，请求出警。",
        )  # fmt: skip

    def referred(self, agency: str = "POLICE", lead: str = "") -> Any:
        self.referral = self._on_file(
            referral.prepare, "liaison", agency=agency, lead=lead,
            kind=referral.usual_kind(self.complaint, agency), contents=referring.contents(),
        )  # fmt: skip
        return self.referral

    def sent_back(self) -> None:
        self._of_referral(
            referral.send_back, "officer", packet_id=self.referral.packet_id,
            reason="请补充监控录像的说明。",
        )  # fmt: skip
        self.referral = self._of_referral(
            referral.compose, "liaison", contents=referring.contents()
        )

    def approved(self) -> None:
        packet = Referral.objects.get(pk=self.referral.pk).packet_id
        self._of_referral(referral.approve, "officer", packet_id=packet)

    def dispatched(self, *, printed: bool = False) -> None:
        draw = "REFERRAL_LETTER" if printed else ""
        self._of_referral(referral.dispatch, "liaison", draw=draw)

    def left(self, agency: str = "POLICE") -> None:
        self.referred(agency)
        self.approved()
        self.dispatched()

    def handed_over(self) -> None:
        parcel = Referral.objects.get(pk=self.referral.pk).sendings.to_hand_over().last()
        on = self.watch.at + timedelta(minutes=30)
        self._do(
            referral.hand_over, "liaison", sending_id=parcel.pk, how="IN_PERSON", to="值班民警",
            on=on,
        )  # fmt: skip

    def ratified(self) -> None:
        self._of_referral(referral.ratify, "officer", reservation="")

    def hears(self, kind: AnswerKind, **facts: Any) -> None:
        agency = Referral.objects.get(pk=self.referral.pk).agency
        answer = Answer(f"w-{next(_ids)}", "", kind, self.watch.at, **facts)
        self._of_referral(answers.receive, AGENCY, answer=answer, agency=agency, way="CHANNEL")

    def rerouted(self, agency: str) -> None:
        self._of_referral(referral.reroute, "liaison", agency=agency)

    def silence(self) -> None:
        """Let the acknowledgement stay away until the order is drafted."""
        self.reminded()
        self.night_after("SUPERVISION", self.referral.file)

    def reminded(self, code: str = "REFERRAL_ACK") -> None:
        """Let the day of an answer pass; over rest days the reminder waits for a working day."""
        self.night_after(code, self.referral.file)
        if clocks.is_open(self.referral.file, "REMINDER"):
            self.night_after("REMINDER", self.referral.file)

    def order_signed(self) -> None:
        self._of_referral(ladder.sign_order, "officer")

    def order_withheld(self) -> None:
        self._of_referral(ladder.withhold_order, "officer", reason="部门已口头说明进展。")

    def registered_result(self) -> None:
        self._of_referral(answers.register, "liaison", tellable="部门已依法处理。")

    def goes_on(self, who: str = "liaison", **how: Any) -> None:
        drawn = "NOT_FILED_LETTER"
        self._of_referral(answers.go_on_after_not_filed, who, draw=drawn, **how)

    def result_told(self) -> None:
        self._of_referral(answers.tell_result, "officer", draw="AGENCY_RESULT_LETTER")

    def recalled(self) -> None:
        reason = "材料送错了部门，商定收回。"
        how = {"reason": reason, "agreed": True, "draw": "RECALL_LETTER"}
        self._of_referral(referral.recall, "officer", **how)

    def crime_suspected(self, *, civil_part: bool) -> None:
        self._in_mediation(
            mediation.crime_suspected, "mediator", reason="双方陈述中出现盗窃的线索。",
            civil_part=civil_part,
        )  # fmt: skip


def penalty(walk: SeriousWalk) -> None:
    walk.serious()
    walk.accepted()
    walk.referred()
    walk.sent_back()
    walk.approved()
    walk.dispatched(printed=True)
    walk.handed_over()
    walk.reminded()
    walk.hears(AnswerKind.ACKNOWLEDGED, receipt_no="1")
    walk.answered_meanwhile("AGENCY")
    walk.reminded("REFERRAL_RESULT")
    walk.hears(AnswerKind.ACCEPTED, file_no="2")
    walk.reminded("REFERRAL_RESULT")
    walk.hears(AnswerKind.RESULT, result_class="PENALTY", doc_no="3", decided_on=date(2026, 8, 3))
    walk.registered_result()
    walk.letter()
    walk.hears(AnswerKind.REVOKED, doc_no="4")


def urgent(walk: SeriousWalk) -> None:
    walk.serious("S1")
    walk.police_called()
    walk.referred()
    walk.dispatched(printed=True)
    walk.handed_over()
    walk.accepted()
    walk.ratified()
    walk.withdraws()


def silent_then_returned(walk: SeriousWalk) -> None:
    walk.serious()
    walk.accepted()
    walk.left("MARKET_REGULATOR")
    walk.silence()
    walk.order_signed()
    walk.hears(AnswerKind.ACKNOWLEDGED)
    walk.reminded("REFERRAL_RESULT")
    walk.hears(AnswerKind.RETURNED, reason_code="NOT_COMPETENT")
    walk.rerouted("HRSS")
    walk.hears(AnswerKind.RETURNED, reason_code="NOT_COMPETENT")
    walk.rerouted("CIVIL_AFFAIRS")
    walk.silence()
    walk.order_withheld()
    walk.hears(AnswerKind.ACKNOWLEDGED)
    walk.hears(AnswerKind.RESULT, result_class="MEDIATED")
    walk.registered_result()


def silent_after_the_receipt(walk: SeriousWalk) -> None:
    walk.serious()
    walk.accepted()
    walk.left()
    walk.hears(AnswerKind.ACKNOWLEDGED)
    walk.reminded("REFERRAL_RESULT")
    walk.night_after("SUPERVISION", walk.referral.file)
    walk.hears(AnswerKind.ACCEPTED)
    walk.hears(AnswerKind.RESULT, result_class="NO_VIOLATION")
    walk.registered_result()


def no_case_filed(walk: SeriousWalk) -> None:
    walk.serious()
    walk.accepted()
    walk.verification_started()
    walk.left()
    walk.answered_meanwhile("AGENCY")
    walk.hears(AnswerKind.NOT_FILED, doc_no="1")
    walk.goes_on()
    walk.hears(AnswerKind.FILED_AFTER_RECONSIDERATION, file_no="2")
    walk.hears(AnswerKind.NOT_FILED, doc_no="3")
    walk.hears(AnswerKind.FILED_AFTER_RECONSIDERATION, file_no="4")
    walk.reminded("REFERRAL_RESULT")
    walk.hears(AnswerKind.NOT_FILED, doc_no="5")
    walk.goes_on("officer", as_outcome=True, reason="证据不足，本会不再核查。")
    walk.letter()


def two_agencies(walk: SeriousWalk) -> None:
    walk.serious()
    walk.accepted()
    walk.left()
    lead = walk.referral
    walk.left("MARKET_REGULATOR")
    walk.hears(AnswerKind.ACKNOWLEDGED)
    walk.hears(AnswerKind.RESULT, result_class="DISMISSED")
    walk.registered_result()
    walk.result_told()
    beside, walk.referral = walk.referral, lead
    walk.hears(AnswerKind.RESULT, result_class="CRIMINAL_TRANSFER")
    walk.registered_result()
    walk.letter()
    assert Referral.objects.get(pk=beside.pk).state == "CLOSED"


def recalled(walk: SeriousWalk) -> None:
    walk.serious()
    walk.accepted()
    walk.left()
    first = walk.referral
    walk.left("HRSS")
    second, walk.referral = walk.referral, first
    walk.recalled()
    walk.handed_over()
    walk.referral = second
    walk.reminded()
    walk.recalled()


def before_it_left(walk: SeriousWalk) -> None:
    walk.serious()
    walk.accepted()
    walk.referred()
    walk.recalled()


def lead_in_mediation(walk: SeriousWalk) -> None:
    _taken_in(walk)
    walk.both_consent()
    walk.scheduled()
    walk.crime_suspected(civil_part=True)
    walk.referred()
    walk.opened()
    worded = walk.worded()
    walk.signs("COMPLAINANT", worded)
    walk.signs("RESPONDENT", worded)


def crime_ends_mediation(walk: SeriousWalk) -> None:
    _taken_in(walk)
    walk.both_consent()
    walk.crime_suspected(civil_part=False)


def referred_while_an_employer_is_asked(walk: SeriousWalk) -> None:
    _taken_in(walk)
    walk.enterprise_asked()
    walk.graded("S2", "REFERRAL", anew=True)
    walk.referred()


def refused_by_the_channel(walk: SeriousWalk) -> None:
    walk.serious()
    walk.accepted()
    walk.referred()
    walk.approved()
    channels = {"POLICE": f"{__name__}.{Refusing.__name__}"}
    with override_settings(CASEWORK_CHANNELS=channels):
        walk.dispatched(printed=True)
    walk.handed_over()


SERIOUS_WALKS: tuple[Callable[[SeriousWalk], None], ...] = (
    penalty,
    urgent,
    silent_then_returned,
    silent_after_the_receipt,
    no_case_filed,
    two_agencies,
    recalled,
    before_it_left,
    lead_in_mediation,
    crime_ends_mediation,
    referred_while_an_employer_is_asked,
    refused_by_the_channel,
)
