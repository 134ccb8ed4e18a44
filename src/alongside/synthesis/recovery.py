"""From one contrast, as printed, to one effect size on its outcome's scale and in its outcome's direction.

In this order: which of the printed numbers serve (counts, means or the printed effect; in cluster trials, which of them
allow for the clusters); what is missing is worked out (a standard error, a standard deviation, a design effect); the
measure is turned to the outcome's; then the unit; then, once and only here, the direction. Each step that was needed is
kept as a `Recovery` with what it assumes. Where a step cannot be taken, the result is a `Refusal` with the reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from alongside.errors import InputError, UsageError
from alongside.evidence import Contrast, Counts, EffectSize, Means, Outcome, Recovery
from alongside.evidence.contrasts import PRINTED_RATIOS
from alongside.evidence.outcomes import BINARY_MEASURES
from alongside.synthesis.clusters import Clusters, design_of
from alongside.synthesis.combine import CombinedContrast
from alongside.synthesis.conversions import log_odds_ratio_to_g, mean_difference_to_g, through_risks
from alongside.synthesis.effect_sizes import effect_size
from alongside.synthesis.printed import CannotRecover, Found, with_standard_error

__all__ = ["Refusal", "recover"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a contrast gives no effect size, in one plain sentence."""

    contrast: str
    reason: str


def recover(contrast: Contrast, outcome: Outcome, *, icc: float = 0.05) -> EffectSize | Refusal:
    """The effect size of `contrast` as `outcome` pools it, with every step that was needed, or the reason for none.

    Parameters
    ----------
    icc : intracluster correlation that is assumed for a cluster trial that does not print its own.

    Which numbers serve: what a reader chose (`contrast.prefer`); else, where people were randomised one by one, an
    adjusted difference with its interval, then counts or means, then the printed effect; where clusters were, the
    printed effect if its interval allows for the clusters or does not say, otherwise counts, means or effect with the
    design effect 1 + (size − 1) × ICC (Cochrane Handbook 23.1.4 and 23.1.5). Where one cannot serve, the next is
    tried; the reason of the first is kept for a refusal.

    Raises
    ------
    InputError : a printed number that cannot be (an SD below 0, more events than people, a ratio of 0); it names the
        contrast and the number.
    UsageError : an ICC outside 0 to 1.

    >>> hospital = Outcome("stay", "Hospital", "use", "RR", higher_is_better=False)
    >>> trial = Contrast("a/1", "a", "stay", "any stay", False, counts=Counts(10, 100, 20, 100))
    >>> effect = recover(trial, hospital)
    >>> round(math.exp(effect.yi), 3), effect.printed
    (0.5, True)
    """
    if not 0 <= icc <= 1:
        raise UsageError(f"icc={icc!r} must lie between 0 and 1")
    _check_people(contrast)
    try:
        recovered = _found(contrast, outcome, icc)
    except CannotRecover as refused:
        return Refusal(contrast.id, str(refused))
    except InputError as wrong:
        raise InputError(wrong.expected, path=wrong.path or contrast.id, column=wrong.column) from wrong
    variance = recovered.se * recovered.se
    if not (math.isfinite(recovered.yi) and 0 < variance < math.inf):
        return Refusal(contrast.id, "The printed numbers leave the effect or its precision undefined.")
    before, combined = (contrast.steps, contrast.combined) if isinstance(contrast, CombinedContrast) else ((), ())
    return EffectSize(
        contrast.id,
        contrast.study,
        outcome.measure,
        recovered.yi,
        variance,
        _participants(contrast),
        (*before, *recovered.steps),
        combined,
    )


def _check_people(contrast: Contrast) -> None:
    """Raise InputError where a number of people is 0 or less: whatever is worked out divides by it."""
    for part in (contrast, contrast.means, contrast.counts):
        for name in ("n1", "n2", "n_total"):
            number = getattr(part, name, None)
            if number is not None and not number > 0:
                expected = f"expected a number of people above 0, found {number:g}"
                raise InputError(expected, path=contrast.id, column=name)


