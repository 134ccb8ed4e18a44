"""Clusters drawn together: to arms within strata, or to the steps of a stepped wedge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alongside.errors import InputError, UsageError
from alongside.evaluation.allocation.arms import Arms
from alongside.evaluation.allocation.streams import Stream, check_seed

__all__ = ["ClustersTogether", "allocate_clusters", "wedge_schedule"]


@dataclass(frozen=True, slots=True)
class ClustersTogether:
    """All clusters drawn in one act, within strata: what is sealed before anybody knows which clusters there are."""

    arms: Arms
    strata: tuple[str, ...] = ("",)

    def __post_init__(self) -> None:
        if not self.strata or len(set(self.strata)) < len(self.strata):
            raise UsageError("strata are named once each, and there is at least one")

    def drawn(self, seed: bytes, clusters: Mapping[str, str]) -> dict[str, str]:
        """`allocate_clusters`, of clusters whose strata are these.

        Raises `UsageError` for a stratum that is none, `InputError` for one that has no cluster, or too few clusters.
        """
        for stratum in clusters.values():
            if stratum not in self.strata:
                raise UsageError(f"expected a stratum of {', '.join(map(repr, self.strata))}; found {stratum!r}")
        for stratum in self.strata:
            if stratum not in clusters.values():
                raise InputError(f"stratum {stratum!r} has no cluster", column="stratum")
        return allocate_clusters(self.arms, seed, clusters)


def allocate_clusters(arms: Arms, seed: bytes, clusters: Mapping[str, str]) -> dict[str, str]:
    """The arm of every cluster, in the ratio within each stratum as near as its number of clusters allows.

    Parameters
    ----------
    clusters : cluster to its stratum ("" without strata).

    Clusters over the ratio get arms that are drawn, across strata without putting back, so that leftovers even out.

    >>> from alongside.evaluation.allocation.arms import arms
    >>> drawn = allocate_clusters(arms({"a": 1, "b": 1}), b"a seed of 16 bytes", {"x": "", "y": "", "z": "", "w": ""})
    >>> sorted(drawn.values())
    ['a', 'a', 'b', 'b']
    """
    check_seed(seed)
    if len(clusters) < 2 * len(arms.names):
        raise InputError(f"expected at least 2 clusters an arm, {2 * len(arms.names)} in all; found {len(clusters)}")
    spare = Spare(arms, seed)
    drawn: dict[str, str] = {}
    for stratum in sorted(set(clusters.values())):
        members = sorted(name for name, level in clusters.items() if level == stratum)
        whole, over = divmod(len(members), arms.total)
        places = [name for name, share in zip(arms.names, arms.ratio, strict=True) for _ in range(share * whole)]
        places += [spare.draw() for _ in range(over)]
        order = Stream(seed, ("clusters", stratum)).shuffled(places)
        drawn.update(zip(members, order, strict=True))
    return {name: drawn[name] for name in clusters}


class Spare:
    """Arms for clusters over the ratio: a shuffled round of the ratio, and another when that is used up."""

    def __init__(self, arms: Arms, seed: bytes) -> None:
        self.arms, self.seed, self.round = arms, seed, 0
        self.waiting: list[str] = []

    def draw(self) -> str:
        """One arm more."""
        if not self.waiting:
            places = [name for name, share in zip(self.arms.names, self.arms.ratio, strict=True) for _ in range(share)]
            self.waiting = Stream(self.seed, ("over", str(self.round))).shuffled(places)
            self.round += 1
        return self.waiting.pop()


def wedge_schedule(seed: bytes, clusters: Sequence[str], steps: int, *, baseline: int = 1) -> dict[str, list[int]]:
    """Cluster to 0 or 1 for each period: the order in which clusters start the support is drawn.

    `baseline` periods are without support for all. Where the clusters do not divide by the steps, the steps that have
    one more are drawn as well.

    >>> schedule = wedge_schedule(b"a seed of 16 bytes", ["x", "y"], 2)
    >>> sorted(schedule.values())
    [[0, 0, 1], [0, 1, 1]]

    Raises `InputError` for a cluster named twice, `UsageError` for more steps than clusters.
    """
    check_seed(seed)
    if len(set(clusters)) < len(clusters):
        twice = sorted(name for name in set(clusters) if list(clusters).count(name) > 1)
        raise InputError(f"cluster {twice[0]!r} is named twice", column="cluster")
    if not 2 <= steps <= len(clusters) or baseline < 1:
        raise UsageError(f"a stepped wedge has 2 steps to one a cluster ({len(clusters)}); found {steps}")
    whole, over = divmod(len(clusters), steps)
    larger = set(Stream(seed, ("larger steps",)).shuffled(range(steps))[:over])
    places = [step for step in range(steps) for _ in range(whole + (step in larger))]
    order = Stream(seed, ("steps",)).shuffled(places)
    drawn = dict(zip(sorted(clusters), order, strict=True))
    return {name: [int(period >= drawn[name] + baseline) for period in range(steps + baseline)] for name in clusters}
