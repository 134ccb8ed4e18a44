"""One of a thing is said as one: sentences of the command line."""

from __future__ import annotations

import json
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


MEANS = """study,outcome,higher_is_better,n1,mean1,{sd1},n2,mean2,sd2
Ash,mood,1,40,19,4,41,18,4
Elm,mood,1,50,17,4,49,18,4
"""


def test_a_table_that_is_here_already_is_not_said_to_be_new(alongside: Run, tmp_path: Path) -> None:
    table, project = tmp_path / "two.csv", str(tmp_path / "p.alongside")
    assert alongside("new", project).returncode == 0
    table.write_text(MEANS.format(sd1="sd1"), encoding="utf-8")
    first = alongside("understand", "import", str(table), "-p", project)
    assert "2 results of 2 studies on 1 outcome." in first.stderr
    table.write_text(MEANS.format(sd1="sd1") + "Oak,mood,1,60,17,4,62,18,4\n", encoding="utf-8")
    assert "3 results of 3 studies on 1 outcome, 2 of them here already." in (
        alongside("understand", "import", str(table), "-p", project).stderr
    )
    again = alongside("understand", "import", str(table), "-p", project)
    assert "3 results of 3 studies on 1 outcome, all of them here already." in again.stderr
    assert again.returncode == 0


def test_a_misspelt_column_is_a_finding_and_its_results_are_said_to_be_in_no_answer(
    alongside: Run, tmp_path: Path
) -> None:
    table, project = tmp_path / "two.csv", str(tmp_path / "p.alongside")
    assert alongside("new", project).returncode == 0
    table.write_text(MEANS.format(sd1="sdd1"), encoding="utf-8")
    done = alongside("understand", "import", str(table), "-p", project, "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["misspelt"]) == (1, ["sdd1"])
    [unusable] = document["unusable"]
    assert unusable["results"] == ["ash/1", "elm/1"]
    right = alongside("understand", "import", str(table), "-p", project, "--column", "sd1=sdd1")
    assert right.returncode == 0
    assert "in no answer" not in right.stderr


THREE_ARMS = """study,outcome,higher_is_better,n1,mean1,sd1,n2,mean2,sd2,arm1,arm2
Ash,mood,1,40,19,4,40,18,4,calls,control
Ash,mood,1,42,20,4,40,18,4,group,control
Elm,mood,1,50,17,4,49,18,4,calls,control
"""


def test_the_weight_of_arms_with_one_comparator_is_said_to_be_of_both_together(alongside: Run, tmp_path: Path) -> None:
    table, project = tmp_path / "arms.csv", str(tmp_path / "p.alongside")
    assert alongside("new", project).returncode == 0
    table.write_text(THREE_ARMS, encoding="utf-8")
    assert alongside("understand", "import", str(table), "-p", project).returncode == 0
    lines = [
        line for line in alongside("answer", "explain", "mood", "-p", project).stdout.splitlines() if "weight" in line
    ]
    assert [line.partition(", together with ")[2] for line in lines] == ["ash/2", "ash/1", ""]
