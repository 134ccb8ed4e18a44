"""Each figure of an answer as the tables have it, beside the figure that was worked out here.

Sub-samples: the inverse-variance mean (Borenstein et al. 2009, Introduction to Meta-Analysis, ch. 23); instruments: the
plain mean with the correlation that `rule.csv` states (ch. 24).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooled_again.all_results import correlated_again
from pooled_again.estimators import mean_at
from pooled_again.one_result import pooled_again
from pooled_again.tables import CannotPoolError, Row, need, number

TOLERANCE = 1e-6
"""Largest relative difference that still counts as the same figure."""

NOTHING = 1e-9
"""A difference below this share of a figure's natural size (see `difference`) is none: the figure itself is near 0."""

SHOWN = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")
"""Figures that stand in the tables as a person reads them: ratios, not their logarithms."""


@dataclass(frozen=True)
class Compared:
    """One figure: as the tables have it, and as it was worked out here."""

    answer: str
    figure: str
    expected: float | None
    value: float | None
    difference: float


def compare_answer(answer: Row, entered: list[Row], entries: list[Row]) -> list[Compared]:
    """Every figure of one answer. Which figures exist (a prediction interval, tau²) is for the tables to say."""
    name, is_log = answer["id"], answer["scale"] == "log"
    compared = []
    if answer["method"] == "CHE":
        if not entries:
            raise CannotPoolError(
                f"answer {name}: all results of its trials entered, and none stands in pooled_entries"
            )
        figures, of_trial, shares, typical = correlated_again(answer, entries)
        if sorted(of_trial) != sorted(row["study"] for row in entered):
            raise CannotPoolError(f"answer {name}: pooled_entries and pooled_results are not of the same studies")
        weights = np.array([of_trial[row["study"]] for row in entered])
        for row, share in zip(entries, shares.tolist(), strict=True):
            stated = need(row, "weight")
            label = f"weight of {row['study']}, entry {row['entry']}"
            compared.append(Compared(name, label, stated, share, difference(stated, share, 1.0)))
        compared += compare_means(answer, entered, entries, need(answer, "rho"), figures["tau2_within"] or 0.0)
    else:
        figures, weights, typical = pooled_again(answer, entered)
    figures["estimate"] = figures["beta"]
    figures |= people(entered)
    se = figures["se"]
    assert se is not None
    sizes = {"tau2": typical, "tau2_within": typical, "i2": 100.0, "q": 1.0, "p": 1e-200} | dict.fromkeys(
        ("beta", *SHOWN), se
    )
    for figure, value in figures.items():
        expected = number(answer, figure)
        if is_log and figure in SHOWN and value is not None:
            value = math.exp(value)
        if expected is None and figure.startswith("pi_") and answer["method"] in ("EE", "FE"):
            value = None  # one true effect has no range
        compared.append(Compared(name, figure, expected, value, difference(expected, value, sizes.get(figure, 0.0))))
    for row, weight in zip(entered, weights.tolist(), strict=True):
        expected = need(row, "weight")
        compared.append(
            Compared(name, f"weight of {row['study']}", expected, weight, difference(expected, weight, 0.0))
        )
    return compared


def compare_means(answer: Row, entered: list[Row], entries: list[Row], rho: float, within: float) -> list[Compared]:
    """Each trial's mean of its results, its sampling variance, and its variance in the model."""
    compared = []
    for row in entered:
        parts = [part for part in entries if part["study"] == row["study"]]
        yi, sd = np.array([need(p, "yi") for p in parts]), np.sqrt(np.array([need(p, "vi") for p in parts]))
        V = rho * np.outer(sd, sd)
        np.fill_diagonal(V, sd**2)
        inverse = np.linalg.inv(V + within * np.eye(yi.size)).sum(axis=1)
        share = inverse / inverse.sum()
        values = {"yi": share @ yi, "vi": share @ V @ share, "model_vi": 1 / inverse.sum()}
        for name, value in values.items():
            expected, size = need(row, name), float(sd.max())
            label = f"{name} of {row['study']}"
            compared.append(
                Compared(answer["id"], label, expected, float(value), difference(expected, float(value), size))
            )
    return compared


def people(entered: list[Row]) -> dict[str, float | None]:
    """People in the trials that print a number, and how many trials print none."""
    printed = [n for row in entered if (n := number(row, "n")) is not None]
    return {"participants": round(sum(printed)) if printed else None, "uncounted": len(entered) - len(printed)}


def difference(expected: float | None, value: float | None, size: float) -> float:
    """Relative to the expected figure; infinite where only one of them exists.

    `size` is the figure's natural size (the standard error for a mean, a typical variance for tau²): a mean of a
    billionth of its own standard error is 0 and has no digits to compare.
    """
    if expected is None or value is None:
        return 0.0 if expected is value else math.inf
    gap = abs(value - expected)
    if not math.isfinite(gap):
        return math.inf
    if gap <= NOTHING * size * TOLERANCE:
        return 0.0
    return gap / abs(expected) if expected else math.inf


def compare_parts(row: Row, parts: list[Row], rho: float) -> list[Compared] | None:
    """Effect and variance of a trial from those of its results; None where arms were put together from their counts."""
    steps = [step.split(":")[0].strip() for step in row["combined"].split(";") if ":" in step]
    if "results together" in steps:
        return []  # worked out from the entries
    if len(steps) != 1 or steps[0] not in ("sub-samples together", "mean of instruments"):
        return None
    yi = np.array([need(part, "yi") for part in parts])
    vi = np.array([need(part, "vi") for part in parts])
    if steps[0] == "sub-samples together":
        mean, weights, _ = mean_at(0.0, yi, vi)
        variance = 1 / float(weights.sum())
    else:
        errors = np.sqrt(vi)
        mean = float(yi.mean())
        variance = float((1 - rho) * vi.sum() + rho * errors.sum() ** 2) / yi.size**2
    compared = []
    for name, value in (("yi", mean), ("vi", variance)):
        expected = need(row, name)
        compared.append(
            Compared(row["answer"], f"{name} of {row['study']}", expected, value, difference(expected, value, 1.0))
        )
    return compared
