"""The drawn pages of the documentation are those of this code."""

import pytest
from django.conf import settings

from config import diagrams


def test_every_drawn_page_is_committed_as_the_code_draws_it() -> None:
    stale = [
        str(path.relative_to(settings.BASE_DIR))
        for path, text in diagrams.pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]

    assert stale == [], "run manage.py draw_diagrams"


def test_no_drawn_page_is_left_of_a_machine_that_is_gone() -> None:
    folder = diagrams.FOLDER / "diagrams"

    assert set(folder.iterdir()) == {path for path in diagrams.pages() if path.parent == folder}


@pytest.mark.parametrize("machine", diagrams.MACHINES, ids=lambda machine: machine.name)
def test_a_diagram_has_an_arrow_for_every_change_of_state_that_can_happen(
    machine: diagrams.Machine,
) -> None:
    page = diagrams.pages()[diagrams.FOLDER / "diagrams" / f"{machine.name}.md"]
    picture = page.split("```")[1]

    changing = [row.id for row in machine.rows() if row.targets]
    assert changing
    assert [move for move in changing if f"{move} " not in picture] == []


def test_every_guard_says_in_one_line_what_it_asks() -> None:
    unsaid = [
        guard.__name__
        for machine in diagrams.MACHINES
        for row in machine.rows()
        for guard in row.guards
        if not (guard.__doc__ or "").strip().splitlines()[0:1]
    ]

    assert unsaid == []
