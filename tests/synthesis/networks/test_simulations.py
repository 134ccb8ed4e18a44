"""The simulations in `validation/`, in their quick form and with their fixed seed, so that they come out the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

VALIDATION = Path(__file__).parents[3] / "validation"


def simulated(name: str) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, VALIDATION / name, "--json"], capture_output=True, text=True, check=False, timeout=600
    )
    assert run.returncode == 0, run.stderr
    document: dict[str, Any] = json.loads(run.stdout)
    return document


@pytest.mark.slow
def test_intervals_of_components_cover_and_what_is_not_identifiable_is_always_said() -> None:
    for row in simulated("simulate_components.py").values():
        assert row["not_identifiable"] >= 15
        assert row["said_so"] == 1.0
        assert row["identifiable_and_clear"] == 1.0
        # 543 intervals of 95 %: two standard errors of the share are 2 percentage points.
        assert 0.93 <= row["coverage"] <= 0.97


@pytest.mark.slow
def test_prediction_intervals_cover_and_knowing_more_predicts_better() -> None:
    result = simulated("simulate_predictions.py")
    # 199 profiles, five to a base: two standard errors are 3 percentage points and more.
    assert 0.91 <= result["coverage"] <= 0.99
    assert result["error"] < result["error_of_average"]
