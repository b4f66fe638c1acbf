"""A process with a broken policy pack does not start."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from policies import services
from policies.errors import PolicyError


def packs_are_sound(
    app_configs: Sequence[AppConfig] | None, **options: object
) -> list[CheckMessage]:
    """Report every fault of every pack, and an installation whose own pack does not exist."""
    found: list[CheckMessage] = []
    for code in services.codes():
        try:
            services.versions(code)
        except PolicyError as error:
            found += [Error(str(fault), id="policies.E001") for fault in error.faults]
    mine = services.default_pack_code()
    if mine not in services.codes():
        known = ", ".join(services.codes()) or "none"
        found.append(
            Error(
                f"CASEWORK_POLICY names the policy pack {mine}, which does not exist",
                hint=f"There are: {known}.",
                id="policies.E002",
            )
        )
    return found
