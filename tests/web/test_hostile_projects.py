"""Whatever a project holds, every page answers: a few random hostile projects, and those that once failed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lengths import length

SCRIPT = Path(__file__).parents[2] / "validation" / "hostile_projects.py"

ONCE_FAILED = {
    4: "a printed ratio of 0, whose logarithm is none",
    5: "a study named index, or in a script of its own",
    7: "a result whose id holds a +",
    117: "more events than people",
    126: "a study whose id holds a /",
    208: "a risk of 1 with a pooled odds ratio",
    220: "an interval past the largest number",
    20603: "results put together whose ids hold a +",
    41286: "an outcome whose id ends in a blank",
    21007: "an outcome with a name that the report's fonts do not have",
}


def told(*arguments: str | int) -> dict[str, object]:
    command = [sys.executable, str(SCRIPT), "--json", *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=3000, env={**os.environ}, check=False)
    assert run.stdout, run.stderr[-2000:]
    summary: dict[str, object] = json.loads(run.stdout)
    return summary


@pytest.mark.slow
def test_every_page_of_a_hostile_project_answers() -> None:
    summary = told("--projects", length(4, 300), "--seed", 900, "--builds", length(2, 300))
    assert summary["failures"] == []
    assert int(str(summary["pages"])) > 40


@pytest.mark.slow
def test_a_project_that_once_failed_answers() -> None:
    failures = [
        told("--projects", 1, "--seed", seed, "--builds", 1)["failures"]
        for seed in (ONCE_FAILED if length(0, 1) else [4, 126, 41286])
    ]
    assert failures == [[] for _ in failures]
