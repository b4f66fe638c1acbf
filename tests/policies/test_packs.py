"""Which version of which pack holds, and what a loaded pack lets nobody do."""

import shutil
from datetime import date
from typing import Any, cast

import pytest
from pydantic import ValidationError

from policies import loader, services
from policies.errors import PolicyError
from policies.pack import UnknownRuleError


@pytest.fixture
def two_versions(copy):
    """2026.1 until the end of 2026; from 2027 on 2027.1, with 10 working days to accept."""
    later = copy.folder / "2027.1"
    shutil.copytree(copy.version, later)
    copy.change(
        "pack.toml", "first_day = 2000-01-01", "first_day = 2000-01-01\nlast_day = 2026-12-31"
    )
    head = (later / "pack.toml").read_text(encoding="utf-8")
    head = head.replace("2026.1", "2027.1").replace("2000-01-01", "2027-01-01")
    (later / "pack.toml").write_text(head, encoding="utf-8")
    clocks = (later / "clocks.toml").read_text(encoding="utf-8")
    old = 'en = "Accept or not, and tell"\nlength = 7'
    assert old in clocks
    (later / "clocks.toml").write_text(
        clocks.replace(old, old.replace("7", "10")), encoding="utf-8"
    )
    return copy


@pytest.fixture
def installed(two_versions, settings):
    """The two versions as the installation's own packs."""
    settings.CASEWORK_POLICY_DIRS = [str(two_versions.packs)]
    settings.CASEWORK_POLICY = "plan"
    return two_versions


def test_the_day_decides_which_version_holds(installed):
    before = services.pack("plan", on=date(2026, 12, 31))
    after = services.pack("plan", on=date(2027, 1, 1))

    assert (before.version, before.clock("ACCEPTANCE").length) == ("plan@2026.1", 7)
    assert (after.version, after.clock("ACCEPTANCE").length) == ("plan@2027.1", 10)


def test_without_a_day_the_newest_version_is_meant(installed):
    assert services.pack("plan").version == "plan@2027.1"
    assert services.pack().version == "plan@2027.1"


def test_a_case_finds_the_version_that_judged_it(installed):
    assert services.by_version("plan@2026.1").clock("ACCEPTANCE").length == 7
    with pytest.raises(UnknownRuleError, match=r"plan@2025\.1"):
        services.by_version("plan@2025.1")


def test_no_version_holds_before_the_oldest(installed):
    with pytest.raises(UnknownRuleError, match="in force on 1999-12-31"):
        services.pack("plan", on=date(1999, 12, 31))


def test_an_unknown_pack_clock_or_agency_is_refused_by_name():
    plan = services.pack("plan")

    with pytest.raises(UnknownRuleError, match="no policy pack other"):
        services.pack("other")
    with pytest.raises(UnknownRuleError, match=r"plan@2026\.1 has no clock SIESTA"):
        plan.clock("SIESTA")
    with pytest.raises(UnknownRuleError, match="has no agency MAYOR"):
        plan.clock("REFERRAL_ACK", agency="MAYOR")


def test_versions_that_overlap_are_refused(two_versions):
    two_versions.change("pack.toml", "last_day = 2026-12-31", "last_day = 2027-01-01")

    with pytest.raises(PolicyError) as refused:
        loader.load(two_versions.folder)

    (fault,) = refused.value.faults
    assert (fault.file, fault.key) == ("plan/2027.1/pack.toml", "head.first_day")
    assert "overlaps: it begins 2027-01-01, the version before it ends 2027-01-01" in fault.reason


def test_versions_with_days_between_them_are_refused(two_versions):
    two_versions.change("pack.toml", "last_day = 2026-12-31", "last_day = 2026-12-30")

    with pytest.raises(PolicyError, match="nothing holds from 2026-12-31 to 2026-12-31"):
        loader.load(two_versions.folder)


def test_an_older_version_without_end_is_refused(two_versions):
    two_versions.change("pack.toml", "\nlast_day = 2026-12-31", "")

    with pytest.raises(PolicyError, match="the version before it has no last_day"):
        loader.load(two_versions.folder)


def test_a_fault_in_one_version_does_not_hide_that_of_another(two_versions):
    two_versions.change("procedure.toml", "satisfaction = 90", "satisfaction = 900")
    later = two_versions.folder / "2027.1" / "archive.toml"
    later.write_text("[archive]\n", encoding="utf-8")

    with pytest.raises(PolicyError) as refused:
        loader.load(two_versions.folder)

    assert {fault.file for fault in refused.value.faults} == {
        "plan/2026.1/procedure.toml",
        "plan/2027.1/archive.toml",
    }


def test_a_loaded_pack_cannot_be_changed():
    plan = services.pack("plan")

    with pytest.raises(ValidationError):
        plan.clocks["ACCEPTANCE"].length = 70
    with pytest.raises(TypeError):
        cast(Any, plan.clocks)["ACCEPTANCE"] = plan.clocks["TRIAGE"]
    with pytest.raises(TypeError):
        del cast(Any, plan.archive.deductions)["S1"]
    assert plan.clock("ACCEPTANCE").length == 7


def test_the_fingerprint_tells_an_edited_version_from_the_original(copy):
    original = services.by_version("plan@2026.1").fingerprint
    (same,) = loader.load(copy.folder)
    copy.change("procedure.toml", "satisfaction = 90", "satisfaction = 91")
    (edited,) = loader.load(copy.folder)

    assert same.fingerprint == original
    assert edited.fingerprint != original


def test_a_pack_is_read_once(installed):
    assert services.pack("plan") is services.pack("plan", on=date(2027, 1, 1))
