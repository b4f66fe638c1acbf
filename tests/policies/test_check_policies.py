"""A broken pack stops the start; the command lists everything, for people and for machines."""

import json

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from policies import checks

FIGURE = ("procedure.toml", "satisfaction = 90", "satisfaction = 900")


@pytest.fixture
def own(copy, settings):
    settings.CASEWORK_POLICY_DIRS = [str(copy.packs)]
    settings.CASEWORK_POLICY = "plan"
    return copy


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("check_policies", *arguments)
    except SystemExit as stop:
        code = int(stop.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_shipped_packs_are_sound(capsys):
    code, out, err = run(capsys)

    assert (code, err) == (0, "")
    assert out.startswith("plan@2026.1  from 2000-01-01 onwards  56 clocks, 30 categories")


def test_django_runs_the_check_at_start(own):
    own.change(*FIGURE)

    messages = [message for message in run_checks() if message.id == "policies.E001"]

    assert [message.msg for message in messages] == [
        "plan/2026.1/procedure.toml: targets.satisfaction: 900 is more than 100"
    ]
    assert messages[0].is_serious()


def test_a_command_does_not_start_with_a_broken_pack(own):
    own.change(*FIGURE)

    with pytest.raises(CommandError, match=r"targets\.satisfaction: 900 is more than 100"):
        call_command("check")


def test_a_default_pack_that_does_not_exist_is_an_error(settings, capsys):
    settings.CASEWORK_POLICY = "elsewhere"

    (message,) = checks.packs_are_sound(None)
    code, _, err = run(capsys)

    assert message.id == "policies.E002"
    assert "elsewhere" in message.msg
    assert code == 1
    assert "elsewhere" in err


def test_the_command_lists_every_fault_and_fails(own, capsys):
    own.change(*FIGURE)
    own.change("categories.toml", 'zh = "盗窃"', 'zh = ""')

    code, out, err = run(capsys)

    assert code == 1
    assert out.splitlines() == [
        "plan/2026.1/categories.toml: categories.THEFT.zh: is empty",
        "plan/2026.1/procedure.toml: targets.satisfaction: 900 is more than 100",
    ]
    assert "2 fault(s)" in err


def test_machines_get_one_json_object(own, capsys):
    own.change(*FIGURE)

    code, out, _ = run(capsys, "--json")

    assert code == 1
    assert json.loads(out)["faults"] == [
        {
            "file": "plan/2026.1/procedure.toml",
            "key": "targets.satisfaction",
            "reason": "900 is more than 100",
        }
    ]


def test_machines_see_versions_and_fingerprints(capsys):
    _, out, _ = run(capsys, "--json")

    (plan,) = json.loads(out)["packs"]
    assert (plan["version"], plan["first_day"], plan["last_day"]) == (
        "plan@2026.1",
        "2000-01-01",
        None,
    )
    assert len(plan["fingerprint"]) == 64
