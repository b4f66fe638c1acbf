"""Which task is open is a function of the state: the table of brief §3.1 and §3.2, by hand."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.capabilities import CAPABILITIES
from accounts.roles import GRANTS, roles_with
from casework import states
from casework.models import Complaint, Mediation, Referral
from common.lifecycle import moves_of
from portals.officer.frame import RECORDS
from portals.officer.registry import PAGES
from portals.officer.screen import ActionPage
from tests import cast
from tests.casework.conftest import accepted, prepared, proposed, registered, seeded
from tests.casework.putting import put
from tests.moves.reader import built
from workflows.flows import FLOWS
from workflows.flows import complaint as complaint_flow
from workflows.flows import mediation as mediation_flow
from workflows.flows import referral as referral_flow
from workflows.nodes import HumanTask, Wait

__all__ = ["accepted", "prepared", "proposed", "registered", "seeded"]

GRADED = {"category": "ATTITUDE", "severity": "S4", "route": "MEDIATION", "graded_at": cast.AT}
SERIOUS = {"severity": "S2", "route": "REFERRAL"}
DANGER = {"severity": "S1", "route": "EMERGENCY", "police_report": True}
LATER = cast.AT + timedelta(days=1)
ASKED = {"reply_asked_at": cast.AT, "reply_asked_of": "甬安家政"}
#: State, further columns, node: brief §3.1, who acts next.
COMPLAINT_DESKS: list[tuple[str, dict[str, Any], str]] = [
    ("REGISTERED", {}, "triage"),
    ("REGISTERED", GRADED, "acceptance"),
    ("PENDING_SUPPLEMENT", {}, "supplement"),
    ("PENDING_SUPPLEMENT", GRADED, "supplement"),
    ("ACCEPTED", {}, "way"),
    ("ACCEPTED", {"route": "VERIFY", "severity": "S3"}, "way"),
    ("ACCEPTED", SERIOUS, "referral"),
    ("ACCEPTED", DANGER, "referral"),
    ("ACCEPTED", ASKED, "reply"),
    ("ACCEPTED", ASKED | SERIOUS, "referral"),
    ("ACCEPTED", ASKED | {"reply_overdue_at": LATER}, "way"),
    ("ACCEPTED", ASKED | {"replied_at": LATER}, "settlement"),
    ("ACCEPTED", ASKED | {"replied_at": LATER, "reply_declined_at": LATER}, "way"),
    ("IN_MEDIATION", {}, "mediation"),
    ("IN_MEDIATION", DANGER, "referral"),
    ("IN_REFERRAL", {}, "referred"),
    ("SUSPENDED", {}, "suspended"),
    ("IN_VERIFICATION", {}, "plan"),
    ("IN_VERIFICATION", {"planned_at": cast.AT}, "findings"),
    ("IN_VERIFICATION", {"planned_at": cast.AT, "findings_signatures": 1}, "findings"),
    ("IN_VERIFICATION", {"planned_at": cast.AT, "findings_signatures": 2}, "confirmation"),
    ("OUTCOME_RECORDED", {}, "feedback"),
    ("OUTCOME_RECORDED", {"archive_synced_at": cast.AT}, "feedback"),
    ("OUTCOME_RECORDED", {"feedback_sent_at": cast.AT}, "write_back"),
    ("FED_BACK", {}, "follow_up"),
    ("FED_BACK", {"has_complainant": False}, "closing"),
    ("CLOSED", {}, "end"),
    ("NOT_ACCEPTED", {}, "end"),
    ("TRANSFERRED_OUT", {}, "end"),
    ("WITHDRAWN", {}, "end"),
    ("MERGED", {}, "end"),
]
MEDIATION_DESKS: list[tuple[str, dict[str, Any], str]] = [
    ("PROPOSED", {}, "consents"),
    ("CONSENTED", {}, "schedule"),
    ("SCHEDULED", {}, "session"),
    ("IN_SESSION", {}, "result"),
    ("AGREED", {}, "end"),
    ("PERFORMED", {}, "end"),
    ("DEFAULTED", {}, "end"),
    ("TERMINATED", {}, "serve"),
    ("TERMINATED", {"notice_served_at": cast.AT}, "end"),
]
URGENT = {"urgent": True, "agency": "POLICE"}
REFERRAL_DESKS: list[tuple[str, dict[str, Any], str]] = [
    ("PREPARED", {}, "approval"),
    ("PREPARED", {"packet": None}, "revision"),
    ("PREPARED", {"approved_at": cast.AT}, "dispatch"),
    ("PREPARED", URGENT, "dispatch"),
    ("DISPATCHED", {}, "awaited"),
    ("DISPATCHED", URGENT | {"approved_at": None}, "ratification"),
    ("DISPATCHED", URGENT | {"approved_at": None, "ratified_at": cast.AT}, "awaited"),
    ("ACKNOWLEDGED", {}, "awaited"),
    ("AGENCY_ACCEPTED", {}, "awaited"),
    ("ACKNOWLEDGED", {"reminded_at": cast.AT}, "awaited"),
    ("ACKNOWLEDGED", {"reminded_at": cast.AT, "supervised_at": cast.AT}, "supervision"),
    (
        "ACKNOWLEDGED",
        {"reminded_at": cast.AT, "supervised_at": cast.AT, "supervision_signed_at": cast.AT},
        "awaited",
    ),
    ("RETURNED", {}, "rerouting"),
    ("NOT_FILED", {}, "tell_refusal"),
    ("NOT_FILED", {"not_filed_told_at": cast.AT}, "refused"),
    ("RESULT_RECEIVED", {}, "registration"),
    ("RESULT_RECEIVED", {"registered_at": cast.AT, "result_version": 2}, "telling"),
    ("RESULT_RECEIVED", {"registered_at": cast.AT, "told_at": cast.AT}, "ended"),
    ("CLOSED", {}, "end"),
    ("RECALLED", {}, "end"),
]
#: States of the brief whose desks come with their release: nothing built leads there.
NOT_BUILT: dict[str, set[str]] = {
    "CM": set(),
    "MD": {"SUSPENDED_APPRAISAL", "SUSPENDED_RECUSAL"},
    "RF": set(),
}
NODES = [
    pytest.param(machine, node, id=f"{machine}-{node.name}")
    for machine, flow in FLOWS.items()
    for node in flow.instance.nodes()
    if isinstance(node, HumanTask | Wait)
]
HUMAN = [
    pytest.param(machine, node, id=f"{machine}-{node.name}")
    for machine, flow in FLOWS.items()
    for node in flow.instance.nodes()
    if isinstance(node, HumanTask)
]


@pytest.mark.parametrize(("state", "columns", "node"), COMPLAINT_DESKS)
def test_a_complaint_lies_at_the_desk_of_its_state(
    state: str, columns: dict[str, Any], node: str, registered: Callable[..., Complaint]
) -> None:
    complaint = registered()
    put(complaint, "CM", state, **columns)

    assert complaint_flow.desk_of(Complaint.objects.get(pk=complaint.pk)) == node


def test_an_accepted_complaint_waits_while_consents_are_collected(proposed: Mediation) -> None:
    assert complaint_flow.desk_of(proposed.complaint) == "consents"


def test_after_a_refusal_the_way_is_chosen_anew(proposed: Mediation) -> None:
    put(proposed, "MD", "TERMINATED")

    assert complaint_flow.desk_of(proposed.complaint) == "way"


@pytest.mark.parametrize(("state", "columns", "node"), MEDIATION_DESKS)
def test_a_mediation_lies_at_the_desk_of_its_state(
    state: str, columns: dict[str, Any], node: str, proposed: Mediation
) -> None:
    put(proposed, "MD", state, **columns)

    assert mediation_flow.desk_of(Mediation.objects.get(pk=proposed.pk)) == node


@pytest.mark.parametrize("state", ["PROPOSED", "CONSENTED", "SCHEDULED", "IN_SESSION"])
def test_a_mediation_of_what_is_urgent_now_lies_at_no_desk_of_a_mediator(
    state: str, proposed: Mediation
) -> None:
    put(proposed, "MD", state)
    put(proposed.complaint, "CM", "IN_MEDIATION", **DANGER)

    assert mediation_flow.desk_of(Mediation.objects.get(pk=proposed.pk)) == "barred"


@pytest.mark.parametrize(("state", "columns", "node"), REFERRAL_DESKS)
def test_a_referral_lies_at_the_desk_of_its_state(
    state: str, columns: dict[str, Any], node: str, prepared: Referral
) -> None:
    put(prepared.complaint, "CM", "ACCEPTED")  # It leads nothing: the desks are its own.
    put(prepared, "RF", state, **columns)

    assert referral_flow.desk_of(Referral.objects.get(pk=prepared.pk)) == node


@pytest.mark.parametrize(
    ("state", "own", "of_the_complaint"),
    [
        ("PREPARED", "approval", "referred"),
        ("AGENCY_ACCEPTED", "awaited", "referred"),
        ("RESULT_RECEIVED", "ended", "registration"),
        ("NOT_FILED", "refused", "refusal"),
    ],
)
def test_what_the_lead_referral_brings_lies_at_the_desk_of_the_complaint(
    state: str, own: str, of_the_complaint: str, prepared: Referral
) -> None:
    put(prepared, "RF", state)
    there = Referral.objects.select_related("complaint").get(pk=prepared.pk)

    assert referral_flow.desk_of(there) == own
    assert complaint_flow.desk_of(there.complaint) == of_the_complaint


def test_what_no_channel_took_is_brought_by_a_person(prepared: Referral) -> None:
    put(prepared, "RF", "DISPATCHED")
    prepared.sendings.create(
        kind="REFERRAL", agency=prepared.agency, way="PAPER", key="k", body="{}", created_at=cast.AT
    )

    assert referral_flow.desk_of(Referral.objects.get(pk=prepared.pk)) == "hand_over"


def test_the_tables_name_every_state() -> None:
    assert {row[0] for row in COMPLAINT_DESKS} | NOT_BUILT["CM"] == set(states.Complaint.values)
    assert {row[0] for row in MEDIATION_DESKS} | NOT_BUILT["MD"] == set(states.Mediation.values)
    assert {row[0] for row in REFERRAL_DESKS} == set(states.Referral.values)


@pytest.mark.parametrize("machine", ["CM", "MD", "RF"])
def test_nothing_that_is_built_leads_to_a_state_without_a_desk(machine: str) -> None:
    reached = {target for row in built(machine) for target in row.targets}

    assert reached & NOT_BUILT[machine] == set()


@pytest.mark.parametrize("state", sorted(NOT_BUILT["MD"]))
def test_a_mediation_in_a_state_without_a_desk_is_an_error_not_an_end(
    state: str, proposed: Mediation
) -> None:
    put(proposed, "MD", state)

    with pytest.raises(LookupError):
        mediation_flow.desk_of(Mediation.objects.get(pk=proposed.pk))


def test_every_desk_is_a_node_and_every_node_is_a_desk() -> None:
    desks = {
        "CM": {row[2] for row in COMPLAINT_DESKS} | {"consents", "registration", "refusal"},
        "MD": {row[2] for row in MEDIATION_DESKS} | {"barred"},
        "RF": {row[2] for row in REFERRAL_DESKS} | {"hand_over"},
    }
    for machine, flow in FLOWS.items():
        nodes = {node.name for node in flow.instance.nodes()} - {"start", "route"}
        assert nodes == desks[machine]


@pytest.mark.parametrize(("machine", "node"), HUMAN)
def test_a_task_asks_a_right_that_some_role_holds(machine: str, node: Any) -> None:
    assert node.capability in CAPABILITIES
    assert roles_with(node.capability) & {role for role, held in GRANTS.items() if held}


@pytest.mark.parametrize(("machine", "node"), HUMAN)
def test_a_task_is_done_on_a_page_that_offers_what_does_it(machine: str, node: Any) -> None:
    (page,) = [page for page in PAGES if page.name == node.page]
    numbers = ["TS-2026-000001", "YS-2026-000001"] if machine == "RF" else ["TS-2026-000001"]
    reverse(node.page, args=numbers)
    offered = {f"{choice.machine}.{choice.move}" for choice in page.choices}
    offered |= {move for choice in page.choices for move in choice.does}

    assert offered & node.done_by


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_choice_does_besides_are_moves(page: type[ActionPage]) -> None:
    known = {
        f"{letters}.{name}" for letters, record in RECORDS.items() for name in moves_of(record)
    }
    named = {f"{choice.machine}.{choice.move}" for choice in page.choices if choice.move}

    assert named | {move for choice in page.choices for move in choice.does} <= known


@pytest.mark.parametrize(("machine", "node"), NODES)
def test_a_node_waits_for_moves_that_exist(machine: str, node: Any) -> None:
    known = {f"{row.machine}.{row.move}" for row in built()}

    assert node.done_by
    assert node.done_by <= known


@pytest.mark.parametrize(("machine", "node"), NODES)
def test_every_move_that_leaves_a_desk_completes_its_task(machine: str, node: Any) -> None:
    """No move out of the state of a desk leaves the task lying there."""
    desks = {"CM": COMPLAINT_DESKS, "MD": MEDIATION_DESKS, "RF": REFERRAL_DESKS}[machine]
    here = {state for state, _columns, name in desks if name == node.name}
    if node.name == "consents" and machine == "CM":
        here = {"ACCEPTED"}
    if len({state for state, _c, name in desks if state in here and name != node.name}):
        here = set()  # The state has several desks: the journeys walk between them.
    leaving = {
        f"{machine}.{row.name}"
        for row in moves_of(FLOWS[machine].model).values()
        if set(row.sources) & here and row.targets
    }

    assert leaving <= node.done_by
