"""The search for variance components: projected Newton steps for factors, BFGS for structured terms, block by block.

Newton's steps use the average information (Gilmour, Thompson & Cullis 1995, Biometrics 51:1440); every search has
several starts, and one that does not arrive is an error that carries where it stood.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from alongside.errors import InputError, NotConverged
from alongside.synthesis import structures
from alongside.synthesis.arrays import codes, numbers
from alongside.synthesis.blocks import Blocks, Evaluated, Floats, Ints, evaluate
from alongside.synthesis.structures import Structured

STEPS = 200
"""Newton's steps need about ten; a search that takes more than this does not arrive."""


def coded(term: object, k: int, number: int) -> Ints:
    _, group = codes(term, f"random {number + 1}")
    if group.size != k:
        raise InputError(f"expected a label for each of {k} effects, found {group.size}", column=f"random {number + 1}")
    return group


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A structured term with its labels coded."""

    struct: str
    levels: tuple[str, ...]
    places: Floats
    inner: Ints
    outer: Ints

    @staticmethod
    def of(term: Structured, k: int) -> Term:
        outer = coded(term.outer, k, 0)
        if term.struct in ("AR", "CAR"):
            times = numbers(term.inner, "inner")
            unique, inner = np.unique(times, return_inverse=True)
            return Term(term.struct, tuple(f"{t:g}" for t in unique), unique, inner.reshape(-1), outer)
        levels, inner = codes(term.inner, "inner")
        return Term(term.struct, tuple(levels), np.arange(float(len(levels))), inner, outer)


def covariances_of(
    blocks: Blocks, plain: Sequence[Ints], sigma2: Floats, structs: Sequence[Term], thetas: Sequence[Floats]
) -> tuple[Floats, ...]:
    covariances = []
    for stack in blocks.stacks:
        M = stack.V.copy()
        for group, variance in zip(plain, sigma2, strict=True):
            M += variance * _same(group, stack.rows)
        for term, theta in zip(structs, thetas, strict=True):
            G = structures.covariance(term.struct, term.places, theta)
            inner = term.inner[stack.rows]
            M += _same(term.outer, stack.rows) * G[inner[:, :, None], inner[:, None, :]]
        covariances.append(M)
    return tuple(covariances)


def _same(group: Ints, rows: Ints) -> Floats:
    """1 where two rows of a block share a level."""
    part = group[rows]
    shared: Floats = (part[:, :, None] == part[:, None, :]).astype(np.float64)
    return shared


def _slopes(evaluated: Evaluated, method: str) -> list[Floats]:
    """The derivative of the log likelihood in each entry of M, by stack: ½(Py (Py)' − P), under ML M⁻¹ for P."""
    slopes = []
    for inverse, pulled, MX in zip(evaluated.inverse, evaluated.Py, evaluated.MX, strict=True):
        P = inverse if method == "ML" else inverse - MX @ evaluated.vb @ MX.transpose(0, 2, 1)
        slopes.append(0.5 * (pulled[:, :, None] * pulled[:, None, :] - P))
    return slopes


def height_of(evaluated: Evaluated, method: str) -> float:
    return evaluated.restricted if method == "REML" else evaluated.full


def newton_search(blocks: Blocks, plain: Sequence[Ints], method: str) -> Floats:
    """The variances of all factors; the best of several starts."""
    masks = [[_same(group, stack.rows) for stack in blocks.stacks] for group in plain]
    y = np.concatenate([stack.y.ravel() for stack in blocks.stacks])
    noise = np.concatenate([np.diagonal(stack.V, axis1=1, axis2=2).ravel() for stack in blocks.stacks])
    spread = max(float(np.var(y)), 1e-3 * float(np.median(noise)))
    count = len(plain)
    starts = [np.full(count, spread / (count + 1))]
    if count > 1:
        starts += [np.where(np.arange(count) == i, spread, spread / 100) for i in range(count)]
    best, height = _climb(blocks, masks, starts[0], method)
    for begin in starts[1:]:
        climbed, reached = _climb(blocks, masks, begin, method, summit=best)
        if reached > height:
            best, height = climbed, reached
    return best


NEAR = 1e-3
"""How near to a summit that is known, as a share of its largest variance, a climb is taken to lead there."""


def _climb(
    blocks: Blocks, masks: list[list[Floats]], sigma2: Floats, method: str, *, summit: Floats | None = None
) -> tuple[Floats, float]:
    """The variances at the top and the height there; a climb that comes to a `summit` ends without its last steps."""

    def model(values: Floats) -> Evaluated:
        return evaluate(
            blocks,
            [
                stack.V + sum(value * mask[index] for value, mask in zip(values, masks, strict=True))
                for index, stack in enumerate(blocks.stacks)
            ],
        )

    current = model(sigma2)
    for _ in range(STEPS):
        slopes = _slopes(current, method)
        gradient = np.array([sum(float(np.sum(S * K)) for S, K in zip(slopes, mask, strict=True)) for mask in masks])
        free = (sigma2 > 0) | (gradient > 0)
        if not free.any():
            return sigma2, height_of(current, method)
        information = _average_information(blocks, current, masks)
        step = np.zeros_like(sigma2)
        inside = np.ix_(free, free)
        try:
            step[free] = np.linalg.solve(information[inside], gradient[free])
        except np.linalg.LinAlgError:
            step[free] = gradient[free] / np.maximum(np.diag(information)[free], 1e-300)
        if step @ gradient <= 0:
            step = np.where(free, gradient / np.maximum(np.diag(information), 1e-300), 0.0)
        following, after = _along(model, sigma2, step, current, method)
        moved = np.abs(following - sigma2)
        settled = bool((moved <= 1e-11 * np.maximum(following, 1e-3 * following.max(initial=0.0))).all())
        sigma2, current = following, after
        arrived = summit is not None and bool((np.abs(sigma2 - summit) <= NEAR * summit.max(initial=0.0)).all())
        if settled or arrived:
            return sigma2, height_of(current, method)
    raise NotConverged(
        f"the variances did not settle in {STEPS} steps",
        state={"sigma2": sigma2.tolist(), "loglik": height_of(current, method)},
    )


def _along(
    model: Callable[[Floats], Evaluated], sigma2: Floats, step: Floats, current: Evaluated, method: str
) -> tuple[Floats, Evaluated]:
    """The step, cut at 0 and halved until the likelihood does not fall."""
    share = 1.0
    for _ in range(40):
        following = np.maximum(sigma2 + share * step, 0.0)
        after = model(following)
        # Past the fifteenth digit a likelihood cannot say which of two points is higher.
        if height_of(after, method) >= height_of(current, method) - 1e-14 * abs(height_of(current, method)):
            return following, after
        share /= 2
    return sigma2, current


def _average_information(blocks: Blocks, current: Evaluated, masks: list[list[Floats]]) -> Floats:
    """½ (Py)'Kᵢ P Kⱼ(Py)."""
    count = len(masks)
    inner, crossed = np.zeros((count, count)), np.zeros((count, blocks.p))
    for index, (inverse, pulled, MX) in enumerate(zip(current.inverse, current.Py, current.MX, strict=True)):
        q = np.stack([np.einsum("bij,bj->bi", mask[index], pulled) for mask in masks])
        inner += np.einsum("sbi,bij,tbj->st", q, inverse, q, optimize=True)
        crossed += np.einsum("sbi,bip->sp", q, MX)
    information: Floats = 0.5 * (inner - crossed @ current.vb @ crossed.T)
    return information


def structured_search(
    blocks: Blocks, plain: Sequence[Ints], structs: Sequence[Term], method: str
) -> tuple[Floats, list[Floats]]:
    """Variances of factors and θ of structured terms, by BFGS from several starts."""
    from scipy.optimize import minimize

    y = np.concatenate([stack.y.ravel() for stack in blocks.stacks])
    spread = max(float(np.var(y)), 1e-8)
    sizes = [sum(structures.counts(term.struct, len(term.levels))) for term in structs]
    ends = np.cumsum(sizes)

    def split(theta: Floats) -> tuple[Floats, list[Floats]]:
        rest = theta[len(plain) :]
        parts = [rest[end - size : end] for end, size in zip(ends, sizes, strict=True)]
        return np.exp(2 * theta[: len(plain)]), parts

    def height(theta: Floats) -> tuple[float, Floats]:
        sigma2, thetas = split(theta)
        try:
            evaluated = evaluate(blocks, covariances_of(blocks, plain, sigma2, structs, thetas))
        except np.linalg.LinAlgError:
            return 1e10, np.zeros_like(theta)
        slopes = _slopes(evaluated, method)
        parts = [
            2 * s * sum(float(np.sum(S * _same(g, k.rows))) for S, k in zip(slopes, blocks.stacks, strict=True))
            for g, s in zip(plain, sigma2, strict=True)
        ]
        for term, part in zip(structs, thetas, strict=True):
            parts.extend(_term_slope(term, part, blocks, slopes))
        return -height_of(evaluated, method), -np.array(parts)

    best: Any = None
    for share in (0.25, 0.02, 1.0):
        begin = np.concatenate(
            [[0.5 * math.log(spread * share)] * len(plain)]
            + [structures.start(term.struct, len(term.levels), spread * share) for term in structs]
        )
        run = minimize(height, begin, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 500})
        if best is None or run.fun < best.fun:
            best = run
    slope = float(np.abs(best.jac).max())
    if not np.isfinite(best.fun) or best.fun >= 1e10 or slope > 1e-3:
        raise NotConverged(
            "the structured variances did not settle", state={"loglik": -float(best.fun), "slope": slope}
        )
    return split(best.x)


def _term_slope(term: Term, theta: Floats, blocks: Blocks, slopes: Sequence[Floats]) -> list[float]:
    """The derivative in θ: that in G, entry by entry, times the derivative of G (central differences of a closed
    form).
    """
    levels = len(term.levels)
    in_G = np.zeros((levels, levels))
    for stack, slope in zip(blocks.stacks, slopes, strict=True):
        inner = term.inner[stack.rows]
        pairs = inner[:, :, None] * levels + inner[:, None, :]
        weights = slope * _same(term.outer, stack.rows)
        in_G += np.bincount(pairs.ravel(), weights.ravel(), levels * levels).reshape(levels, levels)
    out = []
    for index in range(theta.size):
        tiny = np.zeros_like(theta)
        tiny[index] = 1e-5
        up, down = (structures.covariance(term.struct, term.places, theta + sign * tiny) for sign in (1, -1))
        out.append(float(np.sum(in_G * (up - down))) / 2e-5)
    return out
