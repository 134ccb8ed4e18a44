"""What the project holds for one answer beside its numbers, gathered for the proposal of certainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from alongside.certainty import BiasShares, Held, Judgements, SearchKind
from alongside.errors import InputError
from alongside.evidence import About, Answer, Contrast, EffectSize, Estimate, Outcome
from alongside.publishing.prisma.flow import Flow
from alongside.synthesis.recovery import Refusal
from alongside.synthesis.small_study import ENOUGH, regtest

if TYPE_CHECKING:
    from alongside.publishing.review import Review

__all__ = ["bias_shares", "held_for", "kind_of_search", "other_domain", "unusable_trials"]


def held_for(answer: Answer, review: Review) -> Held:
    """The data for an answer that has an estimate."""
    estimate, outcome = answer.estimate, review.outcomes[answer.outcome]
    assert estimate is not None
    p, favour = _small_studies(estimate, outcome)
    return Held(
        search=kind_of_search(review.flow, review.about),
        unusable_trials=0 if answer.by else len(unusable_trials(answer, review.contrasts, review.effects)),
        small_study_p=p,
        small_studies_favour=favour,
        other_domain=other_domain(estimate, outcome, review.contrasts),
        bias=bias_shares(answer, review.judgements),
    )


def bias_shares(answer: Answer, judgements: Judgements) -> BiasShares:
    """For how many of an answer's trials a person has judged risk of bias, and what share of the weight is where."""
    assert answer.estimate is not None
    shares, judged = {"low": 0.0, "high": 0.0, "some concerns": 0.0}, 0
    for weighted in answer.estimate.studies:
        judgement = judgements.bias.get((weighted.effect.study, answer.outcome))
        judged += judgement is not None
        shares[judgement.level if judgement else "some concerns"] += weighted.weight
    return BiasShares(judged, len(answer.estimate.studies), shares["low"], shares["high"])


def kind_of_search(flow: Flow | None, about: About) -> SearchKind:
    """The search that the project records; what the review says of itself comes first, where it says that it was none.

    Records that are only in the project's files tell how many sources there were, and never that a search was complete.
    """
    if about.search == "not systematic":
        return "not systematic"
    if flow is None:
        return ""
    sources = {
        name
        for way_of_flow in flow.ways
        for names in way_of_flow.sources.values()
        for name, count in names.items()
        if count
    }
    return "" if not sources else "one source" if len(sources) == 1 else "several sources"


def unusable_trials(
    answer: Answer, contrasts: Mapping[str, Contrast], effects: Mapping[str, EffectSize | Refusal]
) -> frozenset[str]:
    """Trials whose results for this outcome are in the project, of which none gives an effect size."""
    used = {weighted.effect.study for weighted in answer.estimate.studies} if answer.estimate else set()
    refused = {
        contrasts[name].study
        for name, _reason in answer.left_out
        if name in contrasts and contrasts[name].use == "main" and isinstance(effects.get(name), Refusal)
    }
    return frozenset(refused - used)


def other_domain(estimate: Estimate, outcome: Outcome, contrasts: Mapping[str, Contrast]) -> float | None:
    """Share of the weight of results coded as another domain than the outcome's; None where a result has no domain."""
    share = 0.0
    for weighted in estimate.studies:
        contrast = contrasts.get(weighted.effect.results[0])
        if contrast is None or not contrast.domain or not outcome.domain:
            return None
        share += weighted.weight * (contrast.domain != outcome.domain)
    return share if estimate.studies else None


def _small_studies(estimate: Estimate, outcome: Outcome) -> tuple[float | None, bool]:
    """p of Egger's regression and whether smaller trials find more benefit; (None, False) with too few trials."""
    effects = [weighted.effect for weighted in estimate.studies]
    if len(effects) < ENOUGH or len({effect.vi for effect in effects}) == 1:
        return None, False
    try:
        test = regtest([effect.yi for effect in effects], [effect.vi for effect in effects], model="lm")
    except InputError:  # effects that lie on one line exactly
        return None, False
    return test.pval, (test.stat > 0) == outcome.higher_is_better
