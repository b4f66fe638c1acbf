"""Every role and capability of brief §3 on one screen; what is not built cannot be granted."""

from accounts import later
from accounts.capabilities import CAPABILITIES
from accounts.roles import GRANTS, ROLES, STAFF_ROLES
from portals.officer import permissions
from tests.moves import reader

#: The machines of brief §3 that have no row in docs/moves.csv yet, and how many rows they have.
TO_COME = {"SC": 45, "AP": 19, "CR": 13, "WR": 12, "RW": 15, "AO": 9}


def test_what_is_not_built_of_the_table_of_moves_is_named_with_its_roles():
    expected = {row.id: (row.move, frozenset(row.roles)) for row in reader.read() if not row.built}
    machines = {row.machine for row in reader.read()}
    named = {
        act.id: (act.capability.partition(".")[2], act.roles)
        for act in later.acts()
        if act.id[:2] in machines
    }

    assert named == expected


def test_machines_without_a_table_are_named_whole():
    built = {row.machine for row in reader.read()}
    counted = {
        machine: sum(act.id.startswith(f"{machine}-") for act in later.acts())
        for machine in TO_COME
    }

    assert counted == TO_COME
    assert not built & set(TO_COME)


def test_nobody_holds_what_comes_later():
    to_come = {act.capability for act in later.acts()}

    assert len(to_come) == len({act.id for act in later.acts()}) == len(later.acts())
    assert not to_come & set(CAPABILITIES)
    assert not to_come & set().union(*GRANTS.values())
    assert set().union(*(act.roles for act in later.acts())) <= set(ROLES)


def test_the_screen_has_every_role_and_every_capability():
    table = permissions.table(frozenset({"TRIAGE"}))

    assert [role.code for role in table] == list(ROLES)
    assert {act.code for role in table for act in role.now} == set(CAPABILITIES)
    assert {act.code for role in table for act in role.later} == {
        act.capability for act in later.acts()
    }
    assert {role.code for role in table if role.outside} == set(ROLES) - STAFF_ROLES
    assert [role.code for role in table if role.mine] == ["TRIAGE"]
    assert all(role.now or role.later for role in table)
