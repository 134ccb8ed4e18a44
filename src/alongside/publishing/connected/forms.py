"""Forms of support compared with each other through all trials, also where no trial compared them.

A node is a form, or what an arm without support had. Estimates are those of random effects, with intervals by t (as
netmeta from 3.0 on has them), since the trials are few.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from alongside.errors import AlongsideError
from alongside.evidence import Arm, Outcome
from alongside.publishing.connected.arms import Compared, LeftOut, compared
from alongside.publishing.connected.domains import ENOUGH, too_few
from alongside.publishing.review import Review
from alongside.synthesis.networks import (
    Cell,
    Network,
    NetworkData,
    Rankogram,
    Split,
    contrast_data,
    league,
    network,
    p_scores,
    rankogram,
    split,
    subnets,
)

__all__ = ["DRAWS", "Edge", "FormsCompared", "Node", "forms_of"]

SEED, DRAWS = 20_260, 10_000


@dataclass(frozen=True, slots=True)
class Node:
    """A form, or a comparator: people and trials in it."""

    name: str
    people: int
    trials: int
    is_support: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes (positions) that trials compared, with those trials' labels."""

    ends: tuple[int, int]
    trials: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FormsCompared:
    """The network of one outcome; `fitted` is None with the reason in `refused`.

    `order` has the nodes' positions from the best P-score to the worst, `scores` (n,) the P-scores, `ranks` their
    distribution, `table` the league table in that order, `direct` the split into direct and indirect evidence.
    """

    outcome: Outcome
    rows: tuple[Compared, ...]
    left_out: tuple[LeftOut, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    fitted: Network | None
    refused: str
    reference: int = 0
    order: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    ranks: Rankogram | None = None
    table: tuple[tuple[Cell | None, ...], ...] = ()
    direct: Split | None = None


def forms_of(review: Review, outcome: str) -> FormsCompared:
    """Compare the forms of one outcome, or say why that cannot be."""
    about = review.outcomes[outcome]
    rows, left_out = compared(review, outcome)
    if len(rows) < ENOUGH:
        return FormsCompared(about, rows, left_out, (), (), None, too_few(len(rows)))
    named, unread = _named(rows, review)
    left_out = (*left_out, *unread)
    if len(named) < 2:
        reason = f"only {len(named)} of its {len(rows)} trials say how support was offered"
        return FormsCompared(about, (), left_out, (), (), None, reason)
    named, apart = _connected(named)
    left_out = (*left_out, *apart)
    nodes, edges = _graph(named)
    rows = tuple(row for row, _ in named.values())
    try:
        fitted = _fit(named)
    except AlongsideError as error:
        return FormsCompared(about, rows, left_out, nodes, edges, None, str(error))
    if fitted.random is None:
        return FormsCompared(about, rows, left_out, nodes, edges, None, fitted.note)
    good = "bad" if about.higher_is_better else "good"
    scores = p_scores(fitted, small_values=good)
    order = tuple(int(position) for position in np.argsort(-scores, kind="stable"))
    names = [fitted.treatments[position] for position in order]
    busiest = max(range(len(nodes)), key=lambda position: (not nodes[position].is_support, nodes[position].trials))
    return FormsCompared(
        outcome=about,
        rows=rows,
        left_out=left_out,
        nodes=nodes,
        edges=edges,
        fitted=fitted,
        refused="",
        reference=busiest,
        order=order,
        scores=tuple(scores.tolist()),
        ranks=rankogram(fitted, small_values=good, seed=SEED, draws=DRAWS),
        table=league(fitted, order=names, ratio=about.is_ratio),
        direct=split(fitted),
    )


Named = dict[str, tuple[Compared, tuple[str, str]]]


def _named(rows: tuple[Compared, ...], review: Review) -> tuple[Named, list[LeftOut]]:
    """Trials by id with the names of their arms' nodes, and those whose form nobody read or whose arms have one."""
    named: Named = {}
    left_out = []
    for row in rows:
        names = _node(row.support, "", review), _node(row.comparator, row.comparator_class, review)
        if not names[0]:
            left_out.append(LeftOut(row.study, row.label, "nobody read which form of support was offered"))
        elif names[0] == names[1]:
            left_out.append(LeftOut(row.study, row.label, f"both its arms had the same form ({names[0]})"))
        else:
            named[row.study] = (row, names)
    return named, left_out


def _node(arm: Arm, comparator_class: str, review: Review) -> str:
    labels = [review.codebook.code("form", form).label for form in sorted(arm.form)]
    if labels:
        return " + ".join([labels[0], *(label[0].lower() + label[1:] for label in labels[1:])])
    return review.codebook.code("comparator", comparator_class).label if comparator_class else ""


def _connected(named: Named) -> tuple[Named, list[LeftOut]]:
    """The largest part that trials connect; the other trials are left out by name."""
    parts = subnets(_data(named))
    main = max(parts, key=lambda part: len(part.studies))
    apart = [
        LeftOut(
            study,
            named[study][0].label,
            f"no trial connects {' and '.join(named[study][1])} with the rest",
        )
        for part in parts
        if part is not main
        for study in part.studies
    ]
    return {study: named[study] for study in named if study in main.studies}, apart


def _data(named: Named) -> NetworkData:
    rows = [row for row, _ in named.values()]
    return contrast_data(
        [row.effect for row in rows],
        [row.variance**0.5 for row in rows],
        [names[0] for _, names in named.values()],
        [names[1] for _, names in named.values()],
        [row.study for row in rows],
    )


def _fit(named: Named) -> Network:
    return network(_data(named), method="REML", test="t")


def _graph(named: Named) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """Nodes in the order of the network's treatments, and edges."""
    names = _data(named).treatments
    people: dict[str, float] = defaultdict(float)
    trials: dict[str, int] = defaultdict(int)
    support: set[str] = set()
    edges: dict[tuple[int, int], list[str]] = defaultdict(list)
    for row, ends in named.values():
        support.add(ends[0])
        if row.comparator.form:
            support.add(ends[1])
        for name in ends:
            people[name] += (row.people or 0) / 2
            trials[name] += 1
        left, right = sorted((names.index(ends[0]), names.index(ends[1])))
        edges[left, right].append(row.label)
    nodes = tuple(Node(name, round(people[name]), trials[name], name in support) for name in names)
    return nodes, tuple(Edge(ends, tuple(labels)) for ends, labels in sorted(edges.items()))
