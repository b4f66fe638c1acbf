"""The pack `plan` says what the brief says: its tables, transcribed here once more by hand."""

from datetime import date

import pytest

from policies import services

PLAN = services.pack("plan")
IN_2026 = date(2026, 6, 1)

# Brief §2.9: code, length, unit, and whether the last day rolls off rest days (§7.1 T4–T6, T12).
CLOCKS = [
    ("CONTACT", 24, "H", False),
    ("TRIAGE_S1", 1, "H", False),
    ("TRIAGE", 1, "WD", False),
    ("ACCEPTANCE", 7, "WD", False),
    ("HANDLING", 7, "WD", False),
    ("SUPPLEMENT", 5, "WD", False),
    ("ENTERPRISE_REPLY", 3, "WD", False),
    ("MEDIATION_FIRST", 7, "WD", False),
    ("MEDIATION", 60, "CD", True),
    ("SESSION_NOTICE", 3, "WD", False),
    ("RECUSAL_DECIDE", 3, "WD", False),
    ("TERMINATION_NOTICE", 7, "WD", False),
    ("VERIFICATION", 15, "WD", False),
    ("REFERRAL_S1", 24, "H", False),
    ("REFERRAL", 1, "WD", False),
    ("RATIFY", 1, "WD", False),
    ("REFERRAL_ACK", 7, "WD", False),
    ("REMINDER", 1, "WD", False),
    ("SUPERVISION", 6, "WD", False),
    ("REFERRAL_RESULT", 30, "CD", True),
    ("NOT_FILED_NOTICE", 1, "WD", False),
    ("PROGRESS_NOTE", 15, "WD", False),
    ("RESULT_FEEDBACK", 7, "WD", False),
    ("FOLLOW_UP", 5, "WD", False),
    ("PERFORMANCE", 15, "CD", True),
    ("SANCTION_FILING", 7, "WD", False),
    ("SANCTION_CASE", 90, "CD", True),
    ("DEFENCE", 5, "WD", False),
    ("HEARING_REQUEST", 5, "WD", False),
    ("HEARING_NOTICE", 7, "WD", False),
    ("HEARING_HOLD", 15, "WD", False),
    ("DECISION_SERVICE", 7, "WD", False),
    ("PUBLIC_NOTICE", 30, "CD", False),
    ("INFORMANT_FILING_NOTICE", 5, "WD", False),
    ("APPEAL", 15, "WD", False),
    ("APPEAL_RESTORE", 10, "CD", True),
    ("APPEAL_ACCEPT", 5, "WD", False),
    ("APPEAL_DECIDE", 30, "CD", True),
    ("KIN_CONTINUE", 60, "CD", True),
    ("ARCHIVE_WITHDRAW", 3, "WD", False),
    ("REPAIR_ACCEPT", 3, "WD", False),
    ("REPAIR_DECIDE", 10, "WD", False),
    ("OBJECTION_FLAG", 1, "WD", False),
    ("OBJECTION_DECIDE", 5, "WD", False),
    ("OBJECTION_TRANSFER", 2, "WD", False),
    ("OBJECTION_SOURCE", 5, "WD", False),
    ("OBJECTION_REVIEW_REQUEST", 15, "WD", False),
    ("OBJECTION_REVIEW", 10, "WD", False),
    ("INTERIM_HOLD", 30, "CD", False),
    ("REPORT_RESULT", 15, "WD", False),
    ("REWARD_DECIDE", 15, "WD", False),
    ("REWARD_CLAIM", 30, "WD", False),
    ("REWARD_ISSUE", 10, "WD", False),
    ("REWARD_FIX", 5, "WD", False),
    ("REOPEN_WINDOW", 12, "M", True),
    ("READMISSION", 7, "WD", False),
]

