"""The port `notifications.channels.sms.Gateway`, filled by this gateway.

Joined by `settings.CASEWORK_SMS_GATEWAY`; the two packages do not know each other.
"""

from django.conf import settings

from integrations.sms_gateway.client import Client
from integrations.sms_gateway.mapping import Receipt


class Gateway:
    """Text messages by the gateway of `CASEWORK_SMS_GATEWAY_URL`; empty = not configured."""

    @property
    def configured(self) -> bool:
        """Whether there is a gateway to send through."""
        return bool(settings.CASEWORK_SMS_GATEWAY_URL)

    def send(self, *, key: str, phone: str, text: str) -> Receipt:
        """Send one message; repeating a key never sends a second one.

        Raises:
            GatewayBusy, GatewayForgot, GatewayRefusedUs: not (surely) sent; repeat the key later.
            TextTooLong: more than 70 characters.
        """
        token = settings.CASEWORK_SMS_GATEWAY_TOKEN
        with Client(settings.CASEWORK_SMS_GATEWAY_URL, token=token) as client:
            return client.send(key, phone, text)
