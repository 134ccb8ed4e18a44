"""What a project holds that bears on certainty beside the numbers: its search, missing results, indirect measures, and
what people have judged of the trials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["BiasShares", "Held", "SearchKind"]

SearchKind = Literal["", "not systematic", "one source", "several sources"]
"""Of the search for the evidence; "" where the project holds nothing about it."""


@dataclass(frozen=True, slots=True)
class BiasShares:
    """Risk of bias of an answer's trials: for how many of them a person has judged it, and which share of the weight
    (0 to 1) is of results at low and at high risk. What is left is some concerns, unjudged trials included."""

    judged: int
    trials: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Held:
    """Data of a project for one answer. The defaults mean that it holds none, and then nothing is judged from them.

    Parameters
    ----------
    search : what kind of search the evidence comes from.
    unusable_trials : trials of which the project holds results for this outcome, but none that gives an effect size.
    small_study_p : p of the test whether smaller trials find more; None where it was not done.
    small_studies_favour : whether smaller trials find more in favour of the support.
    other_domain : share of the weight (0 to 1) of results that were coded as another domain than the outcome's; None
        where results carry no domain.
    bias : what people have judged of the trials' risk of bias; None is as if nobody had judged any.
    """

    search: SearchKind = ""
    unusable_trials: int = 0
    small_study_p: float | None = None
    small_studies_favour: bool = False
    other_domain: float | None = None
    bias: BiasShares | None = None
