"""One comparison of two arms on one outcome at one time: what was printed, and what can be worked out from it.

Vocabulary: arm 1 is offered peer support, arm 2 is the comparator; `ai/ci` of the 2 by 2 table are `events1/events2`.
A *printed* number stands in the source. A *recovered* one was worked out here, and says how and on which assumption.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from alongside.evidence.decisions import QuoteAnchor

__all__ = [
    "NUMBERS",
    "PRINTED_MEASURES",
    "PRINTED_RATIOS",
    "USES",
    "ClusterDesign",
    "Contrast",
    "Counts",
    "EffectSize",
    "Means",
    "PrintedEffect",
    "Recovery",
]

PRINTED_MEASURES = ("MD", "SMD", "OR", "RR", "RD", "PR", "HR")
"""What a report may print of two arms."""

PRINTED_RATIOS = frozenset({"OR", "RR", "PR", "HR"})

Use = Literal["main", "ask", "apart"]
USES: tuple[Use, ...] = get_args(Use)
"""Whether a result counts, waits for a person, or is kept out of pooling."""

Numbers = Literal["counts", "means", "effect"]
NUMBERS: tuple[Numbers, ...] = get_args(Numbers)
"""The numbers of a result that can be printed beside one another; of several, a reader may prefer one."""


@dataclass(frozen=True, slots=True)
class Means:
    """Means and standard deviations of both arms; an SD may be missing."""

    n1: float
    mean1: float
    sd1: float | None
    n2: float
    mean2: float
    sd2: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """People with the event, of all people, in both arms."""

    events1: float
    n1: float
    events2: float
    n2: float


@dataclass(frozen=True, slots=True)
class PrintedEffect:
    """An estimate as the report prints it: arm 1 against arm 2, in `measure` (MD, SMD, OR, RR, RD, PR, HR).

    Ratios are on their own scale, not logarithms. Any of the interval's limits and the two-sided p may be missing.
    """

    measure: str
    value: float
    ci_low: float | None = None
    ci_high: float | None = None
    p: float | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class ClusterDesign:
    """How groups of people were randomised together.

    `allowed_for` says whether the printed interval or p already allows for the clusters ("yes", "no", "unknown").
    `average_size` is people per cluster; with an intracluster correlation it gives the design effect
    1 + (size − 1) × ICC (Cochrane Handbook 23.1.4).
    """

    allowed_for: str = "unknown"
    average_size: float | None = None
    icc: float | None = None


@dataclass(frozen=True, slots=True)
class Contrast:
    """One result of one trial, as printed.

    Parameters
    ----------
    id : stable address, "johnson-2018/1".
    study, report, outcome : ids. `outcome` is "" where the result belongs to no outcome of the review.
    instrument, weeks : the questionnaire or measurement, and weeks from the start (None where the text does not say).
    higher_is_better : of the instrument as printed; None where neither way is better.
    comparator, comparator_class : in the report's words, and as classed: nothing_or_usual, waiting_list, attention,
        professional or other_programme.
    arm1, arm2 : ids of the arms ("kew-2017/support"); results that share an arm share its id.
    stratum : sub-sample with its own randomised arms (a country, a site), "" where there is only one.
    n1, n2, n_total : people analysed; `n_total` where the arms' numbers are not printed.
    control_risk : risk in arm 2 where it is printed without counts.
    use : "main", "ask" (waits for a person), "apart" (kept out of pooling, with `use_why`).
    same_as : id of another contrast that is the same result read twice.
    read_twice : whether a second reader held it against its source; None where nobody noted it.
    """

    id: str
    study: str
    outcome: str
    instrument: str
    higher_is_better: bool | None
    weeks: float | None = None
    report: str = ""
    comparator: str = ""
    comparator_class: str = "nothing_or_usual"
    comparator_why: str = ""
    arm1: str = "1"
    arm2: str = "2"
    stratum: str = ""
    n1: float | None = None
    n2: float | None = None
    n_total: float | None = None
    means: Means | None = None
    counts: Counts | None = None
    effect: PrintedEffect | None = None
    control_risk: float | None = None
    adjusted: bool | None = None
    cluster: ClusterDesign | None = None
    prefer: str = ""  # "counts", "means" or "effect" where the printed numbers disagree and a reader chose
    scale: float = 1.0  # printed value times `scale` gives the outcome's unit (HbA1c mmol/mol to %: 0.09148)
    use: str = "main"
    use_why: str = ""
    same_as: str = ""
    domain: str = ""
    note: str = ""
    anchors: tuple[QuoteAnchor, ...] = ()
    read_twice: bool | None = None

    @property
    def participants(self) -> float | None:
        """People in both arms, where known."""
        if self.n1 is not None and self.n2 is not None:
            return self.n1 + self.n2
        return self.n_total


@dataclass(frozen=True, slots=True)
class Recovery:
    """One step from printed numbers to an effect size: what was worked out, how, from where, assuming what."""

    what: str
    how: str
    assumes: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class EffectSize:
    """Effect `yi` with sampling variance `vi` on the outcome's scale, turned to the outcome's direction.

    Ratios are logarithms. `printed` is true where no step had to be recovered.
    """

    contrast: str
    study: str
    measure: str
    yi: float
    vi: float
    n: float | None
    steps: tuple[Recovery, ...] = ()
    combined: tuple[str, ...] = ()  # contrasts behind it, where several were combined into one

    @property
    def printed(self) -> bool:
        return not self.steps

    @property
    def results(self) -> tuple[str, ...]:
        """Ids of the results behind it, the leading one first: its own, or those that were put together.

        >>> EffectSize("a+b/1", "a+b", "MD", 0.0, 1.0, None).results
        ('a+b/1',)
        """
        return self.combined or (self.contrast,)
