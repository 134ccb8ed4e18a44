"""`alongside plan` as a person runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

CALLS = ("--form", "telephone", "--outcome", "hba1c", "--condition", "diabetes")


@pytest.fixture(scope="module")
def packaged(demonstration: Path) -> Path:
    return demonstration / "peer-support.alongside"


@pytest.fixture
def demo(packaged: Path, tmp_path: Path) -> None:
    """The packaged evidence as the only project in the folder."""
    shutil.copy(packaged, tmp_path)


@pytest.mark.usefixtures("demo")
def test_a_plan_is_shown_kept_listed_and_written(alongside: Run, tmp_path: Path) -> None:
    run = alongside("plan", "show", *CALLS, "--set", "worth=500", "--set", "uptake=50", "--keep", "--json")
    assert run.returncode == 0, run.stderr
    document = json.loads(run.stdout)
    assert document["plan"]["uptake"]["value"] == 0.5
    assert document["refused"] == ""
    assert 0 < document["figures"]["chance_worth_it_with_time"] < document["figures"]["chance_worth_it"] < 1
    assert [trial["people"] for trial in document["next_trial"]] == [100, 200, 400, 800, 1600]
    [listed] = json.loads(alongside("plan", "list", "--json").stdout)
    assert (listed["id"], listed["digest"], listed["by"]) == (document["id"], document["digest"], "Ada")
    again = json.loads(alongside("plan", "show", document["id"], "--json").stdout)
    assert again == {**document, "moved": []}
    for name in ("plan.html", "plan.pdf", "plan.docx", "plan.json"):
        written = alongside("plan", "export", document["id"], "--to", name, "--json")
        assert json.loads(written.stdout)["digest"] == document["digest"]
        assert (tmp_path / name).stat().st_size > 1000
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8")) == document["plan"]


@pytest.mark.usefixtures("demo")
def test_too_thin_evidence_ends_with_1_and_gives_no_effect(alongside: Run) -> None:
    run = alongside("plan", "show", "--form", "group", "--outcome", "loneliness", "--json")
    assert run.returncode == 1, run.stderr
    document = json.loads(run.stdout)
    assert "no trial of this outcome has group" in document["refused"]
    assert set(document["figures"]) == {"reached", "total_cost", "total_cost_with_time", "limited", "not_run"}
    told = alongside("plan", "show", "--form", "group", "--outcome", "loneliness")
    assert "No evidence like yours" in told.stdout


@pytest.mark.usefixtures("demo")
def test_the_agenda_is_one_json_document(alongside: Run) -> None:
    rows = json.loads(alongside("plan", "agenda", "--json").stdout)
    assert len(rows) >= 10
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(row["worth"] > row["price"] for row in rows)
    assert "enough to matter?" in alongside("plan", "agenda").stdout


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        ((*CALLS, "--set", "uptake=150"), 3, "uptake: expected a probability from 0 to 100 %, found 150"),
        ((*CALLS, "--set", "budget=0"), 3, "budget: expected an amount above 0 a year, found 0"),
        ((*CALLS, "--set", "currency=EUR"), 3, "currencies mixed, expected EUR as the plan, found GBP"),
        ((*CALLS, "--set", "lunch=3"), 2, "--set lunch=3: expected FIELD=VALUE"),
        (("--outcome", "hba1c"), 3, "form of support: expected at least one"),
        (("0123456789ab",), 2, "keeps no plan 0123456789ab"),
        (("0123456789ab", *CALLS), 2, "a plan that was kept is shown as it is"),
    ],
)
def test_what_cannot_be_is_one_line(arguments: tuple[str, ...], code: int, line: str, alongside: Run) -> None:
    run = alongside("plan", "show", *arguments)
    assert run.returncode == code
    assert line in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert run.stdout == ""
