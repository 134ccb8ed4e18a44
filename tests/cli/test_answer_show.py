"""`alongside answer show`: what it says of people that nobody printed, of what was left out, and in a sentence."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]

PRINTED = """study,outcome,measure,higher_is_better,effect_measure,effect,ci_low,ci_high,n1,n2
A 2010,depression,SMD,0,SMD,0.20,-0.05,0.45,120,125
B 2011,depression,SMD,0,SMD,0.15,-0.10,0.40,120,125
C 2012,depression,SMD,0,SMD,0.18,-0.07,0.43,120,125
D 2013,depression,SMD,0,SMD,0.02,-0.23,0.27,,
"""
HAZARDS = """study,outcome,higher_is_better,effect_measure,effect,ci_low,ci_high
A 2010,death,0,HR,0.70,0.50,0.98
B 2011,death,0,HR,0.80,0.60,1.07
"""


def imported(alongside: Run, folder: Path, table: str) -> None:
    (folder / "table.csv").write_text(table, encoding="utf-8")
    assert alongside("new", "own.alongside").returncode == 0
    assert alongside("understand", "import", "table.csv").returncode == 0


def test_people_who_are_not_printed_are_at_least_and_the_sentence_follows_the_sign(
    alongside: Run, tmp_path: Path
) -> None:
    imported(alongside, tmp_path, PRINTED)
    assert "at least 735" in alongside("answer", "show").stdout
    [row] = json.loads(alongside("answer", "show", "--json").stdout)
    assert (row["participants"], row["uncounted_trials"], row["left_out"]) == (735, 1, 0)
    assert row["claim"].startswith("On average, peer support may make little to no difference")
    assert row["claim"].endswith("A harm that matters is not ruled out.")
    assert alongside("answer", "show", "depression").stdout.startswith(f"{row['label']}: {row['claim']}\n")


def test_results_that_could_not_be_used_are_counted_with_their_reason(alongside: Run, tmp_path: Path) -> None:
    imported(alongside, tmp_path, HAZARDS)
    [row] = json.loads(alongside("answer", "show", "--json").stdout)
    assert row["left_out"] == 2
    assert row["refused"].startswith("2 trials have results that could not be used: A hazard ratio")
