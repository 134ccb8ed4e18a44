"""One of a thing is said as one: sentences of the command line."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]

HEAD = "study,outcome,higher_is_better,effect_measure,effect,se\n"


def test_one_result_of_one_study_is_said_as_one(alongside: Run, tmp_path: Path) -> None:
    table, project = tmp_path / "one.csv", str(tmp_path / "p.alongside")
    assert alongside("new", project).returncode == 0
    table.write_text(f"{HEAD}Ash 2010,mood,0,SMD,0.2,0.1\n", encoding="utf-8")
    assert "1 result of 1 study on 1 outcome." in alongside("understand", "import", str(table), "-p", project).stderr
    table.write_text(f"{HEAD}Elm 2011,mood,0,SMD,0.2,0.1\nOak 2012,sleep,0,SMD,0.3,0.1\n", encoding="utf-8")
    assert (
        "2 results of 2 studies on 2 outcomes." in alongside("understand", "import", str(table), "-p", project).stderr
    )


def test_one_result_that_waits_is_said_as_one(alongside: Run, tmp_path: Path) -> None:
    table, project = tmp_path / "one.csv", str(tmp_path / "p.alongside")
    assert alongside("new", project).returncode == 0
    table.write_text(
        "study,outcome,higher_is_better,events1,n1,events2,n2\nAsh,fall,0,22.5,60,31,58\nElm,fall,0,5,60,9,58\n",
        encoding="utf-8",
    )
    message = alongside("understand", "import", str(table), "-p", project).stderr
    assert "1 result waits for a person and stands in no answer:" in message
