"""From pairs to clusters: which records are one report.

Pairs are joined from the strongest down. Before two groups become one, every pair across them is looked at: where any
is held apart by a rule about identity (two DOIs, a protocol and its result), or where they agree too little on
average, the groups stay two, and the link between them is for a person. So a chain of weak links is cut, and what a
person settled holds whatever comes later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.deduplication.model import ASK, MERGE, RULES, Judged, Zone

__all__ = ["COHESION", "Clusters", "Link", "cluster"]

COHESION = (MERGE + ASK) / 2
"""Bits that pairs across two groups need on average to become one."""

LARGEST = 200
"""Members of a group up to which every pair is looked at; beyond, only the pairs that blocking found."""

IDENTITY = frozenset(
    number
    for number, rule in enumerate(RULES)
    if rule.name in ("kind", "preprint", "container", "doi", "pmid", "part", "people")
)
"""Rules that hold two groups apart wherever one pair across them breaks one."""

Pair = tuple[int, int]
Look = Callable[[NDArray[np.int64], NDArray[np.int64]], Judged]
"""Judges pairs that blocking did not find."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two records (places in the corpus) that a person should look at."""

    first: int
    second: int
    probability: float
    bits: float
    rule: int


@dataclass(frozen=True, slots=True)
class Clusters:
    """The groups of n records.

    Parameters
    ----------
    label : for each record the place of the first record of its group; its own place where it stands alone.
    probability : that the record belongs to its group, by the pair that ties it most closely; 0 where it stands alone.
    partner : the other record of that pair; its own place where it stands alone.
    asked : links between groups for a person, the most probable first.
    """

    label: NDArray[np.int64]
    probability: NDArray[np.float64]
    partner: NDArray[np.int64]
    asked: tuple[Link, ...]

    @property
    def number(self) -> int:
        """How many groups there are, records that stand alone included."""
        return len(np.unique(self.label))


