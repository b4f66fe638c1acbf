"""Samples of a complaint that stands still, of holds, and of changes of a complaint."""

from __future__ import annotations

from typing import Any

_CASE: dict[str, Any] = {
    "case_number": "TS-2026-000482",
    "respondent_name": "甬安家政服务有限公司",
    "subject": "住家服务期间财物丢失",
    "handler_name": "周明",
}
_OWN = _CASE | {"complainant_name": "王㛃"}
_FOR_COMPLAINANT = _OWN | {"copy_for": "COMPLAINANT"}
_FOR_RESPONDENT = _CASE | {"copy_for": "RESPONDENT", "complainant_display": "王女士"}
_SUSPENSION: dict[str, Any] = {
    "accepted_on": "2026-11-24",
    "ground": "COURT",
    "facts": "示例市滨江区人民法院已于2026年12月2日就同一服务合同纠纷立案，案件正在审理。",
    "suspended_on": "2026-12-04",
    "periods": ["投诉处理期限", "核查期限"],
}
_RESUMPTION: dict[str, Any] = {
    "suspension_number": "示家协中〔2026〕第3号",
    "suspended_on": "2026-12-04",
    "ended": "示例市滨江区人民法院的民事判决已于2027年1月15日生效。",
    "resumed_on": "2027-01-18",
    "continues_with": "核查",
    "periods": [
        {"name": "投诉处理期限", "due_on": "2027-01-20"},
        {"name": "核查期限", "due_on": "2027-02-05"},
    ],
}
_HOLD: dict[str, Any] = {
    "case_number": "TS-2026-000482",
    "worker_name": "李某某",
    "certificate_number": "SL-JZ-0048217",
    "employer_name": "甬安家政服务有限公司",
    "subject": "住家服务期间财物丢失",
    "handler_name": "吴刚",
}
_ORDER: dict[str, Any] = {
    "facts": "2026年11月23日，本会收到投诉，反映李某某住家服务期间，雇主卧室内的一只黄金手镯丢失。"
    "派工记录显示，11月20日至22日除家庭成员外仅李某某进入过该房间。李某某否认拿取。",
    "reasons": "上述情况已移送公安机关，尚待查明。"
    "在查明之前继续派单，可能使其他用户的财产受到损失。",
    "from_on": "2026-11-24",
    "until_on": "2026-12-24",
    "object_to": "示例市滨江区江陵路88号3楼",
}

PLAIN: dict[str, dict[str, Any]] = {
    "SUSPENSION_NOTICE": _FOR_COMPLAINANT | _SUSPENSION | {"next_answer_by": "2026-12-25"},
    "SUSPENSION_NOTICE:RESPONDENT": _FOR_RESPONDENT | _SUSPENSION,
    "RESUMPTION_NOTICE": _FOR_COMPLAINANT | _RESUMPTION | {"next_answer_by": "2027-02-10"},
    "RESUMPTION_NOTICE:RESPONDENT": _FOR_RESPONDENT | _RESUMPTION,
    "INTERIM_HOLD_ORDER": _HOLD | _ORDER | {"copy_for": "WORKER"},
    "INTERIM_HOLD_ORDER:EMPLOYER": _HOLD
    | _ORDER
    | {
        "copy_for": "EMPLOYER",
        "from_on": "2026-12-25",
        "until_on": "2027-01-23",
        "renewal": True,
        "renewed_number": "示家协停〔2026〕第5号",
        "object_by": "2027-01-08",
    },
    "HOLD_LIFTED_NOTICE": _HOLD
    | {
        "copy_for": "WORKER",
        "order_number": "示家协停〔2026〕第5号",
        "ordered_on": "2026-11-24",
        "ending": "LIFTED",
        "ended_on": "2026-12-08",
        "reasons": "公安机关对该事项不予立案，本会目前没有其他足以支持继续停派的证据。",
    },
    "HOLD_LIFTED_NOTICE:EMPLOYER": _HOLD
    | {
        "copy_for": "EMPLOYER",
        "order_number": "示家协停〔2026〕第5号",
        "ordered_on": "2026-11-24",
        "ending": "LAPSED",
        "ended_on": "2026-12-24",
    },
    "ENTERPRISE_REPLY_REQUEST": {
        "case_number": "TS-2026-000533",
        "enterprise_name": "甬安家政服务有限公司",
        "worker_name": "赵某某",
        "complainant_display": "刘女士",
        "subject": "保洁员两次爽约，态度生硬",
        "received_on": "2026-11-23",
        "accepted_on": "2026-11-24",
        "summary": "投诉人称，其预约的保洁服务两次无人到场，联系保洁员时对方言语生硬，"
        "要求道歉并退还本次服务费180元。",
        "requests": ["退还服务费180元", "书面道歉"],
        "reply_by": "2026-11-27",
        "working_days": 3,
        "query_code": "9H2T-K4WM",
        "handler_name": "赵敏",
    },
    "MERGE_NOTICE": _OWN
    | {
        "case_number": "TS-2026-000540",
        "received_on": "2026-11-24",
        "merged_into": "TS-2026-000482",
        "merged_on": "2026-11-24",
        "first_received_on": "2026-11-23",
        "reason": "两件投诉分别由本会网站和12345热线收到。",
        "answer_by": "2026-12-03",
    },
    "CORRECTION_NOTICE": {
        "copy_for": "OLD_RESPONDENT",
        "case_number": "TS-2026-000482",
        "respondent_name": "王丽（上岗证编号SL-JZ-0031122）",
        "complainant_display": "陈先生",
        "subject": "住家服务期间财物丢失",
        "received_on": "2026-11-16",
        "ground": "MISTAKEN_IDENTITY",
        "reasons": "派工记录显示，2026年11月10日至15日到该户服务的是另一名同名的家政服务员，"
        "其上岗证编号与你的不同。",
        "corrected_on": "2026-11-24",
        "entries_withdrawn_by": "2026-11-27",
        "handler_name": "吴刚",
    },
    "CORRECTION_NOTICE:NEW": {
        "copy_for": "NEW_RESPONDENT",
        "case_number": "TS-2026-000482",
        "respondent_name": "安心到家家政服务部",
        "complainant_display": "王女士",
        "subject": "约定育婴师实派护工，拒退中介费",
        "received_on": "2026-11-16",
        "accepted_on": "2026-11-18",
        "ground": "WRONG_ENTITY",
        "reasons": "家政服务合同和收款记录显示，与投诉人签订合同并收取中介费的是你单位。",
        "corrected_on": "2026-11-24",
        "summary": "投诉人称，其预交中介费2250元，约定由持证育婴师提供住家服务，"
        "实际到岗人员只有护工证。",
        "requests": ["退还中介费2250元"],
        "reply_by": "2026-12-01",
        "answer_by": "2026-11-27",
        "query_code": "3F8R-T6PQ",
        "handler_name": "吴刚",
    },
    "RESPONDENT_GONE_NOTICE": _OWN
    | {
        "received_on": "2026-11-16",
        "subject": "预付的服务费未退还",
        "gone": "DEREGISTERED",
        "gone_on": "2026-11-20",
        "proof": "国家企业信用信息公示系统的登记信息",
        "answer_by": "2026-12-03",
    },
    "RESPONDENT_GONE_NOTICE:SUCCESSOR": _OWN
    | {
        "received_on": "2026-11-16",
        "respondent_name": "张某某（家政服务员）",
        "subject": "损坏家具未赔偿",
        "gone": "DEAD",
        "proof": "其亲属提供的死亡证明",
        "successor_name": "甬安家政服务有限公司",
        "answer_by": "2026-12-03",
    },
}
