"""docs/moves.csv is well formed and speaks only words that exist."""

import re
from collections import Counter
from typing import get_args

import pytest

from policies import services, vocabulary
from tests.moves import reader
from tests.moves.reader import PREVIOUS, SAME, Move


def words(text: str) -> list[str]:
    return text.split()


# The state lines of brief §3.1 to §3.3; the terminal ones apart.
STATES = {
    "CM": words(
        """
        REGISTERED PENDING_SUPPLEMENT ACCEPTED IN_MEDIATION IN_VERIFICATION IN_REFERRAL
        SUSPENDED OUTCOME_RECORDED FED_BACK
        """
    ),
    "MD": words(
        """
        PROPOSED CONSENTED SCHEDULED IN_SESSION SUSPENDED_APPRAISAL SUSPENDED_RECUSAL AGREED
        """
    ),
    "RF": words(
        """
        PREPARED DISPATCHED ACKNOWLEDGED AGENCY_ACCEPTED RETURNED NOT_FILED RESULT_RECEIVED
        """
    ),
}
TERMINAL = {
    "CM": words(
        """
        CLOSED NOT_ACCEPTED MERGED TRANSFERRED_OUT WITHDRAWN
        """
    ),
    "MD": words(
        """
        PERFORMED DEFAULTED TERMINATED
        """
    ),
    "RF": words(
        """
        CLOSED RECALLED
        """
    ),
}
# Brief §3: terminal states accept only the events whose from column names them.
# A recall letter is brought after the recall (RF-02b, RF-02c).
MAY_LEAVE_TERMINAL = {"CM-26", "MD-20", "RF-02b", "RF-02c", "RF-14"}

# The document list of brief §9, and the letters our own rows add (decision 0310).
PAPERS = words(
    """
    COMPLAINT_REGISTRATION_FORM SUPPLEMENT_NOTICE ACCEPTANCE_DECISION NON_ACCEPTANCE_DECISION
    FORWARDING_NOTICE MEDIATION_NOTICE TERMINATION_DECISION MEDIATION_STATEMENT REFERRAL_LETTER
    REMINDER_NOTICE SUPERVISION_ORDER RESULT_FEEDBACK_LETTER CASE_FILING_FORM
    INVESTIGATION_REPORT LEGAL_REVIEW_OPINION PRIOR_NOTICE HEARING_NOTICE HEARING_RECORD
    SANCTION_DECISION PROOF_OF_SERVICE SERVICE_ADDRESS_CONFIRMATION APPEAL_DECISION
    RESCISSION_DECISION REPAIR_DECISION REWARD_NOTICE LISTING_RECOMMENDATION PROGRESS_ANSWER
    SUSPENSION_NOTICE RESUMPTION_NOTICE REOPENING_DECISION FINDINGS MEDIATION_CONSENT
    RECUSAL_DECISION INTERIM_HOLD_ORDER NO_SANCTION_DECISION STAY_ORDER CREDIT_UNDERTAKING
    OBJECTION_RECEIPT OBJECTION_DECISION CORRECTION_NOTICE REPORT_REGISTRATION_FORM
    REPORT_RESULT_LETTER
    EVIDENCE_LIST RECALL_LETTER REFERRAL_NOTICE NOT_FILED_LETTER AGENCY_RESULT_LETTER
    HOLD_LIFTED_NOTICE ENTERPRISE_REPLY_REQUEST MERGE_NOTICE RESPONDENT_GONE_NOTICE
    """
)

AUDIENCES = {"complainant", "respondent", "officer", "hotline", "employer"}

ARCHIVE_WORDS = words(
    """
    COMPLAINT_PENDING MEDIATED_SETTLED COMPLAINT_UPHELD COMPLAINT_PARTLY COMPLAINT_NOT_UPHELD
    EXTERNAL_PENALTY FINAL SATISFACTION UNREACHABLE UNDER_REVIEW SEALED DEREGISTERED WITHDRAWN
    HOLD_ON HOLD_OFF PERFORMED MEDIATION_DEFAULT
    """
)

