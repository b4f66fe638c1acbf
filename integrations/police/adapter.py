"""The port `casework.channels.AgencyChannel`, filled by the police.

Joined by `settings.CASEWORK_CHANNELS`.
"""

from collections.abc import Mapping
from datetime import datetime

from casework.channels import Answer
from integrations.police import mapping
from integrations.signed.channel import SignedChannel


class Channel(SignedChannel):
    """The system at `CASEWORK_POLICE_URL`, with the secrets of `CASEWORK_POLICE_SECRETS`."""

    name = "CASEWORK_POLICE"
    dialect = mapping.DIALECT
    envelope = mapping.ENVELOPE

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Answer:
        """Verify and read an answer; whether it came before is the caller's to ask.

        Raises:
            Forged, Unreadable: see `casework.channels.AgencyChannel.read`.
        """
        return mapping.read(*self.opened(headers, body, at=at))
