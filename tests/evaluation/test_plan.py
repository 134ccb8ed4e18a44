"""The plan is locked before outcomes, what is outside it is exploratory, and the flow adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.evaluation.analysis import Effect, trial_data
from alongside.evaluation.flow import Event, flow, harms
from alongside.evaluation.plan import AnalysisPlan, Estimand, digest, lock, plan_of, status
from alongside.evaluation.report import report

ESTIMAND = Estimand("adults", "offer of support", "loneliness", "treatment policy", "difference of means")
PLAN = AnalysisPlan("Does it help?", "partially-nested", "s", "c", "outcome", ESTIMAND, group="group")
WHEN = {"when": "2026-01-01", "who": "Ann"}


def people(seed: int = 1):
    random = np.random.default_rng(seed)
    group = [f"g{index // 5}" if index < 20 else "" for index in range(40)]
    return trial_data(
        [str(index) for index in range(40)],
        ["s"] * 20 + ["c"] * 20,
        random.standard_normal(40),
        support="s",
        comparison="c",
        group=group,
    )


def test_a_digest_is_of_the_content_and_of_all_of_it() -> None:
    assert digest(PLAN) == digest(replace(PLAN))
    for change in ({"seed": 2}, {"covariates": ("age",)}, {"estimand": replace(ESTIMAND, population="others")}):
        assert digest(replace(PLAN, **change)) != digest(PLAN)


def test_no_outcome_is_opened_before_the_plan_is_locked() -> None:
    with pytest.raises(InputError, match="not locked"):
        report(None, PLAN, people())


def test_a_plan_that_was_changed_after_is_refused() -> None:
    locked = lock(PLAN, **WHEN)
    with pytest.raises(InputError, match="changed after it was locked on 2026-01-01"):
        report(locked, replace(PLAN, method="satterthwaite"), people())
    tampered = replace(locked, plan=replace(PLAN, seed=9))
    with pytest.raises(InputError, match="changed after"):
        status(tampered, PLAN, "primary")


def test_what_is_outside_the_plan_is_called_exploratory() -> None:
    result = report(lock(PLAN, **WHEN), PLAN, people(), extra=("gee", "tipping-point"))
    assert [(line.analysis, line.status) for line in result.lines] == [
        ("primary", "planned"),
        ("gee", "exploratory"),
        ("tipping-point", "exploratory"),
    ]
    assert isinstance(result.primary, Effect)
    assert result.lines[2].problem
    assert not result.lines[2].results


def test_a_planned_analysis_that_cannot_be_done_is_a_line_with_its_reason() -> None:
    plan = replace(PLAN, analyses=("primary", "compliers"), received="received")
    line = report(lock(plan, **WHEN), plan, people()).lines[1]
    assert line.status == "planned"
    assert "taken up" in line.problem


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"design": "crossover"}, "expected a design"),
        ({"design": "stepped-wedge"}, "a stepped wedge cannot be planned in a project"),
        ({"kind": "score"}, "expected an outcome of kind"),
        ({"analyses": ("gee",)}, "the primary one among them"),
        ({"analyses": ("primary", "magic")}, "expected analyses of"),
        ({"group": ""}, "needs 'group'"),
        ({"design": "cluster"}, "needs 'cluster'"),
        ({"question": ""}, "says its question"),
        ({"estimand": replace(ESTIMAND, intercurrent_events="")}, "intercurrent events"),
        ({"analyses": ("primary", "randomisation")}, "needs 'allocation'"),
        ({"analyses": ("primary", "tipping-point")}, "needs 'largest_shift'"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_not_locked(change: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        lock(replace(PLAN, **change), **WHEN)  # wrong on purpose


DOCUMENT = {
    "question": "Does it help?",
    "design": "individual",
    "support": "s",
    "comparison": "c",
    "outcome": "y",
    "estimand": dict.fromkeys(("population", "treatment", "variable", "intercurrent_events", "summary"), "x"),
}


def test_a_plan_is_read_from_json() -> None:
    plan = plan_of({**DOCUMENT, "limits": [0, 10], "covariates": ["age"]})
    assert plan.limits == (0.0, 10.0)
    assert plan.covariates == ("age",)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({**DOCUMENT, "colour": 1}, "no field 'colour'"),
        ({name: value for name, value in DOCUMENT.items() if name != "support"}, "lacks 'support'"),
        ({**DOCUMENT, "estimand": {"population": "x"}}, "expected an estimand with population"),
        ({**DOCUMENT, "limits": [10, 0]}, "least and the greatest"),
        ({**DOCUMENT, "covariates": "age"}, "a list of names"),
    ],
)
def test_a_plan_that_is_not_as_expected_names_the_field(document: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        plan_of(document)


def events() -> list[Event]:
    rows = [Event(f"x{index}", "excluded", "2026-01-01", "lives elsewhere") for index in range(3)]
    rows.append(Event("w", "assessed", "2026-01-01"))
    for index in range(6):
        arm = "s" if index % 2 else "c"
        rows.append(Event(f"p{index}", "randomised", "2026-01-02", arm=arm))
        rows.append(Event(f"p{index}", "received", "2026-01-03"))
        rows.append(Event(f"p{index}", "analysed" if index else "lost", "2026-03-01", "" if index else "moved"))
    rows += [Event("p1", "harm", "2026-02-01", "distress", serious=True), Event("p1", "harm", "2026-02-02", "distress")]
    return rows


def test_the_flow_counts_each_person_once_and_adds_up() -> None:
    result = flow(events())
    assert result.assessed == 10
    assert result.excluded == (("lives elsewhere", 3),)
    assert result.waiting == 1
    assert result.assessed == 3 + result.waiting + sum(arm.randomised for arm in result.arms)
    control = result.arms[0]
    assert (control.arm, control.randomised, control.lost, control.analysed) == ("c", 3, (("moved", 1),), 2)


def test_that_nobody_wrote_down_who_received_the_support_is_not_none_of_them() -> None:
    unsaid = [event for event in events() if event.kind != "received"]
    assert [arm.received for arm in flow(unsaid).arms] == [None, None]
    refused = flow([*unsaid, Event("p1", "not-received", "2026-01-03", "no time")])
    assert [(arm.arm, arm.received) for arm in refused.arms] == [("c", None), ("s", 0)]


def test_harms_are_people_and_events_in_both_arms() -> None:
    rows = {row.arm: row for row in harms(events())}
    assert (rows["s"].people, rows["s"].events, rows["s"].serious, rows["s"].at_risk) == (1, 2, 1, 3)
    assert (rows["c"].people, rows["c"].events) == (0, 0)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Event("p1", "lost", "2026-01-01", row=9), "row 9: 'lost' of 'p1' is dated 2026-01-01, before randomisation"),
        (Event("nobody", "received", "2026-02-01"), "was never randomised"),
        (Event("p1", "randomised", "2026-02-01", arm="s"), "randomised twice"),
        (Event("p9", "randomised", "2026-02-01"), "expected the arm"),
        (Event("p1", "excluded", "2026-01-01"), "both excluded and randomised"),
        (Event("p1", "vanished", "2026-01-01"), "expected an event of"),
    ],
)
def test_events_that_cannot_be_are_one_clear_line(event: Event, words: str) -> None:
    with pytest.raises(AlongsideError, match=words):
        flow([*events(), event])
