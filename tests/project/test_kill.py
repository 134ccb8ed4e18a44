"""Killed at any moment, the file opens with every acknowledged write."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_fifty_writers_killed_at_random_moments_lose_nothing(file: Path) -> None:
    script = Path(__file__).with_name("killed_writers.py")
    done = subprocess.run([sys.executable, str(script), str(file), "50"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["rounds"], found["lost"], found["broken"]) == (50, [], []), done.stderr
    assert found["acknowledged"] > 100
