"""Mistakes in a policy pack, all told at once and in words."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake: the file, the key inside it, and why it is not accepted."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


class PolicyError(Exception):
    """A pack cannot be used; `faults` lists every mistake found, not only the first."""

    code = "policy_pack_invalid"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        self.message = "\n".join(str(fault) for fault in self.faults)
        super().__init__(self.message)
