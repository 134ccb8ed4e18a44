"""What such people may expect of each outcome, on one state of the evidence: fitted once, asked many times."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from alongside.errors import InputError
from alongside.evidence import Outcome
from alongside.planning import prior_scale
from alongside.publishing.likeness.describing import People
from alongside.publishing.likeness.trials import Trials, profile_of, trials_of
from alongside.publishing.review import Review
from alongside.synthesis.prediction import Hierarchy, LeftOut, Prediction, Refused, fit, left_out, predict

__all__ = ["Expected", "Predictor", "predictor_of"]

SEED = 20_260
"""Of every prediction: the same people on the same evidence get the same figures."""

KEPT = 600
"""Fits that are kept: every outcome for a dozen groups of people."""

ENOUGH_TO_CHECK = 3
"""Trials from which each can be predicted from the others."""

OPENED = (
    ("setting",),
    ("setting", "supporter"),
    ("setting", "supporter", "country"),
    ("setting", "supporter", "country", "condition"),
    ("setting", "supporter", "country", "condition", "form"),
)
"""What is left open, in this order, to find what the trials do bear. The form goes last, as it is what a service can
choose."""


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """`prediction` on the outcome's own scale, or None with the reason in `refused`. `trials` were used."""

    outcome: Outcome
    people: People
    trials: Trials
    prediction: Prediction | None
    refused: str


class Predictor:
    """Predictions from one review. Threads may share it."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self._lock = threading.Lock()
        self._trials: OrderedDict[tuple[str, People], tuple[Trials, Hierarchy | str]] = OrderedDict()
        self._models: OrderedDict[tuple[object, ...], Hierarchy | str] = OrderedDict()

    def expected(self, outcome: str, people: People) -> Expected:
        """What these people may expect of one outcome. `people` are checked (`People.checked`)."""
        about = self.review.outcomes[outcome]
        trials, model = self._fitted(outcome, people)
        if isinstance(model, str):
            return Expected(about, people, trials, None, model)
        profile = profile_of(people, self.review)
        unstated = [name for name in profile.context if name not in model.factors]
        if unstated:
            reason = f"half of the {len(trials.effects)} trials or more do not state the {unstated[0]}; leave it open"
            return Expected(about, people, trials, None, reason)
        try:
            return Expected(about, people, trials, predict(model, profile, seed=SEED), "")
        except Refused as error:
            return Expected(about, people, trials, None, str(error))

    def checked(self, expected: Expected) -> LeftOut | None:
        """How well the model behind a prediction would have predicted each of its trials; None without a model."""
        _, model = self._fitted(expected.outcome.id, expected.people)
        if isinstance(model, str) or len(model.trials) < ENOUGH_TO_CHECK:
            return None
        return left_out(model)

    def instead(self, expected: Expected) -> Expected | None:
        """For people of whom nothing can be said, the nearest wider group of whom something can; None without one."""
        tried = {expected.people}
        for fields in OPENED:
            wider = expected.people.without(*fields)
            if wider not in tried:
                tried.add(wider)
                answer = self.expected(expected.outcome.id, wider)
                if answer.prediction is not None:
                    return answer
        return None

    def _fitted(self, outcome: str, people: People) -> tuple[Trials, Hierarchy | str]:
        """The trials and their model, or why there is none. The form asked for does not change the model, only whether
        forms are told apart."""
        told_apart = replace(people, forms=("any",) if people.forms else ())
        key = (outcome, told_apart)
        with self._lock:
            if key not in self._trials:
                self._trials[key] = self._fit(outcome, people)
                if len(self._trials) > KEPT:
                    self._trials.popitem(last=False)
            return self._trials[key]

    def _fit(self, outcome: str, people: People) -> tuple[Trials, Hierarchy | str]:
        answer = self.review.main.get(outcome)
        if answer is None or answer.estimate is None:
            reason = answer.refused if answer is not None else "no trial has a result"
            return Trials((), {}, (), ()), reason.rstrip(".")
        trials = trials_of(answer.estimate, self.review, people)
        if len(trials.effects) < 2:
            what = " that say which form of support was offered" if people.forms else ""
            count = "no trial" if not trials.effects else "one trial"
            return trials, f"there is {count}{what}, and one cannot say how services differ"
        # Most groups of people make no difference to what the trials are, so that their model is one and the same.
        same = tuple((t.study, t.components, tuple(sorted(t.context.items()))) for t in trials.effects)
        key = (outcome, same)
        if key not in self._models:
            scale = prior_scale(self.review.outcomes[outcome], answer.estimate)
            try:
                self._models[key] = fit(trials.effects, factors=trials.factors, prior_scale=scale, seed=1)
            except InputError as error:
                self._models[key] = str(error)
            if len(self._models) > KEPT:
                self._models.popitem(last=False)
        return trials, self._models[key]


_lock = threading.Lock()
_latest: list[Predictor] = []
"""The predictor of the review that was asked of last: a change of the evidence makes another review."""


def predictor_of(review: Review) -> Predictor:
    """The predictor of this state of the evidence, with what it has fitted so far; threads may share it."""
    with _lock:
        if not _latest or not _same_evidence(_latest[0].review, review):
            _latest[:] = [Predictor(review)]
        return _latest[0]


def _same_evidence(before: Review, now: Review) -> bool:
    """Screening and titles make another review of the same evidence, for which fits still hold."""
    same = before.answers is now.answers and before.studies is now.studies
    return same and before.judgements is now.judgements
