"""The port `casework.channels.HotlineChannel`, filled by the 12345 hotline.

Joined by `settings.CASEWORK_CHANNELS`.
"""

from collections.abc import Mapping
from datetime import datetime

from casework.channels import Push
from integrations.hotline_12345 import mapping
from integrations.signed.channel import SignedChannel


class Channel(SignedChannel):
    """The system at `CASEWORK_HOTLINE_12345_URL`; secrets: `CASEWORK_HOTLINE_12345_SECRETS`."""

    name = "CASEWORK_HOTLINE_12345"
    dialect = mapping.DIALECT
    envelope = mapping.ENVELOPE

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Push:
        """Verify and read a message; whether it came before is the caller's to ask.

        Raises:
            Forged, Unreadable: see `casework.channels.HotlineChannel.read`.
        """
        return mapping.read(*self.opened(headers, body, at=at))
