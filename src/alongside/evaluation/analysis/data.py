"""A trial's outcomes as an analysis takes them, checked once at the door.

Arms are identifiers: a trial may call them 0 and 1, "tea" and "talk", or anything; nothing depends on their order.
Vocabulary: `support` is the arm whose effect is asked for, `comparison` the arm that it is held against; a `group` is
what people in the support arm share (a supporter, a weekly group), formed after randomisation; a `cluster` is what was
randomised as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import InputError, UsageError

__all__ = ["KINDS", "TrialData", "trial_data"]

KINDS = ("mean", "binary", "count")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrialData:
    """One row a person.

    outcome : (n,), NaN where it is missing.
    covariates : name to (n,), nothing missing.
    group, cluster, stratum : a name a person; "" is none. Empty tuples where the trial has none.
    received : (n,) 1 where the support was taken up, 0 where not; None if nobody knows.
    notes : what was filled in or left out, counted, in words.
    """

    person: tuple[str, ...]
    arm: tuple[str, ...]
    support: str
    comparison: str
    outcome: Numbers
    kind: str = "mean"
    covariates: Mapping[str, Numbers] = field(default_factory=dict)
    group: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    stratum: tuple[str, ...] = ()
    received: Numbers | None = None
    notes: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """People."""
        return len(self.person)

    @property
    def treated(self) -> Numbers:
        """(n,) 1 in the support arm, 0 in the comparison arm."""
        return np.array([float(arm == self.support) for arm in self.arm])

    @property
    def observed(self) -> NDArray[np.bool_]:
        """(n,) whether the outcome is there."""
        return ~np.isnan(self.outcome)

    def design(self, treated: Numbers | None = None) -> tuple[Numbers, tuple[str, ...]]:
        """X with intercept, arm, covariates and strata, and the names of its columns."""
        columns = {"intercept": np.ones(self.n), "arm": self.treated if treated is None else treated}
        columns.update(self.covariates)
        # Strata that were balanced by the procedure belong into the model (Kahan and Morris 2012).
        for name in sorted(set(self.stratum))[1:]:
            columns[f"stratum {name}"] = np.array([float(level == name) for level in self.stratum])
        return np.column_stack(list(columns.values())), tuple(columns)

    def rows(self, mask: ArrayLike) -> TrialData:
        """The people where `mask` is true."""
        flags = np.asarray(mask, dtype=bool)

        def chosen(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name for name, flag in zip(names, flags, strict=True) if flag) if names else ()

        return TrialData(
            chosen(self.person),
            chosen(self.arm),
            self.support,
            self.comparison,
            self.outcome[flags],
            self.kind,
            {name: values[flags] for name, values in self.covariates.items()},
            chosen(self.group),
            chosen(self.cluster),
            chosen(self.stratum),
            None if self.received is None else self.received[flags],
            self.notes,
        )

    def with_outcome(self, outcome: ArrayLike) -> TrialData:
        """The same people with other values of the outcome."""
        return TrialData(
            self.person,
            self.arm,
            self.support,
            self.comparison,
            np.asarray(outcome, dtype=float),
            self.kind,
            self.covariates,
            self.group,
            self.cluster,
            self.stratum,
            self.received,
            self.notes,
        )


def trial_data(
    person: Sequence[str],
    arm: Sequence[str],
    outcome: ArrayLike,
    *,
    support: str,
    comparison: str,
    kind: str = "mean",
    limits: tuple[float, float] | None = None,
    covariates: Mapping[str, ArrayLike] | None = None,
    group: Sequence[str] = (),
    cluster: Sequence[str] = (),
    stratum: Sequence[str] = (),
    strata: Sequence[str] = (),
    received: ArrayLike | None = None,
    lines: Sequence[int] = (),
) -> TrialData:
    """Outcomes checked: what an analysis may be made of, or one line that says why not.

    Parameters
    ----------
    person, arm, outcome : one a person; NaN where the outcome is missing.
    support, comparison : the two arms' names. People in any further arm are left out, and counted.
    kind : "mean", "binary" (0 and 1) or "count" (0, 1, 2, …).
    limits : least and greatest value that the instrument can give.
    covariates : measured before randomisation. A missing value is filled with the mean of all, which does no harm to a
        randomised comparison (White and Thompson 2005), and counted.
    strata : the strata of the procedure, each of which must have somebody.
    lines : row of the table that each person stands in, for messages.

    Raises
    ------
    InputError : two people with one id, an arm with one person, a cluster in two arms, a value outside the instrument's
        range, no outcome at all in one arm, a stratum with nobody.
    UsageError : arms or a kind that are not.
    """
    values = np.asarray(outcome, dtype=float)
    rows = tuple(lines) or tuple(range(1, len(person) + 1))
    if kind not in KINDS:
        raise UsageError(f"expected an outcome of kind {', '.join(KINDS)}; found {kind!r}")
    check_people(person, rows)
    check_arms(arm, support, comparison)
    check_values(values, kind, limits, rows)
    notes = []
    filled: dict[str, Numbers] = {}
    keep = np.array([name in (support, comparison) for name in arm], dtype=bool)
    if not keep.all():
        notes.append(f"{int((~keep).sum())} people in further arms are left out")
    for name, column in (covariates or {}).items():
        numbers = np.asarray(column, dtype=float)
        missing = np.isnan(numbers)
        if missing.all():
            raise InputError("expected at least one value", column=name)
        if missing[keep].any():
            notes.append(f"{name}: {int(missing[keep].sum())} missing values filled with the mean of all")
        filled[name] = np.where(missing, np.mean(numbers[~missing & keep]), numbers)
    data = TrialData(
        tuple(person),
        tuple(arm),
        support,
        comparison,
        values,
        kind,
        filled,
        tuple(group),
        tuple(cluster),
        tuple(stratum),
        None if received is None else np.asarray(received, dtype=float),
        tuple(notes),
    ).rows(keep)
    check_clusters(data)
    check_strata(data, strata)
    check_outcomes(data)
    return data


def check_people(person: Sequence[str], rows: Sequence[int]) -> None:
    """One id a person."""
    lines: dict[str, int] = {}
    for name, row in zip(person, rows, strict=True):
        if name in lines:
            raise InputError(f"expected one row a person; {name!r} is in row {lines[name]} as well", row=row)
        lines[name] = row


def check_arms(arm: Sequence[str], support: str, comparison: str) -> None:
    """Both arms are there, and have more than one person."""
    if support == comparison:
        raise UsageError(f"expected two different arms, found {support!r} twice")
    sizes = Counter(arm)
    for name in (support, comparison):
        if not sizes[name]:
            raise UsageError(f"nobody is in the arm {name!r}; the arms are {', '.join(sorted(sizes))}")
        if sizes[name] == 1:
            raise InputError(f"expected at least 2 people an arm; {name!r} has 1", column="arm")


def check_values(values: Numbers, kind: str, limits: tuple[float, float] | None, rows: Sequence[int]) -> None:
    """Values that the instrument can give."""
    present = ~np.isnan(values)
    wrong = np.zeros(len(values), dtype=bool)
    expected = ""
    if limits is not None:
        wrong, expected = present & ((values < limits[0]) | (values > limits[1])), f"{limits[0]:g} to {limits[1]:g}"
    if not wrong.any() and kind == "binary":
        wrong, expected = present & (values != 0) & (values != 1), "0 or 1"
    if not wrong.any() and kind == "count":
        wrong, expected = present & ((values < 0) | (values != np.floor(values))), "a whole number from 0"
    for index in np.flatnonzero(wrong).tolist():
        raise InputError(f"expected {expected}, found {values[index]:g}", row=rows[index], column="outcome")


def check_clusters(data: TrialData) -> None:
    """A cluster is in one arm."""
    arms: dict[str, str] = {}
    for cluster, arm in zip(data.cluster, data.arm, strict=False):
        if not cluster:
            raise InputError("expected the cluster of every person, found none", column="cluster")
        if arms.setdefault(cluster, arm) != arm:
            raise InputError(f"cluster {cluster!r} is in two arms, {arms[cluster]!r} and {arm!r}", column="cluster")
    groups: dict[str, str] = {}
    for group, arm in zip(data.group, data.arm, strict=False):
        if group and groups.setdefault(group, arm) != arm:
            raise InputError(f"group {group!r} is in two arms, {groups[group]!r} and {arm!r}", column="group")


def check_strata(data: TrialData, strata: Sequence[str]) -> None:
    """Every stratum has somebody, with an outcome."""
    people = Counter(data.stratum)
    for name in strata or people:
        if not people[name]:
            raise InputError(f"stratum {name!r} has nobody", column="stratum")
    for name in people:
        if not data.observed[[level == name for level in data.stratum]].any():
            raise InputError(f"in stratum {name!r} nobody has an outcome", column="stratum")


def check_outcomes(data: TrialData) -> None:
    """Each arm has outcomes."""
    for name, flag in ((data.support, 1.0), (data.comparison, 0.0)):
        with_outcome = int(data.observed[data.treated == flag].sum())
        if with_outcome == 0:
            raise InputError(f"all outcomes are missing in the arm {name!r}", column="outcome")
        if with_outcome == 1:
            raise InputError(f"expected at least 2 outcomes an arm; {name!r} has 1", column="outcome")
