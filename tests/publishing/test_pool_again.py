"""A script that knows nothing of the program pools every answer again from open data, and notices a wrong digit."""

from __future__ import annotations

import ast
import csv
import importlib
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.project import open_project
from alongside.publishing.open_data import write_open_data
from alongside.publishing.review import Review
from alongside.synthesis.answers import answer_all
from alongside.synthesis.pooling import pool
from alongside.synthesis.selection import Rule
from alongside.workflow.answer import review_of

VALIDATION = Path(__file__).parents[2] / "validation"
SCRIPT = VALIDATION / "pool_again.py"
ROOMS = sorted((VALIDATION / "pooled_again").glob("*.py"))
AT = datetime(2026, 11, 23, tzinfo=UTC)


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(folder), "--json"], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def packaged(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    path = shutil.copy(demonstration / "peer-support.alongside", tmp_path_factory.mktemp("again") / "demo.alongside")
    with open_project(path) as project:
        return review_of(project)


def under(review: Review, rule: Rule) -> Review:
    """The review as it would stand by another rule."""
    answers = answer_all(list(review.contrasts.values()), review.outcomes.values(), review.studies, rule)
    return replace(review, rule=rule, answers=answers)


def test_the_script_imports_nothing_but_the_standard_library_numpy_and_scipy() -> None:
    assert len(ROOMS) > 5
    roots = set()
    for node in (node for path in (SCRIPT, *ROOMS) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            roots.add(str(node.module).split(".")[0])
    roots.remove("pooled_again")
    assert {"numpy", "scipy"} <= roots <= {"numpy", "scipy", *sys.stdlib_module_names}
    assert not roots & {"importlib", "runpy", "subprocess"}


def test_every_answer_of_the_demonstration_is_pooled_again_to_six_digits(packaged: Review, tmp_path: Path) -> None:
    write_open_data(packaged, tmp_path)
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    with_estimate = [answer for answer in packaged.answers if answer.estimate is not None]
    assert document["rebuilt"] == len(with_estimate) >= 300
    assert document["pooled"] == sum(1 for answer in with_estimate if answer.estimate and answer.estimate.k > 1)
    assert document["differ"] == 0
    assert document["worst"]["difference"] <= 1e-6
    assert document["effects_put_together"] > 0
    together = [answer for answer in with_estimate if answer.estimate and answer.estimate.together]
    assert document["all_results"] == len(together) >= 2
    compared = {(figure["answer"], figure["figure"]): figure["value"] for figure in document["compared"]}
    for answer in with_estimate:
        assert answer.estimate is not None
        if answer.estimate.k > 1:
            assert compared[(answer.id, "tau2")] == pytest.approx(answer.estimate.tau2, rel=1e-6, abs=1e-12)
        assert compared[(answer.id, "beta")] == pytest.approx(answer.estimate.beta, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(method="DL", test="z"),
        Rule(method="DL", test="knha"),
        Rule(method="REML", test="knha", level=0.9),
        Rule(method="REML", test="z", several="average", rho=0.7),
        Rule(method="PM", test="adhoc"),
        Rule(method="ML", test="knha"),
        Rule(rho=0.3, window=60.0),
        Rule(method="EE", test="z"),
    ],
    ids=lambda rule: f"{rule.method}-{rule.test}-{rule.several}",
)
def test_other_methods_and_tests_are_pooled_again_too(packaged: Review, tmp_path: Path, rule: Rule) -> None:
    write_open_data(under(packaged, rule), tmp_path)
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr or [f for f in json.loads(done.stdout)["compared"] if f["difference"] != 0]
    document = json.loads(done.stdout)
    assert document["rebuilt"] >= 300
    assert document["worst"]["difference"] <= 1e-6


def changed(folder: Path, name: str, choose: Any, column: str, value: str) -> None:
    """One cell of one table written anew: in the row that `choose` takes."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    [row] = [row for row in rows if choose(row)]
    row[column] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_wrong_digit_is_noticed(five: Review, tmp_path: Path) -> None:
    write_open_data(five, tmp_path)
    estimate = five.main["asthma-control"].estimate
    assert estimate is not None
    assert run(tmp_path).returncode == 0
    changed(tmp_path, "answers", lambda row: row["id"] == "asthma-control", "ci_high", repr(estimate.ci_high + 1e-5))
    done = run(tmp_path)
    assert done.returncode == 1
    differing = [figure for figure in json.loads(done.stdout)["compared"] if figure["difference"] > 1e-6]
    assert [(figure["answer"], figure["figure"]) for figure in differing] == [("asthma-control", "ci_high")]


def test_an_effect_that_is_missing_is_noticed(five: Review, tmp_path: Path) -> None:
    write_open_data(five, tmp_path)
    path = tmp_path / "pooled_results.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("asthma-control,ash-invented")), "utf-8")
    assert run(tmp_path).returncode == 1


def test_a_method_that_the_script_does_not_know_is_said_and_never_passed_over(five: Review, tmp_path: Path) -> None:
    write_open_data(five, tmp_path)
    changed(tmp_path, "answers", lambda row: row["id"] == "asthma-control", "method", "XYZ")
    done = run(tmp_path)
    assert done.returncode == 3
    assert "'XYZ' is not known here" in done.stderr


def test_a_folder_without_open_data_is_said(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 3
    assert "pooled_results.csv: cannot be read" in done.stderr


@cache
def one_result() -> Any:
    """The script's room for answers of one result a trial, to ask it for one answer."""
    sys.path.insert(0, str(VALIDATION))
    return importlib.import_module("pooled_again.one_result")


EFFECTS = st.lists(st.tuples(st.floats(-3, 3, allow_subnormal=False), st.floats(0.001, 4.0)), min_size=2, max_size=12)


@given(EFFECTS, st.sampled_from(["REML", "ML", "DL", "PM", "EE"]), st.sampled_from(["z", "adhoc"]))
def test_the_script_and_the_engine_agree_on_any_effects(
    effects: list[tuple[float, float]], method: str, test: str
) -> None:
    pooled = pool([yi for yi, _ in effects], [vi for _, vi in effects], method=method, test=test)
    answer = {"id": "a", "method": method, "test": test, "level": "0.95"}
    figures, weights, typical = one_result().pooled_again(answer, [{"yi": repr(y), "vi": repr(v)} for y, v in effects])
    assert figures["tau2"] == pytest.approx(pooled.tau2, rel=1e-6, abs=1e-9 * typical)
    assert figures["beta"] == pytest.approx(pooled.beta, rel=1e-6, abs=1e-9 * pooled.se)
    assert figures["se"] == pytest.approx(pooled.se, rel=1e-6)
    assert (figures["ci_low"], figures["ci_high"]) == pytest.approx(
        (pooled.ci_lb, pooled.ci_ub), rel=1e-6, abs=1e-9 * pooled.se
    )
    assert figures["p"] == pytest.approx(pooled.p, rel=1e-6, abs=1e-200)
    assert weights.tolist() == pytest.approx(pooled.weights.tolist(), rel=1e-6)