def _found(contrast: Contrast, outcome: Outcome, icc: float) -> Found:
    if contrast.higher_is_better is None:
        raise CannotRecover("Neither a higher nor a lower value of this measurement is better for people.")
    clusters = design_of(contrast.cluster, icc)
    first_reason: CannotRecover | None = None
    for source in _sources(contrast, outcome, clusters):
        try:
            if source == "counts":
                return _from_counts(contrast, outcome, clusters)
            if source == "means":
                return _from_means(contrast, outcome, clusters)
            return _from_effect(contrast, outcome, clusters)
        except CannotRecover as refused:
            first_reason = first_reason or refused
    raise first_reason or CannotRecover("Neither counts, nor means with standard deviations, nor an effect is printed.")


def _sources(contrast: Contrast, outcome: Outcome, clusters: Clusters | None) -> list[str]:
    """Which printed numbers may serve, in the order in which they are tried."""
    available = {
        "counts": contrast.counts is not None,
        "means": _complete(contrast.means) is not None,
        "effect": contrast.effect is not None,
    }
    if contrast.prefer:
        if not available.get(contrast.prefer, False):
            raise CannotRecover(f"A reader chose the {contrast.prefer}, which the row does not hold.")
        return [contrast.prefer]
    order = ["counts", "means", "effect"] if outcome.measure in BINARY_MEASURES else ["means", "counts", "effect"]
    if (clusters is not None and clusters.allowed_for != "no") or _is_adjusted_difference(contrast, outcome):
        order = ["effect", *order[:2]]
    return [source for source in order if available[source]]


def _is_adjusted_difference(contrast: Contrast, outcome: Outcome) -> bool:
    """A difference adjusted for the baseline is more precise than the means and does not lean with a chance imbalance
    (Cochrane Handbook 6.5.2.8 and 10.5.2), so it comes first where it has its interval.
    """
    effect = contrast.effect
    if effect is None or not contrast.adjusted or effect.measure not in {"MD", "SMD"}:
        return False
    return outcome.measure in {"MD", "SMD"} and effect.ci_low is not None


def _from_counts(contrast: Contrast, outcome: Outcome, clusters: Clusters | None) -> Found:
    """Direct for OR, RR and RD; by way of the log odds ratio for SMD. Of the people without the event where turned."""
    assert contrast.counts is not None
    if outcome.measure == "MD":
        raise CannotRecover(f"Counts of people cannot be a difference in {outcome.unit or 'the unit of the outcome'}.")
    counts, steps = _without_event(contrast, outcome, contrast.counts)
    measure = "OR" if outcome.measure == "SMD" else outcome.measure
    nobody = counts.events1 == counts.events2 == 0
    everybody = counts.events1 == counts.n1 and counts.events2 == counts.n2
    if measure != "RD" and (nobody or everybody):
        people_with_event = "Nobody" if nobody else "Everybody"
        raise CannotRecover(f"{people_with_event} in either arm had the event, which says nothing about a ratio.")
    if clusters is not None:
        size = clusters.design_effect
        steps = (*steps, clusters.step("the numbers of people and of events are divided by it"))
        counts = Counts(counts.events1 / size, counts.n1 / size, counts.events2 / size, counts.n2 / size)
    if 0 in (counts.events1, counts.events2) or counts.events1 == counts.n1 or counts.events2 == counts.n2:
        steps = (
            *steps,
            Recovery(
                "an arm without the event, or with nothing else",
                "0.5 is added to each of the four numbers",
                "Half a person in each cell is a fair guess of what a larger trial would have shown.",
                "Cochrane Handbook 10.4.4",
            ),
        )
    sizes = effect_size(measure, ai=counts.events1, n1i=counts.n1, ci=counts.events2, n2i=counts.n2)
    recovered = Found(measure, float(sizes.yi[0]), math.sqrt(float(sizes.vi[0])), steps)
    if outcome.measure == "SMD":
        return _signed(log_odds_ratio_to_g(recovered), contrast, outcome)
    return recovered


def _without_event(contrast: Contrast, outcome: Outcome, counts: Counts) -> tuple[Counts, tuple[Recovery, ...]]:
    if outcome.measure not in BINARY_MEASURES or not _turned(contrast, outcome):
        return counts, ()
    step = Recovery(
        "direction",
        "the people without the event are counted, because the outcome counts the opposite",
        "Whoever did not have the event had its opposite.",
    )
    return Counts(counts.n1 - counts.events1, counts.n1, counts.n2 - counts.events2, counts.n2), (step,)