# Brief §2.9, extension matrix: who asks, who approves, only the chair?, length, unit, told to.
EXTENSIONS = {
    "SUPPLEMENT": ({"COMPLAINANT", "RESPONDENT"}, "INTAKE", False, 5, "WD", set()),
    "VERIFICATION": ({"INVESTIGATOR"}, "OFFICER", False, 15, "WD", {"complainant", "informant"}),
    "SANCTION_CASE": ({"INVESTIGATOR"}, "COMMITTEE", True, 30, "CD", {"respondent"}),
    "APPEAL_DECIDE": ({"APPEAL_PANEL"}, "APPEAL_PANEL", True, 30, "CD", {"appellant"}),
    "REPAIR_DECIDE": ({"ARCHIVE"}, "OFFICER", False, 10, "WD", {"applicant"}),
    "INTERIM_HOLD": ({"INVESTIGATOR"}, "OFFICER", False, 30, "CD", {"worker", "employer"}),
}

# A right, a chance or a measure that ends by time (brief §3.0 X6), or a lead that has run.
LAPSING = {
    "SUPPLEMENT",
    "SESSION_NOTICE",
    "DEFENCE",
    "HEARING_REQUEST",
    "HEARING_NOTICE",
    "PUBLIC_NOTICE",
    "APPEAL",
    "APPEAL_RESTORE",
    "KIN_CONTINUE",
    "OBJECTION_REVIEW_REQUEST",
    "INTERIM_HOLD",
    "REWARD_CLAIM",
    "REWARD_FIX",
    "REOPEN_WINDOW",
}

# Periods in which a party, not we or an agency, has to act (brief §7.1 T19).
OF_A_PARTY = {
    "SUPPLEMENT",
    "ENTERPRISE_REPLY",
    "PERFORMANCE",
    "DEFENCE",
    "HEARING_REQUEST",
    "APPEAL",
    "APPEAL_RESTORE",
    "KIN_CONTINUE",
    "OBJECTION_REVIEW_REQUEST",
    "REWARD_CLAIM",
    "REWARD_FIX",
    "REOPEN_WINDOW",
}

# Brief §5: code, Chinese name, base, route by the rule under the table, agencies in order.
CATEGORIES = [
    ("ATTITUDE", "服务态度", "S4", "MEDIATION", ()),
    ("LATE_NO_SHOW", "迟到、爽约", "S4", "MEDIATION", ()),
    ("QUALITY", "服务质量不符", "S4", "MEDIATION", ("CONSUMER_ASSOCIATION",)),
    ("STAFF_SUBSTITUTION", "随意换人、离岗不补", "S3", "MEDIATION", ()),
    ("DAMAGE", "物品损坏", "S3", "MEDIATION", ()),
    ("FEE_OVERCHARGE", "乱收费、临时加价", "S3", "MEDIATION", ("MARKET_REGULATOR",)),
    ("REFUND", "退费难、预付款", "S3", "MEDIATION", ("MARKET_REGULATOR",)),
    ("CONTRACT_BREACH", "合同违约", "S3", "MEDIATION", ()),
    ("INTERMEDIARY_FRAUD", "家政托儿、骗取中介费", "S2", "VERIFY", ("MARKET_REGULATOR", "POLICE")),
    ("FALSE_ADVERTISING", "虚假宣传", "S2", "REFERRAL", ("MARKET_REGULATOR",)),
    ("FORGED_CERT", "证书/身份/履历造假", "S2", "VERIFY", ("POLICE", "HRSS")),
    ("THEFT", "盗窃", "S2", "REFERRAL", ("POLICE",)),
    ("PROPERTY_LOSS", "财产损失（原因不明）", "S2", "REFERRAL", ("POLICE",)),
    ("FRAUD", "诈骗、借款不还、诱导转账", "S2", "REFERRAL", ("POLICE",)),
    (
        "BRIBERY",
        "行贿（接线员、评审、采购）",
        "S2",
        "VERIFY",
        ("MARKET_REGULATOR", "SUPERVISORY_ORGAN"),
    ),
    (
        "CONCEALMENT",
        "隐瞒事实（病史、前科、转包）",
        "S2",
        "VERIFY",
        ("HEALTH", "MARKET_REGULATOR"),
    ),
    ("INJURY_ABUSE", "伤害、虐待、猥亵", "S1", "EMERGENCY", ("POLICE", "CIVIL_AFFAIRS")),
    ("FIRE_POISON_THREAT", "纵火、投毒、威胁", "S1", "EMERGENCY", ("POLICE",)),
    ("PRIVACY_LEAK", "泄露个人信息", "S2", "VERIFY", ("CYBERSPACE", "POLICE", "MARKET_REGULATOR")),
    ("WAGE_ARREARS", "拖欠工资、违规收费、押金", "S2", "REFERRAL", ("HRSS",)),
    ("DOCUMENT_SEIZURE", "扣押证件", "S2", "REFERRAL", ("POLICE", "HRSS")),
    ("USER_MISCONDUCT", "用户辱骂、虐待、强迫服务", "S3", "MEDIATION", ("POLICE",)),
    ("UNLICENSED_AGENCY", "无照/未备案机构", "S2", "REFERRAL", ("MARKET_REGULATOR", "COMMERCE")),
    ("NO_ID_OR_HEALTH_CHECK", "派出无证、未体检人员", "S2", "REFERRAL", ("COMMERCE", "HRSS")),
    ("INFECTIOUS_DISEASE", "隐瞒传染病", "S2", "REFERRAL", ("HEALTH",)),
    ("FALSE_REVIEW", "刷单、删差评", "S3", "VERIFY", ("MARKET_REGULATOR",)),
    ("RETALIATION", "打击报复举报人", "S2", "VERIFY", ("POLICE",)),
    ("STAFF_MISCONDUCT", "协会/平台人员违规", "S2", "VERIFY", ()),
    ("OTHER", "其他", "S3", "VERIFY", ()),
    ("INVALID", "无效投诉", None, "NOT_ACCEPTED", ()),
]

