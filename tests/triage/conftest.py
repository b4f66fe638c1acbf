"""What every test of triage needs: the plan pack and the committed cases."""

import json
from pathlib import Path

import pytest

from casework.triage import report
from policies import services
from policies.pack import PolicyPack

ROOT = Path(__file__).parents[2]
REAL = ROOT / "config/demo/real_cases.jsonl"
FURTHER = Path(__file__).with_name("further_cases.jsonl")
UNSEEN = Path(__file__).with_name("unseen_cases.jsonl")
FILES = (REAL, FURTHER, UNSEEN)  # none is among the examples the suggestion is made from


@pytest.fixture(scope="session")
def plan() -> PolicyPack:
    return services.pack("plan")


@pytest.fixture(scope="session")
def narratives() -> list[str]:
    with REAL.open(encoding="utf-8") as lines:
        return [json.loads(line)["intake"]["narrative"] for line in lines]


@pytest.fixture(scope="session")
def judged(plan: PolicyPack) -> dict[str, list[report.Judged]]:
    return {path.name: report.judge(path, plan) for path in FILES}