def _from_means(contrast: Contrast, outcome: Outcome, clusters: Clusters | None) -> Found:
    means = _complete(contrast.means)
    assert means is not None
    steps: tuple[Recovery, ...] = ()
    if outcome.measure in {"OR", "RD"}:
        raise CannotRecover(f"Means cannot be {'an odds ratio' if outcome.measure == 'OR' else 'a risk difference'}.")
    size = 1.0
    if clusters is not None:
        size = clusters.design_effect
        steps = (clusters.step("the numbers of people are divided by it"),)
    if outcome.measure == "RR":
        return _ratio_of_means(contrast, outcome, means, size, steps)
    assert means.sd1 is not None
    assert means.sd2 is not None
    sizes = effect_size(
        outcome.measure,
        m1i=means.mean1,
        sd1i=means.sd1,
        n1i=means.n1 / size,
        m2i=means.mean2,
        sd2i=means.sd2,
        n2i=means.n2 / size,
    )
    recovered = Found(outcome.measure, float(sizes.yi[0]), math.sqrt(float(sizes.vi[0])), steps)
    return _signed(_in_unit(recovered, contrast, outcome), contrast, outcome)


def _ratio_of_means(
    contrast: Contrast, outcome: Outcome, means: Means, size: float, steps: tuple[Recovery, ...]
) -> Found:
    """Means of counted things (stays, visits) as a ratio: ln(m1/m2), variance sd1²/(n1 m1²) + sd2²/(n2 m2²)."""
    if means.mean1 <= 0 or means.mean2 <= 0:
        raise CannotRecover("A ratio of means needs both means above 0.")
    if _turned(contrast, outcome):
        raise CannotRecover("A ratio of means cannot be turned round: the opposite of a mean number is not defined.")
    assert means.sd1 is not None
    assert means.sd2 is not None
    parts = ((means.sd1, means.mean1, means.n1), (means.sd2, means.mean2, means.n2))
    step = Recovery(
        "ratio of means",
        f"{means.mean1:g} divided by {means.mean2:g}, with the standard error of its logarithm from the SDs",
        "The mean number is what is compared, so that its ratio may stand beside ratios of rates.",
        "Hedges, Gurevitch & Curtis 1999, Ecology 80:1150",
    )
    variance = sum((sd / mean) * (sd / mean) * size / n for sd, mean, n in parts)
    return Found("RR", math.log(means.mean1) - math.log(means.mean2), math.sqrt(variance), (*steps, step))


def _from_effect(contrast: Contrast, outcome: Outcome, clusters: Clusters | None) -> Found:
    effect = contrast.effect
    assert effect is not None
    if effect.measure == "HR":
        raise CannotRecover("A hazard ratio compares how soon people have the event, and cannot stand for a risk.")
    if outcome.measure in BINARY_MEASURES and effect.measure not in PRINTED_RATIOS | {"RD"}:
        raise CannotRecover(f"A printed {effect.measure} cannot be made the outcome's {outcome.measure}.")
    people, halves = _people(contrast)
    recovered = with_standard_error(effect, people, clustered=clusters is not None, where=contrast.id)
    plain_se, within = recovered.se, 1.0
    if clusters is not None and clusters.allowed_for == "no":
        inflated = recovered.se * math.sqrt(clusters.design_effect)
        recovered = recovered.then(
            clusters.step("the standard error is multiplied by its root"), yi=recovered.yi, se=inflated
        )
    elif clusters is not None:
        recovered = (
            recovered.then(clusters.printed_step(), yi=recovered.yi, se=recovered.se) if clusters.unknown else recovered
        )
        within = clusters.design_effect if clusters.size is not None else 1.0
    if outcome.measure in BINARY_MEASURES:
        return _binary(recovered, contrast, outcome, people)
    if outcome.measure == "SMD" and recovered.measure == "MD":
        if people is None:
            raise CannotRecover("The numbers of people are not printed, so the difference cannot be standardised.")
        note = clusters.standardising_note() if clusters is not None else ""
        sd = _pooled_sd(_complete(contrast.means))
        if halves:
            note = f"{note} Each arm had half of the {sum(people):g} people.".strip()
        recovered = mean_difference_to_g(recovered, people, sd=sd, sd_se=plain_se, design_effect=within, note=note)
    elif outcome.measure == "SMD" and recovered.measure in BINARY_MEASURES:
        if recovered.measure != "OR":
            recovered = through_risks(recovered, "OR", _control_risk(contrast, recovered.measure, "OR"), people)
        recovered = log_odds_ratio_to_g(recovered)
    elif recovered.measure != outcome.measure:
        raise CannotRecover(f"A printed {effect.measure} cannot be made a difference in {outcome.unit or 'its unit'}.")
    return _signed(_in_unit(recovered, contrast, outcome), contrast, outcome)


