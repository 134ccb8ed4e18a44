"""Which option is worth its price, and how surely: net benefit, acceptability curve and frontier, expected loss.

*Threshold*: what one unit of the outcome is worth, in money. Costs and effects are draws by options, (draws, options);
in a row they belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError
from alongside.planning.draws import Floats

__all__ = ["Acceptability", "CostPerOutcome", "acceptability", "cost_per_outcome", "net_benefit"]


def net_benefit(costs: ArrayLike, effects: ArrayLike, threshold: float) -> Floats:
    """Threshold times effect, less cost (Stinnett and Mullahy 1998, Med Decis Making 18:S68), in money.

    Raises `InputError` for a negative threshold, shapes that differ, or a value that is not finite.

    >>> net_benefit([[0, 50]], [[0, 2]], 30).tolist()
    [[0.0, 10.0]]
    """
    cost, effect = (np.asarray(values, dtype=np.float64) for values in (costs, effects))
    if cost.shape != effect.shape or cost.ndim != 2:
        raise InputError(f"expected costs and effects as draws by options, found {cost.shape} and {effect.shape}")
    if not (np.isfinite(cost).all() and np.isfinite(effect).all()):
        raise InputError("expected finite costs and effects")
    if not np.isfinite(threshold) or threshold < 0:
        raise InputError(f"threshold: expected an amount of at least 0, found {threshold:g}")
    return np.asarray(threshold * effect - cost, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Acceptability:
    """For each threshold (rows) and option (columns): chance of being best, and expected loss if chosen.

    `best` is the option of the highest expected net benefit at each threshold, and `frontier` its chance of being best
    (the cost-effectiveness acceptability frontier); its expected loss is EVPI.
    """

    thresholds: tuple[float, ...]
    chance_best: Floats
    expected_loss: Floats
    best: tuple[int, ...]

    @property
    def frontier(self) -> Floats:
        return np.asarray(self.chance_best[np.arange(len(self.best)), list(self.best)], dtype=np.float64)


def acceptability(costs: ArrayLike, effects: ArrayLike, thresholds: Sequence[float]) -> Acceptability:
    """Acceptability curve, frontier (Fenwick, Claxton and Sculpher 2001, Health Econ 10:779) and expected loss
    (Eckermann and Willan 2011; Alarid-Escudero et al. 2019, Value Health 22:611).

    In a draw in which options are equally good, each counts with its share.

    >>> curve = acceptability([[0, 10], [0, 10]], [[0, 1], [0, 0]], [0, 40])
    >>> curve.chance_best.tolist(), curve.best
    ([[1.0, 0.0], [0.5, 0.5]], (0, 1))
    """
    if not len(thresholds):
        raise InputError("expected at least one threshold")
    chances, losses, best = [], [], []
    for threshold in thresholds:
        # By options: numpy takes the largest of few long rows ten times as fast as of many short ones.
        benefit = np.ascontiguousarray(net_benefit(costs, effects, threshold).T)
        largest = benefit.max(axis=0)
        winners = benefit == largest
        chances.append((winners / winners.sum(axis=0)).mean(axis=1))
        losses.append((largest - benefit).mean(axis=1))
        best.append(int(np.argmax(benefit.mean(axis=1))))
    return Acceptability(tuple(map(float, thresholds)), np.array(chances), np.array(losses), tuple(best))


@dataclass(frozen=True, slots=True)
class CostPerOutcome:
    """Cost of one more unit of the outcome: ratio of mean differences, None where it would say nothing.

    `interval` has the ratio's quantiles over the draws, None unless nearly all draws gain (else a ratio's order is not
    that of better and worse); `gains` is the share of draws with more effect, `saves` with less cost; `note` says in
    words what the ratio cannot.
    """

    ratio: float | None
    interval: tuple[float, float] | None
    gains: float
    saves: float
    note: str


def cost_per_outcome(extra_cost: ArrayLike, extra_effect: ArrayLike, *, level: float = 0.95) -> CostPerOutcome:
    """Extra cost for an extra unit of the outcome, both against the option compared with, as draws (draws,).

    >>> cost_per_outcome([100, 110], [0.25, 0.5]).ratio
    280.0
    >>> cost_per_outcome([-10, -10], [0.1, 0.2]).note
    'more effect at less cost: no price to pay'
    """
    cost, effect = (np.asarray(values, dtype=np.float64) for values in (extra_cost, extra_effect))
    if cost.ndim != 1 or cost.shape != effect.shape or not (np.isfinite(cost).all() and np.isfinite(effect).all()):
        raise InputError(f"expected finite draws of cost and of effect, as many of each: {cost.shape}, {effect.shape}")
    if not 0 < level < 1:
        raise InputError(f"level: expected a share between 0 and 1, found {level:g}")
    mean_cost, mean_effect = float(cost.mean()), float(effect.mean())
    gains, saves = float((effect > 0).mean()), float((cost < 0).mean())
    if mean_effect <= 0:
        note = "no more effect on average" + (", at more cost" if mean_cost > 0 else "; look at the net benefit")
        return CostPerOutcome(None, None, gains, saves, note)
    if mean_cost <= 0:
        return CostPerOutcome(None, None, gains, saves, "more effect at less cost: no price to pay")
    if gains < (1 + level) / 2:
        note = f"{1 - gains:.0%} of the draws have no more effect, so the ratio has no interval"
        return CostPerOutcome(mean_cost / mean_effect, None, gains, saves, note)
    ratios = np.divide(cost, effect, out=np.full(len(cost), np.inf), where=effect > 0)
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    return CostPerOutcome(mean_cost / mean_effect, (float(low), float(high)), gains, saves, "")