# Brief §5, column "suggested sanction", by the short names under the table.
SUGGESTED = {
    "QUALITY": ("WARNING", "DISHONESTY_LIST_REFERRAL"),
    "FEE_OVERCHARGE": ("CIRCULATED_CRITICISM",),
    "INTERMEDIARY_FRAUD": ("MEMBERSHIP_SUSPENSION", "FRANCHISE_TERMINATION", "DOWNGRADE_TO_D"),
    "FALSE_ADVERTISING": ("CIRCULATED_CRITICISM", "MEMBERSHIP_SUSPENSION"),
    "THEFT": ("INDUSTRY_BLACKLIST",),
    "BRIBERY": ("FRANCHISE_TERMINATION", "DOWNGRADE_TO_D"),
    "WAGE_ARREARS": ("CIRCULATED_CRITICISM", "MEMBERSHIP_SUSPENSION"),
    "USER_MISCONDUCT": (),
    "UNLICENSED_AGENCY": (),
    "INVALID": (),
}


def test_the_pack_has_the_clocks_of_the_brief_and_no_others():
    assert set(PLAN.clocks) == {code for code, *_ in CLOCKS}


@pytest.mark.parametrize(("code", "length", "unit", "roll"), CLOCKS)
def test_a_clock_has_the_figures_of_the_brief(code, length, unit, roll):
    rule = PLAN.clock(code, on=IN_2026)

    assert (rule.code, rule.length, rule.unit, rule.roll) == (code, length, unit, roll)


def test_clocks_that_lapse_and_clocks_of_a_party_are_those_of_the_brief():
    assert {code for code, clock in PLAN.clocks.items() if clock.lapses} == LAPSING
    assert {code for code, clock in PLAN.clocks.items() if clock.party} == OF_A_PARTY


