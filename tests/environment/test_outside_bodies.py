"""The demo brings police, regulator and hotline along, unless the environment names real ones."""

import os

import pytest

from config import launcher
from config.embedded.places import Place
from integrations.signed.signature import key_bytes

NAMES = ["CASEWORK_POLICE", "CASEWORK_MARKET_REGULATOR", "CASEWORK_HOTLINE_12345"]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        for end in ("_URL", "_SECRETS"):
            # Set first, so that what the launcher sets is put back afterwards.
            monkeypatch.setenv(name + end, "")
            monkeypatch.delenv(name + end)
    monkeypatch.setenv("CASEWORK_CHANNEL_INNER_HOSTS", "police.internal")


def test_each_body_has_a_fake_an_address_and_a_secret_of_its_own(place: Place) -> None:
    fakes = launcher.outside_bodies(place, 8765)

    assert [fake.name for fake in fakes] == ["police", "market_regulator", "hotline_12345"]
    secrets = [os.environ[f"{name}_SECRETS"] for name in NAMES]
    assert len({key_bytes(secret) for secret in secrets}) == 3
    for fake, name, secret in zip(fakes, NAMES, secrets, strict=True):
        assert secret in fake.command
        assert os.environ[f"{name}_URL"].endswith(fake.command[fake.command.index("--port") + 1])
    callbacks = [fake.command[fake.command.index("--callback") + 1] for fake in fakes]
    assert callbacks == [
        "http://127.0.0.1:8765/agency/police/answers",
        "http://127.0.0.1:8765/agency/market-regulator/answers",
        "http://127.0.0.1:8765/hotline/12345/messages",
    ]
    assert os.environ["CASEWORK_CHANNEL_INNER_HOSTS"] == "police.internal,127.0.0.1"


def test_a_body_the_environment_names_is_left_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWORK_POLICE_URL", "https://police.example")

    fakes = launcher.outside_bodies(place, 8765)

    assert "police" not in [fake.name for fake in fakes]
    assert os.environ["CASEWORK_POLICE_URL"] == "https://police.example"
    assert "CASEWORK_POLICE_SECRETS" not in os.environ


def test_where_all_bodies_are_real_no_inner_address_is_opened(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.setenv(f"{name}_URL", "https://body.example")

    assert launcher.outside_bodies(place, 8765) == []
    assert os.environ["CASEWORK_CHANNEL_INNER_HOSTS"] == "police.internal"
