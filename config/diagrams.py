"""Pages of the documentation that nobody writes by hand: machines, desks, conditions, indexes.

`manage.py draw_diagrams` writes them; a test compares them with what is committed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import viewflow
from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from viewflow.workflow import chart

from accounts.roles import roles_with
from casework import states
from common.lifecycle import LifecycleRecord, Move, moves_of
from workflows.flows import FLOWS
from workflows.nodes import HumanTask, Wait

FOLDER: Final = Path(settings.BASE_DIR) / "docs"
HEAD: Final = "<!-- Drawn by `manage.py draw_diagrams` from the code. Do not edit. -->\n\n"


@dataclass(frozen=True)
class Machine:
    """One machine as the documentation shows it."""

    letters: str
    name: str
    terminal: tuple[str, ...]

    @property
    def flow(self) -> Any:
        """The flow that follows the machine."""
        return FLOWS[self.letters]

    @property
    def model(self) -> type[LifecycleRecord]:
        """The record whose life it is."""
        model: type[LifecycleRecord] = self.flow.model
        return model

    @property
    def state_field(self) -> Any:
        """The column of the state; the base of all records does not declare it."""
        meta: Any = self.model._meta
        return meta.get_field("state")

    @property
    def birth(self) -> str:
        """The state a record is born in."""
        return str(self.state_field.default)

    def rows(self) -> list[Move]:
        """Return the moves in the order of their numbers."""
        return sorted(moves_of(self.model).values(), key=lambda row: _by_number(row.id))


MACHINES: Final = (
    Machine("CM", "complaint", states.TERMINAL),
    Machine("MD", "mediation", states.MEDIATION_TERMINAL),
    Machine("RF", "referral", states.REFERRAL_TERMINAL),
)


def pages() -> dict[Path, str]:
    """Return every drawn page: its path and its text. The same code always gives the same text."""
    drawn: dict[Path, str] = {}
    with translation.override("en"):  # the names of the code, not those of the interface
        for machine in MACHINES:
            drawn[FOLDER / "diagrams" / f"{machine.name}.md"] = _page(machine)
            drawn[FOLDER / "diagrams" / f"{machine.name}-flow.svg"] = _picture(machine.flow)
        drawn[FOLDER / "guards.md"] = _guards_page()
    drawn[FOLDER / "decisions" / "README.md"] = _decisions_page()
    return drawn


def _by_number(move_id: str) -> tuple[str, int, str]:
    match = re.fullmatch(r"([A-Z]+)-(\d+)(\w*)", move_id)
    if match is None:
        raise ValueError(f"{move_id!r} is not the id of a move")
    return match[1], int(match[2]), match[3]


# --- the page of a machine ---------------------------------------------------------------------


def _page(machine: Machine) -> str:
    reached = _reached(machine)
    later = [state for state in _states(machine) if state not in reached]
    parts = [
        HEAD + f"# {machine.name.capitalize()} ({machine.letters})\n",
        "## States\n\n```mermaid\n" + "\n".join(_mermaid(machine, reached)) + "\n```\n",
        "Moves that leave the state as it is stand in the table only.\n",
        f"Not reached by any move of this release: {_codes(later)}.\n" if later else "",
        "## Moves\n\n" + "\n".join(_moves(machine)) + "\n",
        "## Desks\n\n" + "\n".join(_desks(machine)) + "\n",
        f"As the task engine has it: [{machine.name}-flow.svg]({machine.name}-flow.svg). Every "
        "desk leads back to one switch, which reads the state and picks the next desk.\n",
    ]
    return "\n".join(part for part in parts if part)


def _states(machine: Machine) -> list[str]:
    return [value for value, _label in machine.state_field.choices]


def _reached(machine: Machine) -> set[str]:
    reached = {machine.birth}
    while True:
        further = {
            target
            for row in machine.rows()
            if reached.intersection(row.sources)
            for target in row.targets
        }
        if further <= reached:
            return reached
        reached |= further


def _mermaid(machine: Machine, reached: set[str]) -> Iterator[str]:
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in machine.rows():
        for source in row.sources or ("[*]",):
            targets = row.targets if row.sources else (machine.birth,)
            for target in targets:
                if source != target and source in reached | {"[*]"}:
                    arrows.setdefault((source, target), []).append(f"{row.id} {row.name}")
    yield "stateDiagram-v2"
    for (source, target), names in sorted(arrows.items(), key=lambda arrow: arrow[0]):
        yield f"    {source} --> {target}: {' / '.join(names)}"
    for state in sorted(set(machine.terminal) & reached):
        yield f"    {state} --> [*]"


def _moves(machine: Machine) -> Iterator[str]:
    yield "| move | method | says | from | to | roles | guards |"
    yield "|---|---|---|---|---|---|---|"
    for row in machine.rows():
        roles = sorted(roles_with(f"{machine.model.namespace}.{row.name}"))
        stays = "same" if row.sources else f"`{machine.birth}`"
        cells = (
            row.id,
            f"`{row.name}`",
            str(row.label),
            _codes(row.sources) if row.sources else "(birth)",
            _codes(row.targets) if row.targets else stays,
            ", ".join(roles),
            ", ".join(f"`{guard.__name__}`" for guard in row.guards),
        )
        yield f"| {' | '.join(cells)} |"


def _desks(machine: Machine) -> Iterator[str]:
    yield "| node | title | kind | capability | holders | ended by |"
    yield "|---|---|---|---|---|---|"
    for node in sorted(machine.flow.instance.nodes(), key=lambda node: str(node.name)):
        if not isinstance(node, HumanTask | Wait):
            continue
        cells = (
            f"`{node.name}`",
            str(node.task_title),
            "task" if isinstance(node, HumanTask) else "wait",
            f"`{node.capability}`" if node.capability else "",
            ", ".join(sorted(roles_with(node.capability))) if node.capability else "",
            _codes(sorted(node.done_by)),
        )
        yield f"| {' | '.join(cells)} |"


def _codes(words: Any) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _picture(flow: Any) -> str:
    # The engine's own drawing. Its templates are not installed (architecture §4.2), so its one
    # template is read from where the package keeps it.
    folder = Path(viewflow.__file__).parent / "templates" / "viewflow" / "workflow"
    engine = Engine(dirs=[str(folder)], libraries={"l10n": "django.templatetags.l10n"})
    grid = chart.calc_layout_data(flow)
    context = Context({"grid": grid, "cells": grid.cells, "edges": grid.edges})
    lines = engine.get_template("graph.svg").render(context).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip()) + "\n"


# --- the page of the guards --------------------------------------------------------------------


def _guards_page() -> str:
    guarded: dict[Callable[..., None], list[str]] = {}
    for machine in MACHINES:
        for row in machine.rows():
            for guard in row.guards:
                guarded.setdefault(guard, []).append(row.id)
    lines = [
        HEAD + "# Guards\n",
        "The conditions of the moves, from `casework/guards`. A guard looks at the locked "
        "record and the facts of the move, and raises a named refusal or nothing. The numbers are "
        "rows of [moves.csv](moves.csv).\n",
        "| guard | condition | asked by |",
        "|---|---|---|",
    ]
    for guard in sorted(guarded, key=lambda guard: guard.__name__):
        meaning = (guard.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{guard.__name__}` | {meaning} | {', '.join(guarded[guard])} |")
    return "\n".join(lines) + "\n"


# --- the index of decisions --------------------------------------------------------------------


def _decisions_page() -> str:
    lines = [
        "<!-- Written by `manage.py draw_diagrams` from the headings. Do not edit. -->\n",
        "# Decisions\n",
        "Where a specification left a choice: what was decided, why, and what follows. A decision "
        "is not rewritten; a later one says that it replaces it. The numbers have gaps: each part "
        "of the house counts in a block of its own.\n",
        "| number | decision |",
        "|---|---|",
    ]
    for path in sorted((FOLDER / "decisions").glob("[0-9]*.md")):
        heading = path.read_text(encoding="utf-8").splitlines()[0]
        match = re.fullmatch(r"# (\d{4}) (.+)", heading)
        if match is None or not path.name.startswith(match[1]):
            raise ValueError(f"{path.name} begins with {heading!r}, not with its number and title")
        lines.append(f"| [{match[1]}]({path.name}) | {match[2]} |")
    return "\n".join(lines) + "\n"
