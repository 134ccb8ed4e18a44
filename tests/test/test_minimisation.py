"""A list that is minimised: from the design to the opened analysis, by the same steps as a list of blocks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.evaluation.allocation import DISTANCES, Minimisation, draw, redrawing
from alongside.evaluation.analysis import mean_difference, randomisation_test, trial_data
from alongside.evaluation.invented import invented_trial
from alongside.evidence import Author
from alongside.project import Project
from alongside.project.test.kinds import LIST_SEALED, UNIT_ALLOCATED
from alongside.publishing.evaluation import html_of
from alongside.workflow.test.allocating import AllocationService
from alongside.workflow.test.checking import check_list
from alongside.workflow.test.designing import design, lock_plan
from alongside.workflow.test.documents import protocol_document
from alongside.workflow.test.envelopes import print_envelopes
from alongside.workflow.test.evaluations import evaluation_named
from alongside.workflow.test.example import example_tables
from alongside.workflow.test.loading import load_table
from alongside.workflow.test.opening import open_analysis
from alongside.workflow.test.vault import Vault
from comers import AGES, FACTORS, levels_of

from .conftest import minimised

AT = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Author("person", "Ada")
PEOPLE = 36


def service_of(project: Project, vault: Vault) -> AllocationService:
    return AllocationService(project, vault, "calls")


@pytest.mark.parametrize("distance", DISTANCES)
def test_the_sequence_is_what_the_procedure_draws_from_the_sealed_seed(
    project: Project, vault: Vault, distance: str
) -> None:
    design(project, minimised(distance=distance, probability=0.7), author=ADA, at=AT)
    lock_plan(project, vault, "calls", author=ADA, at=AT)
    procedure = service_of(project, vault).procedure
    assert isinstance(procedure, Minimisation)
    assert (procedure.distance, procedure.probability) == (distance, 0.7)
    before: list[tuple[dict[str, str], str]] = []
    for number in range(PEOPLE):
        # Each from a service of its own, as a command does it.
        row = service_of(project, vault).allocate(f"p{number}", levels=levels_of(number), author=ADA, at=AT)
        assert row.arm == draw(procedure, vault.key("calls", "draws"), before, levels_of(number))
        assert dict(row.levels) == levels_of(number)
        before.append((levels_of(number), row.arm))
    service = service_of(project, vault)
    check_list(service, vault, service.evaluation)
    assert len({arm for _, arm in before}) == 2


def test_a_balanced_list_is_balanced_in_every_level(balanced: Project, vault: Vault) -> None:
    service = service_of(balanced, vault)
    for number in range(PEOPLE * 2):
        service.allocate(f"p{number}", levels=levels_of(number), author=ADA, at=AT)
    for factor, levels in FACTORS.items():
        for level in levels:
            arms = Counter(row.arm for row in service.rows() if dict(row.levels)[factor] == level)
            # One in five draws goes against the balance: a difference above 12 has a chance below 1 in 10 million.
            assert abs(arms["support"] - arms["waiting list"]) <= 12


def test_the_log_says_what_the_list_is_balanced_over(balanced: Project) -> None:
    [row] = list(balanced.decisions(kind=LIST_SEALED))
    assert row.value["method"] == "minimisation"
    assert sorted(row.value["strata"]) == ["age: under 40, 40 to 64, 65 and over", "place: north, south"]


@pytest.mark.parametrize(
    ("stratum", "levels", "expected"),
    [
        ("north", {}, "this list has no strata, it is minimised over"),
        ("", {}, "found ''"),
        ("", {"place": "north"}, "expected age to be one of under 40, 40 to 64, 65 and over; found ''"),
        ("", {"place": "east", "age": AGES[0]}, "expected place to be one of north, south; found 'east'"),
        ("", {**levels_of(1), "sex": "woman"}, "it has no factor 'sex'"),
    ],
)
def test_a_level_that_the_list_does_not_have_draws_nobody(
    balanced: Project, vault: Vault, stratum: str, levels: dict[str, str], expected: str
) -> None:
    with pytest.raises(UsageError, match=expected):
        service_of(balanced, vault).allocate("ann", stratum, levels=levels, author=ADA, at=AT)
    assert service_of(balanced, vault).rows() == []


def test_a_list_of_blocks_takes_no_levels(locked: Project, vault: Vault) -> None:
    with pytest.raises(UsageError, match="this list has strata and no factors"):
        service_of(locked, vault).allocate("ann", levels=levels_of(1), author=ADA, at=AT)


def test_no_envelope_can_hold_what_minimisation_draws(balanced: Project, vault: Vault) -> None:
    with pytest.raises(UsageError, match="depends on who came before"):
        print_envelopes(balanced, vault, "calls", 4, author=ADA, at=AT)
    with pytest.raises(UsageError, match="envelope 1 was not printed"):
        service_of(balanced, vault).allocate("ann", levels=levels_of(1), author=ADA, at=AT, envelope=1)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"factors": {}}, "needs at least one factor"),
        ({"factors": {"place": ["north"]}}, "the factor 'place' has one level only"),
        ({"factors": {"place": ["north", "north"]}}, "expected each name in 'place' once"),
        ({"factors": {"arm": ["a", "b"]}}, "a factor cannot be called 'arm'"),
        ({"factors": {"baseline": ["a", "b"]}}, "a factor cannot be called 'baseline'"),
        ({"factors": {f"f{n}": ["a", "b"] for n in range(7)}}, "expected at most 6 factors, found 7"),
        ({"factors": {"place": ["n" * 41, "south"]}}, "at most 40 letters"),
        ({"probability": 1.0}, "the next arm could be foretold"),
        ({"probability": 0.5}, "above 1/2 and below 1"),
        ({"distance": "far"}, "expected 'distance' to be one of range, variance, taves"),
        ({"method": "coin"}, "expected 'method' to be one of blocks"),
    ],
)
def test_a_minimisation_that_cannot_be_drawn_is_not_locked(
    project: Project, vault: Vault, changes: dict[str, object], expected: str
) -> None:
    def kept_and_locked() -> None:
        design(project, {**minimised(), **changes}, author=ADA, at=AT)
        lock_plan(project, vault, "calls", author=ADA, at=AT)

    with pytest.raises(AlongsideError, match=expected):
        kept_and_locked()
    assert not vault.has("calls")


def test_rows_of_every_level_and_arm_look_alike(balanced: Project, vault: Vault) -> None:
    service = service_of(balanced, vault)
    for number in range(PEOPLE):
        service.allocate(f"p{number:03d}", levels=levels_of(number), author=ADA, at=AT)
    rows = list(balanced.decisions(kind=UNIT_ALLOCATED))
    assert len({len(row.value["sealed"]) for row in rows}) == 1
    assert {tuple(sorted(row.value)) for row in rows} == {("evaluation", "position", "sealed")}


@pytest.fixture
def conducted(project: Project, vault: Vault, tmp_path: Path) -> Project:
    """Everybody drawn, and their tables loaded."""
    vault.new_secret("calls", (28).to_bytes(32, "big"))
    design(project, minimised(analyses=["randomisation"]), author=ADA, at=AT)
    lock_plan(project, vault, "calls", author=ADA, at=AT)
    service = service_of(project, vault)
    came = iter(range(1000))

    def allocate(person: str, stratum: str) -> str:
        number = next(came)
        levels = {**levels_of(number), "place": stratum}
        return service.allocate(person, levels=levels, author=ADA, at=AT + timedelta(days=number)).arm

    people = invented_trial(28, PEOPLE, allocate)
    for table, text in example_tables(people, AT).items():
        path = tmp_path / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        load_table(project, vault, "calls", table, path, author=ADA, at=AT)
    return project


def cells_of(project: Project, vault: Vault, table: str) -> list[list[str]]:
    """The rows of a table as it was loaded."""
    loaded = evaluation_named(project, "calls").tables[table]
    return [row.split(",") for row in vault.table("calls", table, loaded["sha256"]).decode().splitlines()[1:]]


def test_the_analysis_adjusts_for_the_factors_and_draws_the_very_procedure_again(
    conducted: Project, vault: Vault
) -> None:
    document = open_analysis(conducted, vault, "calls", author=ADA, at=AT + timedelta(days=300))
    service = service_of(conducted, vault)
    rows = service.rows()
    cells = {row[0]: row for row in cells_of(conducted, vault, "outcomes")}
    groups = {row[0]: row[1] for row in cells_of(conducted, vault, "delivery")}
    data = trial_data(
        [row.person for row in rows],
        [row.arm for row in rows],
        [float(cells[row.person][3] or "nan") for row in rows],
        support="support",
        comparison="waiting list",
        covariates={
            "baseline": [float(cells[row.person][1]) for row in rows],
            **{
                f"{name}: {level}": [float(dict(row.levels)[name] == level) for row in rows]
                for name in FACTORS
                for level in sorted(FACTORS[name])[1:]
            },
        },
        group=[groups.get(row.person, "") if row.arm == "support" else "" for row in rows],
    )
    primary, drawn_again = (line["results"][0] for line in document["analyses"])
    expected = mean_difference(data, "partially-nested")
    assert primary["estimate"] == pytest.approx(expected.estimate, rel=1e-6)
    assert primary["df"] == pytest.approx(expected.df, rel=1e-4)
    redraw = redrawing(service.procedure, [dict(row.levels) for row in rows], "support")
    test = randomisation_test(data, redraw, draws=999, seed=1)
    assert (drawn_again["p"], drawn_again["draws"]) == (test.p, 999)
    # Coins would be another procedure, with another distribution.
    coins = randomisation_test(data, lambda random, draws: random.random((draws, data.n)) < 0.5, draws=999, seed=1)
    assert coins.p != test.p
    measures = {line["measure"] for line in document["baseline"]}
    assert measures == {"baseline", "age: 65 and over", "age: under 40", "place: south"}


def test_a_level_with_nobody_is_said_before_anything_is_opened(project: Project, vault: Vault, tmp_path: Path) -> None:
    design(project, minimised(design="individual"), author=ADA, at=AT)
    lock_plan(project, vault, "calls", author=ADA, at=AT)
    service = service_of(project, vault)
    text = "person,baseline,outcome\n"
    for number in range(12):
        service.allocate(f"p{number}", levels={"place": "north", "age": AGES[number % 3]}, author=ADA, at=AT)
        text += f"p{number},5,{number % 4}\n"
    path = tmp_path / "outcomes.csv"
    path.write_text(text, encoding="utf-8")
    load_table(project, vault, "calls", "outcomes", path, author=ADA, at=AT)
    with pytest.raises(InputError, match="nobody has the level 'south' of 'place'"):
        open_analysis(project, vault, "calls", author=ADA, at=AT)
    assert evaluation_named(project, "calls").opened is None


def test_a_table_with_another_level_than_the_list_is_not_taken(balanced: Project, vault: Vault, tmp_path: Path) -> None:
    service_of(balanced, vault).allocate("ann", levels=levels_of(0), author=ADA, at=AT)
    path = tmp_path / "outcomes.csv"
    path.write_text("person,place,baseline,outcome\nann,south,5,4\n", encoding="utf-8")
    with pytest.raises(AlongsideError, match="row 2, column place: 'ann' was allocated with 'north'"):
        load_table(balanced, vault, "calls", "outcomes", path, author=ADA, at=AT)
    path.write_text("person,place,baseline,outcome\nann,north,5,4\n", encoding="utf-8")
    assert load_table(balanced, vault, "calls", "outcomes", path, author=ADA, at=AT) == 1


def test_the_protocol_says_how_it_is_minimised(balanced: Project) -> None:
    text = html_of(protocol_document(evaluation_named(balanced, "calls")))
    assert "age (under 40, 40 to 64, 65 and over)" in text
    assert "place (north, south)" in text
    assert "probability of 0.8" in text
    assert "for what is minimised over" in text
    assert "no envelope can hold" in text
