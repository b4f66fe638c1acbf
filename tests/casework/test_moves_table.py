"""Every cell of state × move × role, from docs/moves.csv, in both directions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.roles import GRANTS, ROLES
from casework import states
from casework.models import AgreementDraft, Complaint, Mediation, Referral
from casework.services.triage import Grade
from common import lifecycle
from common.errors import NotPermitted, Refusal, WrongState
from common.lifecycle import moves_of, perform
from tests import cast
from tests.casework.putting import put
from tests.moves.reader import SAME, built

MODELS = {"CM": Complaint, "MD": Mediation, "RF": Referral}
STATES = {
    "CM": states.Complaint.values,
    "MD": states.Mediation.values,
    "RF": states.Referral.values,
}

#: A wording nobody has saved or signed.
WORDED = AgreementDraft(
    version=1, facts="双方对退款有争议。", terms=["退还费用"], performed_at_once=True
)
#: Arguments that let a move be asked at all; guards may still refuse.
DATA: dict[str, dict[str, Any]] = {
    "contacted": {"contact_id": 1, "reached": True},
    "triage": {"grading": Grade("ATTITUDE", "S4", "MEDIATION", reason="按规则确认")},
    "regrade": {"grading": Grade("QUALITY", "S4", "MEDIATION", reason="出现新的事实")},
    "request_supplement": {"items": ["被投诉人名称"]},
    "accept": {"rule_version": "plan@test", "limitation_ends_on": None},
    "refuse": {"ground": "G1", "reason": "不属于本会职责范围，请另寻途径。"},
    "take_over": {"fields": ["respondent_name"], "knew_on": None, "reason": "企业公示系统"},
    "transfer_out": {
        "agency": "OTHER",
        "body": "住建部门",
        "reason": "物业纠纷由住建部门处理。",
    },
    "merge_into": {"master": Complaint(state="CLOSED"), "confirmed": True, "reason": "同一订单"},
    "take_in": {"merged": Complaint()},
    "request_enterprise_reply": {"enterprise": "甬安家政", "reason": "请说明服务经过。"},
    "enterprise_replied": {"claims_settled": True, "late": False, "reason": "已退还费用。"},
    "settled_by_enterprise": {"written": True, "reason": "费用已经退还。"},
    "start_mediation": {"mediation_id": 0},
    "start_verification": {"plan": "走访当事人，调取订单与录音。", "facts_disputed": True},
    "plan_verification": {"plan": "走访当事人，调取订单与录音。"},
    "mediation_agreed": {"mediation_id": 0},
    "mediation_terminated": {"mediation_id": 0, "ground": "T3"},
    "mediation_terminated_with_lead": {"mediation_id": 0, "ground": "T3"},
    "draft_findings": {"conclusion": "UPHELD"},
    "sign_findings": {"findings_id": 0},
    "return_findings": {"findings_id": 0, "reason": "证据不足，请补充调查笔录。"},
    "verified": {"conclusion": "UPHELD", "findings_id": 0, "mark": ""},
    "withdraw": {"own_act": True},
    "feedback_sent": {"document_id": None},
    "archive_synced": {"identified": False},
    "follow_up_done": {"satisfaction": "SATISFIED"},
    "progress_answer_sent": {
        "wait_ground": "",
        "by_when": cast.AT.date(),
        "handling_open": False,
    },
    "schedule": {
        "session_at": cast.AT + timedelta(days=30),
        "mode": "ONSITE",
        "place": "调解室",
        "notice_waived": False,
        "earliest": cast.AT.date(),
    },
    "open_session": {"both_present": True},
    "draft_agreement": {"draft": WORDED, "lawful": True},
    "sign_agreement": {"draft_id": 0, "party_id": 0, "how": "ONLINE"},
    "agree": {"draft": WORDED},
    "no_agreement": {"lead_found": False},
    "crime_suspected": {"civil_part": False, "reason": "双方陈述中出现盗窃的线索。"},
    "police_called": {"call_id": 0},
    "refer": {"referral_id": 0, "lead": ""},
    "agency_result": {"referral_id": 0, "outcome": "UPHELD", "received_at": cast.AT},
    "agency_not_filed": {"referral_id": 0, "as_outcome": False},
    "referral_recalled": {"referral_id": 0},
    "lead_passes": {"referral_id": 0},
    "approve": {"packet_id": 0, "mark": ""},
    "send_back": {"packet_id": 0, "reason": "材料不全，请补充监控录像。"},
    "compose": {"packet_id": 0, "particulars": [], "items": 1},
    "ratify": {"reserved": False},
    "handed_over": {"sending_id": 0, "how": "POST"},
    "channel_refused": {"sending_id": 0, "code": "X"},
    "acknowledged": {"receipt_no": "1"},
    "agency_accepted": {"file_no": "1"},
    "returned": {"reason_code": "OTHER"},
    "reroute": {"agency": "HRSS", "office_id": None},
    "ack_or_result_overdue": {"missed_on": cast.AT.date()},
    "overdue_more_than_5wd": {"missed_on": cast.AT.date()},
    "withhold_supervision": {"reason": "部门已口头说明进展情况。"},
    "not_filed": {"doc_no": "1"},
    "filed_after_reconsideration": {"file_no": "1"},
    "result": {"result_class": "PENALTY", "doc_no": "1", "decided_on": None},
    "register_result": {"tellable": ""},
    "recall": {"agreed": True, "reason": "材料送错了部门，商定收回。"},
    "agency_revoked_decision": {"doc_no": "1", "decided_on": None},
    "carry_over": {"complaint_id": 0},
}

CELLS = [(machine, state) for machine in MODELS for state in STATES[machine]]


def _attempt(record: Any, move: str, actor: Any, data: dict[str, Any]) -> Exception | None:
    try:
        with transaction.atomic():
            perform(type(record), record.pk, move, by=actor, at=cast.AT, **data)
            transaction.set_rollback(True)
    except Refusal as refusal:
        return refusal
    return None


@pytest.fixture
def record(registered: Callable[..., Complaint], request: pytest.FixtureRequest) -> Any:
    machine = request.node.callspec.params["machine"]
    if machine == "CM":
        return registered()
    return request.getfixturevalue({"MD": "proposed", "RF": "prepared"}[machine])


def test_code_and_table_name_the_same_moves() -> None:
    in_code = {
        (machine, row.id, row.name, row.sources)
        for machine, model in MODELS.items()
        for row in moves_of(model).values()
    }
    in_table = {(row.machine, row.id, row.move, row.sources) for row in built()}

    assert {(m, i, n, frozenset(s)) for m, i, n, s in in_code} == {
        (m, i, n, frozenset(s)) for m, i, n, s in in_table
    }


def test_code_and_table_lead_to_the_same_states() -> None:
    for row in built():
        declared = moves_of(MODELS[row.machine])[row.move].targets
        wanted = set(row.targets) - {SAME}
        if row.is_birth:
            continue
        kept = set(declared) & set(row.sources) if SAME in row.targets else set()
        assert set(declared) - kept == wanted - kept, row.id


def test_code_and_table_grant_the_same_roles() -> None:
    for row in built():
        namespace = MODELS[row.machine].namespace
        holders = {role for role in ROLES if f"{namespace}.{row.move}" in GRANTS[role]}
        assert holders == set(row.roles), row.id


def _verdict(answer: Exception | None) -> str:
    if isinstance(answer, WrongState):
        return "wrong state"
    return "not permitted" if isinstance(answer, NotPermitted) else "admitted"


def _expected(row: Any, state: str, role: str) -> str:
    if state not in row.sources:
        return "wrong state"
    return "admitted" if role in row.roles else "not permitted"


@pytest.mark.parametrize(("machine", "state"), CELLS)
def test_each_cell_is_decided_by_the_table(machine: str, state: str, record: Any) -> None:
    put(record, machine, state)
    fresh = type(record)._base_manager.select_related("file__unit").get(pk=record.pk)
    actors = {role: cast.actor(role) for role in ROLES}

    wrong = []
    for row in built(machine):
        for role in () if row.is_birth else ROLES:
            try:
                lifecycle.admit(fresh, row.move, actors[role])
                answer = None
            except Refusal as refusal:
                answer = refusal
            if _verdict(answer) != _expected(row, state, role):
                wrong.append((row.id, role, repr(answer)))

    assert wrong == []


@pytest.mark.parametrize(("machine", "state"), CELLS)
def test_the_one_writer_keeps_to_the_table(machine: str, state: str, record: Any) -> None:
    """Each state × move through `perform` itself, by one who may and one who may not."""
    put(record, machine, state)
    data = {**DATA, "schedule": DATA["schedule"] | {"mediator": cast.member("mediator")}}

    wrong = []
    for row in built(machine):
        for role in () if row.is_birth else (row.roles[0], "AUDITOR"):
            answer = _attempt(record, row.move, cast.actor(role), data.get(row.move, {}))
            if _verdict(answer) != _expected(row, state, role):
                wrong.append((row.id, role, repr(answer)))

    assert wrong == []
