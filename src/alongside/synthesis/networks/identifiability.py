"""Which components the trials can tell apart, in words.

A trial tells of a component only where its arms differ in it. The differences between arms make a matrix of small whole
numbers, D; if D x = 0 for some x other than 0, effects may move along x and no trial would notice. The vectors of its
null space, reduced to the fewest components (row echelon form in whole fractions, so that nothing rests on rounding),
become sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from alongside.synthesis.networks.stacks import Floats, Ints, NetworkData
from alongside.words.plurals import all_of

__all__ = ["Identifiability", "Together", "identifiability", "together"]


@dataclass(frozen=True, slots=True)
class Identifiability:
    """`separable` says for each component whether its own effect is estimated; `sentences` say why others are not, and
    `tied` holds the names in each sentence. Empty sentences mean that every component stands on its own."""

    separable: tuple[bool, ...]
    tied: tuple[tuple[str, ...], ...]
    sentences: tuple[str, ...]


def identifiability(data: NetworkData, design: Floats, components: Sequence[str]) -> Identifiability:
    """What the trials fix, with a `design` (n, p) of which treatment has which component.

    >>> from alongside.synthesis.networks import contrast_data
    >>> data = contrast_data([0.2, 0.4], [0.1, 0.1], ["calls + book", "visits"], ["none", "none"], ["1", "2"])
    >>> ours = identifiability(data, np.array([[1.0, 1, 0], [0, 0, 0], [0, 0, 1]]), ["calls", "book", "visits"])
    >>> ours.separable, ours.sentences[0]
    ((False, False, True), 'book and calls always come together in the 1 trial that has them; only the effect of both
    together is estimated')
    """
    differences = _differences(data, design)
    if np.linalg.matrix_rank(differences) == design.shape[1]:
        return Identifiability((True,) * len(components), (), ())
    vectors = _null_space(differences)
    tied = tuple(tuple(components[j] for j, x in enumerate(vector) if x) for vector in vectors)
    loose = {name for names in tied for name in names}
    return Identifiability(
        tuple(name not in loose for name in components),
        tied,
        tuple(_sentence(vector, components, data, design) for vector in vectors),
    )


def _differences(data: NetworkData, design: Floats) -> Floats:
    """Each arm less its trial's first arm, each row once."""
    rows = [(design[s.arms[:, 1:]] - design[s.arms[:, :1]]).reshape(-1, design.shape[1]) for s in data.stacks]
    return np.asarray(np.unique(np.concatenate(rows), axis=0))


def _null_space(matrix: Floats) -> list[list[Fraction]]:
    """A basis of the null space with as many zeros as elimination gives."""
    rows = [[Fraction(float(x)) for x in row] for row in matrix if row.any()]
    width = matrix.shape[1]
    pivots: list[int] = []
    for column in range(width):
        top = len(pivots)
        lead = next((index for index in range(top, len(rows)) if rows[index][column]), None)
        if lead is None:
            continue
        rows[top], rows[lead] = rows[lead], rows[top]
        scale = rows[top][column]
        rows[top] = [x / scale for x in rows[top]]
        for index in range(len(rows)):
            if index != top and rows[index][column]:
                factor = rows[index][column]
                rows[index] = [x - factor * y for x, y in zip(rows[index], rows[top], strict=True)]
        pivots.append(column)
    basis = []
    for free in (column for column in range(width) if column not in pivots):
        vector = [Fraction(0)] * width
        vector[free] = Fraction(1)
        for index, pivot in enumerate(pivots):
            vector[pivot] = -rows[index][free]
        basis.append(vector)
    return basis


def _sentence(vector: Sequence[Fraction], components: Sequence[str], data: NetworkData, design: Floats) -> str:
    support = [j for j, x in enumerate(vector) if x]
    names = [components[j] for j in support]
    trials = _trials_with(data, design, support)
    many = f"{trials} trial{'' if trials == 1 else 's'} that {'has' if trials == 1 else 'have'}"
    if len(support) == 1:
        arms = "every arm" if trials else "no arm"
        return f"{names[0]} is in {arms} of the {many} it, so no trial shows what it adds"
    listed = all_of(sorted(names, key=str.casefold))
    if len(support) == 2:
        ratio = vector[support[0]] / vector[support[1]]
        if ratio == -1:
            return f"{listed} always come together in the {many} them; only the effect of both together is estimated"
        if ratio == 1:
            stand = "stand only against each other"
            return f"{listed} {stand} in the {many} them; only the difference of their effects is estimated"
    if len({vector[j] for j in support}) == 1:
        swap = f"arms that differ swap {listed} for each other"
        return f"{swap}, so only differences among them are estimated; name one of them as inactive"
    head = support[-1]
    terms = [(components[j], -vector[j] / vector[head]) for j in support[:-1]]
    text = " ".join(f"{'-' if x < 0 else '+'} {'' if abs(x) == 1 else f'{abs(x)} '}{name}" for name, x in terms)
    text = text.removeprefix("+ ")
    return f"in the {many} them, {components[head]} always changes as {text}; these effects cannot be told apart"


def _trials_with(data: NetworkData, design: Floats, columns: Sequence[int]) -> int:
    """Trials with any of these components in any arm."""
    return sum(int((design[s.arms][:, :, columns] != 0).any(axis=(1, 2)).sum()) for s in data.stacks)


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Which components go together: arms (p, p) that have both, trials (p, p) that do in some arm; the diagonal counts
    arms and trials with each. `phi` is the correlation over arms, NaN for what is in every arm or in none."""

    components: tuple[str, ...]
    arms: Ints
    trials: Ints
    phi: Floats


def together(data: NetworkData, design: Floats, components: Sequence[str]) -> Together:
    """Count which components stand in the same arms."""
    present = [(design[s.arms] != 0).astype(np.float64) for s in data.stacks]
    flat = np.concatenate([arms.reshape(-1, design.shape[1]) for arms in present])
    trials = sum(((arms[:, :, :, None] * arms[:, :, None, :]).max(axis=1)).sum(axis=0) for arms in present)
    spread = flat - flat.mean(axis=0)
    scale = np.sqrt((spread**2).sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        phi = spread.T @ spread / np.outer(scale, scale)
    return Together(
        tuple(components), (flat.T @ flat).astype(np.intp), np.asarray(trials, dtype=np.intp), np.asarray(phi)
    )
