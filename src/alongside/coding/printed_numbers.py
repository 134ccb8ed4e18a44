"""What a row prints in another form, worked out: percentages, standard errors, medians, p below a limit, logarithms.

Every step leaves the printed number in the row's note, and says once what was done. The methods are those of the
Cochrane Handbook (version 6.5), sections 6.5.2 and 6.3, and of Wan et al. 2014 for medians.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist

from alongside.errors import InputError
from alongside.evidence.contrasts import PRINTED_RATIOS
from alongside.tables import Row

__all__ = ["FURTHER_COLUMNS", "refuse_mixed_logarithms", "worked_out"]

FURTHER_COLUMNS = (
    "se",
    "se1",
    "se2",
    "median1",
    "q1_1",
    "q3_1",
    "median2",
    "q1_2",
    "q3_2",
    "percent1",
    "percent2",
    "log_effect",
)
"""Columns that people have and `evidence_tables` has not; each is worked out into those that it has."""

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")

LOGARITHM = re.compile(r"(?:log|ln)[ _-]?\(?(OR|RR|HR|PR|IRR)\)?", re.IGNORECASE)

RATE_RATIO = "IRR"
"""A ratio of rates; for rare events it is a ratio of risks (Handbook 6.7.1)."""

Z95 = NormalDist().inv_cdf(0.975)

LARGEST_LOGARITHM = 5.0
"""Logarithms of ratios beyond this (150 times) are none."""


def worked_out(row: Row, notices: Counter[str]) -> dict[str, str]:
    """The values of a row with what `evidence_tables` needs in place of `FURTHER_COLUMNS`.

    Raises `InputError` where a form lacks a part of what it needs.

    >>> said = Counter()
    >>> values = {"n1": "60", "events1": "45.5%", "effect_measure": "OR", "effect": "0.7", "p": "<0.001"}
    >>> worked_out(Row(__file__, 2, values), said)["events1"], worked_out(Row(__file__, 2, values), said)["p"]
    ('27', '0.001')
    """
    values = dict(row.values)
    notes: list[str] = []
    _measure(values, notes, notices)
    _percent_signs(values, notices)
    _p(row, values, notes, notices)
    for arm in ("1", "2"):
        _people(row, values, arm, notes, notices)
        _spread(row, values, arm, notes, notices)
    _logarithms(row, values, notes, notices)
    _standard_error(row, values, notes, notices)
    _zero_limit(row, values, notes, notices)
    if "ci_level" in values:
        level = _number(row, values, "ci_level")
        values["ci_level"] = repr(level / 100 if level is not None and level > 1 else level)
    values = {name: value for name, value in values.items() if name not in FURTHER_COLUMNS}
    if notes:
        values["note"] = "; ".join([text for text in (values.get("note", ""),) if text] + notes)
    return values


def refuse_mixed_logarithms(rows: Sequence[Row]) -> None:
    """Stop where some rows of a ratio go below 0 and others do not: which are logarithms cannot be told.

    Raises `InputError` at the first row below 0. Where all are below 0 they are logarithms.
    """
    by_measure: dict[str, list[tuple[bool, Row]]] = {}
    for row in rows:
        measure = row.text("effect_measure").upper()
        if measure in PRINTED_RATIOS and row.text("effect"):
            texts = (row.text(name) for name in ("effect", "ci_low", "ci_high"))
            by_measure.setdefault(measure, []).append((any(text.startswith("-") for text in texts), row))
    for measure, signs in by_measure.items():
        below = [row for is_below, row in signs if is_below]
        if below and len(below) < len(signs):
            raise InputError(
                f"expected a ratio above 0; if these are logarithms, write log{measure} as their measure in all rows",
                path=below[0].path,
                row=below[0].line,
                column="effect",
            )


def _percent_signs(values: dict[str, str], notices: Counter[str]) -> None:
    """A percent sign behind a share as the share: risks, an ICC, p, and the difference of risks with its interval."""
    effect = ("effect", "ci_low", "ci_high")
    shares = ("control_risk", "icc", "p", *(effect if values.get("effect_measure") == "RD" else ()))
    for name in (*shares, *effect):
        cell = values.get(name, "")
        if not cell.endswith("%"):
            continue
        number = cell.rstrip("% ")
        if name in shares and NUMBER.fullmatch(number):
            values[name] = repr(float(f"{float(number) / 100:.15g}"))
            notices["percent signs were read: 5% of a risk, an ICC, p or a difference of risks is 0.05"] = 1
        else:
            values[name] = number


def _number(row: Row, values: dict[str, str], column: str) -> float | None:
    return Row(row.path, row.line, values).number(column)


def _measure(values: dict[str, str], notes: list[str], notices: Counter[str]) -> None:
    """The measure's name as we write it; a logarithm is one whether its name or its numbers say so."""
    name = values.get("effect_measure", "").strip()
    if matched := LOGARITHM.fullmatch(name):
        values["effect_measure"] = matched.group(1).upper()
        values["log_effect"] = "1"
    elif name.upper() in PRINTED_RATIOS | {"MD", "SMD", "RD", RATE_RATIO}:
        values["effect_measure"] = name.upper()
    elif name.casefold() in ("g", "d", "hedges g", "hedges' g", "cohen's d", "cohens d"):
        values["effect_measure"] = "SMD"
    if values.get("effect_measure") == RATE_RATIO:
        values["effect_measure"] = "RR"
        notes.append("printed as an incidence rate ratio")
        notices["incidence rate ratios were taken as risk ratios, which they are where events are rare"] += 1


