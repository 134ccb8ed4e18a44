"""Tables of trials from the field, as `understand import` reads them: what each gives, says, or is refused for.

`expected_tables.csv` holds what is right: estimates by the Handbook's formulas in a separate script (restricted
likelihood searched on a grid, Hartung and Knapp's interval), not by this package.
"""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from alongside.coding import Evidence, TableWishes, evidence_alone
from alongside.errors import InputError
from alongside.synthesis.answers import answers_of_outcome
from alongside.synthesis.selection import Rule
from alongside.workflow.understand.questions import waiting_for_a_person

Run = Callable[..., subprocess.CompletedProcess[str]]

EXPECTED = Path(__file__).with_name("expected_tables.csv")


def expected() -> list[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cases(shared: Path) -> Path:
    folder = shared / "data" / "field-cases" / "answer"
    if not folder.exists():
        pytest.skip("the field cases are not here")
    return folder


def words_and_figures(evidence: Evidence, outcome: str) -> tuple[str, list[float]]:
    """All that is said of a table's rows, and k, estimate and limits of an outcome's answer (k alone without one)."""
    contrasts = waiting_for_a_person(evidence.contrasts)
    [described] = [candidate for candidate in evidence.outcomes if candidate.id == outcome]
    studies = {study.id: study for study in evidence.studies}
    results = [contrast for contrast in contrasts if contrast.outcome == outcome]
    [answer] = [answer for answer in answers_of_outcome(results, described, studies, Rule()) if not answer.by]
    remarks = [
        *evidence.understood,
        *(why for _, why in answer.left_out),
        *(contrast.use_why for contrast in contrasts),
    ]
    estimate = answer.estimate
    if estimate is None:
        return "; ".join(remarks), [0.0]
    figures = [float(estimate.k), estimate.beta, estimate.ci_low, estimate.ci_high]
    return "; ".join(remarks), figures


@pytest.mark.parametrize("row", expected(), ids=lambda row: f"{row['file']} {row['outcome']}")
def test_a_field_table_gives_what_is_expected(row: dict[str, str], shared: Path) -> None:
    path = cases(shared) / row["file"]
    if row["refused"]:
        with pytest.raises(InputError) as caught:
            evidence_alone(path)
        assert row["refused"] in str(caught.value)
        return
    remarks, figures = words_and_figures(evidence_alone(path), row["outcome"])
    assert row["says"] in remarks
    right = [float(row[name]) for name in ("k", "estimate", "ci_low", "ci_high") if row[name]]
    assert figures == pytest.approx(right, abs=6e-5)


def test_every_shared_table_of_trials_has_a_row(shared: Path) -> None:
    assert {path.name for path in cases(shared).iterdir() if path.name[0] in "ijmw"} <= {r["file"] for r in expected()}


MAP = {
    "outcome": "outcome_category",
    "effect": ".g",
    "se": ".g_se",
    "effect_measure": "=SMD",
    "higher_is_better": "=1",
}


@pytest.mark.parametrize("name", ["m1_noid.csv", "m2_dots.csv"])
def test_a_real_table_loads_by_a_column_map_for_one_outcome(name: str, shared: Path) -> None:
    path = cases(shared) / name
    wishes = TableWishes(MAP, [("outcome_category", "Clinical recovery")])
    evidence = evidence_alone(path, wishes)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter=";") if row["outcome_category"] == "Clinical recovery"]
    assert [contrast.effect.value for contrast in evidence.contrasts if contrast.effect] == [
        float(row[".g"].replace(",", ".")) for row in rows
    ]
    assert len(evidence.studies) == len({row["study"] for row in rows})


TABLE = """study;outcome_category;.g;.g_se;n_arm1;n_arm2;country
Ash, 2016;mood;-0,05;0,17;65;73;NL
Birch, 2017;mood;NA;NA;NA;40;UK
Elm, 2018;mood;0,31;0,20;50;51;NA
Elm, 2018;work;0,10;0,20;50;51;NA
"""


