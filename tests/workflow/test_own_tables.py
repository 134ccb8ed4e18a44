"""A table of one's own meets the project: nothing is loaded twice, lost or changed without a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.coding import TableWishes
from alongside.errors import InputError
from alongside.evidence import Author
from alongside.project import Project, create
from alongside.workflow.understand.kept_columns import all_kept
from alongside.workflow.understand.loading import Loaded, code_study, load_result, load_tables
from alongside.workflow.understand.questions import decide_use

ADA = Author("person", "Ada")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
HEAD = "study,outcome,higher_is_better,n1,mean1,sd1,n2,mean2,sd2"
MOOD = "Kew 2017,Mood,1,50,12,4,50,10,4"
PAIN = "Kew 2017,Pain,0,50,5,2,50,6,2"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create(tmp_path / "own.alongside", title="Own") as opened:
        yield opened


def load(
    project: Project, tmp_path: Path, *rows: str, head: str = HEAD, name: str = "t.csv", **options: bool
) -> Loaded:
    (tmp_path / name).write_text("\n".join((head, *rows)) + "\n")
    return load_tables(project, tmp_path / name, author=ADA, at=NOW, **options)


def results(project: Project) -> dict[str, tuple[str, float]]:
    return {
        contrast.id: (contrast.outcome, contrast.means.mean1)
        for contrast in project.understand.contrasts()
        if contrast.means is not None
    }


def test_a_second_table_of_the_same_trial_adds_its_results_and_takes_none_away(
    project: Project, tmp_path: Path
) -> None:
    load(project, tmp_path, MOOD)
    loaded = load(project, tmp_path, PAIN, name="second.csv")
    assert results(project) == {"kew-2017/1": ("mood", 12), "kew-2017/2": ("pain", 5)}
    assert "1 further result of trials that are here already" in loaded.understood


def test_a_table_whose_rows_come_in_another_order_is_no_news(project: Project, tmp_path: Path) -> None:
    load(project, tmp_path, MOOD, PAIN)
    assert load(project, tmp_path, PAIN, MOOD, name="again.csv").rows == 0


def test_a_corrected_number_takes_the_place_of_the_old_and_is_said(project: Project, tmp_path: Path) -> None:
    load(project, tmp_path, MOOD, PAIN)
    loaded = load(project, tmp_path, PAIN.replace(",5,2,", ",5.5,2,"))
    assert results(project) == {"kew-2017/1": ("mood", 12), "kew-2017/2": ("pain", 5.5)}
    assert "1 result takes the place of what was here: kew-2017/2 (mean1 5 to 5.5)" in loaded.understood


def test_what_would_change_is_said_before_anything_is_written(project: Project, tmp_path: Path) -> None:
    load(project, tmp_path, MOOD)
    before = project.mark()
    looked = load(project, tmp_path, MOOD.replace(",12,", ",13,"), only_look=True)
    assert looked.rows == 1
    assert "kew-2017/1 (mean1 12 to 13)" in looked.understood[0]
    assert project.mark() == before
    assert results(project) == {"kew-2017/1": ("mood", 12)}


def test_what_a_person_decided_of_a_result_and_a_trial_stays_when_the_table_comes_again(
    project: Project, tmp_path: Path
) -> None:
    load(project, tmp_path, MOOD)
    decide_use(project, "kew-2017/1", "apart", author=ADA, at=NOW, why="another instrument serves")
    code_study(project, "kew-2017", "form", ["telephone"], author=ADA, at=NOW)
    assert load(project, tmp_path, MOOD + ",group", head=HEAD + ",form", name="b.csv").rows == 0
    [contrast] = project.understand.contrasts()
    assert (contrast.use, contrast.use_why) == ("apart", "another instrument serves")
    [study] = project.understand.studies()
    assert study.codes_of("form") == ("telephone",)


def test_an_outcome_stays_as_it_is_but_for_a_measure_that_the_table_names(project: Project, tmp_path: Path) -> None:
    load(project, tmp_path, MOOD + ",MD", head=HEAD + ",measure")
    load(project, tmp_path, "Ash 2020,Mood,1,40,11,4,40,10,4", name="b.csv")
    assert [outcome.measure for outcome in project.understand.outcomes()] == ["MD"]
    loaded = load(project, tmp_path, "Elm 2021,Mood,1,40,11,4,40,10,4,SMD", head=HEAD + ",measure", name="c.csv")
    assert [outcome.measure for outcome in project.understand.outcomes()] == ["SMD"]
    assert "Mood is pooled as SMD from now on, and no more as MD" in loaded.understood


THEIRS = "Trial,Scale,N_a,M_a,S_a,N_b,M_b,S_b,set"
WISHES = TableWishes(
    columns={
        "outcome": "Scale",
        "higher_is_better": "=1",
        **{ours: theirs for theirs, ours in zip(THEIRS.split(",")[2:8], HEAD.split(",")[3:], strict=True)},
    },
    where=(("set", "main"),),
    decimal=",",
)


def theirs(project: Project, path: Path, row: str, wishes: TableWishes | None = None, **options: bool) -> Loaded:
    path.write_text(f"{THEIRS.replace(',', ';')}\n{row}\n")
    return load_tables(project, path, author=ADA, at=NOW, wishes=wishes, **options)


def test_what_was_said_of_columns_once_is_taken_again_for_the_same_header_and_said(
    project: Project, tmp_path: Path
) -> None:
    theirs(project, tmp_path / "a.csv", "Kew 2017;Mood;50;12,5;4;50;10;4;main", WISHES)
    loaded = theirs(project, tmp_path / "b.csv", "Ash 2020;Mood;40;11;4,25;40;10;4;main")
    assert results(project)["ash-2020/1"] == ("mood", 11)
    assert [columns.file for columns in all_kept(project)] == ["a.csv"]
    assert loaded.understood[0].startswith("as Ada said on 2026-01-02 of a.csv, which has the same columns: --column")
    assert loaded.understood[0].endswith("--where set=main --decimal ,")


def test_what_is_said_anew_comes_before_what_was_kept_and_is_kept_itself(project: Project, tmp_path: Path) -> None:
    theirs(project, tmp_path / "a.csv", "Kew 2017;Mood;50;12,5;4;50;10;4;main", WISHES)
    row = "Ash 2020;Mood;40;11;4;40;10;4;second"
    theirs(project, tmp_path / "b.csv", row, TableWishes(where=(("set", "second"),)))
    [columns] = all_kept(project)
    assert columns.wishes.where == (("set", "second"),)
    assert columns.wishes.columns == WISHES.columns


def test_kept_columns_are_passed_over_on_request_and_taken_back_as_any_decision(
    project: Project, tmp_path: Path
) -> None:
    theirs(project, tmp_path / "a.csv", "Kew 2017;Mood;50;12,5;4;50;10;4;main", WISHES)
    row = "Ash 2020;Mood;40;11;4;40;10;4;main"
    with pytest.raises(InputError, match="no column says which outcome"):
        theirs(project, tmp_path / "b.csv", row, anew=True)
    project.undo(all_kept(project)[0].uuid, author=ADA, at=NOW)
    assert all_kept(project) == []
    with pytest.raises(InputError, match="no column says which outcome"):
        theirs(project, tmp_path / "b.csv", row)


def test_a_refusal_that_rests_on_what_was_kept_says_so_with_the_way_out(project: Project, tmp_path: Path) -> None:
    theirs(project, tmp_path / "a.csv", "Kew 2017;Mood;50;12,5;4;50;10;4;main", WISHES)
    with pytest.raises(InputError, match=r"no row has 'main'; there are other \(read as Ada said .* --anew\)"):
        theirs(project, tmp_path / "b.csv", "Ash 2020;Mood;40;11;4;40;10;4;other")


TYPED = {
    "study": "Kew 2017",
    "outcome": "Pain",
    "higher_is_better": "0",
    "effect_measure": "MD",
    "effect": "-1.2",
    "ci_low": "-2",
    "ci_high": "-0.4",
    "source": "table 2",
}


def test_a_typed_result_joins_its_trial_with_its_source(project: Project, tmp_path: Path) -> None:
    load(project, tmp_path, MOOD)
    loaded = load_result(project, TYPED, author=ADA, at=NOW)
    typed = next(contrast for contrast in project.understand.contrasts() if contrast.id == "kew-2017/2")
    assert typed.effect is not None
    assert (typed.effect.value, typed.anchors[0].source) == (-1.2, "table 2")
    for uuid in reversed(loaded.uuids):
        project.undo(uuid, author=ADA, at=NOW)
    assert results(project) == {"kew-2017/1": ("mood", 12)}
    assert len(project.understand.contrasts()) == 1


def test_a_typed_result_is_checked_as_a_row_of_a_table_is(project: Project) -> None:
    for wrong, column in (({"ci_low": "1"}, "ci_low"), ({"effect": "1,2,3"}, "effect"), ({"study": ""}, "study")):
        with pytest.raises(InputError) as caught:
            load_result(project, TYPED | wrong, author=ADA, at=NOW)
        assert caught.value.column == column
    assert project.understand.contrasts() == []


def test_rows_of_one_question_keep_their_places_when_one_of_them_is_corrected(project: Project, tmp_path: Path) -> None:
    twice = [MOOD, MOOD.replace(",12,", ",14,"), MOOD.replace(",12,", ",16,")]
    load(project, tmp_path, *twice)
    load(project, tmp_path, twice[0], twice[1].replace(",14,", ",15,"), twice[2])
    assert [mean for _, mean in results(project).values()] == [12, 15, 16]
