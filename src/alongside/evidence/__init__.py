"""The types that every floor shares: what was studied, what was printed, who decided, and what follows.

They are frozen, hold plain values, and import only the standard library. Read them in the order of the way
through: `QuoteAnchor` and `Decision` (who said so, on which words), `Study` with `Report` and `Arm` (what was done),
`Tidier` (what its reports say of it), `Outcome`, `Instrument` and `Contrast` (what was measured, as printed),
`EffectSize` with `Recovery` steps (what the numbers give), `Estimate` (a model's result) and `Answer` (what a person
reads).
"""

from alongside.evidence.about import About
from alongside.evidence.answers import AllResults, Answer, Certainty, Estimate, Weighted
from alongside.evidence.arms import CELLS, DOSE_NUMBERS, Arm, Cell, Dose, Span, arm_id
from alongside.evidence.contrasts import (
    ClusterDesign,
    Contrast,
    Counts,
    EffectSize,
    Means,
    PrintedEffect,
    Recovery,
)
from alongside.evidence.decisions import Author, Decision, QuoteAnchor
from alongside.evidence.instruments import Figure, Instrument
from alongside.evidence.outcomes import Outcome, SmallestThatMatters
from alongside.evidence.reporting import TIDIER_ITEMS, Tidier
from alongside.evidence.studies import Code, Report, Study

__all__ = [
    "CELLS",
    "DOSE_NUMBERS",
    "TIDIER_ITEMS",
    "About",
    "AllResults",
    "Answer",
    "Arm",
    "Author",
    "Cell",
    "Certainty",
    "ClusterDesign",
    "Code",
    "Contrast",
    "Counts",
    "Decision",
    "Dose",
    "EffectSize",
    "Estimate",
    "Figure",
    "Instrument",
    "Means",
    "Outcome",
    "PrintedEffect",
    "QuoteAnchor",
    "Recovery",
    "Report",
    "SmallestThatMatters",
    "Span",
    "Study",
    "Tidier",
    "Weighted",
    "arm_id",
]
