"""One flow for each machine; `FLOWS` says which file takes which."""

from workflows.flows.complaint import ComplaintFlow
from workflows.flows.mediation import MediationFlow

FLOWS = {"CM": ComplaintFlow, "MD": MediationFlow}

__all__ = ["FLOWS", "ComplaintFlow", "MediationFlow"]
