"""An automatic proposal of certainty, from the data that a project holds; never a person's judgement.

Randomised trials start at *high* (GRADE guidelines 1, Guyatt 2011, J Clin Epidemiol 64:383). The rule steps down for

- risk of bias: a trial's result that nobody has judged counts as *some concerns*, because trials of peer support cannot
  hide from people what they were offered, and most outcomes are people's own reports (GRADE guidelines 4, Guyatt 2011,
  64:407). No step where more than half of the weight is of results at low risk and less than a fifth at high; two where
  half of it or more is at high; else one (Cochrane Handbook 14.2.2, table 14.2.a, which leaves the shares open);
- inconsistency: one step where a new programme may do harm as well as good although the mean's interval excludes no
  effect, or where more than half of the spread between trials is real (I² > 50 %; GRADE guidelines 7, Guyatt 2011,
  64:1294; the bound is the Cochrane Handbook's "may represent substantial heterogeneity", 10.10.2);
- imprecision, by what matters and by the information size: see `alongside.certainty.imprecision`;
- indirectness: one step where at least half of the weight is of results that were coded as another domain than the
  outcome's (GRADE guidelines 8, Guyatt 2011, 64:1303: a surrogate in place of the outcome);
- missing results: one step where the search is known not to be systematic or is of a single source, where smaller
  trials find more in favour of the support (ten trials or more, p < 0.1), or where a third or more of the outcome's
  trials have results that cannot be used (GRADE guidelines 5, Guyatt 2011, 64:1277).

A domain of which the project holds no data is named as not judged and costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from alongside.certainty.held import BiasShares, Held
from alongside.certainty.imprecision import imprecision
from alongside.evidence import Certainty, Estimate, Outcome

__all__ = [
    "LEVELS",
    "MORE_THAN_CHANCE",
    "PROPOSED_BY",
    "STEPS_IN_WORDS",
    "Proposal",
    "is_automatic",
    "level_of",
    "not_held",
    "propose",
    "suggest",
]

LEVELS = ("very low", "low", "moderate", "high")
"""GRADE's four steps, from the lowest."""

STEPS_IN_WORDS = ("no step", "one step", "two steps")

MORE_THAN_CHANCE = 0.1
"""p of Q below which trials are taken to differ; Q has little power with few trials (Cochrane Handbook 10.10.2)."""

REAL_SPREAD = 50.0
"""I² in per cent past which heterogeneity may be substantial (Cochrane Handbook 10.10.2)."""

MOST_OF_THE_WEIGHT = 0.5
"""From here on the answer is rather of the other domain than of its own; GRADE gives no figure, so this is ours."""

MANY_UNUSABLE = 1 / 3
"""Share of trials without usable results from which they could change the answer; GRADE gives no figure, so this is
ours."""

UNEVEN = 0.1
"""Level of the test for small-study effects, as is usual for its low power (Egger 1997, BMJ 315:629)."""

LOW_ENOUGH, HIGH_MATTERS, HIGH_MOST = 0.5, 0.2, 0.5
"""Shares of the weight for risk of bias: see above. The Handbook says "most information" and "sufficient to affect the
interpretation"; the figures are ours."""

