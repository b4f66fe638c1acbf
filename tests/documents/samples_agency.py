"""Samples of what the parties are told while an agency has their matter."""

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
_RESULT: dict[str, Any] = {
    "accepted_on": "2026-11-24",
    "referral_number": "YS-2026-000031",
    "agency_name": "示例市公安局滨江分局西兴派出所",
    "referred_on": "2026-11-25",
    "receipt_number": "滨公（西）受案字〔2026〕1182号",
    "received_on": "2026-12-18",
    "result": "PENALTY",
    "document_number": "滨公（西）行罚决字〔2026〕0871号",
    "decided_on": "2026-12-16",
    "told": "该所认定家政服务员李某某拿取黄金手镯一只，依法对其行政拘留十日，手镯已发还。",
    "partly_secret": True,
}

PLAIN: dict[str, dict[str, Any]] = {
    "AGENCY_RESULT_LETTER": _FOR_COMPLAINANT
    | _RESULT
    | {
        "follows": "根据该处理结果，本会认定投诉反映的问题属实，并将依照行业规则研究是否给予惩戒。",
        "answer_by": "2026-12-29",
    },
    "AGENCY_RESULT_LETTER:RESPONDENT": _FOR_RESPONDENT
    | _RESULT
    | {
        "supplementary": True,
        "agency_name": "示例市滨江区市场监督管理局",
        "receipt_number": "滨市监签〔2026〕0611",
        "result": "NO_VIOLATION",
        "document_number": None,
        "told": None,
        "partly_secret": False,
        "follows": "该结果记入本案卷宗，不改变已经告知的投诉处理结果。",
    },
    "NOT_FILED_LETTER": _OWN
    | {
        "referral_number": "YS-2026-000031",
        "agency_name": "示例市公安局滨江分局西兴派出所",
        "referred_on": "2026-11-25",
        "receipt_number": "滨公（西）受案字〔2026〕1182号",
        "received_on": "2026-12-08",
        "document_number": "滨公（西）不立字〔2026〕033号",
        "decided_on": "2026-12-07",
        "reason": "现有证据不能证明有犯罪事实发生。",
        "reconsider_by": "2026-12-15",
        "goes_on": "VERIFICATION",
        "verify_by": "2026-12-29",
    },
    "NOT_FILED_LETTER:REGULATOR": _OWN
    | {
        "referral_number": "YS-2026-000027",
        "agency_name": "示例市滨江区市场监督管理局",
        "referred_on": "2026-11-13",
        "received_on": "2026-12-08",
        "goes_on": "OUTCOME",
        "answer_by": "2026-12-17",
        "follows": "本会已将该情况记入案卷，与投诉有关的合同争议建议通过调解解决。",
    },
    "REFERRAL_NOTICE": _OWN
    | {
        "referral_number": "YS-2026-000031",
        "event": "DISPATCHED",
        "happened_on": "2026-11-24",
        "agency_name": "示例市公安局滨江分局西兴派出所",
        "agency_phone": "0571-00000110",
        "next_on": "2026-11-27",
        "next_answer_by": "2026-12-15",
    },
    "REFERRAL_NOTICE:ACKNOWLEDGED": _OWN
    | {
        "referral_number": "YS-2026-000031",
        "event": "ACKNOWLEDGED",
        "happened_on": "2026-11-24",
        "agency_name": "示例市公安局滨江分局西兴派出所",
        "receipt_number": "滨公（西）受案字〔2026〕1182号",
        "next_on": "2026-12-24",
    },
    "REFERRAL_NOTICE:RETURNED": _OWN
    | {
        "referral_number": "YS-2026-000027",
        "event": "RETURNED",
        "happened_on": "2026-11-23",
        "agency_name": "示例市滨江区市场监督管理局",
        "reason": "拖欠工资不属于市场监督管理部门的职责范围。",
        "next_on": "2026-11-24",
    },
    "REFERRAL_NOTICE:REROUTED": _OWN
    | {
        "referral_number": "YS-2026-000027",
        "event": "REROUTED",
        "happened_on": "2026-11-24",
        "agency_name": "示例市滨江区人力资源和社会保障局",
        "former_agency_name": "示例市滨江区市场监督管理局",
        "next_on": "2026-12-01",
    },
    "REFERRAL_NOTICE:RECALLED": _OWN
    | {
        "referral_number": "YS-2026-000031",
        "event": "RECALLED",
        "happened_on": "2026-11-24",
        "agency_name": "示例市公安局滨江分局西兴派出所",
        "reason": "你书面说明手镯已经找到，移送所依据的事实不存在。",
        "next_on": "2026-12-15",
    },
    "PROGRESS_ANSWER:AGENCY": _OWN
    | {
        "accepted_on": "2026-11-24",
        "wait_ground": "AGENCY",
        "done": "已向用工单位调取派工记录，并将丢失财物的线索移送公安机关。",
        "agency_name": "示例市公安局滨江分局西兴派出所",
        "agency_phone": "0571-00000110",
        "referred_on": "2026-11-25",
        "receipt_number": "滨公（西）受案字〔2026〕1182号",
        "remains": "等待公安机关的处理结果；收到后，本会将在七个工作日内告知。",
        "who_acts": "示例市公安局滨江分局西兴派出所",
        "by_when": "2026-12-24",
        "next_answer_by": "2026-12-25",
    },
}
