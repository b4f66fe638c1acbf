"""The life of a referral to an agency (brief §3.3)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.states import REFERRAL_OUT, REFERRAL_OWED
from casework.states import Referral as S
from common.actors import Actor
from common.lifecycle import move, note


class ReferralLifecycle(models.Model):
    """The rows RF-01 … RF-14."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # the columns the moves set, declared by the model
        complaint: Any
        complaint_id: Any
        agency: Any
        office_id: Any
        packet_id: Any
        approved_at: Any
        approved_by_id: Any
        dispatched_at: Any
        dispatched_by_id: Any
        ratified_at: Any
        ratified_by_id: Any
        acknowledged_at: Any
        receipt_no: Any
        taken_up_at: Any
        agency_file_no: Any
        returned_at: Any
        return_reason: Any
        returns: Any
        reminded_at: Any
        supervised_at: Any
        supervision_signed_at: Any
        supervision_withheld_at: Any
        not_filed_at: Any
        not_filed_told_at: Any
        result_at: Any
        result_class: Any
        result_doc_no: Any
        result_on: Any
        result_version: Any
        tellable: Any
        registered_at: Any
        told_at: Any
        revoked_at: Any
        recalled_at: Any
        closed_at: Any

    @move(
        "RF-01",
        guards=[
            guards.agency_known,
            guards.statutory_report_to_police,
            guards.may_be_referred,
            guards.agency_has_none_open,
        ],
        label=_("prepare a referral"),
    )
    def prepare(self: Any, *, by: Actor, at: datetime, lead: str) -> None:
        """The liaison prepares what leaves the house; the packet follows in the same act."""
        note(self, agency=self.agency, kind=self.kind)

    @move(
        "RF-01a",
        source=S.PREPARED,
        guards=[guards.packet_current, guards.not_prepared_by_me, guards.not_approved_yet],
        label=_("approve what leaves"),
    )
    def approve(self: Any, *, by: Actor, at: datetime, packet_id: int, mark: str) -> None:
        """An officer approves exactly this packet for exactly this agency."""
        self.approved_at, self.approved_by_id = at, by.user_pk
        note(self, packet=packet_id, mark=mark)

    @move(
        "RF-01b",
        source=S.PREPARED,
        guards=[guards.packet_current, guards.not_approved_yet, guards.reasons_given],
        label=_("send back to the liaison"),
    )
    def send_back(self: Any, *, by: Actor, at: datetime, packet_id: int) -> None:
        """The officer returns the packet with reasons; the liaison prepares another one."""
        self.packet_id = None
        note(self, packet=packet_id)

    @move(
        "RF-01c",
        source=[S.PREPARED, S.RETURNED],
        guards=[guards.particulars_allowed, guards.evidence_listed],
        label=_("compose the packet"),
    )
    def compose(
        self: Any,
        *,
        by: Actor,
        at: datetime,
        packet_id: int,
        particulars: list[str],
        items: int,
    ) -> None:
        """What leaves is laid down; an approval of an earlier packet does not hold for it."""
        self.packet_id = packet_id
        if self.state == S.PREPARED:
            self.approved_at = self.approved_by_id = None
        note(self, packet=packet_id, particulars=particulars, items=items)

    @move(
        "RF-02",
        source=S.PREPARED,
        target=S.DISPATCHED,
        guards=[guards.packet_there, guards.approved_or_urgent, guards.police_were_called],
        label=_("hand over to the agency"),
    )
    def dispatch(self: Any, *, by: Actor, at: datetime) -> None:
        """The packet goes to the agency."""
        self.dispatched_at, self.dispatched_by_id = at, by.user_pk
        note(self, agency=self.agency)

    @move(
        "RF-02a",
        source=REFERRAL_OUT,
        guards=[guards.to_be_ratified, guards.not_dispatched_by_me],
        label=_("ratify the urgent referral"),
    )
    def ratify(self: Any, *, by: Actor, at: datetime, reserved: bool) -> None:
        """An officer ratifies what the liaison sent alone; a reservation is put on record."""
        self.ratified_at, self.ratified_by_id = at, by.user_pk
        note(self, reserved=reserved)

    @move(
        "RF-02b",
        source=(*REFERRAL_OUT, S.CLOSED, S.RECALLED),
        guards=[guards.hand_over_recorded],
        label=_("letter handed over"),
    )
    def handed_over(self: Any, *, by: Actor, at: datetime, sending_id: int, how: str) -> None:
        """A person brought the letter: there is no channel, or it refused the parcel."""
        note(self, sending=sending_id, how=how)

    @move(
        "RF-02c",
        source=(*REFERRAL_OUT, S.CLOSED, S.RECALLED),
        label=_("channel refused the parcel"),
    )
    def channel_refused(self: Any, *, by: Actor, at: datetime, sending_id: int, code: str) -> None:
        """The agency's system took the parcel for no good; it goes on paper."""
        note(self, sending=sending_id, code=code)

    @move("RF-03", source=S.DISPATCHED, target=S.ACKNOWLEDGED, label=_("acknowledged"))
    def acknowledged(self: Any, *, by: Actor, at: datetime, receipt_no: str) -> None:
        """The agency gave its receipt."""
        self.acknowledged_at, self.receipt_no = at, receipt_no
        _ladder_ends(self)

    @move("RF-04", source=S.ACKNOWLEDGED, target=S.AGENCY_ACCEPTED, label=_("taken up"))
    def agency_accepted(self: Any, *, by: Actor, at: datetime, file_no: str) -> None:
        """The agency has taken the matter up, or filed a case."""
        self.taken_up_at, self.agency_file_no = at, file_no
        _ladder_ends(self)

    @move(
        "RF-05",
        source=[S.DISPATCHED, S.ACKNOWLEDGED],
        target=S.RETURNED,
        guards=[guards.return_reason_known],
        label=_("returned"),
    )
    def returned(self: Any, *, by: Actor, at: datetime, reason_code: str) -> None:
        """The agency sends the matter back, with a coded reason."""
        self.returned_at, self.return_reason = at, reason_code
        self.returns += 1
        _ladder_ends(self)
        note(self, reason_code=reason_code, returns=self.returns, agency=self.agency)

    @move(
        "RF-06",
        source=S.RETURNED,
        target=S.DISPATCHED,
        guards=[
            guards.agency_to_known,
            guards.statutory_report_to_police,
            guards.goes_elsewhere,
            guards.third_return_to_lead_agency,
            guards.packet_there,
        ],
        label=_("send to another agency"),
    )
    def reroute(self: Any, *, by: Actor, at: datetime, agency: str, office_id: int | None) -> None:
        """The matter goes to the agency that is competent (C7); the third return to the lead."""
        note(self, before=self.agency, agency=agency)
        self.agency, self.office_id = agency, office_id
        self.dispatched_at, self.dispatched_by_id = at, by.user_pk
        self.acknowledged_at, self.receipt_no = None, ""

    @move(
        "RF-07",
        source=REFERRAL_OWED,
        guards=[guards.not_reminded_yet],
        label=_("reminder sent"),
    )
    def ack_or_result_overdue(self: Any, *, by: Actor, at: datetime, missed_on: date) -> None:
        """The agency owes an answer since the day before: it is reminded, never given up."""
        self.reminded_at = at
        note(self, missed_on=missed_on.isoformat())

    @move(
        "RF-08",
        source=REFERRAL_OWED,
        guards=[guards.reminded, guards.not_supervised_yet],
        label=_("supervision order drafted"),
    )
    def overdue_more_than_5wd(self: Any, *, by: Actor, at: datetime, missed_on: date) -> None:
        """More than five working days over: an order to the agency's head waits for a signature."""
        self.supervised_at = at
        note(self, missed_on=missed_on.isoformat())

    @move(
        "RF-08a",
        source=REFERRAL_OWED,
        guards=[guards.order_waits],
        label=_("sign the supervision order"),
    )
    def sign_supervision(self: Any, *, by: Actor, at: datetime) -> None:
        """The officer's signature lets the order leave."""
        self.supervision_signed_at = at

    @move(
        "RF-08b",
        source=REFERRAL_OWED,
        guards=[guards.order_waits, guards.reasons_given],
        label=_("hold the supervision order back"),
    )
    def withhold_supervision(self: Any, *, by: Actor, at: datetime) -> None:
        """The officer has reasons not to send it; they are on file."""
        self.supervision_withheld_at = at

    @move(
        "RF-09",
        source=[S.ACKNOWLEDGED, S.AGENCY_ACCEPTED],
        target=S.NOT_FILED,
        label=_("no case filed"),
    )
    def not_filed(self: Any, *, by: Actor, at: datetime, doc_no: str) -> None:
        """The agency decided to file no case; neither innocence nor guilt is proved by it (§4)."""
        self.not_filed_at, self.result_doc_no = at, doc_no
        self.not_filed_told_at = None
        _ladder_ends(self)

    @move(
        "RF-09a",
        source=S.NOT_FILED,
        guards=[guards.not_told_yet],
        label=_("complainant told of it"),
    )
    def not_filed_told(self: Any, *, by: Actor, at: datetime) -> None:
        """The complainant knows, and knows of the right to ask for reconsideration (P3)."""
        self.not_filed_told_at = at

    @move(
        "RF-10",
        source=S.NOT_FILED,
        target=S.AGENCY_ACCEPTED,
        label=_("filed after reconsideration"),
    )
    def filed_after_reconsideration(self: Any, *, by: Actor, at: datetime, file_no: str) -> None:
        """Asked again, the agency files the case."""
        self.taken_up_at, self.agency_file_no = at, file_no
        self.result_doc_no = ""

    @move(
        "RF-11",
        source=[S.ACKNOWLEDGED, S.AGENCY_ACCEPTED],
        target=S.RESULT_RECEIVED,
        guards=[guards.result_class_known],
        label=_("result received"),
    )
    def result(
        self: Any,
        *,
        by: Actor,
        at: datetime,
        result_class: str,
        doc_no: str,
        decided_on: date | None,
    ) -> None:
        """The agency's result reached us; a liaison registers what it means (CM-17)."""
        self.result_at, self.result_class = at, result_class
        self.result_doc_no, self.result_on = doc_no, decided_on
        self.result_version += 1
        _ladder_ends(self)
        note(self, result_class=result_class, version=self.result_version)

    @move(
        "RF-11a",
        source=S.RESULT_RECEIVED,
        guards=[guards.not_registered_yet],
        label=_("register the result"),
    )
    def register_result(self: Any, *, by: Actor, at: datetime, tellable: str) -> None:
        """The liaison has read the agency's paper and says what the parties may be told."""
        self.registered_at, self.tellable = at, tellable

    @move(
        "RF-11b",
        source=S.RESULT_RECEIVED,
        guards=[guards.registered, guards.result_not_told_yet],
        label=_("supplementary result told"),
    )
    def result_told(self: Any, *, by: Actor, at: datetime) -> None:
        """The result of a referral beside the lead one was told to the parties (CM-17)."""
        self.told_at = at

    @move(
        "RF-12",
        source=[S.RESULT_RECEIVED, S.NOT_FILED],
        target=S.CLOSED,
        guards=[guards.complaint_is_fed_back],
        label=_("close the referral"),
    )
    def close(self: Any, *, by: Actor, at: datetime) -> None:
        """The complaint was fed back; nothing is awaited any more."""
        self.closed_at = at

    @move(
        "RF-13",
        source=[S.PREPARED, S.DISPATCHED],
        target=S.RECALLED,
        guards=[guards.may_be_recalled, guards.agency_agrees, guards.reasons_given],
        label=_("recall the referral"),
    )
    def recall(self: Any, *, by: Actor, at: datetime, agreed: bool) -> None:
        """Sent in error, and the agency agrees; before it left no agreement is asked."""
        self.recalled_at = at

    @move(
        "RF-14",
        source=[S.RESULT_RECEIVED, S.CLOSED],
        target=S.RESULT_RECEIVED,
        guards=[guards.penalty_stands],
        label=_("agency revoked its decision"),
    )
    def agency_revoked_decision(
        self: Any, *, by: Actor, at: datetime, doc_no: str, decided_on: date | None
    ) -> None:
        """The penalty was rescinded, or the court acquitted: what we wrote of it is withdrawn."""
        self.revoked_at, self.result_at = at, at
        self.result_class, self.result_on, self.result_doc_no = "DISMISSED", decided_on, doc_no
        self.result_version += 1
        self.registered_at = self.told_at = self.closed_at = None
        self.tellable = ""
        note(self, version=self.result_version)

    @move(
        "RF-15",
        source=(S.PREPARED, *REFERRAL_OUT),
        guards=[guards.carried_on],
        label=_("carried over"),
    )
    def carry_over(self: Any, *, by: Actor, at: datetime, complaint_id: int) -> None:
        """The complaint was withdrawn; the referral belongs to the file that goes on (CM-21)."""
        note(self, before=self.complaint_id, after=complaint_id)
        self.complaint_id = complaint_id


def _ladder_ends(record: Any) -> None:
    """An answer takes the flags of the ladder back."""
    record.reminded_at = record.supervised_at = None
    record.supervision_signed_at = record.supervision_withheld_at = None
