"""How weights, thresholds and probabilities of `alongside.deduplication.model` were chosen, and how well they travel.

    python validation/deduplication_weights.py [--shared ../shared]

1. Weights by expectation and maximisation on each marked set and on both: a pair with a record that is not marked as a
   duplicate is held to be none; for the others the model says how likely they are one report.
2. The threshold of merging chosen on one set (the lowest at which no unmarked record is merged) and reported on the
   other, both ways, under the rules; and what the model as it stands does on both.
3. Slope and intercept of the probability, by maximum likelihood on one set, with the calibration on the other.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from alongside.deduplication import corpus_of, traits_of
from alongside.deduplication.blocking import candidate_pairs, keys_of
from alongside.deduplication.comparing import COMPARISONS, compare
from alongside.deduplication.model import CALIBRATION, MERGE, PRIOR, WEIGHTS, Zone, judge

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from marked_sets import marked_records

Weights = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Marked:
    """A marked set with its candidate pairs."""

    name: str
    flagged: np.ndarray
    first: np.ndarray
    second: np.ndarray
    levels: dict[str, np.ndarray]

    @property
    def possible(self) -> np.ndarray:
        """Pairs both of whose records are marked; the others are known to be none."""
        return self.flagged[self.first] & self.flagged[self.second]

    @property
    def true(self) -> np.ndarray:
        """Pairs that are one report: the sets mark members but not groups, and list a group's members side by side.
        Two groups side by side have other titles, on other pages."""
        near = np.abs(self.first - self.second) <= 6
        return self.possible & near & ((self.levels["title"] >= 2) | (self.levels["place"] >= 7))


def marked(shared: Path, name: str) -> Marked:
    records, flagged = marked_records(shared, name)
    corpus = corpus_of(map(traits_of, records))
    left, right = candidate_pairs(keys_of(corpus))
    return Marked(name, flagged, left, right, dict(compare(corpus, left, right)))


def estimated(sets: list[Marked], smooth: float = 2.0) -> tuple[Weights, float]:
    """Weights by expectation and maximisation, and the share of pairs that are one report."""
    levels = {
        comparison.name: np.concatenate([set_.levels[comparison.name] for set_ in sets]) for comparison in COMPARISONS
    }
    possible = np.concatenate([set_.possible for set_ in sets])
    match = np.where((levels["title"] >= 5) & (levels["authors"] >= 3), 0.95, 0.05) * possible
    weights: dict[str, np.ndarray] = {}
    for _ in range(500):
        share = float(match.mean())
        for comparison in COMPARISONS:
            size = len(comparison.levels)
            m = np.bincount(levels[comparison.name], weights=match, minlength=size) + smooth / 2
            u = np.bincount(levels[comparison.name], weights=1 - match, minlength=size) + smooth / 2
            weights[comparison.name] = np.log2((m / m.sum()) / (u / u.sum()))
        bits = sum(weights[comparison.name][levels[comparison.name]] for comparison in COMPARISONS) + np.log2(
            share / (1 - share)
        )
        again = possible / (1 + np.exp2(-np.clip(bits, -60, 60)))
        if np.abs(again - match).max() < 1e-7:
            break
        match = again
    return weights, share


def bits_of(set_: Marked, weights: Mapping[str, object]) -> np.ndarray:
    """The sum of weights of each pair; what a record does not say weighs nothing."""
    total = np.full(len(set_.first), PRIOR)
    for comparison in COMPARISONS:
        weights_of = np.array(weights[comparison.name], dtype=float)
        if comparison.name != "kind":
            weights_of[0] = 0.0
        total += weights_of[set_.levels[comparison.name]]
    return total


def found(set_: Marked, merged: np.ndarray) -> tuple[int, int]:
    hit = np.zeros(len(set_.flagged), dtype=bool)
    hit[set_.first[merged]] = hit[set_.second[merged]] = True
    return int((hit & set_.flagged).sum()), int((hit & ~set_.flagged).sum())


def threshold_on(set_: Marked, bits: np.ndarray, allowed: np.ndarray) -> float:
    """The lowest threshold, in half bits, from which no pair with an unmarked record is merged; the best such pair is
    left out, because marks have errors."""
    false = np.sort(bits[allowed & ~set_.possible])[::-1]
    worst = false[1] if len(false) > 1 else -np.inf
    return max(np.floor(2 * worst) / 2 + 0.5, 0.0)


def calibrated(bits: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    def loss(parameters: np.ndarray) -> float:
        odds = (parameters[0] * bits + parameters[1]) * np.log(2)
        return float(np.logaddexp(0, np.where(truth, -odds, odds)).sum())

    best = minimize(loss, np.array([0.5, 0.0]), method="Nelder-Mead").x
    return float(best[0]), float(best[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    sets = [marked(parser.parse_args().shared, name) for name in ("copper", "respiratory")]
    for chosen in ([sets[0]], [sets[1]], sets):
        weights, share = estimated(chosen)
        print(f"weights from {' and '.join(set_.name for set_ in chosen)} ({share:.2f} of candidate pairs):")
        for comparison in COMPARISONS:
            print(f"  {comparison.name:<10}" + " ".join(f"{weight:6.1f}" for weight in weights[comparison.name]))
    print("in use:")
    for comparison in COMPARISONS:
        print(f"  {comparison.name:<10}" + " ".join(f"{weight:6.1f}" for weight in WEIGHTS[comparison.name]))
    for chosen, held_out in ((sets[0], sets[1]), (sets[1], sets[0])):
        weights, _ = estimated([chosen])
        bits = {set_.name: bits_of(set_, weights) for set_ in sets}
        allowed = {set_.name: judge(set_.levels).rule < 0 for set_ in sets}
        limit = threshold_on(chosen, bits[chosen.name], allowed[chosen.name])
        for set_, role in ((chosen, "chosen on"), (held_out, "reported on")):
            hit, false = found(set_, allowed[set_.name] & (bits[set_.name] >= limit))
            print(f"threshold {limit:.1f} {role} {set_.name}: {hit} of {set_.flagged.sum()} flagged, {false} unflagged")
    for set_ in sets:
        hit, false = found(set_, judge(set_.levels).zone == Zone.MERGE)
        print(f"in use (merge at {MERGE:g}): {set_.name}: {hit} of {set_.flagged.sum()} flagged, {false} unflagged")
    for chosen in sets:
        slope, start = calibrated(bits_of(chosen, WEIGHTS), chosen.true)
        print(f"probability from {chosen.name}: slope {slope:.2f}, intercept {start:.2f}")
    both = np.concatenate([bits_of(set_, WEIGHTS) for set_ in sets])
    truth = np.concatenate([set_.true for set_ in sets])
    slope, start = calibrated(both, truth)
    print(f"probability from both: slope {slope:.2f}, intercept {start:.2f}; in use: {CALIBRATION}")
    chance = 1 / (1 + np.exp2(-(CALIBRATION[0] * both + CALIBRATION[1])))
    for low, high in ((0.0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 0.99), (0.99, 1.0)):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            calibration = f"mean {chance[inside].mean():.3f}, true {truth[inside].mean():.3f}"
            print(f"  {low:.2f} to {high:.2f}: {inside.sum():>5} pairs, {calibration}")


if __name__ == "__main__":
    main()
