"""The code that a page shows gives the figures of the page, in Python and, where R is there, in R."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from alongside.publishing.pages.as_code import as_python, as_r
from alongside.publishing.review import Review


def test_the_python_of_one_result_a_trial_gives_the_answer(packaged: Review) -> None:
    answer = packaged.main["hba1c"]
    assert answer.estimate is not None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(as_python(answer, packaged), {})
    figures = [float(cell) for cell in printed.getvalue().split()]
    expected = answer.estimate
    assert figures == pytest.approx(
        [
            expected.beta,
            expected.se,
            expected.ci_low,
            expected.ci_high,
            expected.tau2,
            expected.pi_low,
            expected.pi_high,
        ]
    )


def test_the_python_of_all_results_gives_the_answer(packaged: Review) -> None:
    answer = packaged.main["quality_of_life"]
    assert answer.estimate is not None
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(as_python(answer, packaged), names)
    fit = names["fit"]
    assert fit.robust.beta[0] == pytest.approx(answer.estimate.beta, rel=1e-12)
    assert fit.robust.ci_ub[0] == pytest.approx(answer.estimate.ci_high, rel=1e-12)


def test_one_trial_has_no_code(packaged: Review) -> None:
    assert as_r(packaged.main["employment"], packaged) == ""
    assert as_python(packaged.main["employment"], packaged) == ""


@pytest.mark.parametrize("outcome", ["hba1c", "quality_of_life"])
def test_the_r_code_gives_the_answer(packaged: Review, tmp_path: Path, outcome: str) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not on this machine; on Debian: apt install r-cran-metafor r-cran-clubsandwich")
    script = tmp_path / "answer.R"
    answer = packaged.main[outcome]
    assert answer.estimate is not None
    script.write_text(as_r(answer, packaged).replace("print(", "cat(").replace(", digits = 8", ""), encoding="utf-8")
    done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=False)
    if "there is no package" in done.stderr:
        pytest.skip("metafor or clubSandwich is not on this machine")
    assert done.returncode == 0, done.stderr
    mean, se, low, high = (float(cell) for cell in done.stdout.split()[:4])
    expected = answer.estimate
    assert (mean, se, low, high) == pytest.approx(
        (expected.beta, expected.se, expected.ci_low, expected.ci_high), rel=1e-4
    )