def stored(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_map_chooses_columns_and_rows_of_a_table_in_its_own_words(tmp_path: Path) -> None:
    wishes = TableWishes(MAP, [("outcome_category", "MOOD ")], keep_going=True)
    evidence = evidence_alone(stored(tmp_path, TABLE), wishes)
    assert [contrast.study for contrast in evidence.contrasts] == ["ash-2016", "elm-2018"]
    assert [contrast.effect.value for contrast in evidence.contrasts if contrast.effect] == [-0.05, 0.31]
    [refusal] = evidence.refused
    assert refusal.row == 3
    assert "country: NL" in evidence.contrasts[0].note


HEAD = "study,outcome,higher_is_better,mean1,sd1,n1,mean2,sd2,n2\n"
GOOD = "".join(f"Trial {number},mood,0,{10 + number},4,50,12,4,48\n" for number in range(11))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Ash,mood,0,10,4,,12,4,48", "column n1: means need the number of people of both arms"),
        ("Ash,mood,0,10,-4,50,12,4,48", "column sd1: expected a number of at least 0, found '-4'"),
        ("Ash,mood,0,ten,4,50,12,4,48", "column mean1: expected a number, found 'ten'"),
        ("Ash,mood,0,10,4,0,12,4,48", "column n1: expected a number above 0, found '0'"),
        (",mood,0,10,4,50,12,4,48", "column study: a study is needed in every row"),
        ("Ash,mood,,10,4,50,12,4,48", "column higher_is_better: expected 1 (higher is better) or 0"),
        ("Ash,mood,maybe,10,4,50,12,4,48", "column higher_is_better: expected 1 or 0, yes or no"),
    ],
)
def test_one_row_that_cannot_be_used_stops_the_table_or_is_left_out_with_its_line(
    tmp_path: Path, row: str, words: str
) -> None:
    path = stored(tmp_path, f"{HEAD}{GOOD}{row}\n")
    with pytest.raises(InputError) as caught:
        evidence_alone(path)
    assert f"row 13, {words}" in str(caught.value)
    evidence = evidence_alone(path, TableWishes(keep_going=True))
    assert len(evidence.contrasts) == len(evidence.studies) == 11
    assert [(error.row, words in str(error)) for error in evidence.refused] == [(13, True)]


def test_a_trial_in_other_letters_is_the_same_trial_and_its_repeated_row_counts_once(tmp_path: Path) -> None:
    rows = "Ash 2010,Mood,0,10,4,50,12,4,48\nAsh 2010 ,mood ,0,11,4,50,12,4,48\nash 2010,mood,0,11,4,50,12,4,48\n"
    evidence = evidence_alone(stored(tmp_path, HEAD + rows))
    assert [contrast.id for contrast in evidence.contrasts] == ["ash-2010/1", "ash-2010/2"]
    assert len(evidence.outcomes) == 1
    assert "counted once (row 4)" in "; ".join(evidence.understood)


def test_percentages_typed_as_events_wait_and_load_as_percentages_when_the_map_says_so(tmp_path: Path) -> None:
    text = "study,outcome,higher_is_better,events1,n1,events2,n2\nAsh,fall,0,22.5,60,31.2,58\nElm,fall,0,5,60,7,58\n"
    evidence = evidence_alone(stored(tmp_path, text))
    assert [contrast.use for contrast in evidence.contrasts] == ["ask", "main"]
    assert evidence.contrasts[0].use_why == "22.5 events are no whole number of people: is it a percentage?"
    mapped = evidence_alone(stored(tmp_path, text), TableWishes({"percent1": "events1", "percent2": "events2"}))
    counts = mapped.contrasts[0].counts
    assert counts is not None
    assert (counts.events1, counts.events2) == (14, 18)  # 13.5 and 18.1 people
    assert mapped.contrasts[0].use == "main"


