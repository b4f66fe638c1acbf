"""One flow for each machine; `FLOWS` says which file takes which."""

from typing import Any

from workflows.flows.complaint import ComplaintFlow
from workflows.flows.mediation import MediationFlow
from workflows.flows.referral import ReferralFlow

FLOWS: dict[str, Any] = {"CM": ComplaintFlow, "MD": MediationFlow, "RF": ReferralFlow}

__all__ = ["FLOWS", "ComplaintFlow", "MediationFlow", "ReferralFlow"]
