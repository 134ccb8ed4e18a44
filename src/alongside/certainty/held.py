"""What a project holds that bears on certainty beside the numbers: its search, missing results, indirect measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Held", "SearchKind"]

SearchKind = Literal["", "not systematic", "one source", "several sources"]
"""Of the search for the evidence; "" where the project holds nothing about it."""


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
    """

    search: SearchKind = ""
    unusable_trials: int = 0
    small_study_p: float | None = None
    small_studies_favour: bool = False
    other_domain: float | None = None
