"""`tools network` as a person runs it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
EXAMPLE = Path(__file__).parents[2] / "examples" / "network.csv"


def test_a_table_of_arms_gives_one_json_document(alongside: Run) -> None:
    run = alongside(
        "tools",
        "network",
        str(EXAMPLE),
        "--measure",
        "OR",
        "--components",
        "+",
        "--inactive",
        "usual care",
        "--combination",
        "telephone + group vs group",
        "--json",
    )
    assert run.returncode == 0, run.stderr
    document = json.loads(run.stdout)
    assert document["studies"] == 7
    assert document["components"]["components"] == ["group", "telephone", "training"]
    assert document["components"]["combinations"][0]["extrapolated"] is True
    shares = document["network"]["contributions"]["share"]
    assert all(abs(sum(row) - 1) < 1e-9 for row in shares)
    assert document["network"]["random"]["effect"][0][0] == 0


def test_contrasts_without_json_are_a_table(alongside: Run, tmp_path: Path) -> None:
    table = tmp_path / "c.csv"
    table.write_text("study,treatment1,treatment2,effect,se\n1,a,b,0.5,0.1\n2,b,c,0.1,0.2\n3,a,c,0.7,0.2\n")
    run = alongside("tools", "network", str(table), "--method", "DL")
    assert run.returncode == 0, run.stderr
    assert "P-score" in run.stdout
    assert "3 studies, 3 treatments." in run.stderr


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("1,a,b,0.5,0", "column se: study 1: expected a finite number above 0, found 0 in row 1"),
        ("1,a,b,x,1", "row 2, column effect: expected a number, found 'x'"),
        ("1,a,,0.5,1", "row 2, column treatment2: expected a name, found an empty cell"),
        ("1,a,b,0.5,1\n2,c,d,0.5,1", "2 parts that no trial compares: a, b (studies 1); c, d (studies 2)"),
    ],
)
def test_bad_input_is_one_line_with_the_file(alongside: Run, tmp_path: Path, rows: str, line: str) -> None:
    table = tmp_path / "c.csv"
    table.write_text(f"study,treatment1,treatment2,effect,se\n{rows}\n")
    run = alongside("tools", "network", str(table), "--json")
    assert run.returncode == 3
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1
    assert line in run.stderr
    assert "c.csv" in run.stderr


def test_what_cannot_be_estimated_is_one_sentence_and_no_error(alongside: Run, tmp_path: Path) -> None:
    table = tmp_path / "c.csv"
    table.write_text("study,treatment1,treatment2,effect,se\n1,a + b,none,1,0.5\n2,a + b,none,1.2,0.5\n")
    run = alongside(
        "tools",
        "network",
        str(table),
        "--components",
        "+",
        "--inactive",
        "none",
        "--combination",
        "a",
    )
    assert run.returncode == 0
    assert run.stderr.splitlines()[-1] == (
        "a: not estimable: a and b always come together in the 2 trials that have them; only the effect of both "
        "together is estimated."
    )


def test_wrong_use_ends_with_2(alongside: Run) -> None:
    for arguments, text in (
        (("--inactive", "usual care"), "needs --components"),
        ((), "need --measure, one of OR, RR, RD"),
        (("--measure", "OR", "--components", "+", "--interaction", "ab"), "expected two components with a star"),
    ):
        run = alongside("tools", "network", str(EXAMPLE), *arguments)
        assert run.returncode == 2
        assert text in run.stderr


def test_columns_are_known_by_the_names_of_other_programs(alongside: Run, tmp_path: Path) -> None:
    lines = ['"studlab" "treat1" "treat2" "TE" "seTE"']
    lines += [f'"{number}" "Study {number}" "a" "{other}" 0.{number} 0.2' for number, other in enumerate("bcbc", 1)]
    theirs = tmp_path / "netmeta.txt"
    theirs.write_text("\n".join([*lines, ""]), encoding="utf-8")
    ours = tmp_path / "ours.csv"
    rows = [f"Study {number},a,{other},0.{number},0.2" for number, other in enumerate("bcbc", 1)]
    ours.write_text("\n".join(["study,treatment1,treatment2,effect,se", *rows, ""]), encoding="utf-8")
    networks = [
        json.loads(alongside("tools", "network", str(path), "--json").stdout)["network"] for path in (theirs, ours)
    ]
    assert networks[0]["random"] == networks[1]["random"]


def test_a_column_that_stands_twice_is_refused_and_never_the_first_taken(alongside: Run, tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("study,treatment1,treatment2,effect,effect,se\nAsh,a,b,0.1,0.9,0.2\n", encoding="utf-8")
    run = alongside("tools", "network", str(path), "--json")
    assert run.returncode != 0
    assert "row 1, column effect: this column stands in the header twice" in run.stderr
