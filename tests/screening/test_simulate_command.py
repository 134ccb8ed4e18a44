"""`alongside tools simulate` as a person runs it."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.screening.invented import invented

from alongside.screening import certificate_of, drawn_order

Run = Callable[..., CompletedProcess[str]]
KEYS = [
    "n",
    "m",
    "ranks",
    "loss",
    "ndcg",
    "read95",
    "wss95",
    "atd",
    "stopped_at",
    "recall_at_stop",
    "seconds",
]


def write(path: Path, label: str = "included", odd: str = "") -> list[bool]:
    documents, labels = invented()
    packed = path.suffix == ".gz"
    with gzip.open(path, "wt", newline="") if packed else path.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("record_id", "title", "abstract", label))
        for number, (document, relevant) in enumerate(zip(documents, labels, strict=True)):
            rows.writerow(
                (f"r{number}", document.title, document.abstract, odd if odd and number == 2 else int(relevant))
            )
    return labels.tolist()


def test_the_document_has_the_contracts_keys_and_leaves_the_priors_out(alongside: Run, tmp_path: Path) -> None:
    labels = write(tmp_path / "set.csv.gz")
    relevant, irrelevant = labels.index(True), labels.index(False)
    done = alongside(
        "tools",
        "simulate",
        "set.csv.gz",
        "--prior-relevant",
        f"r{relevant}",
        "--prior-irrelevant",
        f"r{irrelevant}",
        f"r{labels.index(False, irrelevant + 1)}",
        "--seed",
        "3",
        "--question",
        "peer support",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert list(document) == KEYS
    assert (document["n"], document["m"]) == (117, 14)
    assert len(document["ranks"]) == 14
    assert document["loss"] < 0.3


def test_ids_may_stand_before_the_file(alongside: Run, tmp_path: Path) -> None:
    labels = write(tmp_path / "set.csv")
    arguments = ("tools", "simulate", "--prior-relevant", f"r{labels.index(True)}", "set.csv", "--json")
    assert json.loads(alongside(*arguments).stdout)["m"] == 14


def test_the_same_seed_prints_the_same_order(alongside: Run, tmp_path: Path) -> None:
    write(tmp_path / "set.csv")
    orders = {
        tuple(json.loads(alongside("tools", "simulate", "set.csv", "--seed", "8", "--json").stdout)["ranks"])
        for _ in range(2)
    }
    assert len(orders) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--prior-relevant", "r999"), 2, "expected one record 'r999'; there is none"),
        (("--prior-relevant", "r1", "--prior-irrelevant", "r1"), 2, "'r1' is given as relevant and as irrelevant"),
        (("--ranker", "oracle"), 2, "no ranker 'oracle'"),
        (("--label", "verdict"), 3, "expected a label 1 or 0 in at least one record; 120 have none"),
    ],
)
def test_wrong_use_is_one_line(
    alongside: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    write(tmp_path / "set.csv")
    done = alongside("tools", "simulate", "set.csv", *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_label_that_is_none_is_named_with_its_row_and_column(alongside: Run, tmp_path: Path) -> None:
    write(tmp_path / "set.csv", odd="perhaps")
    done = alongside("tools", "simulate", "set.csv")
    assert done.returncode == 3
    assert "set.csv, row 4, column included: expected a label 1 or 0, found 'perhaps'" in done.stderr


def test_a_record_without_a_label_is_left_out_and_counted(alongside: Run, tmp_path: Path) -> None:
    write(tmp_path / "set.csv", label="label_included", odd="-1")
    done = alongside("tools", "simulate", "set.csv", "--json")
    assert "1 record without a label was left out." in done.stderr
    assert json.loads(done.stdout)["n"] == 119


def test_a_stop_says_where_and_with_which_recall(alongside: Run, tmp_path: Path) -> None:
    write(tmp_path / "set.csv")
    for rule in ("recall:0.9", "consecutive:20"):
        document = json.loads(alongside("tools", "simulate", "set.csv", "--stop", rule, "--json").stdout)
        assert 15 <= document["stopped_at"] <= 120
        assert 0.8 <= document["recall_at_stop"] <= 1
    refused = alongside("tools", "simulate", "set.csv", "--stop", "hunch")
    assert refused.returncode == 2
    assert "no stopping rule 'hunch'" in refused.stderr


def test_two_rules_run_at_once_and_a_heuristic_states_no_risk(alongside: Run, tmp_path: Path) -> None:
    write(tmp_path / "set.csv")
    rules = ("--stop", "recall:0.9", "--stop", "consecutive:20", "--stop", "estimate:0.8:0.2")
    document = json.loads(alongside("tools", "simulate", "set.csv", *rules, "--json").stdout)
    assert list(document) == [*KEYS, "stops"]
    assert [(end["rule"], end["risk"]) for end in document["stops"]] == [
        ("recall:0.9", 0.05),
        ("consecutive:20", None),
        ("estimate:0.8:0.2", 0.2),
    ]
    for end in document["stops"]:
        alone = json.loads(alongside("tools", "simulate", "set.csv", "--stop", end["rule"], "--json").stdout)
        assert (alone["stopped_at"], alone["recall_at_stop"]) == (end["stopped_at"], end["recall_at_stop"])
    assert "none stated: a heuristic" in alongside("tools", "simulate", "set.csv", *rules).stdout


def test_a_certificate_verifies_until_it_is_changed(alongside: Run, tmp_path: Path) -> None:
    frame = [f"r{number}" for number in range(20)]
    document = certificate_of(
        target=0.9,
        risk=0.1,
        read_before=10,
        found_before=5,
        frame=frame,
        seed="3",
        verdicts=dict.fromkeys(drawn_order(frame, "3"), False),
    ).document()
    (tmp_path / "whole.json").write_text(json.dumps(document))
    (tmp_path / "frame.txt").write_text("\n".join(frame))
    done = alongside("screening", "certificate", "whole.json", "--verify", "--frame", "frame.txt")
    assert done.returncode == 0
    assert "Of 30 records 30 were screened" in done.stdout
    (tmp_path / "changed.json").write_text(json.dumps(document | {"found_before": 6}))
    changed = alongside("screening", "certificate", "changed.json", "--verify")
    assert changed.returncode == 1
    assert "changed after it was written" in changed.stderr
    (tmp_path / "none.json").write_text("{")
    assert alongside("screening", "certificate", "none.json").returncode == 3


def test_rankers_are_compared_in_a_table_and_a_plot(alongside: Run, tmp_path: Path) -> None:
    write(tmp_path / "first.csv.gz")
    write(tmp_path / "second.csv")
    (tmp_path / "questions.csv").write_text("name,question\nfirst,peer support\n")
    done = alongside(
        "screening",
        "compare",
        "first.csv.gz",
        "second.csv",
        "--ranker",
        "default",
        "--ranker",
        "random",
        "--seeds",
        "2",
        "--questions",
        "questions.csv",
        "--jobs",
        "2",
        "--out",
        "table.csv",
        "--plot",
        "recall.svg",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [(row["set"], row["ranker"], row["seed"]) for row in rows] == [
        (name, ranker, seed) for name in ("first", "second") for ranker in ("default", "random") for seed in (1, 2)
    ]
    loss = {name: sum(row["loss"] for row in rows if row["ranker"] == name) for name in ("default", "random")}
    assert loss["default"] < loss["random"] / 2
    with (tmp_path / "table.csv").open() as stream:
        assert [float(row["loss"]) for row in csv.DictReader(stream)] == [row["loss"] for row in rows]
    assert "Relevant records found" in (tmp_path / "recall.svg").read_text(encoding="utf-8")


def test_two_files_of_one_name_are_refused(alongside: Run, tmp_path: Path) -> None:
    write(tmp_path / "set.csv")
    write(tmp_path / "set.csv.gz")
    done = alongside("screening", "compare", "set.csv", "set.csv.gz")
    assert done.returncode == 2
    assert "two files are called 'set'" in done.stderr
