"""The code that a page shows gives the figures of the page, in Python and, where R is there, in R."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.publishing.pages.as_code import as_python, as_r
from alongside.publishing.review import Review
from alongside.workflow.answer import review_of
from alongside.workflow.demo import demo_project

AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Review:
    with demo_project(tmp_path_factory.mktemp("code") / "demo.alongside", at=AT) as project:
        return review_of(project)


def test_the_python_of_one_result_a_trial_gives_the_answer(demonstration: Review) -> None:
    answer = demonstration.main["hba1c"]
    assert answer.estimate is not None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(as_python(answer, demonstration), {})
    figures = [float(cell) for cell in printed.getvalue().split()]
    expected = answer.estimate
    assert figures == pytest.approx([expected.beta, expected.se, expected.ci_low, expected.ci_high, expected.tau2])


def test_the_python_of_all_results_gives_the_answer(demonstration: Review) -> None:
    answer = demonstration.main["quality_of_life"]
    assert answer.estimate is not None
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(as_python(answer, demonstration), names)
    fit = names["fit"]
    assert fit.robust.beta[0] == pytest.approx(answer.estimate.beta, rel=1e-12)  # type: ignore[attr-defined]
    assert fit.robust.ci_ub[0] == pytest.approx(answer.estimate.ci_high, rel=1e-12)  # type: ignore[attr-defined]


def test_one_trial_has_no_code(demonstration: Review) -> None:
    assert as_r(demonstration.main["employment"], demonstration) == ""
    assert as_python(demonstration.main["employment"], demonstration) == ""


@pytest.mark.parametrize("outcome", ["hba1c", "quality_of_life"])
def test_the_r_code_gives_the_answer(demonstration: Review, tmp_path: Path, outcome: str) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not on this machine; on Debian: apt install r-cran-metafor r-cran-clubsandwich")
    script = tmp_path / "answer.R"
    answer = demonstration.main[outcome]
    assert answer.estimate is not None
    script.write_text(
        as_r(answer, demonstration).replace("print(", "cat(").replace(", digits = 8", ""), encoding="utf-8"
    )
    done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=False)
    if "there is no package" in done.stderr:
        pytest.skip("metafor or clubSandwich is not on this machine")
    assert done.returncode == 0, done.stderr
    mean, se, low, high = (float(cell) for cell in done.stdout.split()[:4])
    expected = answer.estimate
    assert (mean, se, low, high) == pytest.approx(
        (expected.beta, expected.se, expected.ci_low, expected.ci_high), rel=1e-4
    )
