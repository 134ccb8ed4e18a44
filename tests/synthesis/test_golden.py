"""The engine against reference results, through `validation/golden.py` as a person runs it."""

from __future__ import annotations

import contextlib
import gzip
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from alongside.synthesis import selmodel
from lengths import VALIDATING

SCRIPT = Path(__file__).parents[2] / "validation" / "golden.py"


def loaded() -> Any:
    """The script as a module: validation/ is no package, and starting Python for every case would take a while."""
    spec = importlib.util.spec_from_file_location("golden_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SCRIPT_MODULE = loaded()


def golden(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """What the script prints and ends with."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = SCRIPT_MODULE.main([str(argument) for argument in arguments])
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def write(path: Path, *cases: dict[str, Any]) -> Path:
    path.write_text(json.dumps(cases), encoding="utf-8")
    return path


def case(kind: str = "rma.uni", **parts: Any) -> dict[str, Any]:
    # Three studies of variance 1 at 0, 2, 4: mean 2, Q 8 on 2 df, tau² 3 by hand.
    plain: dict[str, Any] = {
        "id": "three/1",
        "dataset": "three",
        "kind": kind,
        "input": {"yi": [0, 2, 4], "vi": [1, 1, 1]},
        "options": {"method": "DL", "test": "z"},
        "result": {"beta": 2, "tau2": 3, "i2": 75, "h2": 4, "q": 8, "k": 3, "df": None, "r2": None},
    }
    return plain | parts


SMALL = {"yi": [0.5, 0.7, 0.3, 0.1, 0.9, 0.2, 0.4], "vi": [0.05, 0.1, 0.02, 0.01, 0.15, 0.04, 0.06]}

LONG = {"rma.uni.json.gz"} | (set() if VALIDATING else {"bayes.json.gz", "rma.glmm.json.gz", "selmodel.json.gz"})
"""rma.uni has its own test. The three others take minutes: `make validate` runs them, and cases of each stand in
the small file that every clone checks."""


def test_effect_sizes_agree_with_the_reference(shared: Path) -> None:
    run = golden(shared / "golden" / "metafor" / "escalc.json.gz", "--json")
    assert run.returncode == 0, run.stderr
    tally = json.loads(run.stdout)["escalc"]
    assert tally["cases"] == tally["agree"] + tally["unsupported"]
    assert tally["agree"] >= 92
    assert tally["worst_relative_difference"] < tally["tolerance"] == 1e-8


def test_pooling_agrees_with_the_reference(shared: Path) -> None:
    run = golden(shared / "golden" / "metafor" / "rma.uni.json.gz", "--json")
    assert run.returncode == 0, run.stderr
    tally = json.loads(run.stdout)["rma.uni"]
    assert tally["cases"] == tally["agree"] + tally["unsupported"]
    assert tally["agree"] >= 63 + 3 * 126  # EE with z; DL, REML and PM with z and knha
    assert tally["worst_relative_difference"] < tally["tolerance"] == 1e-8


def test_all_other_kinds_agree_with_the_reference(shared: Path) -> None:
    files = [p for p in sorted((shared / "golden").glob("*/*.json.gz")) if p.name not in LONG]
    run = golden(*files, "--json")
    assert run.returncode == 0, run.stderr
    tallies = json.loads(run.stdout)
    assert len(tallies) >= len(files)
    for tally in tallies.values():
        assert tally["cases"] == tally["agree"] + tally["unsupported"] + tally["excepted"]


def test_where_the_reference_is_wrong_the_case_is_set_apart_with_what_shows_it(tmp_path: Path) -> None:
    fit = selmodel(SMALL["yi"], SMALL["vi"], type="power")
    printed = {"beta": fit.beta + 0.1, "tau2": fit.tau2, "delta": float(fit.delta[0]), "loglik": fit.loglik + 0.5}
    wrong = {"id": "small/1", "dataset": "small", "kind": "selmodel", "input": SMALL, "options": {"type": "power"}}
    run = golden(write(tmp_path / "a.json", {**wrong, "result": printed}), "--json")
    assert run.returncode == 0
    assert json.loads(run.stdout)["selmodel"]["excepted"] == 1
    assert "small/1 excepted: the reference prints a log likelihood" in run.stderr


def test_a_case_that_agrees_ends_with_0_and_is_counted(tmp_path: Path) -> None:
    run = golden(write(tmp_path / "a.json", case(), case("unheard.of"), case(options={"method": "X", "test": "z"})))
    assert run.returncode == 0
    assert run.stdout.split()[:4] == ["kind", "cases", "agree", "unsupported"]
    lines = {line.split()[0]: line.split()[1:4] for line in run.stdout.splitlines()[1:]}
    assert lines == {"rma.uni": ["2", "1", "1"], "unheard.of": ["1", "0", "1"]}


@pytest.mark.parametrize(
    "result",
    [
        {"beta": 2.0001},
        {"beta": None},
        {"beta": []},
        {"beta": [2, 2]},
        {"df": 2},
        {"se_tau2": None},
        {"no_such_figure": 1},
        {"no_such_figure": None},
    ],
)
def test_a_figure_that_differs_or_is_missing_on_one_side_ends_with_1(tmp_path: Path, result: dict[str, Any]) -> None:
    run = golden(write(tmp_path / "a.json", case(result=result)), "--json")
    assert run.returncode == 1
    assert json.loads(run.stdout)["rma.uni"]["agree"] == 0
    assert "three/1" in run.stderr


def test_null_and_an_empty_list_are_both_nothing(tmp_path: Path) -> None:
    fixed = case(options={"method": "EE", "test": "z"}, result={"pi_lb": [], "pi_ub": None, "se_tau2": None})
    assert golden(write(tmp_path / "a.json", fixed)).returncode == 0


def test_a_paule_mandel_case_far_from_the_root_disagrees(tmp_path: Path) -> None:
    # Paule-Mandel gives 3 here. At 3.01 (weights 1/4.01) the mean is 2 and its standard error √(4.01/3).
    far = case(options={"method": "PM", "test": "z"}, result={"beta": 2, "tau2": 3.01, "se": (4.01 / 3) ** 0.5})
    run = golden(write(tmp_path / "a.json", far), "--json")
    assert run.returncode == 1
    assert json.loads(run.stdout)["rma.uni"]["agree"] == 0


def test_a_refused_case_of_a_supported_kind_disagrees(tmp_path: Path) -> None:
    alone = case(input={"yi": [1], "vi": [1]}, options={"method": "DL", "test": "knha"}, result={"beta": 1})
    run = golden(write(tmp_path / "a.json", alone))
    assert run.returncode == 1
    assert "test='knha' needs two studies" in run.stderr


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b"not json",
        b"\xff\xfe\x00",
        gzip.compress(b"[]" * 100, mtime=0)[:20],
        b'[{"kind": "rma.uni"}]',
        b'[{"id": "a", "kind": "rma.uni", "input": {}, "options": {"method": "DL", "test": "z"}, "result": {}}]',
    ],
)
def test_a_broken_file_is_one_line_and_ends_with_3(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    run = golden(path)
    assert (run.returncode, run.stdout) == (3, "")
    assert len(run.stderr.splitlines()) == 1


def test_a_missing_file_is_one_line_and_ends_with_3(tmp_path: Path) -> None:
    run = golden(tmp_path / "absent.json")
    assert (run.returncode, run.stdout) == (3, "")
    assert "absent.json: cannot be read" in run.stderr


def test_the_script_runs_on_its_own(tmp_path: Path) -> None:
    for arguments, code in (([], 2), ([tmp_path / "absent.json"], 3), ([write(tmp_path / "a.json", case())], 0)):
        run = subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)
        assert run.returncode == code


def test_a_few_dozen_cases_agree_in_every_clone() -> None:
    """Drawn from the reference's own results (metafor 3.8-1, clubSandwich, robumeta, bayesmeta), smallest cases
    first.
    """
    run = golden(Path(__file__).parent / "golden_small.json", "--json")
    assert run.returncode == 0, run.stderr
    tallies = json.loads(run.stdout)
    assert len(tallies) >= 24
    assert all(tally["agree"] == tally["cases"] and not tally["unsupported"] for tally in tallies.values())
