"""The closed lists of words a policy pack may use (brief §2.9, §3, §4, §5)."""

from typing import Literal

Severity = Literal["S1", "S2", "S3", "S4"]
Route = Literal["EMERGENCY", "REFERRAL", "VERIFY", "MEDIATION", "NOT_ACCEPTED"]

# WD working days, CD calendar days, H hours running continuously, M months.
Unit = Literal["WD", "CD", "H", "M"]

# Where a figure comes from: the customer's seed documents, a rule that binds us, a rule for
# agencies that we adopt by analogy, or our own choice. "A/P": the rule is adopted, figures ours.
Mark = Literal["SEED", "B", "A", "A/P", "P"]

# PERIOD: something must be done before it ends. MINIMUM_LEAD: something may not happen earlier.
# AT_DAWN: our own step, taken when the last day begins, not when it ends (RF-07, RF-08).
ClockKind = Literal["PERIOD", "MINIMUM_LEAD", "AT_DAWN"]

OnExpiry = Literal[
    "RED",  # overdue, shown and counted; nothing else happens by itself
    "AMBER",  # stays amber, never red
    "ESCALATE",  # overdue and an officer is alerted
    "ACT",  # the package owning the record moves it (CM-05, MD-13, SC-18a, RW-06 …)
    "PROCEED",  # the authority may go on without the party
    "LAPSE",  # a party's right or a measure has ended
    "LADDER",  # the reminder ladder goes on; never an automatic close
    "CALL_BACK",  # enough attempts: CM-24; too few: overdue
    "EARLIEST",  # end of a minimum lead: from now on the act is allowed
]

Role = Literal[
    "COMPLAINANT",
    "RESPONDENT",
    "INFORMANT",
    "AGENCY",
    "INTAKE",
    "TRIAGE",
    "MEDIATOR",
    "LIAISON",
    "INVESTIGATOR",
    "LEGAL_REVIEWER",
    "OFFICER",
    "COMMITTEE",
    "COUNCIL",
    "APPEAL_PANEL",
    "ARCHIVE",
    "REWARD",
    "VAULT",
    "AUDITOR",
    "SYSTEM",
]

Audience = Literal[
    "complainant",
    "respondent",
    "informant",
    "appellant",
    "applicant",
    "worker",
    "employer",
    "requester",
    "officer",
    "hotline",
]

Sanction = Literal[
    "WARNING",
    "CIRCULATED_CRITICISM",
    "MEMBERSHIP_SUSPENSION",
    "INDUSTRY_BLACKLIST",
    "FRANCHISE_TERMINATION",
    "DOWNGRADE_TO_D",
    "DISHONESTY_LIST_REFERRAL",
    "EXPULSION",
]

# Facts under which a row of brief §5 departs from its base severity.
Fact = Literal[
    "REPEATED",
    "MALICIOUS",
    "LOSS",
    "LARGE_AMOUNT",
    "SYSTEMATIC",
    "IN_PROGRESS",
    "ONGOING",
    "VIOLENCE",
    "MOLESTATION",
    "FORCED_LABOUR",
    "ELDERLY_VICTIM",
    "CARE_OF_INFANT",
    "CARE_OF_ELDERLY",
    "SINGLE_AND_HARMLESS",
]

Vulnerability = Literal["minor", "elderly", "pregnant", "patient", "disabled"]

WaitGround = Literal["AGENCY", "MEDIATION", "VERIFICATION", "APPRAISAL", "HEARING", "COURT"]

FeedbackStart = Literal["OUTCOME_RECORDED", "ACCEPTED"]
