"""The procedures that draw one person at a time: permuted blocks with hidden sizes, and minimisation.

A procedure is data; `draw` is a function of it, of the sealed seed and of what was drawn before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alongside.errors import UsageError
from alongside.evaluation.allocation.arms import Arms
from alongside.evaluation.allocation.streams import Stream, check_seed

__all__ = ["DISTANCES", "Minimisation", "PermutedBlocks", "Procedure", "distances", "draw", "minimisation_shares"]

DISTANCES = ("range", "variance", "taves")


@dataclass(frozen=True, slots=True)
class PermutedBlocks:
    """Blocks whose sizes are drawn as well and shown to nobody, within strata.

    `sizes` are those that may come, each as likely; `strata` are all that may be, `("",)` without any.
    """

    arms: Arms
    sizes: tuple[int, ...]
    strata: tuple[str, ...] = ("",)

    def __post_init__(self) -> None:
        if not self.sizes:
            raise UsageError("permuted blocks need at least one size")
        for size in self.sizes:
            if size < self.arms.total or size % self.arms.total:
                ratio = " : ".join(map(str, self.arms.ratio))
                raise UsageError(
                    f"a block of {size} cannot be drawn with the ratio {ratio}; take multiples of {self.arms.total}"
                )
        if not self.strata or len(set(self.strata)) < len(self.strata):
            raise UsageError("strata are named once each, and there is at least one")


@dataclass(frozen=True, slots=True)
class Minimisation:
    """The arm that leaves people most alike is the likelier one (Taves 1974; Pocock and Simon 1975).

    Parameters
    ----------
    factors : name to its levels.
    distance : "range" (largest less smallest count), "variance" (of the counts, divisor arms − 1), or "taves" (the sum
        of the counts of an arm: who has fewer).
    probability : of the preferred arm; below 1, so that nobody can be sure who comes next.
    weights : of the factors; 1 where none is named.
    """

    arms: Arms
    factors: Mapping[str, tuple[str, ...]]
    distance: str = "range"
    probability: float = 0.8
    weights: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.distance not in DISTANCES:
            raise UsageError(f"expected a distance of {', '.join(DISTANCES)}; found {self.distance!r}")
        if not 1 / len(self.arms.names) < self.probability < 1:
            raise UsageError(
                f"the preferred arm's probability is above 1/{len(self.arms.names)} and below 1, found "
                f"{self.probability:g}; without a random element the next arm could be foretold"
            )
        if not self.factors or any(not levels for levels in self.factors.values()):
            raise UsageError("minimisation needs at least one factor, each with its levels")
        for name, levels in self.factors.items():
            if len(set(levels)) < len(levels):
                raise UsageError(f"the levels of {name!r} are named once each")
        for name, weight in self.weights.items():
            if name not in self.factors or weight <= 0:
                raise UsageError(f"a weight is above 0 and of a factor, found {name!r}: {weight:g}")


Procedure = PermutedBlocks | Minimisation


def draw(
    procedure: Procedure,
    seed: bytes,
    before: Sequence[tuple[Mapping[str, str], str]],
    traits: Mapping[str, str],
) -> str:
    """The next person's arm.

    Parameters
    ----------
    before : those drawn before, in order: their traits and their arm.
    traits : of the person: "stratum" for blocks, the level of each factor for minimisation.

    Raises `UsageError` for a stratum or level that the procedure does not have.
    """
    check_seed(seed)
    if isinstance(procedure, PermutedBlocks):
        stratum = stratum_of(procedure, traits)
        return block_arm(procedure, seed, stratum, sum(stratum_of(procedure, row) == stratum for row, _ in before))
    check_levels(procedure, traits)
    return minimised_arm(procedure, seed, len(before), counts_before(procedure, before, traits))


def minimised_arm(procedure: Minimisation, seed: bytes, position: int, counts: Mapping[str, Mapping[str, int]]) -> str:
    """The arm of the person at a position of the list, from 0, with these counts of the person's own levels."""
    stream = Stream(seed, ("minimisation", str(position)))
    return stream.weighted(procedure.arms.names, minimisation_shares(procedure, counts))


