"""Which treatments hang together through trials, and which studies make each part."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.synthesis.networks.stacks import NetworkData

__all__ = ["Subnet", "parts_of", "subnets"]


@dataclass(frozen=True, slots=True)
class Subnet:
    """Treatments that trials connect, with those trials."""

    treatments: tuple[str, ...]
    studies: tuple[str, ...]


def parts_of(data: NetworkData) -> list[list[int]]:
    """Positions of the treatments of each part that trials connect; parts in the order of their first treatment."""
    root = list(range(len(data.treatments)))

    def top(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for stack in data.stacks:
        for arms in stack.arms.tolist():
            for arm in arms[1:]:
                low, high = sorted((top(arms[0]), top(arm)))
                root[high] = low
    parts: dict[int, list[int]] = {}
    for node in range(len(data.treatments)):
        parts.setdefault(top(node), []).append(node)
    return list(parts.values())


def subnets(data: NetworkData) -> tuple[Subnet, ...]:
    """The parts of a network, each with its treatments and studies; one part means that it is connected.

    >>> from alongside.synthesis.networks import contrast_data
    >>> apart = contrast_data([0.1, 0.2], [0.1, 0.1], ["A", "C"], ["B", "D"], ["s1", "s2"])
    >>> [part.studies for part in subnets(apart)]
    [('s1',), ('s2',)]
    """
    parts = parts_of(data)
    part_of = {node: index for index, part in enumerate(parts) for node in part}
    studies: list[list[str]] = [[] for _ in parts]
    for study, arms in data.trials():
        studies[part_of[arms[0]]].append(study)
    return tuple(
        Subnet(tuple(data.treatments[node] for node in part), tuple(names))
        for part, names in zip(parts, studies, strict=True)
    )
