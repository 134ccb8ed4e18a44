"""Which column of a table of trials is which, where its header says so: in the names of metafor, meta and Stata.

A header is plain where each number of one kind (effects, events, means) has exactly one column, by a name that is used
for nothing else. "a", "b" or "tn" are none: what they hold can be told in two ways, and a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alongside.coding import ARM_NAMES, compact, names_together

__all__ = ["COUNTS", "INTERVALS", "LOGARITHMS", "MEANS", "RATIOS", "TABLES", "PlainHeader", "plain_header", "scale_of"]

COUNTS = ("ai", "n1i", "ci", "n2i")
TABLES = ("ai", "bi", "ci", "di")
MEANS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
INTERVALS = ("out", "ci_lb", "ci_ub")
KINDS = (("yi", "vi"), ("yi", "sei"), COUNTS, TABLES, MEANS, INTERVALS)
"""The sets of numbers that give an effect, by metafor's names; the first that a header has is taken."""

OF_ARMS = {"events1": "ai", "events2": "ci", **{f"n{arm}": f"n{arm}i" for arm in "12"}}
OF_ARMS |= {f"mean{arm}": f"m{arm}i" for arm in "12"} | {f"sd{arm}": f"sd{arm}i" for arm in "12"}
"""Our columns of two groups (`coding.arm_names`) to metafor's names."""

LOGARITHMS = {
    f"{prefix}{ratio}": ratio.upper()
    for prefix in ("log", "ln")
    for ratio in ("or", "rr", "hr", "oddsratio", "riskratio")
}
"""Names of columns that hold logarithms of ratios, to the ratio."""

RATIOS = {
    "or": "OR",
    "oddsratio": "OR",
    "rr": "RR",
    "riskratio": "RR",
    "relativerisk": "RR",
    "hr": "HR",
    "hazardratio": "HR",
    "irr": "IRR",
    "rateratio": "IRR",
    "incidencerateratio": "IRR",
}
"""Names of columns that hold ratios as they are printed, with an interval beside them."""

EFFECT_NAMES = {"SMD": ("smd", "g", "d", "hedgesg", "cohensd", "gi"), "MD": ("md", "meandifference")}


def _limits(short: str, words: tuple[str, ...]) -> frozenset[str]:
    """What a limit is called: "lower", "CI lower", "lower95", "95% LCL", "lowHR", "hr.lower"."""
    around = ("", "ci", "95", "95ci", "ci95", "limit", "bound", *RATIOS)
    return frozenset({f"ci{short}"} | {f"{word}{each}" for word in words for each in around}) | frozenset(
        f"{each}{word}" for word in words for each in around
    )


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
    "ai": frozenset({"ai", "tpos", "e1i", "x1i"}),
    "ci": frozenset({"ci", "cpos", "e2i", "x2i"}),
    **{name: frozenset({name}) for name in ("n1i", "n2i", "sd1i", "sd2i")},
    "m1i": frozenset({"m1i", "mean1i"}),
    "m2i": frozenset({"m2i", "mean2i"}),
    "out": frozenset({*RATIOS, *LOGARITHMS, *(name for names in EFFECT_NAMES.values() for name in names)}),
    "ci_lb": _limits("lb", ("lower", "low", "ll", "lcl", "lci", "cil", "lb")),
    "ci_ub": _limits("ub", ("upper", "upp", "high", "ul", "ucl", "uci", "ciu", "ub", "hi")),
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
        plain = compact(re.sub(r" \(\d+\)$", "", column))
        for role, names in NAMES.items():
            if (
                (plain in names or OF_ARMS.get(ARM_NAMES.get(plain, "")) == role)
                and role not in named
                and column not in named.values()
            ):
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
        return PlainHeader(columns, scale_of(columns.get("yi") or columns.get("out", "")))
    together = {} if named or doubtful else names_together(header)
    return PlainHeader({OF_ARMS[ours]: column for column, ours in together.items()}, doubtful=doubtful)


def scale_of(column: str) -> str:
    """What an effect's column is called after: "OR" of "logOR" and of "Odds ratio", "SMD" of "Hedges g"; else "".

    >>> scale_of("logOR"), scale_of("Hedges g"), scale_of("yi")
    ('OR', 'SMD', '')
    """
    plain = compact(column)
    if plain in RATIOS:
        return RATIOS[plain]
    if plain in LOGARITHMS:
        return {"ODDSRATIO": "OR", "RISKRATIO": "RR"}.get(LOGARITHMS[plain], LOGARITHMS[plain])
    return next((scale for scale, names in EFFECT_NAMES.items() if plain in names), "")
