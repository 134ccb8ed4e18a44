"""The trials of an answer as a prediction wants them, named in the reader's words, so that every refusal can be read.

A form of support is a component; where the form is left open there is one component, peer support itself, and trials of
which no form was read count as well. A trial with several codes counts as the one that is looked for, if it has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alongside.evidence import Estimate, Study
from alongside.publishing.likeness.countries import income_of
from alongside.publishing.likeness.describing import DIMENSIONS, People, unique_labels
from alongside.publishing.review import Review
from alongside.synthesis.prediction import FACTORS, Profile, TrialEffect

__all__ = ["Trials", "profile_of", "trials_of"]

ANY_FORM = "peer support"


@dataclass(frozen=True, slots=True)
class Trials:
    """`effects` name trials by their label (`studies` has the ids); `without_form` are labels of those whose form
    nobody read; `factors` are what most of the trials state."""

    effects: tuple[TrialEffect, ...]
    studies: Mapping[str, str]
    without_form: tuple[str, ...]
    factors: tuple[str, ...]


def profile_of(people: People, review: Review) -> Profile:
    """The described people in the words of the trials."""
    forms = frozenset(_label(review, "form", form) for form in people.forms) or frozenset({ANY_FORM})
    return Profile(forms, _wanted(people, review))


def trials_of(estimate: Estimate, review: Review, people: People) -> Trials:
    """The trials behind an estimate, for a prediction about these people."""
    wanted = _wanted(people, review)
    labels = unique_labels((w.effect.study, review.studies[w.effect.study].label) for w in estimate.studies)
    effects, without_form = [], []
    for weighted in estimate.studies:
        study = review.studies[weighted.effect.study]
        forms = frozenset(_label(review, "form", form) for form in study.codes_of("form"))
        if people.forms and not forms:
            without_form.append(labels[study.id])
            continue
        offered = forms if people.forms else frozenset({ANY_FORM})
        context = _context(study, review, wanted)
        effects.append(TrialEffect(labels[study.id], weighted.effect.yi, weighted.effect.vi, offered, context))
    factors = tuple(name for name in FACTORS if 2 * sum(name in trial.context for trial in effects) > len(effects))
    return Trials(tuple(effects), {label: name for name, label in labels.items()}, tuple(without_form), factors)


def _wanted(people: People, review: Review) -> dict[str, str]:
    wanted = {
        field: _label(review, field, getattr(people, field))
        for field in ("condition", "setting", "supporter")
        if getattr(people, field)
    }
    return {**wanted, "income": income_of(people.country)} if people.country else wanted


def _context(study: Study, review: Review, wanted: Mapping[str, str]) -> dict[str, str]:
    context = {}
    for field in ("condition", "setting", "supporter"):
        levels = [_label(review, field, code) for code in study.codes_of(DIMENSIONS[field])]
        if levels:
            context[field] = wanted[field] if wanted.get(field) in levels else levels[0]
    income = income_of(study.country, study.year)
    return {**context, "income": income} if income else context


def _label(review: Review, field: str, code: str) -> str:
    label = review.codebook.code(DIMENSIONS[field], code).label
    return label if label[:2].isupper() else label[0].lower() + label[1:]  # HIV stays HIV
