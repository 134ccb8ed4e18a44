"""`instruments.yaml`: ranges, directions, spreads and the differences that matter, each with where it was read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from alongside.coding.codebook_yaml import Fields, read_document
from alongside.evidence import Contrast, Figure, Instrument, Outcome

__all__ = ["read_instruments"]

FIGURES = ("typical_sd", "baseline_mean", "baseline_risk", "smallest_that_matters")
KEYS = (
    "id",
    "label",
    "names",
    "outcome",
    "higher_is_better",
    "low",
    "high",
    "unit",
    "range_source",
    *FIGURES,
)


def read_instruments(
    path: Path, outcomes: Mapping[str, Outcome], contrasts: Sequence[Contrast]
) -> tuple[Instrument, ...]:
    """The instruments in the order of the file; none where there is no such file.

    Raises
    ------
    InputError : for an outcome that is not in the review, a range that is none, a number without a source, a source
        that looks like a result's id and is none, two equal ids.
    """
    if not path.exists():
        return ()
    top = read_document(path)
    top.only("version", "instruments")
    results = {contrast.id for contrast in contrasts}
    return tuple(_instrument(entry, outcomes, results) for entry in top.entries("instruments"))


def _instrument(entry: Fields, outcomes: Mapping[str, Outcome], results: set[str]) -> Instrument:
    entry.only(*KEYS)
    outcome = entry.text("outcome")
    if outcome not in outcomes:
        raise entry.error("outcome", f"there is no outcome {outcome!r}")
    low, high = _number(entry, "low"), _number(entry, "high")
    if (low is None) != (high is None) or (low is not None and high is not None and low >= high):
        raise entry.error("high", "expected a range of two numbers, the smaller one first")
    range_source = entry.text("range_source", default="")
    if low is not None:
        _check_source(entry, "range_source", range_source, results)
    figures = {name: _figure(entry, name, results) for name in FIGURES}
    for name in ("typical_sd", "smallest_that_matters"):
        figure = figures[name]
        if figure is not None and figure.value <= 0:
            raise entry.error(name, f"expected a number above 0, found {figure.value:g}")
    mean, risk = figures["baseline_mean"], figures["baseline_risk"]
    if mean is not None and risk is not None:
        raise entry.error("baseline_risk", "expected a mean or a risk, found both")
    if risk is not None and not 0 <= risk.value <= 1:
        raise entry.error("baseline_risk", f"expected a risk from 0 to 1, found {risk.value:g}")
    names = entry.texts("names")
    if not names:
        raise entry.error("names", "expected how results name it")
    return Instrument(
        id=entry.identifier("id"),
        label=entry.text("label"),
        names=tuple(name.lower() for name in names),
        outcome=outcome,
        higher_is_better=entry.boolean("higher_is_better"),
        low=low,
        high=high,
        unit=entry.text("unit", default=""),
        range_source=range_source,
        typical_sd=figures["typical_sd"],
        baseline=mean or risk,
        baseline_is="mean" if mean else "risk" if risk else "",
        smallest_that_matters=figures["smallest_that_matters"],
    )


def _figure(entry: Fields, key: str, results: set[str]) -> Figure | None:
    if key not in entry.nodes:
        return None
    inner = entry.entry(key)
    inner.only("value", "source", "words")
    value = _number(inner, "value")
    if value is None:
        raise inner.error("value", "this key is missing")
    source = inner.text("source")
    _check_source(inner, "source", source, results)
    return Figure(value, source, inner.text("words", default=""))


def _check_source(entry: Fields, key: str, source: str, results: set[str]) -> None:
    if not source:
        raise entry.error(key, "a number needs the place where it was read")
    if "://" not in source and source not in results:
        raise entry.error(key, f"expected an address or the id of a result, found {source!r}")


def _number(entry: Fields, key: str) -> float | None:
    if key not in entry.nodes:
        return None
    text = str(getattr(entry.nodes[key], "value", ""))
    try:
        value = float(text)
    except ValueError:
        raise entry.error(key, f"expected a number, found {text!r}") from None
    if not math.isfinite(value):
        raise entry.error(key, f"expected a number of ordinary size, found {text!r}")
    return value
