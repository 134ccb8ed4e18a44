"""What a row says of itself is heeded: contradictions and unclassed comparators wait, the unlikely is asked about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alongside.errors import InputError, NotHereError, UsageError
from alongside.evidence import Author, Contrast, Counts, Means, PrintedEffect
from alongside.project import create
from alongside.synthesis.contradictions import contradiction
from alongside.workflow.answer import review_of
from alongside.workflow.understand.loading import load_tables
from alongside.workflow.understand.questions import confirm, decide_use, open_questions, results_waiting
from alongside.workflow.undoing import take_back

ADA = Author("person", "Ada")
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)

MEANS = "study,outcome,higher_is_better,{}mean1,sd1,n1,mean2,sd2,n2\n"
COUNTS = "study,outcome,higher_is_better,events1,n1,events2,n2{}\n"


@pytest.fixture
def loaded(tmp_path: Path):
    """Load a table into a project of its own; gives the project."""
    projects = []

    def load(text: str):
        project = create(tmp_path / f"{len(projects)}.alongside", title="Own")
        projects.append(project)
        (tmp_path / "mine.csv").write_text(text)
        load_tables(project, tmp_path / "mine.csv", author=ADA, at=NOW)
        return project

    yield load
    for project in projects:
        project.close()


def trials(project, outcome: str) -> int:
    [answer] = [answer for answer in review_of(project).answers if answer.id == outcome]
    return answer.estimate.k if answer.estimate else 0


def codes(project) -> list[tuple[str, tuple[str, ...]]]:
    review = review_of(project)
    return [(question.code, question.contrasts) for question in open_questions(review, project.understand.confirmed())]


SMALL = MEANS.format("") + "Ash 2010,mood,0,10.1,4.2,50,12.3,4.0,48\n{}\nElm 2015,mood,0,9.0,4.0,40,10.5,4.4,41\n"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (SMALL.format("Fir 2012,mood,0,11.0,5.0,60,12.0,5.1,62"), []),
        (SMALL.format("Fir 2012,mood,0,11.0,0.65,60,12.0,0.66,62"), [("sd", ("fir-2012/1",))]),
        (SMALL.format("Fir 2012,mood,0,101,4.1,60,12.0,4.2,62"), [("point", ("fir-2012/1",))]),
        (SMALL.format("Fir 2012,mood,0,25.0,5.0,60,12.0,5.1,62"), [("far", ("fir-2012/1",))]),
        (
            SMALL.format('"Ash et al., 2010",mood,0,10.1,4.2,50,12.3,4.0,48'),
            [("same", ("ash-2010/1", "ash-et-al-2010/1"))],
        ),
        (SMALL.format("Fir 2012,mood,0,11.0,5.0,4000000,12.0,5.1,62"), [("large", ("fir-2012/1",))]),
        (
            COUNTS.format("")
            + "Ash 2010,quit,0,20,50,10,48\nElm 2011,quit,1,20,51,12,48\nFir 2012,quit,1,20,53,14,48\n",
            [("side", ("ash-2010/1",))],
        ),
    ],
)
def test_the_unlikely_is_asked_about_and_counts_all_the_same(loaded, table: str, expected: list[object]) -> None:
    project = loaded(table)
    assert codes(project) == expected
    assert trials(project, "mood" if "mood" in table else "quit") == 3
    for code, names in expected:
        rows = confirm(project, code, names, author=ADA, at=LATER)
        assert codes(project) == []
        take_back(project, [row.uuid for row in rows], author=ADA, at=LATER)
        assert codes(project) == expected


def contrast(**parts: object) -> Contrast:
    return Contrast("a/1", "a", "x", "x", False, **parts)


COUNTED, MEASURED = Counts(20, 50, 10, 48), Means(50, 140, 15, 48, 135, 15)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (contrast(counts=COUNTED, effect=PrintedEffect("OR", 0.40, 0.20, 0.80)), "counts"),
        (contrast(counts=COUNTED, effect=PrintedEffect("OR", 2.4, 1.0, 5.8)), ""),
        (contrast(counts=COUNTED, effect=PrintedEffect("RR", 1.7, 0.9, 3.2)), ""),  # adjusted a little
        (contrast(means=MEASURED, effect=PrintedEffect("MD", -5, -11, 1)), "means"),
        (contrast(means=MEASURED, effect=PrintedEffect("MD", 4.1, -1.2, 9.4)), ""),
        (contrast(effect=PrintedEffect("OR", 0.7, 0.50, 0.98, 0.04)), ""),
        (contrast(effect=PrintedEffect("OR", 0.7, 0.50, 0.98, 0.40)), "p of 0.4"),
        (contrast(effect=PrintedEffect("MD", 2.0, -1.0, 5.0, 0.001)), "p of 0.001"),
        (contrast(effect=PrintedEffect("OR", 0.5, 0.25, 1.0)), ""),
        (contrast(effect=PrintedEffect("OR", 0.9, 0.25, 1.0)), "middle of its interval"),
        (contrast(effect=PrintedEffect("MD", 0.1, 0.0, 0.3)), ""),  # no more than rounding
        (contrast(counts=COUNTED, effect=PrintedEffect("OR", 0.40, 0.20, 0.80), prefer="counts"), ""),
    ],
)
def test_numbers_of_one_row_are_held_against_each_other(row: Contrast, says: str) -> None:
    assert (says in contradiction(row)) if says else (contradiction(row) == "")


CONTRADICTED = (
    COUNTS.format(",effect_measure,effect,ci_low,ci_high")
    + "Ash 2010,stay,0,20,50,10,48,OR,0.40,0.20,0.80\nElm 2011,stay,0,21,51,12,48,,,,\n"
)


def test_a_contradiction_waits_until_a_person_says_which_numbers_serve(loaded) -> None:
    project = loaded(CONTRADICTED)
    [waiting] = results_waiting(review_of(project))
    assert waiting.id == "ash-2010/1"
    assert "contradicts its own counts" in waiting.use_why
    assert trials(project, "stay") == 1
    row = decide_use(project, "ash-2010/1", "main", author=ADA, at=LATER, prefer="counts", why="the table is right")
    assert trials(project, "stay") == 2
    assert results_waiting(review_of(project)) == []
    take_back(project, [row.uuid], author=ADA, at=LATER)
    assert trials(project, "stay") == 1
    with pytest.raises(UsageError, match="needs its reason"):
        decide_use(project, "ash-2010/1", "apart", author=ADA, at=LATER)
    with pytest.raises(NotHereError):
        decide_use(project, "ash-2010/9", "main", author=ADA, at=LATER)


def test_a_comparator_in_words_is_classed_where_they_leave_no_doubt_and_waits_else(loaded) -> None:
    project = loaded(
        MEANS.format("comparator,")
        + "Ash 2010,mood,0,usual care,10.1,4.2,50,12.3,4.0,48\n"
        + "Elm 2012,mood,0,cognitive behavioural therapy by a psychologist,11.0,5.0,60,12.0,5.1,62\n"
        + "Fir 2015,mood,0,Waiting list,9.0,4.0,40,10.5,4.4,41\n"
    )
    classes = {c.study: (c.comparator_class, c.use) for c in project.understand.contrasts()}
    assert classes["ash-2010"] == ("nothing_or_usual", "main")
    assert classes["fir-2015"] == ("waiting_list", "main")
    assert classes["elm-2012"] == ("nothing_or_usual", "ask")
    decide_use(project, "elm-2012/1", "main", author=ADA, at=LATER, comparator_class="professional")
    answers = {answer.id: answer for answer in review_of(project).answers}
    assert answers["mood"].estimate.k == 1
    assert answers["mood--comparator-professional"].estimate.k == 1


UNITS = MEANS.format("measure,unit,")


def test_a_unit_is_turned_to_that_of_the_outcome_and_an_unknown_one_is_refused(loaded) -> None:
    rows = "Ash 2010,HbA1c,0,MD,%,7.1,1.2,50,7.6,1.3,48\nElm 2011,HbA1c,0,MD,mmol/mol,54,13,51,59,14,48\n"
    project = loaded(UNITS + rows)
    effects = review_of(project).effects
    assert effects["elm-2011/1"].yi == pytest.approx(-5 * 0.09148)
    with pytest.raises(InputError, match="found furlongs") as caught:
        loaded(UNITS + rows.replace("mmol/mol", "furlongs"))
    assert (caught.value.row, caught.value.column) == (3, "unit")


def test_one_outcome_has_one_measure(loaded) -> None:
    rows = "Ash 2010,pressure,0,MD,mmHg,135,15,50,140,15,48\nElm 2011,pressure,0,SMD,mmHg,138,15,50,141,15,48\n"
    with pytest.raises(InputError, match="one outcome has one measure") as caught:
        loaded(UNITS + rows)
    assert (caught.value.row, caught.value.column) == (3, "measure")


def test_an_adjusted_difference_comes_before_the_means(loaded) -> None:
    head = UNITS.strip() + ",effect_measure,effect,ci_low,ci_high,adjusted\n"
    row = "Ash 2010,pressure,0,MD,mmHg,138,15,50,141,15,48,MD,-4.2,-8.0,-0.4,{}\n"
    adjusted = review_of(loaded(head + row.format(1))).effects["ash-2010/1"]
    plain = review_of(loaded(head + row.format(0))).effects["ash-2010/1"]
    assert (adjusted.yi, plain.yi) == (-4.2, -3.0)


def test_available_cases_of_one_comparator_are_those_of_its_fullest_row(loaded) -> None:
    head = "study,outcome,higher_is_better,arm1,events1,n1,events2,n2\n"
    project = loaded(head + "Ash 2010,quit,1,group,9,25,10,25\nAsh 2010,quit,1,calls,8,25,10,24\n")
    [answer] = [answer for answer in review_of(project).answers if answer.id == "quit"]
    assert answer.estimate is not None
    assert answer.estimate.participants == 75
    far = loaded(head + "Ash 2010,quit,1,group,9,25,10,25\nAsh 2010,quit,1,calls,8,25,10,12\n")
    assert trials(far, "quit") == 0