def _p(row: Row, values: dict[str, str], notes: list[str], notices: Counter[str]) -> None:
    cell = values.get("p", "").replace(" ", "").replace(",", ".").lower().removeprefix("p")
    if not cell:
        return
    below = cell.startswith(("<", "≤"))
    text = cell.lstrip("<≤=")
    if text in ("ns", "n.s.") or cell.startswith((">", "≥")):
        notes.append(f"p printed as {values.pop('p')}")
        notices["p that is only said to be above a limit was kept as a note"] += 1
        return
    values["p"] = text
    number = _number(row, values, "p")
    if below:
        notes.append(f"p printed as below {text}")
        notices[f"p below a limit was taken as the limit (p < {text}), so that the interval is rather too wide"] += 1
    elif number == 0:
        decimals = len(text.partition(".")[2])
        if decimals == 0:
            del values["p"]
            notices["p printed as 0 says nothing and was left out"] += 1
            return
        values["p"] = f"{0.5 * 10**-decimals:.{decimals + 1}f}"
        notes.append(f"p printed as {text}")
        notices[f"p printed as {text} was taken as {values['p']}, the most that it can be"] += 1


def _people(row: Row, values: dict[str, str], arm: str, notes: list[str], notices: Counter[str]) -> None:
    """Percentages of events as people."""
    column = f"events{arm}"
    share = values.get(f"percent{arm}", "") or (values[column] if values.get(column, "").endswith("%") else "")
    if not share:
        if "." in values.get(column, "") and not float(values[column] or 0).is_integer():
            notices[
                f"{column} holds no whole numbers of people, so these results wait: "
                f"for percentages write a percent sign, or load with --column percent{arm}=…"
            ] += 1
        return
    people = _number(row, values, f"n{arm}")
    if people is None:
        raise InputError("a percentage needs the number of people", path=row.path, row=row.line, column=f"n{arm}")
    percent = float(share.rstrip("%"))
    if not 0 <= percent <= 100:
        raise InputError(f"expected at most 100 %, found {share}", path=row.path, row=row.line, column=column)
    values[column] = f"{round(percent / 100 * people):g}"
    notes.append(f"{column} printed as {percent:g} % of {people:g}")
    notices["percentages of people were turned into people, to the nearest whole number"] += 1


