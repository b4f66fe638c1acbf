"""What every channel promises."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to leave the house. The same `key` is the same letter, however often it is sent."""

    key: str
    address: str = field(repr=False)
    subject: str
    body: str = field(repr=False)
    attachment_name: str = ""
    attachment: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the outside answered. `taken` False is final: repeating will not help."""

    taken: bool
    reference: str = ""
    reason: str = ""


class Channel(Protocol):
    """One way out of the house."""

    def ready(self) -> bool:
        """Whether the channel is configured; if not, a person must tell by hand."""

    def outside(self) -> bool:
        """Whether another system takes the letters; none is looked for where they stay here."""

    def send(self, letter: Letter) -> Outcome:
        """Send a letter; any exception means "not surely sent, try the same key again"."""

    def probe(self) -> None:
        """Ask whether the other side is there, without a letter; returns if it is.

        Raises:
            ChannelBusy, ChannelRefusedUs, Unreadable: as `casework.channels` means them.
        """
