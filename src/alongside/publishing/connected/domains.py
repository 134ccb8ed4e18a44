"""Of every domain of outcomes: is there a comparison of forms and of parts, or why not."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.publishing.review import Review
from alongside.words.labels import lowered

__all__ = ["ENOUGH", "DomainState", "state_of_domains", "too_few"]

ENOUGH = 8
"""Trials from which an outcome is compared by form and by part: below, nearly every comparison is one trial."""


def too_few(trials: int) -> str:
    """Why an outcome with this many trials is not compared.

    >>> too_few(1)
    'there is 1 trial whose arms are described, and 8 are the fewest; below, nearly every comparison is one trial'
    """
    told = "is 1 trial" if trials == 1 else f"are {trials or 'no'} trials"
    why = "below, nearly every comparison is one trial"
    return f"there {told} whose arms are described, and {ENOUGH} are the fewest; {why}"


@dataclass(frozen=True, slots=True)
class DomainState:
    """A domain with eight trials or more, its outcomes that have eight themselves, and why there is none otherwise."""

    domain: str
    label: str
    trials: int
    outcomes: tuple[str, ...]
    reason: str


def state_of_domains(review: Review) -> tuple[DomainState, ...]:
    """Every domain with `ENOUGH` trials or more that have a usable result, the largest first."""
    states = []
    for code in review.codebook.dimension("outcome_domain").codes:
        counts = {}
        studies: set[str] = set()
        for name in review.leading:
            estimate = review.main[name].estimate
            if estimate is not None and review.outcomes[name].domain == code.id:
                counts[name] = estimate.k
                studies |= {weighted.effect.study for weighted in estimate.studies}
        if len(studies) < ENOUGH:
            continue
        enough = tuple(name for name, k in counts.items() if k >= ENOUGH)
        reason = ""
        if not enough:
            largest = max(counts, key=lambda name: counts[name])
            reason = (
                f"its {len(studies)} trials measured {len(counts)} different things, which cannot stand on one scale; "
                f"the largest, {lowered(review.outcomes[largest].label)}, has {counts[largest]}"
            )
        states.append(DomainState(code.id, code.label, len(studies), enough, reason))
    return tuple(sorted(states, key=lambda state: -state.trials))
