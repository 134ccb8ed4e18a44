"""A questionnaire or measurement: its range and direction, how far people differ on it, which difference matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Figure", "Instrument"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number about an instrument, and where it was read.

    `source` is an address, or the id of a packaged result ("taylor-2016/3") whose comparator arm printed it; `words`
    say what exactly the number is.
    """

    value: float
    source: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """What is known of an instrument; None where no text that was read says so.

    Parameters
    ----------
    id, label : "phq-9", "PHQ-9 (depression)".
    names : how results name it, by the beginnings of their names, small letters.
    outcome : id of the outcome that it measures.
    higher_is_better : of its score as it is printed.
    low, high, range_source : its least and greatest possible score.
    typical_sd : standard deviation between people.
    baseline : mean score, or risk from 0 to 1, of people without the support.
    smallest_that_matters : difference below which people would see none.

    >>> phq = Instrument("phq-9", "PHQ-9", ("phq-9",), "depression", False, 0, 27)
    >>> phq.measures("PHQ-9 (change)"), phq.measures("GAD-7"), phq.holds(28)
    (True, False, False)
    """

    id: str
    label: str
    names: tuple[str, ...]
    outcome: str
    higher_is_better: bool
    low: float | None = None
    high: float | None = None
    unit: str = ""
    range_source: str = ""
    typical_sd: Figure | None = None
    baseline: Figure | None = None
    baseline_is: Literal["", "mean", "risk"] = ""
    smallest_that_matters: Figure | None = None

    def measures(self, name: str) -> bool:
        """Whether a result that names its instrument so was measured with this one."""
        return name.lower().startswith(self.names)

    def holds(self, score: float) -> bool:
        """Whether a score can be; always where the range is not known."""
        return (self.low is None or score >= self.low) and (self.high is None or score <= self.high)
