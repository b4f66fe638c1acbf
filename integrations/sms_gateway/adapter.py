"""The port `notifications.channels.sms.Gateway`, filled by this gateway.

Joined by `settings.CASEWORK_SMS_GATEWAY`; the two packages do not know each other.
"""

from django.conf import settings

from casework.channels import ChannelBusy, ChannelRefusedUs, Unreadable
from integrations.sms_gateway.client import Client, GatewayBusy, GatewayRefusedUs
from integrations.sms_gateway.mapping import Receipt, UnreadableAnswer


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
        with _client() as client:
            return client.send(key, phone, text)

    def probe(self) -> None:
        """Ask whether the gateway is there and knows us, without a message.

        Raises:
            ChannelBusy, ChannelRefusedUs, Unreadable: as `casework.channels` means them.
        """
        try:
            with _client() as client:
                client.probe()
        except GatewayBusy as error:
            raise ChannelBusy(str(error)) from None
        except GatewayRefusedUs as error:
            raise ChannelRefusedUs(str(error)) from None
        except UnreadableAnswer:
            raise Unreadable from None


def _client() -> Client:
    return Client(settings.CASEWORK_SMS_GATEWAY_URL, token=settings.CASEWORK_SMS_GATEWAY_TOKEN)