def _spread(row: Row, values: dict[str, str], arm: str, notes: list[str], notices: Counter[str]) -> None:
    """Standard errors and medians of an arm as standard deviations and means."""
    people = _number(row, values, f"n{arm}")
    error = _number(row, values, f"se{arm}")
    if error is not None and not values.get(f"sd{arm}") and people:
        values[f"sd{arm}"] = repr(error * math.sqrt(people))
        notes.append(f"SE {error:g} printed in arm {arm}")
        notices["standard errors of means were turned into standard deviations (Handbook 6.5.2.2)"] += 1
    median, low, high = (_number(row, values, f"{name}{arm}") for name in ("median", "q1_", "q3_"))
    if median is None or values.get(f"mean{arm}"):
        return
    if low is None or high is None or not people:
        needed = f"q1_{arm}" if low is None else f"q3_{arm}" if high is None else f"n{arm}"
        expected = "a median needs its quartiles and the number of people"
        raise InputError(expected, path=row.path, row=row.line, column=needed)
    if not low <= median <= high:
        raise InputError(
            f"expected a median between its quartiles; {median:g} is outside {low:g} to {high:g}",
            path=row.path,
            row=row.line,
            column=f"median{arm}",
        )
    # Wan et al. 2014 (BMC Medical Research Methodology 14:135), equations 14 and 16.
    values[f"mean{arm}"] = repr((low + median + high) / 3)
    values[f"sd{arm}"] = repr((high - low) / (2 * NormalDist().inv_cdf((0.75 * people - 0.125) / (people + 0.25))))
    notes.append(f"median {median:g} ({low:g} to {high:g}) printed in arm {arm}")
    notices["medians with quartiles were turned into means and standard deviations (Wan 2014)"] += 1


def _logarithms(row: Row, values: dict[str, str], notes: list[str], notices: Counter[str]) -> None:
    """Logarithms of ratios as ratios: said by their measure, or shown by a number below 0, which no ratio is."""
    columns = [name for name in ("effect", "ci_low", "ci_high") if values.get(name)]
    if values.get("effect_measure") not in PRINTED_RATIOS or not columns:
        return
    numbers = {name: _number(row, values, name) or 0.0 for name in columns}
    negative = any(number < 0 for number in numbers.values())
    if not values.get("log_effect") and not negative:
        return
    if any(abs(number) > LARGEST_LOGARITHM for number in numbers.values()):
        raise InputError("expected a ratio above 0, or its logarithm", path=row.path, row=row.line, column="effect")
    printed = ", ".join(f"{number:g}" for number in numbers.values())
    values |= {name: repr(math.exp(number)) for name, number in numbers.items()}
    if error := _number(row, values, "se"):
        values["se"] = repr(error)
    values["log_effect"] = ""
    notes.append(f"printed as logarithms: {printed}")
    notices["logarithms of ratios were read as such and turned into ratios"] += 1


def _standard_error(row: Row, values: dict[str, str], notes: list[str], notices: Counter[str]) -> None:
    """The standard error of an effect as its 95 % interval; that of a ratio is one of its logarithm."""
    error, effect = _number(row, values, "se"), _number(row, values, "effect")
    if error is None or effect is None or values.get("ci_low"):
        return
    if error <= 0:
        expected = f"expected a standard error above 0, found {error:g}"
        raise InputError(expected, path=row.path, row=row.line, column="se")
    if values.get("effect_measure") in PRINTED_RATIOS:
        if effect <= 0:
            raise InputError("expected a ratio above 0", path=row.path, row=row.line, column="effect")
        low, high = effect * math.exp(-Z95 * error), effect * math.exp(Z95 * error)
    else:
        low, high = effect - Z95 * error, effect + Z95 * error
    values |= {"ci_low": repr(low), "ci_high": repr(high)}
    values.pop("ci_level", None)
    notes.append(f"SE {error:g} printed")
    notices["standard errors of effects were turned into intervals of 95 %"] += 1


def _zero_limit(row: Row, values: dict[str, str], notes: list[str], notices: Counter[str]) -> None:
    """A lower limit of a ratio that was rounded to 0: worked out from the upper one, as far away on the logarithm."""
    if values.get("effect_measure") not in PRINTED_RATIOS or not values.get("ci_low"):
        return
    low, effect, high = (_number(row, values, name) for name in ("ci_low", "effect", "ci_high"))
    if low == 0 and effect and high and high > effect > 0:
        values["ci_low"] = repr(effect * effect / high)
        notes.append(f"lower limit printed as {row.text('ci_low')}")
        notices["a limit of a ratio printed as 0 was worked out from the other limit"] += 1