def test_the_command_loads_what_can_be_used_and_ends_with_a_finding(alongside: Run, tmp_path: Path) -> None:
    path, project = stored(tmp_path, f"{HEAD}{GOOD}Ash,mood,0,10,4,,12,4,48\n"), str(tmp_path / "p.alongside")
    assert alongside("new", project).returncode == 0
    stopped = alongside("understand", "import", str(path), "-p", project)
    assert (stopped.returncode, len(stopped.stderr.splitlines())) == (3, 1)
    done = alongside("understand", "import", str(path), "-p", project, "--keep-going")
    assert done.returncode == 1
    lines = io.StringIO(done.stderr).read()
    assert "not loaded: row 13, column n1: means need the number of people" in lines
    assert "11 results of 11 studies on 1 outcome." in lines
    assert "1 row could not be used and is in no answer." in lines


GERMAN = """Studie;Jahr;Endpunkt;Fragebogen;Wochen;Mittelwert IG;SD IG;n IG;Mittelwert KG;SD KG;n KG;Bemerkung
Müller;2010;Depression;PHQ-9;12;10,1;4,2;50;12,3;4,0;48;
Müller;2012;Depression;PHQ-9;26;11,0;5,0;1.060;12,0;5,1;62;
Weiß;2015;Depression;;;9,0;k.A.;40;10,5;4,4;41;ohne Ausfälle
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_spreadsheet_is_read_and_two_trials_of_one_author_stay_two(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "studien.csv"
    path.write_bytes(GERMAN.replace("\n", "\r\n").encode(encoding))
    evidence = evidence_alone(path, TableWishes({"higher_is_better": "=0"}))
    assert [study.label for study in evidence.studies] == ["Müller 2010", "Müller 2012", "Weiß 2015"]
    assert [study.year for study in evidence.studies] == [2010, 2012, 2015]
    assert [contrast.instrument for contrast in evidence.contrasts] == ["PHQ-9", "PHQ-9", "Depression"]
    assert [contrast.weeks for contrast in evidence.contrasts] == [12, 26, None]
    crimmins, later, third_trial = (contrast.means for contrast in evidence.contrasts)
    assert crimmins is not None
    assert later is not None
    assert third_trial is not None
    assert (crimmins.mean1, crimmins.sd2, later.n1) == (10.1, 4.0, 1060)
    assert (third_trial.sd1, third_trial.sd2) == (None, 4.4)
    assert "Bemerkung: ohne Ausfälle" in evidence.contrasts[2].note


def test_a_year_in_the_name_of_a_trial_is_not_written_twice(tmp_path: Path) -> None:
    text = "study,year,outcome,higher_is_better,effect_measure,effect,se\nAsh 2010,2011,mood,0,SMD,0.2,0.1\n"
    [contrast] = evidence_alone(stored(tmp_path, text)).contrasts
    assert contrast.study == "ash-2010"
    assert "year: 2011" in contrast.note


@pytest.mark.parametrize(
    "header", ["mean.e,sd.e,n.e,mean.c,sd.c,n.c", "m1,sd1,n1,m2,sd2,n2", "Mean (T),SD (T),N (T),Mean (C),SD (C),N (C)"]
)
def test_the_names_of_two_groups_are_those_that_pooling_knows(tmp_path: Path, header: str) -> None:
    text = f"study,outcome,higher_is_better,{header}\nAsh,mood,0,10,4,50,12,4,48\n"
    [contrast] = evidence_alone(stored(tmp_path, text)).contrasts
    assert contrast.means is not None
    assert (contrast.means.mean1, contrast.means.sd1, contrast.means.n2) == (10, 4, 48)


@pytest.mark.parametrize(("column", "others"), [("study", "outcome"), ("outcome", "study")])
def test_a_table_that_lacks_a_column_says_which_there_are_and_the_way_on(
    tmp_path: Path, column: str, others: str
) -> None:
    text = f"Gruppe,{others},higher_is_better,effect_measure,effect,se\nAsh,mood,0,SMD,0.2,0.1\n"
    with pytest.raises(InputError, match=f"row 1, column {column}: no column says .* there are Gruppe, {others}, .*"):
        evidence_alone(stored(tmp_path, text))
    evidence = evidence_alone(stored(tmp_path, text), TableWishes({column: "Gruppe"}))
    assert len(evidence.contrasts) == 1