# Every row of the tables in brief §3.1 to §3.3, events of one row apart, and the steps of
# the house itself: CM-02c, CM-04a, CM-09a, CM-11a, CM-16a–c, CM-18b, MD-08a and b, RF-01a–c,
# RF-02b and c, RF-08a and b, RF-11a and b, RF-15.
IDS = words(
    """
    CM-01 CM-01a CM-02 CM-02b CM-02c CM-03 CM-04 CM-04a CM-05 CM-05a CM-06 CM-07 CM-08 CM-09
    CM-09a CM-10 CM-10a CM-10b CM-10c1 CM-10c2 CM-10d CM-11 CM-11a CM-12 CM-13 CM-14 CM-15
    CM-16a CM-16b CM-16c CM-16 CM-17 CM-18 CM-18a CM-18b CM-19 CM-20 CM-21 CM-22a CM-22b CM-22c
    CM-23 CM-24 CM-25 CM-26 CM-27 CM-28 CM-29 CM-30a CM-30b CM-30c CM-30d CM-32 MD-01 MD-02
    MD-03 MD-04 MD-04a MD-05 MD-06 MD-07 MD-08 MD-08a MD-08b MD-09 MD-10 MD-11 MD-12 MD-13
    MD-14a MD-14b MD-15 MD-16 MD-17 MD-18 MD-19 MD-20 RF-01 RF-01a RF-01b RF-01c RF-02 RF-02a
    RF-02b RF-02c RF-03 RF-04 RF-05 RF-06 RF-07 RF-08 RF-08a RF-08b RF-09 RF-09a RF-10 RF-11
    RF-11a RF-11b RF-12 RF-13 RF-14 RF-15
    """
)

MOVES = reader.read()
each_move = pytest.mark.parametrize("move", MOVES, ids=lambda move: move.id)


def test_every_row_of_the_brief_is_there_once():
    assert Counter(move.id for move in MOVES) == Counter(IDS)


def test_a_move_has_one_name_within_its_machine():
    names = Counter((move.machine, move.move) for move in MOVES)

    assert [name for name, times in names.items() if times > 1] == []


def test_each_machine_has_one_birth():
    births = [(move.machine, move.id) for move in MOVES if move.is_birth]

    assert births == [("CM", "CM-01"), ("MD", "MD-01"), ("RF", "RF-01")]


@each_move
def test_a_move_has_an_id_of_its_machine_and_a_name_python_can_call(move: Move):
    assert re.fullmatch(rf"{move.machine}-\d\d[a-z]?\d?", move.id)
    assert re.fullmatch(r"[a-z][a-z0-9_]*", move.move)


@each_move
def test_a_move_goes_from_known_states_to_known_states(move: Move):
    known = {*STATES[move.machine], *TERMINAL[move.machine]}

    assert set(move.sources) <= known
    assert move.targets
    assert set(move.targets) <= known | {SAME, PREVIOUS}


@each_move
def test_an_unchanged_state_is_written_same(move: Move):
    assert move.targets != move.sources
    assert not (SAME in move.targets and set(move.targets) & set(move.sources))


@each_move
def test_a_terminal_state_is_left_only_by_the_rows_that_say_so(move: Move):
    assert not set(move.sources) & set(TERMINAL[move.machine]) or move.id in MAY_LEAVE_TERMINAL


@pytest.mark.parametrize("machine", STATES)
def test_every_state_can_be_reached_and_every_open_state_left(machine: str):
    moves = [move for move in MOVES if move.machine == machine]
    reached = {target for move in moves for target in move.targets}
    left = {source for move in moves for source in move.sources if set(move.targets) != {SAME}}

    assert {*STATES[machine], *TERMINAL[machine]} <= reached
    assert set(STATES[machine]) <= left


@each_move
def test_a_move_is_taken_by_known_roles(move: Move):
    assert move.roles
    assert set(move.roles) <= set(get_args(vocabulary.Role))


@each_move
def test_the_clocks_of_a_move_stand_in_the_pack(move: Move):
    named = {*move.started, *move.stopped, *move.suspended, *move.resumed}

    assert named <= set(services.pack("plan").clocks)


def test_what_one_move_suspends_another_resumes():
    suspended = {(move.machine, clock) for move in MOVES for clock in move.suspended}
    resumed = {(move.machine, clock) for move in MOVES for clock in move.resumed}

    assert suspended == resumed


@each_move
def test_the_papers_of_a_move_stand_in_the_list_of_documents(move: Move):
    assert set(move.papers) <= set(PAPERS)


@each_move
def test_notices_and_archive_use_known_words(move: Move):
    assert set(move.notices) <= AUDIENCES
    assert set(move.archive) <= set(ARCHIVE_WORDS)


@each_move
def test_what_is_built_came_with_a_release_and_what_is_not_names_a_later_one(move: Move):
    assert move.release in (1, 2, 3, 5)
    assert move.built or move.release > 1


@each_move
def test_no_cell_names_a_thing_twice(move: Move):
    for name in ("sources", "targets", "roles", "started", "stopped", "papers", "notices"):
        words = getattr(move, name)
        assert len(set(words)) == len(words), name


def test_a_file_with_another_header_is_refused(tmp_path):
    path = tmp_path / "moves.csv"
    path.write_text("id,name\nCM-01,register\n", encoding="utf-8")

    with pytest.raises(ValueError, match="has the columns"):
        reader.read(path)
