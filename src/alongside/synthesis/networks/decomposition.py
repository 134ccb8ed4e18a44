"""Cochran's Q of a network, taken apart: heterogeneity within designs, inconsistency between designs.

A design is a set of treatments that a trial compares. If every design has effects of its own, what is left is the
heterogeneity within designs; the rest of Q is inconsistency (Krahn, Binder & König 2013, BMC Med Res Methodol 13:35,
eq. 6 to 8). The same difference at the tau² of within designs tests inconsistency where effects vary between trials
(Higgins et al. 2012, Res Synth Methods 3:98; Jackson et al. 2014, Stat Med 33:3639).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alongside.errors import UsageError
from alongside.synthesis.networks.fitting import fit, grounded
from alongside.synthesis.networks.model import upper_chi2
from alongside.synthesis.networks.stacks import Floats, NetworkData, Stack

__all__ = ["Decomposition", "DesignQ", "decompose"]


@dataclass(frozen=True, slots=True)
class DesignQ:
    """Heterogeneity among the trials of one design."""

    treatments: tuple[str, ...]
    studies: tuple[str, ...]
    q: float
    df: int
    p: float | None


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Q in total, within and between designs; between designs also at `tau2_within` (None where no design has two
    trials; then it is taken as 0). p is None without degrees of freedom."""

    q: float
    df: int
    p: float | None
    q_within: float
    df_within: int
    p_within: float | None
    q_between: float
    df_between: int
    p_between: float | None
    q_between_random: float
    p_between_random: float | None
    tau2_within: float | None
    designs: tuple[DesignQ, ...]


def decompose(data: NetworkData, *, reference: str = "") -> Decomposition:
    """Take Q apart.

    Effects of multi-arm trials are read against the `reference`, or where the trial lacks it against the first arm, as
    Krahn's model has them: where printed digits do not add up around a triangle, the last digits of Q depend on that.
    Raises `UsageError` for a reference that is no treatment of the network.

    >>> from alongside.synthesis.networks import contrast_data
    >>> parts = decompose(contrast_data([1.0, 1.0, 3.0], [1.0] * 3, list("ABA"), list("BCC"), ["1", "2", "3"]))
    >>> round(parts.q, 6), round(parts.q_between, 6), parts.df_between
    (0.333333, 0.333333, 1)
    """
    basic = _basic(data, reference)
    total = fit(basic, 0.0, grounded(basic))
    designs = _designs(basic)
    fits = [fit(design, 0.0, _own(design)) for design in designs]
    q_within, df_within = sum(f.q for f in fits), sum(f.df for f in fits)
    tau2 = max(0.0, (q_within - df_within) / sum(f.trace for f in fits)) if df_within else None
    between, df_between = max(0.0, total.q - q_within), total.df - df_within
    random = between
    if tau2:
        inner = sum(fit(design, tau2, _own(design)).q for design in designs)
        random = max(0.0, fit(basic, tau2, grounded(basic)).q - inner)
    return Decomposition(
        q=total.q,
        df=total.df,
        p=upper_chi2(total.q, total.df),
        q_within=q_within,
        df_within=df_within,
        p_within=upper_chi2(q_within, df_within),
        q_between=between,
        df_between=df_between,
        p_between=upper_chi2(between, df_between),
        q_between_random=random,
        p_between_random=upper_chi2(random, df_between),
        tau2_within=tau2,
        designs=tuple(
            DesignQ(
                design.treatments,
                tuple(design.studies[s] for s in design.stacks[0].studies),
                f.q,
                f.df,
                upper_chi2(f.q, f.df),
            )
            for design, f in zip(designs, fits, strict=True)
        ),
    )


def _basic(data: NetworkData, reference: str) -> NetworkData:
    """Effects made to add up, by their contrasts against one arm."""
    if reference and reference not in data.treatments:
        raise UsageError(f"reference {reference!r} is no treatment here; expected one of {', '.join(data.treatments)}")
    ground = data.treatments.index(reference) if reference else -1
    stacks = []
    for stack in data.stacks:
        base = (stack.arms == ground).argmax(axis=1)  # 0 where it is not there
        level = stack.effects[np.arange(base.size), :, base]
        effects: Floats = level[:, :, None] - level[:, None, :]
        stacks.append(Stack(stack.studies, stack.arms, effects, stack.variances, stack.values, stack.vectors))
    return NetworkData(data.treatments, data.studies, tuple(stacks), data.measure, data.left_out)


def _designs(data: NetworkData) -> list[NetworkData]:
    """One small network for each design, its treatments renumbered."""
    designs = []
    for stack in data.stacks:
        compared, which = np.unique(stack.arms, axis=0, return_inverse=True)
        for index, arms in enumerate(compared):
            part = stack.take(which.reshape(-1) == index)
            arms_here = np.broadcast_to(np.arange(stack.size), part.arms.shape)
            renumbered = Stack(part.studies, arms_here, part.effects, part.variances, part.values, part.vectors)
            names = tuple(data.treatments[arm] for arm in arms)
            designs.append(NetworkData(names, data.studies, (renumbered,), data.measure))
    return designs


def _own(design: NetworkData) -> Floats:
    return np.eye(len(design.treatments))[:, 1:]
