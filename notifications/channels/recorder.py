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

    def send(self, letter: Letter) -> Outcome:
        """Keep the letter."""
        self.letters.setdefault(letter.key, letter)
        return Outcome(taken=True, reference="recorded")
