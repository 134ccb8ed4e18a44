"""How much each direct comparison contributes to each estimate of the network.

A row of the hat matrix is a flow of evidence, of 1 in all, from one treatment to the other through the direct
comparisons. It is taken apart into streams along shortest paths: the path with the fewest steps takes as much as its
narrowest comparison lets through, each of its comparisons gets that amount over the number of steps, and so on until
nothing flows (Papakonstantinou et al. 2018, F1000Research 7:610). Where several paths are as short, the order in which
they are taken changes the shares; here the treatments' order of appearance among the flows decides, as in netmeta.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from alongside.synthesis.networks.model import Network
from alongside.synthesis.networks.stacks import Floats, Ints

__all__ = ["Contributions", "contributions"]

NOTHING = 1e-10
"""Flow below this is rounding: a hat matrix of doubles is exact to about 1e-13."""


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """`share` (rows, columns): of each direct comparison (column) in each estimate (row); rows add to 1. `rows` and
    `columns` are pairs of positions of `treatments`."""

    treatments: tuple[str, ...]
    rows: Ints
    columns: Ints
    share: Floats


def contributions(network: Network, *, model: str = "random") -> Contributions:
    """The contribution matrix of a fitted network.

    >>> from alongside.synthesis.networks import contrast_data
    >>> from alongside.synthesis.networks import network as fit_network
    >>> line = fit_network(contrast_data([1.0, 1.0], [1.0, 1.0], list("AB"), list("BC"), ["1", "2"]))
    >>> contributions(line, model="common").share.tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    """
    fitted = network.chosen(model)
    n = len(network.treatments)
    compared = np.zeros((n, n), dtype=np.bool_)
    for stack in network.data.stacks:
        compared[stack.arms[:, :, None], stack.arms[:, None, :]] = True
    rows, columns = np.triu_indices(n, 1)
    direct = compared[rows, columns]
    edges = np.stack([rows[direct], columns[direct]], axis=1)
    weights = -fitted.weighted.laplacian[edges[:, 0], edges[:, 1]]
    cov = np.zeros((n, n))
    cov[1:, 1:] = fitted.cov
    by_edge = (cov[:, edges[:, 0]] - cov[:, edges[:, 1]]) * weights  # (n, edges)
    hat = by_edge[rows] - by_edge[columns]
    share = np.zeros(hat.shape)
    ends = edges.tolist()
    for index, (start, goal) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        _streams(hat[index].tolist(), ends, start, goal, share[index])
    return Contributions(network.treatments, np.stack([rows, columns], axis=1), edges, share)


def _streams(flow: list[float], ends: list[list[int]], start: int, goal: int, share: Floats) -> None:
    """Take one row apart, adding to `share`."""
    order: dict[int, int] = {}
    left: dict[int, list[tuple[int, int]]] = {}
    rest: dict[int, float] = {}
    for edge, amount in enumerate(flow):
        low, high = ends[edge] if amount > -NOTHING else ends[edge][::-1]
        order.setdefault(low, len(order))
        order.setdefault(high, len(order))
        if abs(amount) > NOTHING:
            left.setdefault(low, []).append((high, edge))
            rest[edge] = abs(amount)
    for targets in left.values():
        targets.sort(key=lambda target: order[target[0]])
    while path := _shortest(left, start, goal):
        amount = min(rest[edge] for _, _, edge in path)
        for low, high, edge in path:
            share[edge] += amount / len(path)
            rest[edge] -= amount
            if rest[edge] < NOTHING:
                left[low].remove((high, edge))


def _shortest(left: dict[int, list[tuple[int, int]]], start: int, goal: int) -> list[tuple[int, int, int]]:
    """The path with the fewest steps as (from, to, comparison); empty where nothing flows any more."""
    came: dict[int, tuple[int, int]] = {start: (-1, -1)}
    queue = deque([start])
    while queue and goal not in came:
        node = queue.popleft()
        for target, edge in left.get(node, ()):
            if target not in came:
                came[target] = (node, edge)
                queue.append(target)
    if goal not in came:
        return []
    path, node = [], goal
    while node != start:
        before, edge = came[node]
        path.append((before, node, edge))
        node = before
    return path
