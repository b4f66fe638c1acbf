"""A channel that keeps what it is given: the shipped fake for rehearsals and tests."""

from dataclasses import dataclass, field

from notifications.channels.base import Letter, Outcome


@dataclass
class Recorder:
    """Takes every letter once per key."""

    letters: dict[str, Letter] = field(default_factory=dict)

    def ready(self) -> bool:
        """Always: recording needs no configuration."""
        return True

    def outside(self) -> bool:
        """Never: what is recorded stays here."""
        return False

    def send(self, letter: Letter) -> Outcome:
        """Keep the letter."""
        self.letters.setdefault(letter.key, letter)
        return Outcome(taken=True, reference="recorded")

    def probe(self) -> None:
        """Nobody is outside."""
