"""
Explained triage: what a complaint seems to be about, how serious, which way, and why.

`suggest(record, pack)` is the whole interface. Everything it knows of the trade's language stands
in `terms.csv`; everything it knows of categories, levels and figures comes from the policy pack.
A person confirms or overrides the suggestion; nothing here decides.
"""

from casework.triage.engine import suggest, warm
from casework.triage.model import IntakeFacts, Reason, Suggestion

__all__ = ["IntakeFacts", "Reason", "Suggestion", "suggest", "warm"]
