"""One outcome's reasons, each with what the data propose and what a person decided; the level that follows.

The rule for what nobody has judged is `UNJUDGED`. A proposal is never a judgement: both stay in view, and a level of
which any reason is still only proposed says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alongside.certainty.domains import DOMAINS, DOWN, UP
from alongside.certainty.held import BiasShares, Held
from alongside.certainty.judged import ReasonJudged
from alongside.certainty.suggestion import PROPOSED_BY, STEPS_IN_WORDS, Proposal, level_of, not_held, propose
from alongside.evidence import Certainty, Estimate, Outcome
from alongside.words.plurals import all_of

__all__ = ["UNJUDGED", "Grading", "Reason", "grade"]

UNJUDGED = (
    "What nobody has judged: a trial’s result counts as some concerns for risk of bias, and a reason for a step down "
    "keeps the steps that the automatic rule proposes. A level is called judged only when a person has judged all five."
)
"""What is unjudged does this to the level; pages, command and docs print this sentence."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One of GRADE's eight reasons. `proposed` has no steps for the reasons up: no rule proposes those."""

    domain: str
    proposed: Proposal
    judged: ReasonJudged | None

    @property
    def label(self) -> str:
        return DOMAINS[self.domain]

    @property
    def up(self) -> bool:
        """Whether it raises the level."""
        return self.domain in UP

    @property
    def steps(self) -> int:
        """The steps that count: a person's where there is one."""
        return self.proposed.steps if self.judged is None else self.judged.steps


@dataclass(frozen=True, slots=True)
class Grading:
    """All reasons of one outcome; `unheld` names what the project holds no data on."""

    reasons: tuple[Reason, ...]
    bias: BiasShares | None
    unheld: str

    @property
    def judged(self) -> int:
        """How many of the five reasons down a person has judged."""
        return sum(reason.judged is not None for reason in self.reasons if not reason.up)

    @property
    def proposed_level(self) -> str:
        """The level by the automatic rule alone."""
        return level_of(sum(reason.proposed.steps for reason in self.reasons))

    @property
    def level(self) -> str:
        """The level with what people judged; steps up take back steps down, and never lift above high."""
        return level_of(sum(-reason.steps if reason.up else reason.steps for reason in self.reasons))

    @property
    def certainty(self) -> Certainty:
        """The level with its reasons, by whom, and how much of it is a person's."""
        people = tuple(dict.fromkeys(r.judged.judged.by for r in self.reasons if r.judged is not None))
        reasons = [_told(reason) for reason in self.reasons]
        if self.unheld:
            reasons.append(f"Not judged, because the project holds no data on it: {self.unheld}.")
        return Certainty(
            self.level,
            tuple(reason for reason in reasons if reason),
            by=all_of(people) or PROPOSED_BY,
            # Somebody who judged a reason up alone has judged in part.
            judged=self.judged if self.judged or not people else 1,
            out_of=len(DOWN),
            proposed=self.proposed_level,
        )


def grade(
    estimate: Estimate, outcome: Outcome, facts: Held | None = None, judged: Mapping[str, ReasonJudged] | None = None
) -> Grading:
    """The grading of an answer; `judged` has a person's judgements by domain.

    >>> outcome = Outcome("hba1c", "Blood sugar", "clinical", "MD", False, "%")
    >>> one = Estimate("MD", 1, 60, -0.4, 0.3, -1.0, 0.2, None, None, None, None, None, None, 0.18, "EE", "z")
    >>> grading = grade(one, outcome)
    >>> grading.level, grading.judged, grading.proposed_level
    ('very low', 0, 'very low')
    """
    facts, judged = facts or Held(), judged or {}
    proposals = {proposal.domain: proposal for proposal in propose(estimate, outcome, facts)}
    reasons = tuple(
        Reason(domain, proposals.get(domain, Proposal(domain, 0)), judged.get(domain)) for domain in DOMAINS
    )
    unheld = ", ".join(name for name in not_held(facts).split(", ") if name not in judged)
    return Grading(reasons, facts.bias, unheld)


def _told(reason: Reason) -> str:
    """The reason as a line; "" for one that changes nothing."""
    if reason.judged is None:
        return reason.proposed.reason if reason.proposed.steps else ""
    steps = STEPS_IN_WORDS[reason.judged.steps]
    direction = "up" if reason.up else "down"
    why = f": {reason.judged.reason.rstrip('.')}" if reason.judged.reason else ""
    return f"{reason.label}, judged by {reason.judged.judged.by}{why} ({steps} {direction})."
