"""What the pages are made of: one frozen bundle of a project's state, so that publishing never asks back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from alongside.certainty import Grading, Judgements, grade
from alongside.coding.codebook import Codebook
from alongside.coding.condition_groups import ConditionGroup
from alongside.evidence import About, Answer, Arm, Certainty, Contrast, Decision, EffectSize, Outcome, Study, Tidier
from alongside.publishing.facets import Facets, facets_of
from alongside.publishing.gap_maps import GapMap, gap_maps
from alongside.publishing.held import held_for
from alongside.publishing.prisma import Flow
from alongside.synthesis.recovery import Refusal
from alongside.synthesis.selection import Rule
from alongside.words.addresses import address_of
from alongside.words.numbers import count

__all__ = ["Review"]


@dataclass(frozen=True)
class Review:
    """A project as the pages see it.

    `updated` is the time of the last decision (not of the build, so that the same project gives the same bytes);
    `version` counts the decisions. `decisions` maps a subject of the log ("contrast:…", "study:…", "outcome:…") to its
    rows, oldest first. `flow` is the flow of the records, None where none were imported. `effects` has what each
    contrast of an outcome gives, so that nothing recovers it again. `tidier` has, by study, what its reports say.
    """

    title: str
    updated: datetime | None
    version: int
    outcomes: Mapping[str, Outcome]
    studies: Mapping[str, Study]
    contrasts: Mapping[str, Contrast]
    answers: tuple[Answer, ...]
    rule: Rule
    codebook: Codebook
    headline: tuple[str, ...] = ()
    decisions: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    facts: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    flow: Flow | None = None
    notes: tuple[str, ...] = ()
    effects: Mapping[str, EffectSize | Refusal] = field(default_factory=dict)
    about: About = field(default_factory=About)
    judgements: Judgements = field(default_factory=Judgements)
    arms: tuple[Arm, ...] = ()
    tidier: Mapping[str, Tidier] = field(default_factory=dict)
    condition_groups: tuple[ConditionGroup, ...] = ()

    @property
    def as_sentence(self) -> str:
        """The title as a sentence of its own: a question keeps its mark and gets no stop behind it."""
        title = self.title.rstrip(" .")
        return title if title.endswith(("?", "!")) else f"{title}."

    @property
    def decisions_in_all(self) -> str:
        """How many decisions there are, written as every number of a page is."""
        return count(self.version)

    @property
    def licence(self) -> str:
        """Under which licence the evidence may be used, as the review says."""
        return self.about.licence

    @cached_property
    def main(self) -> Mapping[str, Answer]:
        """The main answer of each outcome that has contrasts, in the order of the outcomes."""
        return {answer.outcome: answer for answer in self.answers if not answer.by}

    def high_risk(self, outcome: str) -> frozenset[str] | None:
        """Trials whose results on an outcome people judged to be at high risk of bias; None where nobody judged any."""
        judged = {study: bias for (study, of), bias in self.judgements.bias.items() if of == outcome}
        return frozenset(study for study, bias in judged.items() if bias.level == "high") if judged else None

    @cached_property
    def by_id(self) -> Mapping[str, Answer]:
        return {answer.id: answer for answer in self.answers}

    @cached_property
    def leading(self) -> tuple[str, ...]:
        """Outcome ids with an answer: the headline first, then those with most trials."""

        def rank(outcome: str) -> tuple[int, int]:
            estimate = self.main[outcome].estimate
            position = self.headline.index(outcome) if outcome in self.headline else len(self.headline)
            return (position, -(estimate.k if estimate else 0))

        return tuple(sorted(self.main, key=rank))

    @cached_property
    def outcome_at(self) -> Mapping[str, str]:
        """Ids of outcomes with contrasts by the address of their page."""
        return {address_of(outcome): outcome for outcome in self.main}

    @cached_property
    def study_at(self) -> Mapping[str, str]:
        """Ids of studies by the address of their page."""
        return {address_of(study): study for study in self.studies}

    @cached_property
    def trials(self) -> tuple[Study, ...]:
        """Studies that stand in the evidence: all but those that still wait or were found to be something else."""
        return tuple(study for study in self.studies.values() if study.is_peer_support == "yes")

    @cached_property
    def waiting(self) -> tuple[Study, ...]:
        """Studies of which a person has yet to say whether they are about peer support."""
        return tuple(study for study in self.studies.values() if study.is_peer_support == "ask")

    @cached_property
    def facets(self) -> Facets:
        """The trials that stand, by everything that they can be looked up by."""
        return facets_of(
            self.trials, self.contrasts.values(), self.outcomes, self.codebook, self.arms, self.condition_groups
        )

    @cached_property
    def gap_maps(self) -> tuple[GapMap, ...]:
        """What has been studied and what has not, in three tables."""
        return gap_maps(self)

    @cached_property
    def arms_of(self) -> Mapping[str, tuple[Arm, ...]]:
        """The arms of each study that has some."""
        arms: dict[str, list[Arm]] = {}
        for arm in self.arms:
            arms.setdefault(arm.study, []).append(arm)
        return {study: tuple(of_study) for study, of_study in arms.items()}

    @cached_property
    def supporting(self) -> tuple[Arm, ...]:
        """The arms of the trials that stand in which peer support was offered."""
        standing = {study.id for study in self.trials}
        return tuple(arm for arm in self.arms if arm.role == "support" and arm.study in standing)

    @cached_property
    def participants(self) -> int:
        """People in the trials that stand: for each trial, its largest result. Trials that print no number add none."""
        largest: dict[str, float] = {}
        for contrast in self.contrasts.values():
            if contrast.participants is not None and self.studies[contrast.study].is_peer_support == "yes":
                largest[contrast.study] = max(largest.get(contrast.study, 0), contrast.participants)
        return round(sum(largest.values()))

    def grading(self, answer: Answer) -> Grading:
        """Every reason of an answer that has an estimate: what the data propose, and what people judged.

        People judge the reasons of the main answer; its parts and other comparators have proposals alone, which follow
        the risk of bias that people judged for their trials.
        """
        assert answer.estimate is not None
        judged = {} if answer.by else self.judgements.of_outcome(answer.outcome)
        return grade(answer.estimate, self.outcomes[answer.outcome], held_for(answer, self), judged)

    def certainty(self, answer: Answer) -> Certainty:
        """The level that follows from people's judgements and, for what nobody judged, the automatic proposal."""
        return answer.certainty if answer.certainty is not None else self.grading(answer).certainty

    def parts_of(self, outcome: str, dimension: str) -> tuple[Answer, ...]:
        """The answers of one outcome divided by one dimension."""
        return tuple(a for a in self.answers if a.outcome == outcome and dimension in a.by)
