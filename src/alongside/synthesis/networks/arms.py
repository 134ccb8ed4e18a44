"""From arms (events or means) to a network of contrasts that add up within every trial.

Two arms give the effect size that `effect_size` gives. With more arms every pair must rest on the same numbers: a zero
cell adds ½ to all arms of its trial, and a standardised difference divides by the standard deviation of all arms
together (Gleser & Olkin 2009, Handbook of Research Synthesis, 2nd ed., ch. 19), so that differences add up.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.synthesis.effect_sizes import effect_size
from alongside.synthesis.networks.checks import check_names, check_numbers, check_rows
from alongside.synthesis.networks.data import Trial, _floats, network_of
from alongside.synthesis.networks.stacks import Floats, NetworkData

__all__ = ["arm_data"]

COUNTS = {"OR", "RR", "RD"}
MEANS = {"MD", "SMD"}


def arm_data(
    measure: str,
    study: Sequence[str],
    treatment: Sequence[str],
    n: ArrayLike,
    *,
    events: ArrayLike | None = None,
    mean: ArrayLike | None = None,
    sd: ArrayLike | None = None,
    exclude: Collection[str] = (),
) -> NetworkData:
    """A network from arms, one row an arm.

    Parameters
    ----------
    measure : OR, RR (logarithms), RD, from `events` and `n`; MD, SMD (Hedges' g) from `mean`, `sd` and `n`.
    study, treatment : names, of shape (rows,). n, events, mean, sd : numbers, of shape (rows,).
    exclude : studies to leave out; the result says so in `left_out`.

    Raises
    ------
    UsageError : a measure that is unknown or lacks its columns, or a study to leave out that is not there.
    InputError : a trial with one arm, an arm twice, treatments that differ only by case or spaces, a number that cannot
        be, or, with OR and RR, a trial in which no arm or every person of every arm had the event.

    Examples
    --------
    >>> data = arm_data("OR", ["s", "s"], ["drug", "none"], [50, 50], events=[10, 20])
    >>> float(data.stacks[0].effects[0, 0, 1].round(4))
    -0.9808
    """
    if measure not in COUNTS | MEANS:
        raise UsageError(f"measure {measure!r} is not supported; supported are {', '.join(sorted(COUNTS | MEANS))}")
    wanted = {"n": n, "events": events} if measure in COUNTS else {"n": n, "mean": mean, "sd": sd}
    absent = [name for name, column in wanted.items() if column is None]
    if absent:
        raise UsageError(f"{measure} needs {', '.join(wanted)}; missing: {', '.join(absent)}")
    names, arms = [str(name) for name in study], [str(name) for name in treatment]
    lists = {name: list(np.atleast_1d(np.asarray(column, dtype=object))) for name, column in wanted.items()}
    check_rows({"study": names, "treatment": arms, **lists})
    for name in exclude:
        if name not in names:
            raise UsageError(f"no study is named {name!r}, so it cannot be left out")
    keep = [index for index, name in enumerate(names) if name not in exclude]
    numbers = {name: _floats(column, name) for name, column in lists.items()}
    for name, column in numbers.items():
        check_numbers(column[keep], [names[index] for index in keep], name)
    check_names(((arms[index], names[index]) for index in keep), "treatment")
    rows: dict[str, list[int]] = {}
    for index in keep:
        rows.setdefault(names[index], []).append(index)
    trials = [_trial(measure, name, places, arms, numbers) for name, places in rows.items()]
    return network_of(trials, measure=measure, left_out=tuple(dict.fromkeys(x for x in names if x in exclude)))


def _trial(measure: str, study: str, rows: Sequence[int], names: Sequence[str], numbers: dict[str, Floats]) -> Trial:
    rows = sorted(rows, key=lambda row: names[row].casefold())
    arms = [names[row] for row in rows]
    if len(arms) == 1:
        raise InputError(f"study {study}: expected two arms or more, found one ({arms[0]})", column="treatment")
    for left, right in itertools.pairwise(arms):
        if left == right:
            raise InputError(f"study {study}: the arm {left!r} is there twice", column="treatment")
    values = {name: column[list(rows)] for name, column in numbers.items()}
    if measure in COUNTS:
        _check_events(measure, study, arms, values)
        effects, variances = _of_counts(measure, values)
    else:
        _check_means(study, arms, values)
        effects, variances = _of_means(measure, values)
    if not (np.isfinite(effects).all() and (variances[~np.eye(len(arms), dtype=np.bool_)] > 0).all()):
        raise InputError(f"study {study}: {measure} has no variance here; leave the study out (exclude)", column="n")
    return study, arms, effects, variances


def _check_events(measure: str, study: str, arms: Sequence[str], values: dict[str, Floats]) -> None:
    for arm, events, people in zip(arms, values["events"], values["n"], strict=True):
        if people <= 0:
            raise InputError(f"study {study}, arm {arm}: expected people above 0, found {people:g}", column="n")
        if not 0 <= events <= people:
            text = f"study {study}, arm {arm}: expected events from 0 to {people:g}, found {events:g}"
            raise InputError(text, column="events")
    if measure == "RD":
        return
    for nobody, what in (
        (values["events"] == 0, "no arm has an event"),
        (values["events"] == values["n"], "everybody in every arm has the event"),
    ):
        if nobody.all():
            text = f"study {study}: {what}, so it says nothing about {measure}; leave it out (exclude) or use RD"
            raise InputError(text, column="events")


def _check_means(study: str, arms: Sequence[str], values: dict[str, Floats]) -> None:
    for arm, people, spread in zip(arms, values["n"], values["sd"], strict=True):
        if people <= 1:
            raise InputError(f"study {study}, arm {arm}: expected people above 1, found {people:g}", column="n")
        if spread <= 0:
            raise InputError(f"study {study}, arm {arm}: expected an SD above 0, found {spread:g}", column="sd")


def _of_counts(measure: str, values: dict[str, Floats]) -> tuple[Floats, Floats]:
    events, people = values["events"], values["n"]
    if measure != "RD" and ((events == 0) | (events == people)).any():
        events, people = events + 0.5, people + 1
    return _pairs(
        measure, len(events), lambda i, j: {"ai": events[i], "n1i": people[i], "ci": events[j], "n2i": people[j]}
    )


def _of_means(measure: str, values: dict[str, Floats]) -> tuple[Floats, Floats]:
    mean, sd, n = values["mean"], values["sd"], values["n"]
    if measure == "MD" or len(mean) == 2:
        return _pairs(
            measure,
            len(mean),
            lambda i, j: {
                "m1i": mean[i],
                "sd1i": sd[i],
                "n1i": n[i],
                "m2i": mean[j],
                "sd2i": sd[j],
                "n2i": n[j],
            },
        )
    from scipy.special import gammaln

    free = float(n.sum()) - len(n)
    pooled = float(np.sqrt(np.sum((n - 1) * sd**2) / free))
    correction = float(np.exp(gammaln(free / 2) - gammaln((free - 1) / 2))) / np.sqrt(free / 2)
    effects = correction * (mean[:, None] - mean[None, :]) / pooled
    variances = 1 / n[:, None] + 1 / n[None, :] + effects**2 / (2 * n.sum())
    np.fill_diagonal(variances, 0.0)
    return effects, variances


def _pairs(measure: str, m: int, columns: object) -> tuple[Floats, Floats]:
    effects, variances = np.zeros((m, m)), np.zeros((m, m))
    for i, j in itertools.combinations(range(m), 2):
        assert callable(columns)
        sizes = effect_size(measure, to="none", missing="nan", **columns(i, j))
        effects[i, j], effects[j, i] = sizes.yi[0], -sizes.yi[0]
        variances[i, j] = variances[j, i] = sizes.vi[0]
    return effects, variances
