"""System checks: a channel that could not work, or not safely, is found before it is used."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string

from integrations.signed import channel
from integrations.signed.channel import SignedChannel
from integrations.signed.egress import Barred
from integrations.signed.signature import UnusableSecret, key_bytes


def channels() -> list[SignedChannel]:
    """Return the signed channels of this installation."""
    joined = (import_string(path)() for path in settings.CASEWORK_CHANNELS.values())
    return [one for one in joined if isinstance(one, SignedChannel)]


@register()
def channels_are_sound(**_options: Any) -> list[CheckMessage]:
    """Refuse addresses that may not be called and secrets that sign nothing."""
    found = [message for one in channels() for message in _faults(one)]
    try:
        channel.rules().context()
    except Barred:
        found.append(
            Error(
                "CASEWORK_CHANNEL_AUTHORITIES is no file of certificates that can be read.",
                hint="Name a PEM file that this account may read, or leave it empty.",
                id="integrations.E006",
            )
        )
    return found


def _faults(one: SignedChannel) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if one.url:
        try:
            channel.rules().check_url(one.url)
        except Barred as fault:
            found.append(_address(one, str(fault)))
    if any(_unusable(secret) for secret in one.secrets):
        found.append(
            Error(
                f"{one.name}_SECRETS holds a value that is not a signing secret.",
                hint="Each is whsec_ and the base64 of 24 to 64 random bytes.",
                id="integrations.E002",
            )
        )
    if one.url and not one.secrets:
        found.append(
            Error(
                f"{one.name}_URL is set and {one.name}_SECRETS is not: nothing can be signed.",
                hint="Set both, or neither: the body is then served on paper.",
                id="integrations.E003",
            )
        )
    return found


def _address(one: SignedChannel, fault: str) -> CheckMessage:
    if fault == "HTTPS":
        return Error(
            f"{one.name}_URL is not https, and this is a production server.",
            hint="Parcels hold particulars of citizens; ask the body for an https address.",
            id="integrations.E004",
        )
    return Error(
        f"{one.name}_URL is no address to call ({fault}).",
        hint="Write https://host or https://host/path, without log-in, query or fragment.",
        id="integrations.E001",
    )


def _unusable(secret: str) -> bool:
    try:
        key_bytes(secret)
    except UnusableSecret:
        return True
    return False


@register(Tags.security, deploy=True)
def no_secret_serves_two(**_options: Any) -> list[CheckMessage]:
    """Refuse a secret shared by two bodies: either could speak in the other's name."""
    holders = Counter(secret for one in channels() for secret in set(one.secrets))
    shared = sorted(
        {one.name for one in channels() for secret in one.secrets if holders[secret] > 1}
    )
    if not shared:
        return []
    return [
        Error(
            f"A secret is shared by {', '.join(f'{name}_SECRETS' for name in shared)}.",
            hint="Agree on a secret of its own with each body.",
            id="integrations.E005",
        )
    ]
