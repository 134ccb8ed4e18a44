"""Killed at any moment, the file opens with every acknowledged write."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lengths import length

KILLS = length(8, 200)


@pytest.mark.slow
def test_writers_killed_at_random_moments_lose_nothing(file: Path) -> None:
    script = Path(__file__).parents[1] / "support" / "killed_writers.py"
    command = [sys.executable, str(script), str(file), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["rounds"], document["lost"], document["broken"]) == (KILLS, [], []), done.stderr
    assert document["acknowledged"] >= KILLS
