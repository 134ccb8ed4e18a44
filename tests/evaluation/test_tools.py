"""`tools allocate` and `tools trial` on plain files: the whole way on the invented trial, and bad input in one line."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from alongside.evaluation.invented import invented_trial

Run = Callable[..., CompletedProcess[str]]
EXAMPLE = Path(__file__).parents[2] / "examples" / "invented-trial"
ARMS = ("--arms", "support:1,waiting list:1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The invented trial, to be spoilt."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "trial"))


def digest_of(alongside: Run, folder: Path) -> str:
    return json.loads(alongside("tools", "trial", "--plan", str(folder / "plan.json"), "--json").stdout)["digest"]


def analysed(alongside: Run, folder: Path, *arguments: str) -> CompletedProcess[str]:
    plan = ("--plan", str(folder / "plan.json"), "--locked", digest_of(alongside, folder))
    return alongside("tools", "trial", str(folder / "outcomes.csv"), *plan, *arguments)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rewrite(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_the_packaged_tables_are_the_invented_trial_of_its_seed() -> None:
    rows = rows_of(EXAMPLE / "outcomes.csv")
    people = invented_trial(28)
    assert len(rows) == len(people)
    for row, person in zip(rows, people, strict=True):
        assert row == {name: "" if value is None else str(value) for name, value in dataclasses.asdict(person).items()}
        assert person.person.startswith("invented-")


def test_the_invented_allocation_is_the_procedures(alongside: Run) -> None:
    done = alongside(
        "tools",
        "allocate",
        str(EXAMPLE / "outcomes.csv"),
        *ARMS,
        "--seed-file",
        str(EXAMPLE / "seed.hex"),
        "--block",
        "2",
        "--block",
        "4",
        "--block",
        "6",
        "--strata",
        "stratum",
        "--stratum",
        "north",
        "--stratum",
        "south",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [row["arm"] for row in document["allocated"]] == [row["arm"] for row in rows_of(EXAMPLE / "outcomes.csv")]
    assert not any(row["new"] for row in document["allocated"])


def test_a_plan_is_carried_out_to_its_last_analysis(alongside: Run) -> None:
    done = analysed(alongside, EXAMPLE, "--events", str(EXAMPLE / "events.csv"), "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    names = [line["analysis"] for line in document["analyses"]]
    assert names == json.loads((EXAMPLE / "plan.json").read_text(encoding="utf-8"))["analyses"]
    assert {line["status"] for line in document["analyses"]} == {"planned"}
    assert not any(line["problem"] for line in document["analyses"])
    primary = document["analyses"][0]["results"][0]
    assert primary["ci_low"] < primary["estimate"] < primary["ci_high"]
    assert set(primary["alternatives"]) == {"kenward-roger", "satterthwaite"}
    flow = document["flow"]
    assert sum(arm["randomised"] for arm in flow["arms"]) == 96
    assert [arm["analysed"] for arm in flow["arms"]] == [arm["outcomes"] for arm in document["arms"]]
    assert {row["arm"] for row in document["harms"]} == {"support", "waiting list"}


def test_what_people_read_says_planned_or_exploratory(alongside: Run) -> None:
    done = analysed(alongside, EXAMPLE, "--events", str(EXAMPLE / "events.csv"))
    assert "primary (planned)" in done.stdout
    without = alongside(
        "tools",
        "trial",
        str(EXAMPLE / "outcomes.csv"),
        "--comparison",
        "waiting list",
        "--group",
        "supporter",
        "--covariate",
        "baseline",
        "--extra",
        "gee",
    )
    assert without.returncode == 0, without.stderr
    assert "primary (exploratory)" in without.stdout
    assert "gee (exploratory)" in without.stdout
    assert "planned" not in without.stdout


def test_a_new_seed_is_made_once_and_its_seal_is_not_the_seed(alongside: Run, folder: Path) -> None:
    seed = folder / "new.hex"
    done = alongside(
        "tools",
        "allocate",
        str(folder / "people.csv"),
        *ARMS,
        "--seed-file",
        str(seed),
        "--strata",
        "stratum",
        "--new-seed",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    text = seed.read_text(encoding="ascii").strip()
    assert text not in done.stdout
    assert seed.stat().st_mode & 0o077 == 0
    again = alongside("tools", "allocate", str(folder / "people.csv"), *ARMS, "--seed-file", str(seed), "--new-seed")
    assert again.returncode == 2
    assert "a seed is drawn once" in again.stderr
    assert seed.read_text(encoding="ascii").strip() == text


def test_a_list_goes_on_where_it_stopped(alongside: Run, folder: Path) -> None:
    arguments = (
        *ARMS,
        "--seed-file",
        str(folder / "seed.hex"),
        "--strata",
        "stratum",
        "--stratum",
        "north",
        "--stratum",
        "south",
        "--block",
        "4",
        "--json",
    )
    whole = json.loads(alongside("tools", "allocate", str(folder / "people.csv"), *arguments).stdout)["allocated"]
    rows = rows_of(folder / "people.csv")
    rewrite(
        folder / "people.csv",
        [
            row | {"arm": done["arm"] if index < 40 else ""}
            for index, (row, done) in enumerate(zip(rows, whole, strict=True))
        ],
    )
    again = json.loads(alongside("tools", "allocate", str(folder / "people.csv"), *arguments).stdout)["allocated"]
    assert [row["arm"] for row in again] == [row["arm"] for row in whole]
    assert [row["new"] for row in again] == [False] * 40 + [True] * 56


@pytest.mark.parametrize(("method", "arguments"), [("clusters", ()), ("stepped-wedge", ("--steps", "3"))])
def test_clusters_are_drawn_together(alongside: Run, folder: Path, method: str, arguments: tuple[str, ...]) -> None:
    (folder / "clusters.csv").write_text("cluster\n" + "\n".join("abcdef") + "\n", encoding="utf-8")
    done = alongside(
        "tools",
        "allocate",
        str(folder / "clusters.csv"),
        *ARMS,
        "--seed-file",
        str(folder / "seed.hex"),
        "--method",
        method,
        *arguments,
        "--json",
    )
    assert done.returncode == 0, done.stderr
    assert [row["cluster"] for row in json.loads(done.stdout)["allocated"]] == list("abcdef")


def test_people_are_minimised_over_their_columns(alongside: Run, folder: Path) -> None:
    done = alongside(
        "tools",
        "allocate",
        str(folder / "people.csv"),
        *ARMS,
        "--seed-file",
        str(folder / "seed.hex"),
        "--method",
        "minimisation",
        "--factor",
        "stratum",
        "--distance",
        "variance",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    arms = [row["arm"] for row in json.loads(done.stdout)["allocated"]]
    assert abs(arms.count("support") - 48) <= 6


def change(rows: list[dict[str, str]], index: int, **cells: str) -> None:
    rows[index] |= cells


def change_all(rows: list[dict[str, str]], whose: str, spare: int, **cells: str) -> None:
    """Everybody of an arm but the first `spare`."""
    for row in [row for row in rows if whose in ("", row["arm"])][spare:]:
        row |= cells


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda rows: change(rows, 4, person=rows[0]["person"]), "row 6: expected one row a person"),
        (lambda rows: change(rows, 4, outcome="11"), "row 6, column outcome: expected 0 to 10, found 11"),
        (lambda rows: change(rows, 4, measured="2025-12-31"), "column measured: measured on 2025-12-31, before"),
        (lambda rows: change(rows, 4, measured="31.12.2026"), "column measured: expected a date as 2026-01-31"),
        (lambda rows: change(rows, 4, arm=""), "row 6, column arm: expected a name"),
        (lambda rows: change_all(rows, "support", 0, outcome=""), "all outcomes are missing in the arm 'support'"),
        (lambda rows: change_all(rows, "support", 1, arm="waiting list"), "2 people an arm; 'support' has 1"),
        (lambda rows: change_all(rows, "", 0, stratum="north"), "column stratum: stratum 'south' has nobody"),
        (lambda rows: change_all(rows, "", 0, supporter=""), "column supporter: expected the group"),
    ],
    ids=["twice", "range", "before", "date", "no arm", "all missing", "one person", "empty stratum", "no groups"],
)
def test_a_spoilt_table_is_one_line_with_its_place(alongside: Run, folder: Path, spoil, words: str) -> None:
    rows = rows_of(folder / "outcomes.csv")
    spoil(rows)
    rewrite(folder / "outcomes.csv", rows)
    done = analysed(alongside, folder)
    assert done.returncode == 3
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_table_is_not_opened_before_the_plan_is_locked_or_after_it_was_changed(alongside: Run, folder: Path) -> None:
    # The table is not even there: that it is not opened is what the message shows.
    (folder / "outcomes.csv").unlink()
    arguments = ("tools", "trial", str(folder / "outcomes.csv"), "--plan", str(folder / "plan.json"))
    done = alongside(*arguments)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "not locked" in done.stderr
    locked = digest_of(alongside, folder)
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    (folder / "plan.json").write_text(json.dumps(plan | {"seed": 29}), encoding="utf-8")
    done = alongside(*arguments, "--locked", locked)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "not the one that was locked" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--block", "3"), 2, "a block of 3 cannot be drawn with the ratio 1 : 1"),
        (
            ("--strata", "stratum", "--stratum", "north", "--stratum", "south", "--stratum", "west"),
            3,
            "column stratum: stratum 'west' has nobody",
        ),
        (("--strata", "stratum", "--stratum", "north"), 2, "expected a stratum of 'north'; found 'south'"),
        (("--method", "lottery"), 2, "expected a method of"),
        (("--method", "minimisation", "--factor", "stratum", "--probability", "1"), 2, "random element"),
        (("--arms", "support"), 2, "expected arms with their ratio"),
    ],
)
def test_an_allocation_that_cannot_be_drawn_is_one_line(
    alongside: Run, folder: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = alongside(
        "tools", "allocate", str(folder / "people.csv"), *ARMS, "--seed-file", str(folder / "seed.hex"), *arguments
    )
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (code, 1, "")
    assert words in done.stderr


def test_two_people_with_one_id_and_an_arm_that_was_not_drawn_are_named(alongside: Run, folder: Path) -> None:
    path = folder / "people.csv"
    rows = rows_of(path)
    arguments = ("tools", "allocate", str(path), *ARMS, "--seed-file", str(folder / "seed.hex"), "--strata", "stratum")
    rewrite(path, [*rows, rows[0]])
    done = alongside(*arguments)
    assert (done.returncode, done.stdout) == (3, "")
    assert "row 98, column person: 'invented-001' is allocated already" in done.stderr
    rewrite(path, [row | {"arm": "support"} for row in rows])
    done = alongside(*arguments)
    assert done.returncode == 3
    assert "the procedure did not draw" in done.stderr


def test_a_cluster_in_two_arms_is_named(alongside: Run, folder: Path) -> None:
    rows = rows_of(folder / "outcomes.csv")
    rewrite(folder / "outcomes.csv", [row | {"cluster": f"c{index % 8}"} for index, row in enumerate(rows)])
    done = alongside(
        "tools",
        "trial",
        str(folder / "outcomes.csv"),
        "--design",
        "cluster",
        "--cluster",
        "cluster",
        "--comparison",
        "waiting list",
    )
    assert done.returncode == 3
    assert "is in two arms" in done.stderr


def test_an_event_before_randomisation_is_named(alongside: Run, folder: Path) -> None:
    rows = rows_of(folder / "events.csv")
    index = next(i for i, row in enumerate(rows) if row["event"] == "analysed")
    rows[index]["date"] = "2025-01-01"
    rewrite(folder / "events.csv", rows)
    done = analysed(alongside, folder, "--events", str(folder / "events.csv"))
    assert done.returncode == 3
    assert f"row {index + 2}: 'analysed' of" in done.stderr
    assert "before randomisation" in done.stderr


def test_a_seed_that_is_none_and_a_plan_that_is_none_are_said(alongside: Run, folder: Path) -> None:
    (folder / "seed.hex").write_text("not hex", encoding="ascii")
    done = alongside("tools", "allocate", str(folder / "people.csv"), *ARMS, "--seed-file", str(folder / "seed.hex"))
    assert done.returncode == 3
    assert "hexadecimal" in done.stderr
    (folder / "plan.json").write_text("{", encoding="utf-8")
    done = alongside("tools", "trial", "--plan", str(folder / "plan.json"))
    assert done.returncode == 3
    assert "expected JSON" in done.stderr
    assert alongside("tools", "trial").returncode == 2


def test_an_instrument_proposes_its_standard_deviation_with_sources(alongside: Run) -> None:
    arguments = ("tools", "samplesize", "individual", "--difference", "2")
    done = alongside(*arguments, "--instrument", "PHQ-9", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    arms = document["proposals"]["arms"]
    squares = sum((arm["n"] - 1) * arm["sd"] ** 2 for arm in arms) / sum(arm["n"] - 1 for arm in arms)
    assert document["assumptions"]["sd"] == pytest.approx(squares**0.5)
    assert all(arm["source"] and arm["study"] for arm in arms)
    assert all(row["source"] and row["quote"] for row in document["proposals"]["icc"])
    answer = json.loads(alongside(*arguments, "--sd", "3", "--instrument", "PHQ-9", "--json").stdout)
    assert answer["assumptions"]["sd"] == 3
    shown = alongside(*arguments, "--instrument", "PHQ-9")
    assert "ICC 0.01" in shown.stdout


@pytest.mark.parametrize(("name", "words"), [("HbA1c", "fits several"), ("Mood ring", "no trial of the packaged")])
def test_an_instrument_that_is_none_or_several_is_said(alongside: Run, name: str, words: str) -> None:
    done = alongside("tools", "samplesize", "--difference", "2", "--instrument", name)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert words in done.stderr
