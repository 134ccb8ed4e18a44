"""The league table: every treatment against every other one, in one square.

Below the diagonal stands the column's treatment against the row's from one model, above it the row's against the
column's from the same or another one, as tables of published networks have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alongside.errors import UsageError
from alongside.synthesis.networks.model import Network

__all__ = ["Cell", "league"]


@dataclass(frozen=True, slots=True)
class Cell:
    """`treatment` against `against`: estimate with interval, and prediction interval where the model has one."""

    treatment: str
    against: str
    effect: float
    ci_lb: float
    ci_ub: float
    pi_lb: float | None
    pi_ub: float | None


def league(
    network: Network,
    upper: Network | None = None,
    *,
    model: str = "random",
    order: Sequence[str] = (),
    ratio: bool = False,
) -> tuple[tuple[Cell | None, ...], ...]:
    """The league table as rows of cells; None on the diagonal, and where `upper` lacks a treatment.

    Parameters
    ----------
    upper : a network of another outcome for the upper triangle; by default the same.
    order : treatments in the order wanted, for example by P-score; by default that of the network.
    ratio : exponentiate, for effects that are logarithms of ratios.

    Raises `UsageError` for an order that does not name each treatment once.

    >>> from alongside.synthesis.networks import contrast_data
    >>> from alongside.synthesis.networks import network as fit_network
    >>> table = league(fit_network(contrast_data([0.5], [1.0], ["A"], ["B"], ["s"])), model="common")
    >>> table[1][0].treatment, table[1][0].against, round(table[1][0].effect, 9)
    ('A', 'B', 0.5)
    """
    names = tuple(order) or network.treatments
    if sorted(names) != sorted(network.treatments):
        raise UsageError(f"order must name each treatment once: {', '.join(network.treatments)}")
    above = upper or network
    return tuple(
        tuple(
            None
            if i == j
            else (
                _cell(network, names[j], names[i], model, ratio=ratio)
                if i > j
                else _cell(above, names[i], names[j], model, ratio=ratio)
            )
            for j in range(len(names))
        )
        for i in range(len(names))
    )


def _cell(network: Network, treatment: str, against: str, model: str, *, ratio: bool) -> Cell | None:
    if treatment not in network.treatments or against not in network.treatments:
        return None
    network.chosen(model)
    estimates = network.common if model == "common" else network.random
    assert estimates is not None
    index = (network.treatments.index(treatment), network.treatments.index(against))

    def scaled(value: float) -> float:
        return float(np.exp(value)) if ratio else float(value)

    lower, upper = estimates.pi_lb, estimates.pi_ub
    predicted = lower is not None and upper is not None and bool(np.isfinite(lower[index]))
    return Cell(
        treatment,
        against,
        scaled(estimates.effect[index]),
        scaled(estimates.ci_lb[index]),
        scaled(estimates.ci_ub[index]),
        scaled(lower[index]) if predicted and lower is not None else None,
        scaled(upper[index]) if predicted and upper is not None else None,
    )
