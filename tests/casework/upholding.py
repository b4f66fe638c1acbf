"""A verification as an office concludes it: findings signed by two, confirmed by an officer."""

from datetime import datetime

from casework.models import Complaint
from casework.services import verification
from tests import cast


def uphold(complaint: Complaint, *, at: datetime = cast.AT) -> Complaint:
    """Start a verification of an accepted complaint and confirm that it is upheld."""
    case = complaint.pk
    one, two, officer = (cast.member(n) for n in ("investigator", "investigator2", "officer"))
    plan = "查阅服务合同与付款记录"
    verification.start(complaint_id=case, plan=plan, facts_disputed=True, by=officer, at=at)
    findings = verification.write_findings(
        complaint_id=case,
        conclusion="UPHELD",
        facts="收费未公示。",
        reasoning="价目表上没有该项收费。",
        by=one,
        at=at,
    )
    for investigator in (one, two):
        verification.sign(complaint_id=case, findings_id=findings.pk, by=investigator, at=at)
    return verification.confirm(complaint_id=case, findings_id=findings.pk, by=officer, at=at)
