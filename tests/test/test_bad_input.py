"""Whatever is wrong is said in one line with its place, and leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alongside.errors import AlongsideError
from alongside.evaluation.invented import InventedPerson, invented_trial
from alongside.evidence import Author
from alongside.project import Project
from alongside.project.test.kinds import EVALUATION_OPENED, designed
from alongside.publishing.evaluation.results import flow_table
from alongside.workflow.test.allocating import AllocationService
from alongside.workflow.test.designing import design, deviate, lock_plan
from alongside.workflow.test.evaluations import evaluation_named
from alongside.workflow.test.example import example_tables
from alongside.workflow.test.joining import join
from alongside.workflow.test.loading import load_table
from alongside.workflow.test.opening import analysed, open_analysis
from alongside.workflow.test.vault import Vault

from .conftest import document

AT = datetime(2026, 1, 1, tzinfo=UTC)
LATER = AT + timedelta(days=300)
ADA = Author("person", "Ada")
Load = Callable[[str, str], int]


def people_of(project: Project, vault: Vault, count: int = 24) -> list[InventedPerson]:
    service = AllocationService(project, vault, "calls")
    came = iter(range(1000))
    return invented_trial(
        28, count, lambda p, s: service.allocate(p, s, author=ADA, at=AT + timedelta(days=next(came))).arm
    )


@pytest.fixture
def load(project: Project, vault: Vault, tmp_path: Path) -> Load:
    def load_text(table: str, text: str) -> int:
        path = tmp_path / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        return load_table(project, vault, "calls", table, path, author=ADA, at=AT)

    return load_text


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(AlongsideError) as caught:
        act()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_table_before_the_lock_and_a_lock_without_a_plan(project: Project, vault: Vault, load: Load) -> None:
    design(project, {"id": "calls"}, author=ADA, at=AT)
    assert "outcomes.csv: the analysis plan is not locked" in refused(lambda: load("outcomes", "person,outcome\na,1\n"))
    assert refused(lambda: lock_plan(project, vault, "calls", author=ADA, at=AT)) == "a plan says its question"
    assert "lock it before anybody is allocated" in refused(lambda: AllocationService(project, vault, "calls"))
    assert not vault.has("calls")


def test_a_procedure_that_cannot_be_drawn(project: Project, vault: Vault) -> None:
    message = refused(lambda: design(project, document(strata=["north", "north"]), author=ADA, at=AT))
    assert message == "expected each name in 'strata' once, found 'north' 2 times"
    message = refused(lambda: design(project, document(ratio_support=0), author=ADA, at=AT))
    assert "ratio_support" in message
    design(project, document(support="a", comparison="a"), author=ADA, at=AT)
    assert "named twice" in refused(lambda: lock_plan(project, vault, "calls", author=ADA, at=AT))
    assert not vault.has("calls")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"retained": 85}, "expected 'retained' to be a share from 0 to 1 (0.85 for 85 %), found 85"),
        ({"retained": 0.0}, "expected 'retained' to be above 0, found 0"),
        ({"power": 80.0}, "expected 'power' to be a share from 0 to 1 (0.8 for 80 %), found 80"),
        ({"icc": -0.1}, "expected 'icc' to be a share from 0 to 1 (0.05 for 5 %), found -0.1"),
        ({"group_size": 0.5}, "expected 'group_size' to be at least 1 person, found 0.5"),
        ({"weeks": -12}, "expected 'weeks' to be weeks from 0 to 2,000, found -12"),
        ({"sd": float("nan")}, "expected 'sd' to be a number, found nan"),
        ({"sd": -1.9}, "the standard deviation is a"),
        ({"difference": 0}, "the difference is a number of ordinary size and not 0, found 0"),
        ({"low": 10, "high": 0}, "expected 'low' to be below 'high'"),
        ({"kind": "score"}, "expected 'kind' to be one of mean, binary, count; found 'score'"),
        ({"design": "partial"}, "expected 'design' to be one of individual, cluster"),
        ({"analyses": ["imputed", "bayes"]}, "expected 'analyses' of primary"),
        ({"covariates": ["baseline", ""]}, "expected names in 'covariates', found an empty one"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_refused_when_it_is_given(
    project: Project, changes: dict[str, object], expected: str
) -> None:
    rows = project.last_decided()[1]
    assert refused(lambda: design(project, document(**changes), author=ADA, at=AT)).startswith(expected)
    assert project.last_decided()[1] == rows


def test_a_plan_changed_after_the_lock(locked: Project, vault: Vault, load: Load) -> None:
    message = refused(lambda: design(locked, document(outcome="other"), author=ADA, at=AT))
    assert message.startswith("the plan was locked on 2026-01-01, so 'outcome' stays as it is")
    design(locked, document(title="Another title", items={"3a": "Ada"}), author=ADA, at=AT)
    load_all(people_of(locked, vault), load)
    # Around the front door, as a merge could bring it.
    locked.append([designed("calls", document(outcome="other"))], author=ADA, at=AT)
    assert "the analysis plan was changed after it was locked" in refused(
        lambda: open_analysis(locked, vault, "calls", author=ADA, at=LATER)
    )
    assert not locked.test.ever("calls", EVALUATION_OPENED)
    assert "locked already" in refused(lambda: lock_plan(locked, vault, "calls", author=ADA, at=AT))


def load_all(people: list[InventedPerson], load: Load, **changes: str) -> None:
    for table, text in {**example_tables(people, AT), **changes}.items():
        load(table, text)


@pytest.mark.parametrize(
    ("table", "text", "expected"),
    [
        ("outcomes", "person,baseline,outcome\ninvented-001,5,11\n", "row 2, column outcome: expected 0 to 10"),
        (
            "outcomes",
            "person,baseline,outcome\ninvented-001,5,4\ninvented-001,5,4\n",
            "row 3: expected one row a person; 'invented-001' is in row 2 as well",
        ),
        ("outcomes", "person,baseline,outcome\nnobody,5,4\n", "row 2, column person: 'nobody' was not allocated"),
        (
            "outcomes",
            "person,baseline,outcome,measured\ninvented-003,5,4,2025-12-01\n",
            "row 2, column measured: measured on 2025-12-01, before randomisation on 2026-01-03",
        ),
        ("outcomes", "person,outcome\ninvented-001,4\n", "row 1: expected a column 'baseline'"),
        ("outcomes", "person,arm,baseline,outcome\ninvented-001,support,5,4\n", "column arm: this column tells who"),
        ("outcomes", "person,group,baseline,outcome\ninvented-001,ann,5,4\n", "column group: this column tells who"),
        ("outcomes", "person,baseline,outcome\ninvented-001,5,many\n", "column outcome: expected a number"),
        ("outcomes", "person,baseline,outcome\n", "expected at least one row under the header"),
        ("delivery", "person,group\ninvented-001,ann\ninvented-001,bob\n", "is with 'ann' and with 'bob'"),
        ("delivery", "person,group,date\ninvented-001,ann,1.2.2026\n", "column date: expected a date as 2026-01-31"),
        ("events", "person,event\ninvented-001,fainted\n", "row 2, column event: expected one of assessed"),
        ("events", "person,event,arm\ninvented-001,harm,support\n", "column arm: this column tells who"),
    ],
)
def test_what_is_wrong_in_a_table(
    locked: Project, vault: Vault, load: Load, table: str, text: str, expected: str
) -> None:
    people_of(locked, vault)
    message = refused(lambda: load(table, text))
    assert message.startswith(f"{table}.csv")
    assert expected in message
    assert evaluation_named(locked, "calls").tables == {}


def test_what_the_button_refuses_leaves_the_list_sealed(locked: Project, vault: Vault, load: Load) -> None:
    people = people_of(locked, vault)

    def press() -> object:
        return open_analysis(locked, vault, "calls", author=ADA, at=LATER)

    assert "no outcomes are loaded" in refused(press)
    emptied = [p for p in people if p.arm == "support"]
    text = "person,baseline,outcome\n"
    text += "".join(f"{p.person},5,{'' if p in emptied else 4 + i % 3}\n" for i, p in enumerate(people))
    load_all(people, load, outcomes=text)
    assert "all outcomes are missing in the arm 'support'" in refused(press)
    load_all(people, load, events="person,event,date\ninvented-020,harm,2026-01-02\n")
    assert "before randomisation on 2026-01-20" in refused(press)
    assert "exploratory analyses come after" in refused(lambda: analysed(locked, vault, "calls", ["gee"]))
    assert "not opened yet" in refused(lambda: join(locked, "calls", author=ADA, at=LATER))
    assert not locked.test.ever("calls", EVALUATION_OPENED)
    assert "say what was done" in refused(lambda: deviate(locked, "calls", " ", author=ADA, at=AT))
    load_all(people, load)
    press()
    assert "was opened on" in refused(press)
    assert "nothing is added after that" in refused(lambda: load_all(people, load))
    service = AllocationService(locked, vault, "calls")
    assert "nothing is added after that" in refused(lambda: service.allocate("late", "north", author=ADA, at=LATER))


def test_without_a_word_of_it_in_the_events_the_delivery_says_who_received_the_support(
    locked: Project, vault: Vault, load: Load
) -> None:
    people = people_of(locked, vault)
    tables = example_tables(people, AT)
    load("outcomes", tables["outcomes"])
    message = refused(lambda: open_analysis(locked, vault, "calls", author=ADA, at=LATER))
    assert message.endswith("in the support arm; load a table of delivery with person and group")
    load("delivery", tables["delivery"])
    report = open_analysis(locked, vault, "calls", author=ADA, at=LATER)
    support, waiting = report["flow"]["arms"]
    assert (support["arm"], support["received"]) == ("support", sum(person.received for person in people))
    assert (waiting["arm"], waiting["received"]) == ("waiting list", None)
    [row] = [row for row in flow_table(report).rows if row[0].startswith("Received")]
    assert row[2:] == (str(support["received"]), "not stated")


def test_an_arm_with_one_person_and_a_stratum_with_nobody(locked: Project, vault: Vault, load: Load) -> None:
    service = AllocationService(locked, vault, "calls")
    text, arms = "person,baseline,outcome\n", []
    while sorted(arms) not in (["support", "support", "waiting list"], ["support", "waiting list", "waiting list"]):
        row = service.allocate(f"p{len(arms)}", "north", author=ADA, at=AT)
        arms.append(row.arm)
        text += f"{row.person},5,{4 + len(arms)}\n"
        if len(arms) == 3:
            break
    load("outcomes", text)
    message = refused(lambda: open_analysis(locked, vault, "calls", author=ADA, at=LATER))
    assert "expected at least 2 people an arm" in message or "stratum 'south' has nobody" in message


def test_a_stratum_with_nobody(locked: Project, vault: Vault, load: Load) -> None:
    service = AllocationService(locked, vault, "calls")
    text = "person,baseline,outcome\n"
    for number in range(12):
        row = service.allocate(f"p{number}", "north", author=ADA, at=AT)
        text += f"{row.person},5,{4 + number % 3}\n"
    load("outcomes", text)
    message = refused(lambda: open_analysis(locked, vault, "calls", author=ADA, at=LATER))
    assert "stratum 'south' has nobody" in message


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": "No Id"}, "expected an id of small letters"),
        ({"sd": "two"}, "expected 'sd' to be of type float"),
        ({"colour": "blue"}, "a protocol has no field 'colour'"),
        ({"strata": "north"}, "expected 'strata' to be a list of names"),
        ({"not_randomised": {"cold": "x"}}, "expected reasons of known"),
    ],
)
def test_a_design_of_another_shape(project: Project, changes: dict[str, object], expected: str) -> None:
    assert expected in refused(lambda: design(project, document(**changes), author=ADA, at=AT))
    assert project.test.holding("evaluation.designed") == {}
