"""One flow for each machine; `FLOWS` says which file takes which."""

from typing import Any

from workflows.flows.complaint import ComplaintFlow
from workflows.flows.mediation import MediationFlow

FLOWS: dict[str, Any] = {"CM": ComplaintFlow, "MD": MediationFlow}

__all__ = ["FLOWS", "ComplaintFlow", "MediationFlow"]
