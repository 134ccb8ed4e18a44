"""From a table to a network: one row a contrast, or one row an arm.

Rows are checked, gathered by study, and stacked by the number of arms; every fault is one line (`checks`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.synthesis.networks.checks import (
    check_closure,
    check_complete,
    check_names,
    check_numbers,
    check_pair,
    check_rows,
    check_variances,
)
from alongside.synthesis.networks.stacks import Floats, NetworkData, stack_of

__all__ = ["Trial", "contrast_data", "network_of"]

Trial = tuple[str, Sequence[str], Floats, Floats]
"""A study, its arms, effects (m, m) of row arm against column arm, and variances (m, m)."""


def contrast_data(
    effect: ArrayLike,
    se: ArrayLike,
    treatment1: Sequence[str],
    treatment2: Sequence[str],
    study: Sequence[str],
    *,
    measure: str = "",
    exclude: Collection[str] = (),
) -> NetworkData:
    """A network from contrasts, one row for each pair of arms of each study.

    Parameters
    ----------
    effect, se : of treatment1 against treatment2, of shape (rows,); ratios as logarithms.
    treatment1, treatment2, study : names. A trial with m arms has m(m − 1)/2 rows with the same study.
    measure : what the effects are, for the record.
    exclude : studies to leave out; the result says so in `left_out`.

    Raises
    ------
    InputError : for columns of different length, no row, a number that is not finite, a standard error of 0 or less,
        treatments that differ only by case or spaces, a pair of arms twice, a treatment against itself, a row of a
        multi-arm trial that is missing, effects that do not add up, or standard errors that cannot be. One line that
        names study and column.

    Examples
    --------
    >>> data = contrast_data([0.5, 0.3], [0.1, 0.2], ["A", "B"], ["C", "C"], ["s1", "s2"])
    >>> data.treatments, data.contrasts
    (('A', 'B', 'C'), 2)
    """
    columns = {"effect": effect, "se": se, "treatment1": treatment1, "treatment2": treatment2, "study": study}
    rows = {name: list(np.atleast_1d(np.asarray(column, dtype=object))) for name, column in columns.items()}
    check_rows(rows)
    names = [str(name) for name in rows["study"]]
    numbers = {name: _floats(rows[name], name) for name in ("effect", "se")}
    keep = [index for index, name in enumerate(names) if name not in exclude]
    absent = [name for name in exclude if name not in names]
    if absent:
        raise UsageError(f"no study is named {absent[0]!r}, so it cannot be left out")
    if not keep:
        raise InputError("expected at least one study, found none that is not left out", column="study")
    for column, above in (("effect", None), ("se", 0.0)):
        check_numbers(numbers[column][keep], [names[index] for index in keep], column, above=above)
    arms = {column: [str(name) for name in rows[column]] for column in ("treatment1", "treatment2")}
    check_names(((arms[c][index], names[index]) for index in keep for c in arms), "treatment1, treatment2")
    gathered: dict[str, dict[frozenset[str], int]] = {}
    for index in keep:
        pair = (arms["treatment1"][index], arms["treatment2"][index])
        pairs = gathered.setdefault(names[index], {})
        check_pair(names[index], pair, pairs)
        pairs[frozenset(pair)] = index
    trials = [
        _trial(name, pairs, arms["treatment1"], arms["treatment2"], numbers["effect"], numbers["se"])
        for name, pairs in gathered.items()
    ]
    return network_of(trials, measure=measure, left_out=tuple(dict.fromkeys(n for n in names if n in exclude)))


def _floats(values: Sequence[Any], column: str) -> Floats:
    try:
        return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("expected numbers only", column=column) from error


def _trial(
    study: str,
    pairs: Mapping[frozenset[str], int],
    left: Sequence[str],
    right: Sequence[str],
    effect: Floats,
    se: Floats,
) -> Trial:
    """The matrices of one study's rows."""
    arms = sorted({arm for pair in pairs for arm in pair}, key=str.casefold)
    check_complete(study, arms, pairs)
    position = {arm: index for index, arm in enumerate(arms)}
    effects, variances = np.zeros((len(arms), len(arms))), np.zeros((len(arms), len(arms)))
    for row in pairs.values():
        i, j = position[left[row]], position[right[row]]
        effects[i, j], effects[j, i] = effect[row], -effect[row]
        variances[i, j] = variances[j, i] = se[row] ** 2
    if len(arms) > 2:
        check_closure(study, arms, effects, variances)
        check_variances(study, arms, variances)
    return study, arms, effects, variances


def network_of(trials: Sequence[Trial], *, measure: str = "", left_out: tuple[str, ...] = ()) -> NetworkData:
    """Stack checked trials. Two arms of a trial may carry the same name (equal components): they then tell only of
    how trials differ."""
    if not trials:
        raise InputError("expected at least one study, found none", column="study")
    treatments = sorted({arm for _, arms, _, _ in trials for arm in arms}, key=lambda name: (name.casefold(), name))
    position = {name: index for index, name in enumerate(treatments)}
    sizes: dict[int, list[int]] = {}
    for index, (_, arms, _, _) in enumerate(trials):
        sizes.setdefault(len(arms), []).append(index)
    stacks = tuple(
        stack_of(
            places,
            np.array([[position[arm] for arm in trials[index][1]] for index in places], dtype=np.intp),
            np.stack([trials[index][2] for index in places]),
            np.stack([trials[index][3] for index in places]),
        )
        for _, places in sorted(sizes.items())
    )
    return NetworkData(tuple(treatments), tuple(trial[0] for trial in trials), stacks, measure, left_out)