def test_the_two_leads_are_no_periods_and_one_clock_recurs():
    leads = {code for code, clock in PLAN.clocks.items() if clock.kind == "MINIMUM_LEAD"}

    assert leads == {"SESSION_NOTICE", "HEARING_NOTICE"}
    dawns = {code for code, clock in PLAN.clocks.items() if clock.kind == "AT_DAWN"}
    assert dawns == {"REMINDER", "SUPERVISION"}
    assert {code for code, clock in PLAN.clocks.items() if clock.recurring} == {"PROGRESS_NOTE"}


def test_the_customers_own_promise_is_marked_as_theirs():
    seeds = {code for code, clock in PLAN.clocks.items() if clock.mark == "SEED"}

    assert seeds == {"HANDLING", "RESULT_FEEDBACK"}


@pytest.mark.parametrize(
    ("accepted", "length", "unit", "roll"),
    [
        (date(2019, 1, 1), 45, "WD", False),
        (date(2026, 4, 14), 45, "WD", False),
        (date(2026, 4, 15), 60, "CD", True),
        (None, 60, "CD", True),
    ],
)
def test_mediation_goes_by_the_date_of_acceptance(accepted, length, unit, roll):
    """Brief §0.2 D12."""
    rule = PLAN.clock("MEDIATION", on=accepted)

    assert (rule.length, rule.unit, rule.roll) == (length, unit, roll)


@pytest.mark.parametrize("code", [code for code, *_ in CLOCKS])
def test_a_clock_is_extended_by_the_matrix_or_not_at_all(code):
    extension = PLAN.clock(code).extension

    if code not in EXTENSIONS:
        assert extension is None
        return
    assert extension is not None
    assert EXTENSIONS[code] == (
        set(extension.asks),
        extension.approves,
        extension.chair,
        extension.length,
        extension.unit,
        set(extension.told),
    )
    assert extension.times == 1


@pytest.mark.parametrize(
    ("agency", "ack", "result"),
    [
        ("POLICE", (3, "WD"), (30, "CD", True, 30)),
        ("MARKET_REGULATOR", (7, "WD"), (15, "WD", False, 15)),
        ("HRSS", (5, "WD"), (60, "WD", False, 30)),
        ("COMMERCE", (7, "WD"), (30, "CD", True, 0)),
        ("CYBERSPACE", (7, "WD"), (30, "CD", True, 0)),
    ],
)
def test_an_agency_is_given_its_own_time(agency, ack, result):
    acknowledged = PLAN.clock("REFERRAL_ACK", agency=agency)
    answered = PLAN.clock("REFERRAL_RESULT", agency=agency)

    assert (acknowledged.length, acknowledged.unit) == ack
    assert (answered.length, answered.unit, answered.roll, answered.agency_plus) == result


def test_an_agency_changes_no_clock_but_its_own_two():
    assert PLAN.clock("ACCEPTANCE", agency="POLICE") == PLAN.clock("ACCEPTANCE")


def test_the_agencies_are_the_ten_of_the_brief():
    assert list(PLAN.agencies) == [
        "POLICE",
        "MARKET_REGULATOR",
        "HRSS",
        "COMMERCE",
        "CONSUMER_ASSOCIATION",
        "CYBERSPACE",
        "HEALTH",
        "CIVIL_AFFAIRS",
        "SUPERVISORY_ORGAN",
        "COURT_INFO",
    ]


def test_the_pack_has_the_categories_of_the_brief_and_no_others():
    assert list(PLAN.categories) == [code for code, *_ in CATEGORIES]


@pytest.mark.parametrize(("code", "zh", "base", "route", "agencies"), CATEGORIES)
def test_a_category_reads_as_in_the_brief(code, zh, base, route, agencies):
    rule = PLAN.categories[code]

    assert (rule.code, rule.zh, rule.base, rule.route, rule.agencies) == (
        code,
        zh,
        base,
        route,
        agencies,
    )


@pytest.mark.parametrize(("code", "sanctions"), SUGGESTED.items())
def test_a_category_suggests_the_sanctions_of_the_brief(code, sanctions):
    assert PLAN.categories[code].suggested == sanctions


