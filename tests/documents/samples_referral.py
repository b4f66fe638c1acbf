"""Samples of the letters to agencies and of what the parties are told about them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

_FACTS = (
    "据投诉人反映，2026年11月20日，其委托甬安家政服务有限公司安排的家政服务员李某某在其住所提供住家服务。"
    "11月22日晚，投诉人发现卧室抽屉内的黄金手镯一只不见，购买价8000元，有发票。"
    "11月20日至22日，除家庭成员外，仅李某某进入过该房间。\n"
    "本会调取了派工记录和服务协议，并于11月23日向用工单位了解情况。李某某否认拿取，自11月23日起未到岗。"
)
_PACKET = [
    {
        "name": "投诉登记表",
        "kind": "PDF文档",
        "size": 184_320,
        "sha256": "4f9d2a7c1b6e8f3055aa90c1d2e3f4a5b6c7d8e9f00112233445566778899aab",
        "received_on": "2026-11-23",
    },
    {
        "name": "手镯照片及购买发票（2026年3月8日）",
        "kind": "图片",
        "size": 2_457_600,
        "sha256": "09a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f",
        "received_on": "2026-11-23",
    },
    {
        "name": "门锁开启记录截图",
        "kind": "图片",
        "size": 611_204,
        "sha256": "c0ffee00d15ea5e0badc0de00defaced1337beef8badf00dfeedfacecafebabe",
        "received_on": "2026-11-24",
    },
    {"name": "家政服务协议复印件（3页）", "kind": "纸质复印件", "received_on": "2026-11-24"},
]
_TO_POLICE: dict[str, Any] = {
    "case_number": "TS-2026-000482",
    "referral_number": "YS-2026-000031",
    "agency_name": "公安机关",
    "office_name": "示例市公安局滨江分局西兴派出所",
    "subject": "住家服务期间财物丢失",
    "handler_name": "周明",
}
_TO_REGULATOR: dict[str, Any] = {
    "case_number": "TS-2026-000415",
    "referral_number": "YS-2026-000027",
    "agency_name": "示例市滨江区市场监督管理局",
    "subject": "宣称“全员持证”招揽客户",
    "handler_name": "周明",
}

PLAIN: dict[str, dict[str, Any]] = {
    "REFERRAL_LETTER": _TO_POLICE
    | {
        "kind": "CRIME",
        "received_on": "2026-11-23",
        "legal_basis": ["《中华人民共和国刑事诉讼法》第一百一十条第一款"],
        "facts": _FACTS,
        "amount": "8000.00",
        "parties": [
            {
                "role": "COMPLAINANT",
                "name": "王㛃",
                "phone": "13800002671",
                "address": "示例市滨江区江南大道100号2幢3单元501室",
            },
            {"role": "RESPONDENT", "name": "李某某", "id_number": "3302**********5678"},
            {"role": "EMPLOYER", "name": "甬安家政服务有限公司", "phone": "0571-00001234"},
        ],
        "requests": ["收集、固定小区出入口视频资料时需要本会协助联系物业的，请告知"],
        "acknowledge_by": "2026-11-27",
        "answer_to": "示例市滨江区江陵路88号示例市家政服务业协会",
        "answer_address": "https://casework.example.org/r/7Qm4tXw2Kc9LhV0bRz5NfA",
        "answer_until": datetime(2026, 12, 24, 9, 0, tzinfo=UTC),
        "evidence": _PACKET,
    },
    "REFERRAL_LETTER:MINOR": _TO_POLICE
    | {
        "case_number": "TS-2026-000510",
        "referral_number": "YS-2026-000032",
        "agency_contact": "值班民警",
        "subject": "疑似伤害被照看的婴幼儿",
        "kind": "MANDATORY_MINOR",
        "received_on": "2026-11-24",
        "facts": "据被侵害人的母亲反映，2026年11月24日8时许，其通过家中监控发现"
        "家政服务员多次用力拍打、摇晃一岁八个月的幼儿。幼儿已送示例市儿童医院检查。",
        "called_110_at": datetime(2026, 11, 24, 1, 5, tzinfo=UTC),
        "called_110_reference": "JJ2026112400317",
        "parties": [
            {"role": "VICTIM"},
            {"role": "COMPLAINANT", "name": "陈女士", "phone": "13800004455"},
            {"role": "RESPONDENT", "name": "张某某"},
        ],
        "acknowledge_by": "2026-11-27",
        "evidence": _PACKET[:1],
        "copies_to": ["示例市滨江区民政局"],
    },
    "REFERRAL_LETTER:ADMINISTRATIVE": _TO_REGULATOR
    | {
        "kind": "ADMINISTRATIVE",
        "received_on": "2026-11-16",
        "legal_basis": ["《市场监督管理投诉举报处理办法》", "本会章程第九条"],
        "facts": "优选保姆信息咨询有限公司在其门店和网页宣称“全员持证上岗”。"
        "本会抽查其派工记录12份，其中7名服务人员不能出示所宣称的证书。",
        "sent_back": {
            "agency_name": "示例市商务局",
            "returned_on": "2026-11-20",
            "reason_given": "不属于本部门职责范围",
        },
        "parties": [
            {
                "role": "RESPONDENT",
                "name": "优选保姆信息咨询有限公司",
                "id_number": "91330100MA0000000X",
                "address": "示例市滨江区滨安路1180号",
            }
        ],
        "acknowledge_by": "2026-12-03",
        "evidence": _PACKET[1:],
        "attachments": ["示例市商务局退回函复印件"],
    },
    "REFERRAL_LETTER:LABOUR": _TO_REGULATOR
    | {
        "case_number": "TS-2026-000501",
        "referral_number": "YS-2026-000029",
        "agency_name": "人力资源和社会保障部门",
        "office_name": "示例市滨江区劳动保障监察大队",
        "subject": "拖欠家政服务员工资",
        "kind": "LABOUR",
        "received_on": "2026-11-23",
        "legal_basis": ["《劳动保障监察条例》第九条第一款"],
        "facts": "家政服务员周某反映，甬安家政服务有限公司自2026年8月起未向其支付工资。",
        "amount": "19500.00",
        "parties": [{"role": "COMPLAINANT", "name": "周𬍛", "phone": "13800007788"}],
        "acknowledge_by": "2026-12-01",
        "evidence": _PACKET[:2],
    },
    "REFERRAL_LETTER:INFO": _TO_REGULATOR
    | {
        "referral_number": "YS-2026-000033",
        "agency_name": "示例市商务局",
        "subject": "家政企业停业、预付费用退还困难",
        "kind": "INFO",
        "legal_basis": ["本会章程第十二条"],
        "facts": "2026年11月以来，本会先后收到对安心到家家政服务部的投诉9件，"
        "均反映该企业停业后预付费用未退还，涉及金额约4.6万元。本会已联系经营者，目前未得到回复。",
        "acknowledge_by": "2026-12-03",
        "answer_to": "jzxh@example.org",
    },
    "EVIDENCE_LIST": _TO_POLICE
    | {
        "agency_contact": "李警官",
        "letter_number": "示家协移〔2026〕第12号",
        "evidence": _PACKET,
        "handed_over_by": "周明",
    },
    "REMINDER_NOTICE": _TO_REGULATOR
    | {
        "agency_contact": "消费者权益保护科",
        "letter_number": "示家协移〔2026〕第9号",
        "dispatched_on": "2026-11-13",
        "awaited": "ACKNOWLEDGEMENT",
        "due_on": "2026-11-23",
        "answer_by": "2026-11-27",
        "answer_to": "示例市滨江区江陵路88号示例市家政服务业协会",
        "answer_address": "https://casework.example.org/r/2bRz5NfA7Qm4tXw9Kc0LhV",
        "answer_until": datetime(2026, 12, 24, 9, 0, tzinfo=UTC),
    },
    "REMINDER_NOTICE:RESULT": _TO_POLICE
    | {
        "letter_number": "示家协移〔2026〕第6号",
        "dispatched_on": "2026-10-20",
        "receipt_number": "滨公（西）受案字〔2026〕1182号",
        "awaited": "RESULT",
        "due_on": "2026-11-23",
        "answer_by": "2026-11-30",
    },
    "SUPERVISION_ORDER": _TO_REGULATOR
    | {
        "agency_contact": "消费者权益保护科",
        "letter_number": "示家协移〔2026〕第9号",
        "dispatched_on": "2026-11-04",
        "receipt_number": "滨市监签〔2026〕0611",
        "awaited": "RESULT",
        "due_on": "2026-11-13",
        "working_days": 6,
        "reminded_on": "2026-11-16",
        "reminder_number": "示家协催〔2026〕第3号",
        "answer_by": "2026-12-01",
        "answer_to": "示例市滨江区江陵路88号示例市家政服务业协会",
        "copies_to": ["示例市商务局"],
    },
    "RECALL_LETTER": _TO_POLICE
    | {
        "letter_number": "示家协移〔2026〕第12号",
        "dispatched_on": "2026-11-23",
        "receipt_number": "滨公（西）收字〔2026〕77号",
        "reason": "投诉人于2026年11月23日晚书面说明，手镯已在其另一住处找到，此前系记忆有误。"
        "本会向用工单位核实后，认为移送所依据的事实不存在。",
        "agreed_on": "2026-11-24",
    },
}
