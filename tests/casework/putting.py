"""Records set to a state behind the back of the house, as only a test may."""

from typing import Any

from django.db import connection

from casework import states
from casework.models import Complaint, Referral
from casework.services import intake
from common.actors import Outside
from common.models import File
from tests import cast

#: Columns that make a state lawful in the eyes of the database.
GRADED = {"category": "ATTITUDE", "severity": "S4", "route": "MEDIATION", "graded_at": cast.AT}
ACCEPTED = GRADED | {"accepted_at": cast.AT}
OUTCOME = ACCEPTED | {"outcome": "SETTLED", "outcome_at": cast.AT}
BOTH = OUTCOME | {"feedback_sent_at": cast.AT, "archive_synced_at": cast.AT}
CONSENTED = {"consented_at": cast.AT}
SCHEDULED = CONSENTED | {
    "session_at": cast.AT, "session_mode": "ONSITE", "session_place": "调解室",
}  # fmt: skip
AGREED = SCHEDULED | {
    "facts": "双方对服务费有争议。",
    "agreed_at": cast.AT,
    "performed_at_once": True,
}
OUT = {"dispatched_at": cast.AT}
ACKNOWLEDGED = OUT | {"acknowledged_at": cast.AT}
RESULT = ACKNOWLEDGED | {"result_at": cast.AT, "result_class": "PENALTY", "result_version": 1}
COLUMNS: dict[str, dict[str, dict[str, Any]]] = {
    "CM": {
        "REGISTERED": {},
        "PENDING_SUPPLEMENT": {"supplement_asked_at": cast.AT},
        **dict.fromkeys(states.UNDER_WAY, ACCEPTED),
        "OUTCOME_RECORDED": OUTCOME,
        "FED_BACK": BOTH,
        "CLOSED": BOTH | {"closed_at": cast.AT},
        "NOT_ACCEPTED": {"refusal_ground": "G1"},
        "TRANSFERRED_OUT": {"transferred_to": "住建部门", "refusal_ground": "G1"},
        "MERGED": {},
        "WITHDRAWN": {},
    },
    "MD": {
        "PROPOSED": {},
        "CONSENTED": CONSENTED,
        "SCHEDULED": SCHEDULED,
        "IN_SESSION": SCHEDULED,
        "SUSPENDED_APPRAISAL": CONSENTED,
        "SUSPENDED_RECUSAL": CONSENTED,
        "AGREED": AGREED,
        "PERFORMED": AGREED,
        "DEFAULTED": AGREED,
        "TERMINATED": {"terminated_at": cast.AT, "termination_ground": "T3"},
    },
    "RF": {
        "PREPARED": {},
        "DISPATCHED": OUT,
        "ACKNOWLEDGED": ACKNOWLEDGED,
        "AGENCY_ACCEPTED": ACKNOWLEDGED,
        "RETURNED": OUT | {"returned_at": cast.AT, "returns": 1, "return_reason": "OTHER"},
        "NOT_FILED": ACKNOWLEDGED | {"not_filed_at": cast.AT},
        "RESULT_RECEIVED": RESULT,
        "CLOSED": RESULT | {"closed_at": cast.AT},
        "RECALLED": {"recalled_at": cast.AT},
    },
}


def _people_of_a_referral(columns: dict[str, Any]) -> None:
    if "dispatched_at" in columns:
        columns["dispatched_by_id"] = cast.member("liaison").pk
        columns.setdefault("approved_at", cast.AT)
    if columns.get("approved_at"):
        columns["approved_by_id"] = cast.member("officer").pk
    if "ratified_at" in columns:
        columns["ratified_by_id"] = cast.member("officer").pk


def _a_referral(complaint: Any) -> Referral:
    file = File.objects.create(
        number=f"YS-{complaint.pk}",
        kind="REFERRAL",
        unit=complaint.file.unit,
        parent=complaint.file,
        root=complaint.file,
        opened_at=cast.AT,
    )
    row = Referral(
        file=file,
        complaint=complaint,
        agency="POLICE",
        kind="CRIME",
        prepared_at=cast.AT,
        prepared_by=cast.member("liaison"),
    )
    return Referral.objects.bulk_create([row])[0]


def put(record: Any, machine: str, state: str, **more: Any) -> None:
    """Set the row to `state`, with the columns the database wants and `more`."""
    columns = COLUMNS[machine][state] | more
    if "graded_at" in columns:
        columns["graded_by_id"] = cast.member("triage").pk
    if "accepted_at" in columns:
        columns["accepted_by_id"] = cast.member("officer").pk
    if machine == "RF":
        _people_of_a_referral(columns)
    if "session_at" in columns:
        columns["mediator_id"] = cast.member("mediator").pk
    if state == "MERGED":
        columns["merged_into_id"] = another().pk
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        if machine == "CM" and state == "IN_REFERRAL":
            lead = record.referrals.order_by("pk").first() or _a_referral(record)
            columns["lead_referral_id"] = lead.pk
        type(record)._base_manager.filter(pk=record.pk).update(state=state, **columns)
        cursor.execute("SET LOCAL session_replication_role = origin")


def another() -> Complaint:
    """Register one more complaint, which a merged one may name as its master."""
    facts = intake.Registration("WEB", "保洁员没有按约定时间上门。", cast.AT)
    by = Outside("COMPLAINANT")
    return intake.register(facts, unit=cast.unit(), by=by, at=cast.AT).complaint
