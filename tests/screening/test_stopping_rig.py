"""Our rule behind the interface of a rig that is not ours, without the rig: it stops where our own simulation stops."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from alongside.screening import Rule, simulate_stop

SCRIPT = Path(__file__).parents[2] / "validation" / "stopping_rig.py"


@pytest.fixture(scope="module")
def rig() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stopping_rig", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["stopping_rig"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(5))
def test_behind_the_interface_the_rule_stops_at_the_batch_in_which_its_simulation_stops(
    rig: ModuleType, seed: int
) -> None:
    labels = np.zeros(1000, dtype=np.int64)
    labels[[*range(60), *range(300, 1000, 100)]] = 1
    course = rig.Course("invented", labels, np.ones(1000, dtype=np.bool_))
    stop = simulate_stop(Rule("recall", 0.95), labels.astype(bool), seed)
    assert 0 < stop.drawn < 1000
    recall, share = rig.end_of(rig.our_method(object), rig.sampled(course, seed), {"recall_target": 0.95})
    assert stop.read <= share * 1000 < stop.read + 60  # a batch that holds a relevant record more moves the end
    assert recall >= stop.found / 67
    assert share * 1000 % rig.BATCH == 0


def test_a_ranking_without_a_sample_is_never_safe(rig: ModuleType) -> None:
    course = rig.Course("invented", np.eye(1, 400, dtype=np.int64)[0], np.ones(400, dtype=np.bool_))
    assert rig.end_of(rig.our_method(object), course, {}) == (1.0, 1.0)


def test_the_bound_on_reviews_is_exact(rig: ModuleType) -> None:
    # No failure among 14: the upper bound p solves (1 - p)^14 = 0.05.
    assert rig.clopper_pearson_upper(0, 14) == pytest.approx(1 - 0.05 ** (1 / 14))
    assert rig.clopper_pearson_upper(14, 14) == 1.0


def test_without_the_rig_it_says_what_to_fetch(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "destiny-evidence/stopping-methods" in done.stderr
    assert "353d5e857a6308dcd8f02fa34cdf22b2316c3c88" in done.stderr