def test_the_rows_with_a_second_severity_are_those_of_the_brief():
    second = {
        code: {(" ".join(condition.when), condition.severity) for condition in rule.conditions}
        for code, rule in PLAN.categories.items()
        if rule.conditions
    }

    assert second == {
        "LATE_NO_SHOW": {("REPEATED", "S3"), ("MALICIOUS", "S3")},
        "QUALITY": {("LOSS", "S3")},
        "FEE_OVERCHARGE": {("LARGE_AMOUNT", "S2"), ("SYSTEMATIC", "S2")},
        "THEFT": {("IN_PROGRESS", "S1"), ("VIOLENCE", "S1")},
        "FRAUD": {("ELDERLY_VICTIM ONGOING", "S1")},
        "PRIVACY_LEAK": {("SINGLE_AND_HARMLESS", "S3")},
        "USER_MISCONDUCT": {("VIOLENCE", "S1"), ("MOLESTATION", "S1"), ("FORCED_LABOUR", "S1")},
        "INFECTIOUS_DISEASE": {("CARE_OF_INFANT", "S1"), ("CARE_OF_ELDERLY", "S1")},
    }


def test_the_thresholds_are_those_below_the_table():
    rules = PLAN.severity

    assert rules.theft_at_least == "S2"
    assert (rules.theft_crime_from_yuan, rules.theft_crime_from_at_most_yuan) == (1000, 3000)
    assert (rules.large_loss_yuan, rules.large_loss_severity) == (5000, "S2")
    assert (rules.small_loss_below_yuan, rules.small_loss_severity) == (500, "S4")
    assert rules.elderly_from_age == 60
    assert (rules.upheld_count, rules.upheld_months, rules.complainants) == (3, 12, 5)
    assert (rules.raise_levels, rules.minor_harmed) == (1, "S1")
    assert set(rules.vulnerable) == {"minor", "elderly", "pregnant", "patient", "disabled"}


def test_severities_have_the_names_people_see():
    assert {code: level.zh for code, level in PLAN.severity.levels.items()} == {
        "S1": "紧急",
        "S2": "严重",
        "S3": "一般",
        "S4": "轻微",
    }


def test_grounds_and_outcomes_are_complete():
    assert list(PLAN.non_acceptance) == [f"G{n}" for n in range(1, 8)]
    assert list(PLAN.termination) == [f"T{n}" for n in range(1, 9)]
    assert set(PLAN.outcomes) == {
        "SETTLED",
        "MEDIATION_TERMINATED",
        "UPHELD",
        "PARTLY",
        "NOT_UPHELD",
        "NO_RESPONDENT",
        "UNFOUNDED",
    }
    assert len(PLAN.remedies["CONSUMER"].ways) == 5
    assert "12333" in PLAN.remedies["WORKER"].ways[1]


def test_the_single_figures_are_those_of_the_brief():
    assert PLAN.feedback_start == "OUTCOME_RECORDED"
    assert (PLAN.follow_up.attempts, PLAN.follow_up.days, PLAN.follow_up.first_attempt_wd) == (
        3,
        2,
        1,
    )
    assert PLAN.acceptance.reason_min_chars == 10
    assert PLAN.acceptance.limitation_years == 3
    assert PLAN.agency_links.days == 60
    again = {code: body.reconsideration for code, body in PLAN.agencies.items()}
    assert {code: rule.days for code, rule in again.items() if rule} == {"POLICE": 7}  # P3
    assert PLAN.calendar.roll_weekends is True
    assert (PLAN.queues.amber_remaining_wd, PLAN.queues.hour_amber_percent) == (2, 50)
    assert (PLAN.targets.handling_on_time, PLAN.targets.result_feedback_on_time) == (95, 95)
    assert (PLAN.targets.satisfaction, PLAN.targets.complaint_rate_excellent) == (90, 3)
    assert PLAN.targets.complaint_rate_min_orders == 30
    assert dict(PLAN.archive.deductions) == {"S1": 100, "S2": 15, "S3": 5, "S4": 2}
