"""`manage.py check` finds a channel that could not work, or not safely."""

from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from casework import channels
from integrations.checks import channels as joined
from tests.integrations.bodies import BODIES, OLDER, SECRET, code


@pytest.fixture(params=BODIES, ids=code)
def body(request):
    return request.param


@pytest.fixture
def put(body, settings):
    def put(**values):
        for name, value in values.items():
            setattr(settings, f"{body.channel.name}_{name}", value)

    return put


def found(deploy=False):
    """The ids of what the checks of this package find."""
    messages = run_checks(include_deployment_checks=deploy)
    return [one.id for one in messages if one.id.startswith("integrations.")]


def test_without_channels_nothing_is_wrong():
    assert found(deploy=True) == []


def test_all_three_bodies_are_joined(settings):
    assert set(settings.CASEWORK_CHANNELS) == {body.code for body in BODIES}
    assert [type(one) for one in joined()] == [body.channel for body in BODIES]


def test_a_body_is_served_on_paper_until_address_and_secret_are_set(body, put):
    get = channels.hotline if body.code == channels.HOTLINE else lambda: channels.agency(body.code)
    assert get() is None

    put(URL="https://body.example", SECRETS=[SECRET])

    assert isinstance(get(), body.channel)
    assert found(deploy=True) == []


def test_an_agency_without_an_adapter_is_served_on_paper():
    assert channels.agency("HRSS") is None


@pytest.mark.parametrize(
    "url", ["police.example", "file:///etc/passwd", "https://u:p@body.example", "https://b?x=1"]
)
def test_an_address_that_cannot_be_called_is_an_error(put, url):
    put(URL=url, SECRETS=[SECRET])

    assert found() == ["integrations.E001"]


@pytest.mark.parametrize("secrets", [["word"], ["whsec_AAAA"], [SECRET, "whsec_*"], [""]])
def test_a_secret_without_form_is_an_error_and_is_not_shown(put, secrets):
    put(URL="https://body.example", SECRETS=secrets)

    (error,) = [one for one in run_checks() if one.id.startswith("integrations.")]

    assert error.id == "integrations.E002"
    assert not any(secret and secret in str(error) + str(error.hint) for secret in secrets)


def test_an_address_without_a_secret_is_an_error(body, put):
    put(URL="https://body.example")

    with pytest.raises(CommandError, match=f"{body.channel.name}_SECRETS is not"):
        call_command("check", deploy=True, stderr=StringIO())


def test_plain_http_is_an_error_on_a_production_server_and_only_there(body, put, settings):
    put(URL="http://body.example", SECRETS=[SECRET])
    assert found(deploy=True) == []

    settings.PRODUCTION = True

    with pytest.raises(CommandError, match=f"{body.channel.name}_URL is not https"):
        call_command("check", deploy=True, stderr=StringIO())


def test_a_secret_shared_by_two_bodies_is_an_error_before_deployment(settings):
    for name in ("POLICE", "MARKET_REGULATOR"):
        setattr(settings, f"CASEWORK_{name}_URL", "https://body.example")
    settings.CASEWORK_POLICE_SECRETS = [SECRET]
    settings.CASEWORK_MARKET_REGULATOR_SECRETS = [OLDER, SECRET]

    assert found() == []
    assert found(deploy=True) == ["integrations.E005"]


def test_a_file_of_authorities_that_cannot_be_read_is_an_error(settings, tmp_path):
    settings.CASEWORK_CHANNEL_AUTHORITIES = str(tmp_path / "none.pem")

    assert found() == ["integrations.E006"]
