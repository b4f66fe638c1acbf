"""The port of `casework.channels`, as far as it is the same for every body."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings

from casework.channels import ChannelRefusedUs, Parcel, Receipt
from integrations.signed import incoming
from integrations.signed.client import Client, Dialect
from integrations.signed.egress import Egress
from integrations.signed.envelope import Envelope
from integrations.signed.signature import Signer, UnusableSecret


def rules() -> Egress:
    """Return the installation's rules for calls that leave the house."""
    return Egress(
        inner_hosts=frozenset(host.lower() for host in settings.CASEWORK_CHANNEL_INNER_HOSTS),
        https_only=settings.PRODUCTION,
        authorities=settings.CASEWORK_CHANNEL_AUTHORITIES,
    )


class SignedChannel:
    """A body that is reached by signed HTTP.

    A subclass names its settings (`<name>_URL`, `<name>_SECRETS`), its dialect and its envelope,
    and adds `read`.
    """

    name: ClassVar[str]
    dialect: ClassVar[Dialect]
    envelope: ClassVar[Envelope]

    @property
    def url(self) -> str:
        """Address of the body; empty if it is served on paper."""
        return str(getattr(settings, f"{self.name}_URL"))

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets shared with it, newest first."""
        return tuple(getattr(settings, f"{self.name}_SECRETS"))

    @property
    def configured(self) -> bool:
        """Whether there is an address and a secret; otherwise parcels go on paper."""
        return bool(self.url and self.secrets)

    def send(self, parcel: Parcel) -> Receipt:
        """Hand a parcel over and make sure it arrived; repeating a key never makes a second one.

        Raises:
            ChannelBusy, ChannelRefusedUs: not (surely) handed over; repeat the key later.
            Unspoken, EnclosureChanged: a fault on our side; nothing left the house.
        """
        body = self.envelope.seal(parcel)
        with self._client() as client:
            return client.send(parcel.key, body)

    def probe(self) -> None:
        """Ask whether the body is there and knows us.

        Raises:
            ChannelBusy, ChannelRefusedUs: it is not, or it does not.
        """
        with self._client() as client:
            client.probe()

    def opened(
        self, headers: Mapping[str, str], body: bytes, *, at: datetime
    ) -> tuple[str, dict[str, Any]]:
        """Return id and content of a message the body signed.

        Raises:
            Forged, Unreadable: see `casework.channels`.
            ChannelRefusedUs: our own secret has no form; a person must look.
        """
        try:
            signer = Signer(self.secrets)
        except UnusableSecret:
            raise ChannelRefusedUs("SECRET") from None
        message_id = signer.verify(headers, body, at=at)
        return message_id, incoming.parse(body, largest=settings.CASEWORK_CHANNEL_BODY_BYTES)

    def _client(self) -> Client:
        return Client(
            self.url,
            self.secrets,
            self.dialect,
            rules=rules(),
            largest=settings.CASEWORK_CHANNEL_BODY_BYTES,
        )