PROPOSED_BY = "Alongside's automatic rule, version 4"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the data propose for one reason: how many steps down, and why; `reason` is "" where there is none."""

    domain: str
    steps: int
    reason: str = ""


def propose(estimate: Estimate, outcome: Outcome, facts: Held | None = None) -> tuple[Proposal, ...]:
    """The five reasons down in GRADE's order, each with the data behind it.

    >>> outcome = Outcome("hba1c", "Blood sugar", "clinical", "MD", False, "%")
    >>> one = Estimate("MD", 1, 60, -0.4, 0.3, -1.0, 0.2, None, None, None, None, None, None, 0.18, "EE", "z")
    >>> [(p.domain, p.steps) for p in propose(one, outcome)][:2]
    [('risk_of_bias', 1), ('inconsistency', 1)]
    """
    facts = facts or Held()
    precision = imprecision(estimate, outcome)
    return (
        _bias(facts.bias),
        _inconsistency(estimate),
        _step("indirectness", _indirect(facts)),
        Proposal("imprecision", precision.steps, precision.reason),
        _step("missing_results", _missing(facts, estimate.k)),
    )


def suggest(estimate: Estimate, outcome: Outcome, facts: Held | None = None) -> Certainty:
    """The level that the data propose, with a reason in plain words for every step down.

    >>> outcome = Outcome("hba1c", "Blood sugar", "clinical", "MD", False, "%")
    >>> one = Estimate("MD", 1, 60, -0.4, 0.3, -1.0, 0.2, None, None, None, None, None, None, 0.18, "EE", "z")
    >>> suggest(one, outcome).level
    'very low'
    """
    proposals = propose(estimate, outcome, facts)
    reasons = [proposal.reason for proposal in proposals if proposal.steps]
    unheld = not_held(facts or Held())
    if unheld:
        reasons.append(f"Not judged, because the project holds no data on it: {unheld}.")
    return Certainty(level_of(sum(proposal.steps for proposal in proposals)), tuple(reasons), by=PROPOSED_BY)


def level_of(steps: int) -> str:
    """GRADE's level this many steps under high; it ends at very low.

    >>> level_of(0), level_of(5), level_of(-1)
    ('high', 'very low', 'high')
    """
    return LEVELS[min(3, max(0, 3 - steps))]


def is_automatic(certainty: Certainty) -> bool:
    """Whether a rule proposed this level, and no person judged it."""
    return certainty.by.startswith("Alongside's ")


def _step(domain: str, reason: str) -> Proposal:
    return Proposal(domain, 1, f"{reason} (one step down).") if reason else Proposal(domain, 0)


def _bias(bias: BiasShares | None) -> Proposal:
    if bias is None or not bias.judged:
        return Proposal("risk_of_bias", 1, "Nobody has judged the trials' risk of bias yet (one step down).")
    steps = 2 if bias.high >= HIGH_MOST else 0 if bias.low > LOW_ENOUGH and bias.high < HIGH_MATTERS else 1
    told = f"Risk of bias: judged for {bias.judged} of {bias.trials} trials; "
    told += f"low in {100 * bias.low:.0f} % of the weight and high in {100 * bias.high:.0f} %"
    if bias.judged < bias.trials:
        told += "; what nobody has judged counts as some concerns"
    return Proposal("risk_of_bias", steps, f"{told} ({STEPS_IN_WORDS[steps]} down).")


def _inconsistency(estimate: Estimate) -> Proposal:
    if estimate.k == 1:
        return Proposal("inconsistency", 1, "There is only one trial (one step down).")
    if _inconsistent(estimate):
        return Proposal("inconsistency", 1, "The trials differ more than chance explains (one step down).")
    return Proposal("inconsistency", 0)


def _inconsistent(estimate: Estimate) -> bool:
    """Whether the trials themselves show it: a range that is wide because they are few shows nothing."""
    excludes_no_effect = estimate.ci_low > 0 or estimate.ci_high < 0
    crosses = estimate.pi_low is not None and estimate.pi_high is not None and estimate.pi_low < 0 < estimate.pi_high
    seen = estimate.q_p is not None and estimate.q_p < MORE_THAN_CHANCE
    return (crosses and excludes_no_effect and seen) or (estimate.i2 is not None and estimate.i2 > REAL_SPREAD)


def _indirect(facts: Held) -> str:
    if facts.other_domain is None or facts.other_domain < MOST_OF_THE_WEIGHT:
        return ""
    share = f"{100 * facts.other_domain:.0f} % of the weight"
    return f"Indirectness: {share} is of results that were coded in another domain than the outcome's"


def _missing(facts: Held, k: int) -> str:
    signs = []
    if facts.search == "not systematic":
        signs.append("the evidence does not come from a systematic search")
    elif facts.search == "one source":
        signs.append("only one source was searched")
    if facts.small_study_p is not None and facts.small_study_p < UNEVEN and facts.small_studies_favour:
        signs.append(f"smaller trials find more in favour of the support (p {facts.small_study_p:.2g})")
    if facts.unusable_trials and facts.unusable_trials >= MANY_UNUSABLE * (k + facts.unusable_trials):
        trials = "1 trial has" if facts.unusable_trials == 1 else f"{facts.unusable_trials} trials have"
        signs.append(f"{trials} results that cannot be used, beside {k} that can")
    return f"Missing results: {'; '.join(signs)}" if signs else ""


def not_held(facts: Held) -> str:
    """Domains of which the project holds no data, in words; "" where it holds all.

    >>> not_held(Held("one source"))
    'indirectness'
    """
    domains = [] if facts.other_domain is not None else ["indirectness"]
    if not facts.search:
        domains.append("the kind of search")
    return ", ".join(domains)
