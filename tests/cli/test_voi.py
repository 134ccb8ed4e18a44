"""`tools voi` as a person runs it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from scipy.stats import norm, qmc

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    z = norm.ppf(qmc.Sobol(2, seed=1).random_base2(12))
    p1, p2 = 1 + z[:, 0], 2 * z[:, 1]
    path = tmp_path_factory.mktemp("voi") / "draws.csv"
    lines = [f"{a - b!r},{a!r},{b!r}" for a, b in zip(p1.tolist(), p2.tolist(), strict=True)]
    path.write_text("nb_support,p1,p2\n" + "\n".join(lines) + "\n")
    return path


def test_draws_of_net_benefit_give_one_json_document(alongside: Run, table: Path) -> None:
    run = alongside(
        "tools",
        "voi",
        str(table),
        "--nothing",
        "--together",
        "p1,p2",
        "--study",
        "p1",
        "--sigma",
        "1",
        "--size",
        "10",
        "--size",
        "100",
        "--people",
        "100",
        "--years",
        "10",
        "--fixed-cost",
        "20",
        "--participant-cost",
        "0.5",
        "--json",
    )
    assert run.returncode == 0, run.stderr
    document = json.loads(run.stdout)
    assert document["draws"] == 4096
    assert document["best"] == "nb_support"
    assert document["population"] == 1000
    assert document["evpi"]["value"] == pytest.approx(0.4798107, abs=0.002)
    p1, p2, both = document["evppi"]
    assert p1["value"] == pytest.approx(0.0833155, abs=0.001)
    assert p2["value"] == pytest.approx(0.3955931, abs=0.002)
    assert both["parameters"] == ["p1", "p2"]
    assert both["value"] == pytest.approx(document["evpi"]["value"], abs=1e-6)
    small, large = document["evsi"]
    assert small["value"] == pytest.approx(0.0723251, abs=0.001)
    assert large["cost"] == 70
    assert large["enbs"] == pytest.approx(1000 * large["value"] - 70)


def test_without_json_it_is_a_table(alongside: Run, table: Path) -> None:
    run = alongside("tools", "voi", str(table), "--nothing")
    assert run.returncode == 0, run.stderr
    assert "everything" in run.stdout
    assert "nb_support has the highest expected net benefit" in run.stderr


@pytest.mark.parametrize(
    ("text", "arguments", "code", "line"),
    [
        ("nb1,nb2,p\n1,2,0\n3,nan,1\n", (), 3, "row 3, column nb2: expected a number, found 'nan'"),
        ("nb1,nb2,p\n1,2,0\n3,,1\n", (), 3, "row 3, column nb2: expected a number, found an empty cell"),
        ("nb1,nb2,p\n1,2,0\n3,1\n", (), 3, "row 3: expected 3 cells as in the header, found 2"),
        ("nb1,nb2\n1,2\n", (), 3, "net benefit: expected at least 2 draws, found 1"),
        ("a,b\n1,2\n2,3\n", (), 3, "no column starts with nb; name those of net benefit with --benefit: a, b"),
        ("nb1,p\n1,2\n2,3\n", ("--study", "p"), 2, "a study needs --study PARAMETER, --sigma above 0 and --size"),
        ("nb1,p\n1,2\n2,3\n", ("--together", "p"), 2, "--together p: expected parameters with commas between them"),
        ("nb1,p\n1,2\n2,3\n", ("--together", "p,q"), 2, "no parameter 'q'; there are p"),
        ("nb1,p\n1,2\n2,3\n", ("--people", "9", "--years", "0"), 3, "horizon: expected an end after the start at 0"),
        ("nb1,p\n1,2\n2,3\n", ("--people", "-9"), 3, "people a year: expected a number of at least 0, found -9"),
    ],
)
def test_bad_input_is_one_line(
    alongside: Run, tmp_path: Path, text: str, arguments: tuple[str, ...], code: int, line: str
) -> None:
    path = tmp_path / "draws.csv"
    path.write_text(text)
    run = alongside("tools", "voi", str(path), *arguments)
    assert run.returncode == code
    assert line in run.stderr
    assert "Traceback" not in run.stderr
