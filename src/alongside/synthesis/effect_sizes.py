"""From counts, or means and standard deviations, to an effect size and its sampling variance for every study.

The columns carry metafor's names. Numbers are checked first and all errors name the column and the study; then the
measure's formula is looked up in `measures.MEASURES` and worked out for all studies at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import InputError, UsageError
from alongside.synthesis import measures_of_groups, measures_of_one_group, measures_of_tables
from alongside.synthesis.frames import Table
from alongside.synthesis.measures import MEASURES, Floats, Measure, ZeroCells
from alongside.synthesis.reported import Reported

__all__ = ["EffectSizes", "effect_size"]

WITHOUT_EVENT = (("bi", "ai", "n1i"), ("di", "ci", "n2i"), ("mi", "xi", "ni"))
"""Columns of people without the event, of those with it, and of both together."""

NOT_USED = {"SMCR": ("sd2i", "sd1i")}
"""A column that stands in the family's list and not in the measure's formula, and what stands in for it if absent."""

REGISTERED = (measures_of_tables, measures_of_groups, measures_of_one_group)
"""The modules whose formulas enter the register as they are imported."""


@dataclass(frozen=True, slots=True, eq=False)
class EffectSizes(Reported):
    """Effects `yi` with sampling variances `vi`, both of shape (k,); ratios are logarithms.

    NaN in both marks a study without an effect: one that was missing, or one that the measure does not define (an odds
    ratio with a zero cell under `to="none"`, an SMD where both standard deviations are 0).
    """

    yi: Floats
    vi: Floats
    measure: str

    def table(self) -> Table:
        """A study a row, numbered from 1."""
        return {"study": range(1, self.yi.size + 1), "yi": self.yi, "vi": self.vi, "sei": np.sqrt(self.vi)}


def effect_size(
    measure: str,
    *,
    add: float | None = None,
    to: str = "only0",
    vtype: str | None = None,
    missing: str = "error",
    **columns: ArrayLike | None,
) -> EffectSizes:
    """Effect sizes and sampling variances of k studies, group 1 against group 2.

    Parameters
    ----------
    measure : OR, RR (log ratios), RD, and PETO, AS, PHI, YUQ, YUY, OR2DN, OR2DL, from `ai, n1i, ci, n2i`; MD, SMD
        (Hedges' g), and SMDH, ROM, CVR, VR, D2OR, D2ORN, D2ORL, from `m1i, sd1i, n1i, m2i, sd2i, n2i`; MC, SMCC, SMCR,
        SMCRH, ROMC (before and after) from `m1i, m2i, sd1i, sd2i, ni, ri`; IRR, IRD, IRSD from `x1i, t1i, x2i, t2i`;
        PR, PLN, PLO, PAS, PFT from `xi, ni`; COR, ZCOR from `ri, ni`. The modules `measures_of_…` give the sources.
    add, to : for counts, what is added to the cells of a study (a measure's own default is 0.5, or 0 where it is
        defined without events), and where: "only0" to each study that has a cell
        of 0, "if0all" to all studies if any has one, "all" to all studies, "none" to none.
    vtype : how the variance is estimated: LS for all; HO for MD; LS2, UB, AV for SMD (`measures` gives the sources).
    missing : "error" stops at a number that is missing; "nan" gives NaN for a study that lacks one.
    columns : arrays of shape (k,); a single number holds for every study. None is as if it were not named. Instead of
        `n1i`, `n2i` and `ni` the people without the event may be named: `bi`, `di` and `mi`.

    Raises
    ------
    UsageError : an unknown measure, variance or column, or a column that the measure needs and does not get.
    InputError : columns that differ in length, no study at all, or a number that cannot be (n ≤ 0, SD < 0, events below
        0 or above n, NaN, infinity); it names the column and the study, counted from 1.

    Examples
    --------
    >>> es = effect_size("OR", ai=[64], n1i=[218], ci=[83], n2i=[216])
    >>> float(np.exp(es.yi[0]).round(2)), float(np.sqrt(es.vi[0]).round(3))
    (0.67, 0.204)
    """
    chosen = _chosen(measure, vtype)
    columns_given = {name: column for name, column in columns.items() if column is not None}
    arrays = _arrays(chosen, _as_taken(chosen, columns_given))
    lacking = _check(arrays, missing)
    with np.errstate(divide="ignore", invalid="ignore"):
        yi, vi = chosen.formula(arrays, vtype or chosen.vtypes[0], ZeroCells(chosen.add if add is None else add, to))
    unknown = lacking | ~(np.isfinite(yi) & np.isfinite(vi))
    return EffectSizes(np.where(unknown, np.nan, yi), np.where(unknown, np.nan, vi), measure)


def _chosen(measure: str, vtype: str | None) -> Measure:
    if measure not in MEASURES:
        raise UsageError(f"measure {measure!r} is not supported; supported are {', '.join(MEASURES)}")
    chosen = MEASURES[measure]
    if vtype is not None and vtype not in chosen.vtypes:
        raise UsageError(f"vtype {vtype!r} is not supported for {measure}; supported are {', '.join(chosen.vtypes)}")
    return chosen


def _as_taken(chosen: Measure, columns: dict[str, ArrayLike]) -> dict[str, ArrayLike]:
    """Columns as the measure takes them: n1i = ai + bi, where those without the event are named."""
    columns = dict(columns)
    absent, instead = NOT_USED.get(chosen.name, ("", ""))
    if absent and absent not in columns and instead in columns:
        columns[absent] = columns[instead]
    for without, events, people in WITHOUT_EVENT:
        if without not in columns or people not in chosen.columns or events not in columns:
            continue
        try:
            total = np.asarray(columns[events], np.float64) + np.asarray(columns[without], np.float64)
        except (TypeError, ValueError) as error:
            raise InputError("expected numbers only, in columns of one length", column=without) from error
        if people in columns and not np.array_equal(total, np.asarray(columns[people], np.float64), equal_nan=True):
            raise InputError(f"{events} and {without} do not add up to {people}", column=people)
        columns[people] = total
        del columns[without]
    return columns


def _arrays(chosen: Measure, columns_given: dict[str, ArrayLike]) -> dict[str, Floats]:
    needs = f"{chosen.name} needs {', '.join(chosen.columns)}"
    unknown = [name for name in columns_given if name not in chosen.columns]
    if unknown:
        raise UsageError(f"{needs}; not {', '.join(unknown)}")
    absent = [name for name in chosen.columns if name not in columns_given]
    if absent:
        raise UsageError(f"{needs}; missing: {', '.join(absent)}")
    arrays: dict[str, Floats] = {}
    for name in chosen.columns:
        try:
            array = np.asarray(columns_given[name], dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise InputError("expected numbers only", column=name) from error
        if array.ndim > 1:
            raise InputError(f"expected one number a study, found an array of shape {array.shape}", column=name)
        arrays[name] = array
    longest = max(array.size for array in arrays.values())
    arrays = {  # a single number holds for every study
        name: np.full(longest, float(array)) if array.ndim == 0 else array for name, array in arrays.items()
    }
    lengths = {name: array.size for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        lengths_listed = ", ".join(f"{name} {size}" for name, size in lengths.items())
        raise InputError(f"expected columns of one length, found {lengths_listed}")
    if not next(iter(lengths.values())):
        raise InputError("expected at least one study, found none", column=chosen.columns[0])
    return arrays


def _check(arrays: dict[str, Floats], missing: str) -> NDArray[np.bool_]:
    """Stop at the first number that cannot be; say which studies lack a number."""
    if missing not in {"error", "nan"}:
        raise UsageError(f"missing={missing!r} is none of error, nan")
    lacking = np.zeros(next(iter(arrays.values())).size, dtype=np.bool_)
    for name, array in arrays.items():
        absent = np.isnan(array)
        if missing == "error":
            _stop(absent, array, name, "expected a number")
        lacking |= absent
        _stop(np.isinf(array), array, name, "expected a finite number")
        if name.startswith("sd"):
            _stop(array < 0, array, name, "expected a standard deviation of 0 or more")
        if name.startswith("n"):
            _stop(array <= 0, array, name, "expected a number of people above 0")
        if name == "ri":
            _stop(np.abs(array) >= 1, array, name, "expected a correlation between -1 and 1, both excluded")
        if name in {"t1i", "t2i"}:
            _stop(array <= 0, array, name, "expected a time under observation above 0")
        if name in {"xi", "x1i", "x2i"}:
            _stop(array < 0, array, name, "expected 0 events or more")
    for events, people in (("ai", "n1i"), ("ci", "n2i"), ("xi", "ni")):
        if events in arrays:
            _stop(arrays[events] < 0, arrays[events], events, "expected 0 events or more")
            too_many = arrays[events] > arrays[people]
            _stop(too_many, arrays[events], events, f"expected no more events than people ({people})")
    return lacking


def _stop(wrong: NDArray[np.bool_], array: Floats, name: str, expected: str) -> None:
    if wrong.any():
        index = int(np.argmax(wrong))
        raise InputError(f"{expected}, found {array[index]:g} in study {index + 1} of {array.size}", column=name)