def stratum_of(procedure: PermutedBlocks, traits: Mapping[str, str]) -> str:
    """The person's stratum, if the procedure has it."""
    stratum = traits.get("stratum", "")
    if stratum not in procedure.strata:
        raise UsageError(f"expected a stratum of {', '.join(map(repr, procedure.strata))}; found {stratum!r}")
    return stratum


def block_arm(procedure: PermutedBlocks, seed: bytes, stratum: str, position: int) -> str:
    """The arm at a position of a stratum's list, from 0."""
    block, start = 0, 0
    while True:
        stream = Stream(seed, ("block", stratum, str(block)))
        size = procedure.sizes[stream.below(len(procedure.sizes))]
        if position < start + size:
            copies = size // procedure.arms.total
            people = [
                name
                for name, share in zip(procedure.arms.names, procedure.arms.ratio, strict=True)
                for _ in range(share * copies)
            ]
            return stream.shuffled(people)[position - start]
        block, start = block + 1, start + size


def check_levels(procedure: Minimisation, traits: Mapping[str, str]) -> None:
    """Every factor's level is there and is one that the procedure has."""
    for factor, levels in procedure.factors.items():
        if traits.get(factor, "") not in levels:
            raise UsageError(f"expected {factor} to be one of {', '.join(levels)}; found {traits.get(factor, '')!r}")


def counts_before(
    procedure: Minimisation, before: Sequence[tuple[Mapping[str, str], str]], traits: Mapping[str, str]
) -> dict[str, dict[str, int]]:
    """Factor to arm to how many of the person's own level are in it."""
    counts = {factor: dict.fromkeys(procedure.arms.names, 0) for factor in procedure.factors}
    for row, arm in before:
        for factor in procedure.factors:
            counts[factor][arm] += row[factor] == traits[factor]
    return counts


def distances(procedure: Minimisation, counts: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """Arm to how unlike the arms would be with the person in it; for Taves, how many are there already.

    Counts are divided by the arm's share of the ratio (Han, Enas and McEntegart 2009).
    """
    figures = dict.fromkeys(procedure.arms.names, 0.0)
    for arm in figures:
        for factor in procedure.factors:
            weight = procedure.weights.get(factor, 1.0)
            if procedure.distance == "taves":
                figures[arm] += weight * counts[factor][arm] / procedure.arms.share_of(arm)
                continue
            after = [(counts[factor][name] + (name == arm)) / procedure.arms.share_of(name) for name in figures]
            figures[arm] += weight * (max(after) - min(after) if procedure.distance == "range" else _variance(after))
    return figures


def _variance(counts: Sequence[float]) -> float:
    mean = sum(counts) / len(counts)
    return sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)


def minimisation_shares(procedure: Minimisation, counts: Mapping[str, Mapping[str, int]]) -> list[float]:
    """Probability of each arm, in the order of the arms' names.

    A tie is drawn by the ratio. Otherwise the arm that is preferred has `probability`, the rest share what is left;
    with an unequal ratio the probabilities keep the ratio in the long run (Han et al. 2009, biased-coin minimisation).
    """
    figures, arms = distances(procedure, counts), procedure.arms
    least = min(figures.values())
    preferred = [name for name in arms.names if figures[name] <= least + 1e-9]
    if len(preferred) == len(arms.names):
        return [share / arms.total for share in arms.ratio]
    left = (1 - procedure.probability) / (arms.total - min(arms.ratio))
    shares = {name: left * arms.share_of(name) for name in arms.names}
    rest = 1 - sum(share for name, share in shares.items() if name not in preferred)
    among = sum(arms.share_of(name) for name in preferred)
    return [rest * arms.share_of(name) / among if name in preferred else shares[name] for name in arms.names]
