"""Realistic contexts of every kind of paper, plain and stretched, for the tests of the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.documents import samples_agency, samples_referral, samples_standstill

AT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)

_FACTS = (
    "2026年11月3日，投诉人与被投诉人签订家政服务合同，预交中介费2250元，约定由持证育婴师提供住家服务。"
    "11月10日，到岗人员㛃𬍛只能出示护工证，没有育婴师证。\n"
    "投诉人当日联系被投诉人要求更换人员或者退还中介费，被投诉人先后三次答应、三次未办，"
    "至11月18日不再接听电话。"
)

PLAIN: dict[str, dict[str, Any]] = {
    "COMPLAINT_REGISTRATION_FORM": {
        "case_number": "TS-2026-000482",
        "received_at": datetime(2026, 11, 23, 1, 5, tzinfo=UTC),
        "channel": "电话（96×××热线）",
        "complainant": {
            "name": "王㛃",
            "phone": "13800002671",
            "id_type": "居民身份证",
            "id_number": "3301**********1234",
            "address": "示例市滨江区江南大道100号2幢3单元501室",
        },
        "consent_publish": False,
        "consent_entrust_mediation": True,
        "respondent": {
            "name": "甬安家政服务有限公司",
            "contact": "李经理",
            "phone": "0571-0000 1234",
            "address": "示例市滨江区滨安路1180号",
            "uscc": "91330100MA0000000X",
        },
        "occurred_when": "2026年11月3日至18日",
        "occurred_place": "示例市滨江区投诉人住所",
        "facts": _FACTS,
        "amount": "2250.00",
        "evidence": ["家政服务合同（照片3张）", "微信转账截图", "通话录音（2分18秒）"],
        "requests": ["退还中介费2250元", "书面道歉"],
        "registrar": "赵敏",
        "accept_by": "2026-12-02",
        "query_code": "7K4M-92XD",
    },
    "SUPPLEMENT_NOTICE": {
        "case_number": "TS-2026-000482",
        "complainant_name": "王㛃",
        "respondent_name": "甬安家政服务有限公司",
        "received_on": "2026-11-23",
        "missing": [
            {
                "what": "家政服务合同或者能够证明服务关系的其他材料",
                "how": "拍照上传，四角完整、字迹清楚",
            },
            {"what": "付款凭证（转账记录、收据或者发票）"},
            {"what": "被投诉人的准确名称和地址", "how": "见合同抬头、收据印章或者营业执照"},
        ],
        "due_on": "2026-12-01",
        "working_days": 5,
        "submit_how": "凭案号和查询码在投诉查询页面上传，或者送至本会服务窗口",
        "handler_name": "赵敏",
    },
    "FORWARDING_NOTICE": {
        "case_number": "TS-2026-000501",
        "complainant_name": "周𬍛",
        "respondent_name": "甬安家政服务有限公司",
        "subject": "拖欠家政服务员工资",
        "received_on": "2026-11-23",
        "reason": "经审查，你反映的拖欠工资问题属于劳动保障监察的职责范围，不属于本会的职责范围。",
        "agency_name": "示例市滨江区人力资源和社会保障局",
        "agency_phone": "12333",
        "agency_address": "示例市滨江区泰安路200号",
        "forwarded_on": "2026-11-24",
        "materials": ["投诉登记表1份", "劳动合同复印件1份", "考勤记录照片6张"],
        "attachments": ["投诉登记表", "劳动合同复印件"],
        "copies_to": ["示例市滨江区人力资源和社会保障局"],
    },
    "ACCEPTANCE_DECISION": {
        "copy_for": "COMPLAINANT",
        "case_number": "TS-2026-000482",
        "complainant_name": "王㛃",
        "respondent_name": "甬安家政服务有限公司",
        "subject": "约定育婴师实派护工，拒退中介费",
        "received_on": "2026-11-23",
        "accepted_on": "2026-11-24",
        "requests": ["退还中介费2250元", "书面道歉"],
        "answer_by": "2026-12-03",
        "handler_name": "赵敏",
    },
    "ACCEPTANCE_DECISION:RESPONDENT": {
        "copy_for": "RESPONDENT",
        "case_number": "TS-2026-000482",
        "complainant_display": "王女士",
        "respondent_name": "甬安家政服务有限公司",
        "subject": "约定育婴师实派护工，拒退中介费",
        "received_on": "2026-11-23",
        "accepted_on": "2026-11-24",
        "requests": ["退还中介费2250元", "书面道歉"],
        "summary": "投诉人称，其预交中介费2250元，约定由持证育婴师提供住家服务，"
        "实际到岗人员只有护工证；要求更换或者退费，多次联系未得到解决。",
        "answer_by": "2026-12-03",
        "reply_by": "2026-11-27",
        "handler_name": "赵敏",
    },
    "NON_ACCEPTANCE_DECISION": {
        "case_number": "TS-2026-000377",
        "complainant_name": "陈建国",
        "respondent_name": "张某某（家政服务员）",
        "subject": "家中财物失窃后索赔",
        "received_on": "2026-11-16",
        "ground": "G2",
        "reasons": "经核实，你就同一争议已于2026年10月向示例市滨江区人民法院提起诉讼，"
        "该院已经立案，案件正在审理中。同一争议不宜由本会重复处理。",
        "decided_on": "2026-11-24",
        "handler_name": "钱进",
    },
    "MEDIATION_NOTICE": {
        "case_number": "TS-2026-000482",
        "addressee_name": "甬安家政服务有限公司",
        "addressee_role": "RESPONDENT",
        "complainant_name": "王女士",
        "respondent_name": "甬安家政服务有限公司",
        "subject": "约定育婴师实派护工，拒退中介费",
        "session_at": datetime(2026, 12, 1, 6, 30, tzinfo=UTC),
        "mode": "ONSITE",
        "place": "示例市滨江区江陵路88号3楼第二调解室",
        "mediator_name": "孙丽",
        "mediator_phone": "0571-0000 2233",
        "bring": ["营业执照复印件", "家政服务合同原件", "授权委托书"],
        "mediation_due_on": "2027-01-23",
    },
    "MEDIATION_CONSENT": {
        "case_number": "TS-2026-000482",
        "addressee_name": "王㛃",
        "addressee_role": "COMPLAINANT",
        "other_party_name": "甬安家政服务有限公司",
        "subject": "约定育婴师实派护工，拒退中介费",
        "accepted_on": "2026-11-24",
        "proposed_on": "2026-11-25",
        "entrusted_to": "示例市滨江区消费者权益保护委员会",
        "reply_by": "2026-11-30",
        "mediation_due_on": "2027-01-23",
    },
    "MEDIATION_STATEMENT": {
        "case_number": "TS-2026-000482",
        "complainant": {"name": "王㛃", "id_number": "3301**********1234"},
        "respondent": {
            "name": "甬安家政服务有限公司",
            "address": "示例市滨江区滨安路1180号",
            "representative": "李强",
        },
        "subject": "约定育婴师实派护工，拒退中介费",
        "accepted_on": "2026-11-24",
        "mediated_on": "2026-12-01",
        "place": "本会第二调解室",
        "mediator_name": "孙丽",
        "recorder_name": "赵敏",
        "dispute": "投诉人预交中介费2250元，约定由持证育婴师提供住家服务，实际到岗人员只有护工证。"
        "双方就是否退费发生争议。",
        "terms": [
            "被投诉人退还投诉人中介费人民币2000元。",
            "投诉人不再就本争议提出其他民事请求。",
            "被投诉人于七日内书面说明到岗人员资质核验的改进措施，报本会备案。",
        ],
        "amount": "2000.00",
        "performance_due_on": "2026-12-08",
        "performance_how": "转账至投诉人原付款账户",
    },
    "TERMINATION_DECISION": {
        "case_number": "TS-2026-000455",
        "complainant_name": "刘女士",
        "respondent_name": "安心到家家政服务部",
        "subject": "住家保姆提前离岗，要求赔偿",
        "accepted_on": "2026-11-02",
        "ground": "T3",
        "reasons": "2026年11月20日调解中，被投诉人明确表示不同意承担任何赔偿责任，"
        "投诉人坚持原请求，双方均表示无法达成一致。",
        "decided_on": "2026-11-24",
        "lead_found": True,
        "handler_name": "孙丽",
        "copies_to": ["示例市12345政务服务便民热线"],
    },
    "FINDINGS": {
        "case_number": "TS-2026-000390",
        "complainant_name": "赵先生",
        "respondent_name": "优选保姆信息咨询有限公司",
        "subject": "频繁更换服务人员、收取中介费不退",
        "verified_from": "2026-11-04",
        "confirmed_on": "2026-11-24",
        "method": "核查人员调取了合同、付款记录和派工记录，询问了双方和到岗人员。",
        "allegations": [
            {
                "text": "两个月内先后更换四名服务人员，均不具备约定的护理和做饭能力",
                "finding": "UPHELD",
                "basis": "派工记录与投诉人陈述一致；三名到岗人员确认未接受过护理培训。",
            },
            {
                "text": "首名人员系专为签约安排，十天后即由公司调走",
                "finding": "NOT_UPHELD",
                "basis": "该人员因家中老人住院离岗，有住院证明和请假记录佐证。",
            },
        ],
        "conclusion": "PARTLY",
        "reasons": "被投诉人未按合同约定提供具备相应能力的服务人员，违反行业服务规范；"
        "所称以虚假人员诱导签约，证据不足，不予认定。",
        "evidence": ["家政服务合同", "派工记录4份", "询问笔录5份", "住院证明复印件"],
        "investigators": ["吴刚", "郑洁"],
        "confirmed_by": "冯主任",
    },
    "PROGRESS_ANSWER": {
        "case_number": "TS-2026-000390",
        "complainant_name": "赵先生",
        "respondent_name": "优选保姆信息咨询有限公司",
        "subject": "频繁更换服务人员、收取中介费不退",
        "accepted_on": "2026-11-04",
        "wait_ground": "VERIFICATION",
        "done": "已调取合同和付款记录，已询问投诉人和被投诉人的经办人员。",
        "remains": "尚需询问两名已离岗的服务人员，并向其户籍地核实培训证书的真伪。",
        "who_acts": "本会核查人员吴刚、郑洁",
        "by_when": "2026-11-25",
        "next_answer_by": "2026-12-04",
        "handler_name": "吴刚",
    },
    "RESULT_FEEDBACK_LETTER": {
        "case_number": "TS-2026-000482",
        "addressee_name": "王㛃",
        "addressee_role": "COMPLAINANT",
        "complainant_name": "王㛃",
        "respondent_name": "甬安家政服务有限公司",
        "subject": "约定育婴师实派护工，拒退中介费",
        "received_on": "2026-11-23",
        "accepted_on": "2026-11-24",
        "outcome": "SETTLED",
        "outcome_on": "2026-12-01",
        "process": "本会于2026年12月1日组织双方现场调解，双方自愿达成协议并签署调解书。",
        "result": "被投诉人于2026年12月8日前退还中介费，并就到岗人员资质核验提交改进说明。",
        "amount": "2000.00",
        "measures": ["本会将跟踪协议履行情况", "不履行的，你可以依法向人民法院提起诉讼"],
        "archive": "TO_BE_RECORDED",
        "follow_up_by": "2026-12-11",
        "ticket_number": "RC-003",
        "attachments": ["调解书"],
        "copies_to": ["示例市12345政务服务便民热线", "甬安家政服务有限公司"],
    },
    **samples_referral.PLAIN,
    **samples_agency.PLAIN,
    **samples_standstill.PLAIN,
}

LONG_NAME = "示例市滨江区阿卜杜热合曼·买买提伊敏江家政服务有限责任公司滨江西兴街道第十二社区服务站"
LONG_TEXT = "\n".join(f"第{n}次联系：" + _FACTS.replace("\n", "") * 2 for n in range(1, 6))


def stretched(key: str) -> dict[str, Any]:
    """Return the sample with very long names and, where it has prose, three pages of it."""
    prose = {"facts", "reason", "reasons", "summary", "dispute", "process", "done", "told"}
    prose |= {"follows", "ended"}
    names = {"name", "respondent_name", "complainant_name", "addressee_name", "agency_name"}
    names |= {"office_name", "worker_name", "employer_name", "enterprise_name"}

    def longer(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {inner: longer(inner, v) for inner, v in value.items()}
        if name in prose and isinstance(value, str):
            return LONG_TEXT
        if isinstance(value, list):
            return [longer(name, item) for item in value]
        return LONG_NAME if name in names else value

    return {name: longer(name, value) for name, value in PLAIN[key].items()}
