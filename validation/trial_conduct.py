"""How well the next allocation can be guessed, and how long a whole plan takes on 5,000 people."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from alongside.evaluation.allocation import (
    Minimisation,
    PermutedBlocks,
    arms,
    blocks_bound,
    guessed_right,
    guessed_right_minimised,
    redrawing,
)
from alongside.evaluation.analysis import TrialData, trial_data
from alongside.evaluation.plan import AnalysisPlan, Estimand, lock
from alongside.evaluation.report import report
from trial_checks import Check, Numbers


def predictability(trials: int, seed: int) -> Iterator[Check]:
    """The best guesser who sees all before is right no more often than theory gives."""
    random = np.random.default_rng(seed)
    split = arms({"support": 1, "waiting list": 1})
    people, lists = 120, max(trials // 2, 200)
    for sizes_of in ((4,), (2, 4, 6), (4, 6, 8)):
        procedure = PermutedBlocks(split, sizes_of)
        drawn = redrawing(procedure, [{}] * people, "support")(random, lists)
        shares = [guessed_right(procedure, _named(row)) for row in drawn]
        error = float(np.std(shares) / math.sqrt(lists))
        name = "_".join(map(str, sizes_of))
        yield Check(f"guessed_blocks_{name}", float(np.mean(shares)), blocks_bound(sizes_of), 3 * error, error, True)
    factors = {"sex": ("f", "m"), "site": ("north", "south", "east")}
    for distance in ("range", "variance", "taves"):
        minimisation = Minimisation(split, factors, distance, 0.8)
        shares, theory = [], []
        for _ in range(max(lists // 20, 20)):
            traits = [{name: str(random.choice(levels)) for name, levels in factors.items()} for _ in range(people)]
            row = redrawing(minimisation, traits, "support")(random, 1)[0]
            right, bound = guessed_right_minimised(minimisation, list(zip(traits, _named(row), strict=True)))
            shares.append(right)
            theory.append(bound)
        error = float(np.std(np.array(shares) - np.array(theory)) / math.sqrt(len(shares)))
        bound_of = float(np.mean(theory))
        yield Check(f"guessed_minimisation_{distance}", float(np.mean(shares)), bound_of, 3 * error, error, True)
        yield Check(f"guessed_minimisation_{distance}_theory", bound_of, 0.8, 0, None, True)


def _named(flags: Any) -> list[str]:
    return ["support" if flag else "waiting list" for flag in flags]


def speed(trials: int, seed: int) -> Iterator[Check]:
    """All of a plan on 5,000 people: 500 clusters, and 250 supporters with 2,500 people alone."""
    del trials
    for design in ("cluster", "partially-nested"):
        plan, data, visits, redraw = _large(design, seed)
        locked = lock(plan, when="2026-01-01", who="validation")
        start = time.perf_counter()
        result = report(locked, plan, data, visits=visits, redraw=redraw)
        seconds = time.perf_counter() - start
        problems = [line.problem for line in result.lines if line.problem]
        yield Check(f"seconds_all_of_the_plan_{design}", seconds, 10.0, 0, None, True)
        yield Check(f"analyses_that_failed_{design}", len(problems), 0, 0)


def _large(design: str, seed: int) -> tuple[AnalysisPlan, TrialData, dict[str, Numbers], Any]:
    from alongside.evaluation.allocation import redrawing_clusters

    random = np.random.default_rng(seed)
    n, size = 5_000, 10
    code = np.arange(n) // size
    treated = code < 250
    baseline = random.standard_normal(n)
    shared = 0.3 * random.standard_normal(500)[code] * (treated if design == "partially-nested" else 1)
    outcome = 0.5 * baseline + shared + random.standard_normal(n) + 0.1 * treated
    six = outcome + random.standard_normal(n)
    for values in (outcome, six):
        values[random.random(n) < 0.1] = np.nan
    arm = np.where(treated, "support", "usual").tolist()
    names = [f"c{value}" for value in code]
    nested = design == "partially-nested"
    group = [name if flag else "" for name, flag in zip(names, treated, strict=True)] if nested else []
    data = trial_data(
        [str(index) for index in range(n)],
        arm,
        outcome,
        support="support",
        comparison="usual",
        covariates={"baseline": baseline},
        group=group,
        cluster=[] if nested else names,
        received=np.where(treated, random.random(n) < 0.8, 0.0),
    )
    split = arms({"support": 1, "usual": 1})
    if nested:
        redraw = redrawing(PermutedBlocks(split, (4, 6)), [{}] * n, "support")
    else:
        redraw = redrawing_clusters(split, dict.fromkeys(names, ""), names, "support")
    plan = AnalysisPlan(
        "speed",
        design,
        "support",
        "usual",
        "outcome",
        Estimand(*["invented"] * 5),
        covariates=("baseline",),
        group="group" if nested else "",
        cluster="" if nested else "cluster",
        received="received",
        visits=("six", "outcome"),
        largest_shift=1.0,
        allocation={"arms": "support:1,usual:1"},
        analyses=(
            "primary",
            "cluster-level",
            "gee",
            "imputed",
            "tipping-point",
            "randomisation",
            "compliers",
            "repeated",
        ),
    )
    return plan, data, {"six": six, "outcome": outcome}, redraw
