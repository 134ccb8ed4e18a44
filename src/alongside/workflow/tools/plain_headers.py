"""Which column of a table of trials is which, where its header says so: in the names of metafor, meta and Stata.

A header is plain where each number of one kind (effects, events, means) has exactly one column, by a name that is used
for nothing else. "a", "b" or "tn" are none: what they hold can be told in two ways, and a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["COUNTS", "MEANS", "TABLES", "PlainHeader", "plain_header"]

COUNTS = ("ai", "n1i", "ci", "n2i")
TABLES = ("ai", "bi", "ci", "di")
MEANS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
KINDS = (("yi", "vi"), ("yi", "sei"), COUNTS, TABLES, MEANS)
"""The sets of numbers that give an effect, by metafor's names; the first that a header has is taken."""

ARMS: Mapping[str, tuple[str, ...]] = {
    "1": ("1", "e", "t", "arm1", "group1", "exp", "experimental", "treat", "treatment", "intervention", "int"),
    "2": ("2", "c", "arm2", "group2", "ctrl", "control", "con", "comparator", "comparison", "ctl"),
}

LOGARITHMS = {
    f"{prefix}{ratio}": ratio.upper()
    for prefix in ("log", "ln")
    for ratio in ("or", "rr", "hr", "oddsratio", "riskratio")
}
"""Names of columns that hold logarithms of ratios, to the ratio."""

EFFECT_NAMES = {"SMD": ("smd", "g", "d", "hedgesg", "cohensd", "gi"), "MD": ("md", "meandifference")}

NAMES: Mapping[str, frozenset[str]] = {
    "yi": frozenset(
        {"yi", "y", "eff", "effect", "effectsize", "te", "es", "estimate", "theta", *LOGARITHMS}
        | {name for names in EFFECT_NAMES.values() for name in names}
    ),
    "vi": frozenset({"vi", "v", "var", "variance", "varte", "vareff", "vary", "gvar", "samplingvariance"}),
    "sei": frozenset(
        {"sei", "se", "sete", "seeff", "sey", "stderr", "standarderror", "gse", "selogor", "selogrr", "seg"}
    ),
    "bi": frozenset({"bi", "tneg"}),
    "di": frozenset({"di", "cneg"}),
    **{
        role: frozenset(f"{stem}{arm}" for stem in stems for arm in ARMS[group])
        | frozenset(f"{arm}{stem}" for stem in stems if len(stem) > 1 for arm in ARMS[group] if len(arm) > 1)
        | frozenset(further)
        for role, group, stems, further in (
            ("ai", "1", ("e", "event", "events", "cases", "responders"), ("ai", "tpos", "e1i", "x1i")),
            ("ci", "2", ("e", "event", "events", "cases", "responders"), ("ci", "cpos", "e2i", "x2i")),
            ("n1i", "1", ("n", "total", "ntotal", "samplesize"), ("n1i",)),
            ("n2i", "2", ("n", "total", "ntotal", "samplesize"), ("n2i",)),
            ("m1i", "1", ("m", "mean"), ("m1i", "mean1i")),
            ("m2i", "2", ("m", "mean"), ("m2i", "mean2i")),
            ("sd1i", "1", ("sd", "std", "stddev"), ("sd1i",)),
            ("sd2i", "2", ("sd", "std", "stddev"), ("sd2i",)),
        )
    },
}
"""The names of each number's column, in small letters without signs: "mean.e", "Mean_E" and "mean e" are one."""


@dataclass(frozen=True, slots=True)
class PlainHeader:
    """Columns by metafor's names; `scale` is what an effect's column is called after ("OR" for "logOR"), else "".

    `doubtful` names those of which two columns could be it, with the columns.
    """

    columns: Mapping[str, str]
    scale: str = ""
    doubtful: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.columns)


def plain_header(header: Sequence[str], named: Mapping[str, str], measure: str = "") -> PlainHeader:
    """The columns of the first kind of numbers that a header has whole, beside those that a person `named`.

    With a `measure`, counts and means come before effects that stand beside them.

    >>> plain_header(("study", "mean.e", "sd.e", "n.e", "mean.c", "sd.c", "n.c"), {}).columns["m2i"]
    'mean.c'
    >>> plain_header(("a", "b"), {}).columns
    {}
    """
    meanings: dict[str, list[str]] = {}
    for column in header:
        plain = re.sub(r"[^a-z0-9]", "", re.sub(r" \(\d+\)$", "", column.casefold()))
        for role, names in NAMES.items():
            if plain in names and role not in named and column not in named.values():
                meanings.setdefault(role, []).append(column)
    kinds = [kind for kind in KINDS if set(named) <= set(kind)]
    if measure:
        kinds.sort(key=lambda kind: kind[0] == "yi")
    doubtful: dict[str, tuple[str, ...]] = {}
    for kind in kinds:
        missing = [role for role in kind if role not in named]
        if not all(role in meanings for role in missing):
            continue
        unsure = {role: tuple(meanings[role]) for role in missing if len(meanings[role]) > 1}
        if unsure:
            doubtful = doubtful or unsure
            continue
        columns = {role: named.get(role) or meanings[role][0] for role in kind}
        return PlainHeader(columns, _scale(columns.get("yi", "")))
    return PlainHeader({}, doubtful=doubtful)


def _scale(column: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", column.casefold())
    if plain in LOGARITHMS:
        return {"ODDSRATIO": "OR", "RISKRATIO": "RR"}.get(LOGARITHMS[plain], LOGARITHMS[plain])
    return next((scale for scale, names in EFFECT_NAMES.items() if plain in names), "")
