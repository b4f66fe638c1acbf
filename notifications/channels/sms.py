"""Text messages through whatever gateway `settings.CASEWORK_SMS_GATEWAY` names.

The gateway lives in `integrations`, beside this package; the port below is all they share.
"""

from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.channels.base import Letter, Outcome


class Receipt(Protocol):
    """The gateway's word on one message."""

    @property
    def accepted(self) -> bool:
        """False is final."""

    @property
    def reference(self) -> str:
        """The gateway's number for the message."""

    @property
    def reason(self) -> str:
        """The gateway's code for a refusal."""


class Gateway(Protocol):
    """A text-message gateway (port)."""

    @property
    def configured(self) -> bool:
        """Whether there is a gateway to send through."""

    def send(self, *, key: str, phone: str, text: str) -> Receipt:
        """Send one message; repeating a key never sends a second one."""

    def probe(self) -> None:
        """Ask whether the gateway is there and knows us, without a message.

        Raises:
            ChannelBusy, ChannelRefusedUs, Unreadable: as `casework.channels` means them.
        """


class Sms:
    """Short messages to a mobile number."""

    def ready(self) -> bool:
        """Whether a gateway is configured."""
        return self._gateway().configured

    def outside(self) -> bool:
        """Always: an operator carries text messages."""
        return True

    def send(self, letter: Letter) -> Outcome:
        """Hand the text to the gateway; its errors pass through and mean "again, same key"."""
        receipt = self._gateway().send(key=letter.key, phone=letter.address, text=letter.body)
        return Outcome(receipt.accepted, receipt.reference, receipt.reason)

    def probe(self) -> None:
        """Ask the gateway for a message it never had."""
        self._gateway().probe()

    def _gateway(self) -> Gateway:
        return cast(Gateway, import_string(settings.CASEWORK_SMS_GATEWAY)())