def _binary(recovered: Found, contrast: Contrast, outcome: Outcome, people: tuple[float, float] | None) -> Found:
    """OR, RR or RD as the outcome's measure. Only a risk ratio needs the risks to be turned round."""
    turned = _turned(contrast, outcome)
    if recovered.measure != outcome.measure:
        risk = _control_risk(contrast, recovered.measure, outcome.measure)
        return through_risks(recovered, outcome.measure, risk, people, absence=turned)
    if turned and recovered.measure == "RR":
        risk = _control_risk(contrast, "RR", "RR of its opposite")
        return through_risks(recovered, "RR", risk, people, absence=True)
    return _signed(recovered, contrast, outcome)


def _control_risk(contrast: Contrast, of: str, to: str) -> float:
    if contrast.control_risk is not None:
        return contrast.control_risk
    if contrast.counts is not None:
        return contrast.counts.events2 / contrast.counts.n2
    raise CannotRecover(f"The comparator's risk is not printed; without it the printed {of} gives no {to}.")


def _in_unit(recovered: Found, contrast: Contrast, outcome: Outcome) -> Found:
    if outcome.measure != "MD" or contrast.scale == 1:
        return recovered
    step = Recovery("unit", f"multiplied by {contrast.scale:g}", f"This gives {outcome.unit or 'the outcome’s unit'}.")
    return recovered.then(step, yi=recovered.yi * contrast.scale, se=recovered.se * abs(contrast.scale))


def _turned(contrast: Contrast, outcome: Outcome) -> bool:
    return contrast.higher_is_better != outcome.higher_is_better


def _signed(recovered: Found, contrast: Contrast, outcome: Outcome) -> Found:
    """The sign changed where the outcome counts the other way."""
    if not _turned(contrast, outcome):
        return recovered
    better = {True: "higher", False: "lower"}
    step = Recovery(
        "direction",
        f"the sign is changed: here {better[bool(contrast.higher_is_better)]} is better, "
        f"in the outcome {better[outcome.higher_is_better]} is",
        "Both measure the same thing from opposite ends.",
    )
    return recovered.then(step, yi=-recovered.yi, se=recovered.se)


def _people(contrast: Contrast) -> tuple[tuple[float, float] | None, bool]:
    """People in both arms, and whether halves of a total had to be taken for them."""
    for n1, n2 in (
        (contrast.n1, contrast.n2),
        (contrast.means.n1, contrast.means.n2) if contrast.means else (None, None),
        (contrast.counts.n1, contrast.counts.n2) if contrast.counts else (None, None),
    ):
        if n1 is not None and n2 is not None:
            return (n1, n2), False
    if contrast.n_total is not None:
        return (contrast.n_total / 2, contrast.n_total / 2), True
    return None, False


def _participants(contrast: Contrast) -> float | None:
    people, _ = _people(contrast)
    return sum(people) if people is not None else None


def _complete(means: Means | None) -> Means | None:
    return means if means is not None and means.sd1 is not None and means.sd2 is not None else None


def _pooled_sd(means: Means | None) -> float | None:
    if means is None or means.sd1 is None or means.sd2 is None or means.n1 + means.n2 <= 2:
        return None
    if min(means.n1, means.n2) < 1:
        return None  # less than one person has no spread
    squares = (means.n1 - 1) * means.sd1**2 + (means.n2 - 1) * means.sd2**2
    return math.sqrt(squares / (means.n1 + means.n2 - 2))