def cluster(
    n: int,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    judged: Judged,
    look: Look,
    fingerprint: NDArray[np.uint64],
    *,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> Clusters:
    """Groups of n records from judged pairs.

    Parameters
    ----------
    first, second, judged : the pairs that blocking found, and what is thought of them.
    look : judges pairs that blocking did not find, where a group needs them.
    fingerprint : a number for each record's content; of equally strong pairs it says which comes first, so that the
    order
        of the records changes nothing.
    together, apart : what a person settled; it holds against every weight and every rule.
    """
    forbidden = {(min(pair), max(pair)) for pair in apart}
    settled = {(min(pair), max(pair)) for pair in together}
    code = (left << 32) | right
    banned = np.isin(code, np.array([(i << 32) | j for i, j in forbidden], dtype=np.int64))
    edge = (judged.zone == Zone.MERGE) & ~banned
    ones = np.concatenate([left[edge], np.array([i for i, _ in settled], dtype=np.int64)])
    others = np.concatenate([right[edge], np.array([j for _, j in settled], dtype=np.int64)])
    bits = np.concatenate([judged.bits[edge], np.full(len(settled), np.inf)])
    label = np.arange(n, dtype=np.int64)
    if len(ones):
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        graph = coo_array((np.ones(len(ones), dtype=np.int8), (ones, others)), shape=(n, n))
        _, component = connected_components(graph, directed=False)
        label = _settled_groups(
            component, ones, others, bits, fingerprint, left, right, judged, look, forbidden, settled
        )
    probability, partner = _ties(n, label, left, right, judged, settled)
    return Clusters(label, probability, partner, _asked(label, left, right, judged, forbidden, settled))


def _settled_groups(
    component: NDArray[np.int32],
    ones: NDArray[np.int64],
    others: NDArray[np.int64],
    bits: NDArray[np.float64],
    fingerprint: NDArray[np.uint64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    judged: Judged,
    look: Look,
    forbidden: set[Pair],
    settled: set[Pair],
) -> NDArray[np.int64]:
    """Labels after every component of more than two was looked at as a whole."""
    n = len(component)
    sizes = np.bincount(component)
    starts = np.full(len(sizes), n, dtype=np.int64)
    np.minimum.at(starts, component, np.arange(n, dtype=np.int64))
    label = starts[component]
    large = sizes[component] > 2
    if not large.any():
        return label
    places = np.flatnonzero(large)
    order = places[np.argsort(component[places], kind="stable")]
    groups = np.split(order, np.flatnonzero(np.diff(component[order])) + 1)
    across = _across(groups, left, right, judged, look, component, sizes)
    edges: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    inside = np.flatnonzero(large[ones])
    marks = np.sort(np.column_stack([fingerprint[ones[inside]], fingerprint[others[inside]]]), axis=1)
    for edge in inside[np.lexsort((marks[:, 1], marks[:, 0], -bits[inside]))]:
        edges[int(component[ones[edge]])].append((float(bits[edge]), int(ones[edge]), int(others[edge])))
    for group in groups:
        members = [int(member) for member in group]
        for root, grouped in _joined(members, edges[int(component[members[0]])], across, forbidden, settled).items():
            for member in grouped:
                label[member] = root
    return label


def _across(
    groups: list[NDArray[np.int64]],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    judged: Judged,
    look: Look,
    component: NDArray[np.int32],
    sizes: NDArray[np.int64],
) -> dict[Pair, tuple[float, int]]:
    """Bits and rule of every pair within the groups: those that blocking found, and those it did not."""
    inside = (component[left] == component[right]) & (sizes[component[left]] > 2)
    judged_pairs = {
        (int(i), int(j)): (float(weight), int(rule))
        for i, j, weight, rule in zip(
            left[inside], right[inside], judged.bits[inside], judged.rule[inside], strict=True
        )
    }
    wanted = [
        (min(int(i), int(j)), max(int(i), int(j)))
        for group in groups
        if len(group) <= LARGEST
        for index, i in enumerate(group)
        for j in group[index + 1 :]
    ]
    missing = [pair for pair in wanted if pair not in judged_pairs]
    if missing:
        pairs = np.array(missing, dtype=np.int64)
        verdicts = look(pairs[:, 0], pairs[:, 1])
        judged_pairs |= {
            pair: (float(weight), int(rule))
            for pair, weight, rule in zip(missing, verdicts.bits, verdicts.rule, strict=True)
        }
    return judged_pairs


def _joined(
    members: list[int],
    edges: list[tuple[float, int, int]],
    across: dict[Pair, tuple[float, int]],
    forbidden: set[Pair],
    settled: set[Pair],
) -> dict[int, list[int]]:
    """Groups of some members by their first, joined along the edges, which come strongest first."""
    root = {member: member for member in members}
    groups = {member: [member] for member in members}
    for weight, i, j in edges:
        group_a, group_b = root[i], root[j]
        if group_a == group_b:
            continue
        pairs = [(min(a, b), max(a, b)) for a in groups[group_a] for b in groups[group_b]]
        by_person = weight == np.inf
        if any(pair in forbidden for pair in pairs) and not (by_person and (min(i, j), max(i, j)) in settled):
            continue
        weighed = [across[pair] for pair in pairs if pair in across and pair not in settled]
        if not by_person and weighed:
            if any(rule in IDENTITY for _, rule in weighed):
                continue
            if sum(weight for weight, _ in weighed) / len(weighed) < COHESION:
                continue
        low, high = min(group_a, group_b), max(group_a, group_b)
        groups[low] += groups.pop(high)
        for member in groups[low]:
            root[member] = low
    return groups


def _ties(
    n: int,
    label: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    judged: Judged,
    settled: set[Pair],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Each record's closest partner in its group, and the probability of that pair."""
    probability = np.zeros(n)
    partner = np.arange(n, dtype=np.int64)
    inside = np.flatnonzero(label[left] == label[right])
    record = np.concatenate([left[inside], right[inside]])
    partner_of = np.concatenate([right[inside], left[inside]])
    likely = np.concatenate([judged.probability[inside]] * 2)
    order = np.argsort(likely, kind="stable")
    # Of several assignments to one place the last stays: the most probable.
    partner[record[order]] = partner_of[order]
    probability[record[order]] = likely[order]
    for i, j in settled:
        if label[i] == label[j]:
            probability[i] = probability[j] = 1.0
            partner[i], partner[j] = j, i
    return probability, partner


def _asked(
    label: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    judged: Judged,
    forbidden: set[Pair],
    settled: set[Pair],
) -> tuple[Link, ...]:
    """One link between two groups, the strongest, unless a person settled one between them."""
    open_ = np.flatnonzero((judged.zone >= Zone.ASK) & (label[left] != label[right]))
    answered = {(int(label[i]), int(label[j])) for i, j in forbidden | settled}
    # Where any pair between two groups breaks a rule of identity, that is why they are two.
    broken: dict[Pair, int] = {}
    for pair_index in np.flatnonzero(np.isin(judged.rule, list(IDENTITY)) & (label[left] != label[right])):
        a, b = int(label[left[pair_index]]), int(label[right[pair_index]])
        broken.setdefault((min(a, b), max(a, b)), int(judged.rule[pair_index]))
    seen: set[Pair] = set()
    links = []
    for pair_index in open_[np.argsort(-judged.probability[open_], kind="stable")]:
        i, j = int(left[pair_index]), int(right[pair_index])
        a, b = int(label[i]), int(label[j])
        pair = (min(a, b), max(a, b))
        if pair in seen or (a, b) in answered or (b, a) in answered:
            continue
        seen.add(pair)
        rule = int(judged.rule[pair_index])
        rule = rule if rule >= 0 else broken.get(pair, -1)
        links.append(Link(i, j, float(judged.probability[pair_index]), float(judged.bits[pair_index]), rule))
    return tuple(links)
