"""From the names of treatments to components: "telephone + training" is made of two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alongside.errors import InputError, UsageError
from alongside.synthesis.networks.checks import check_names
from alongside.synthesis.networks.stacks import Floats

__all__ = ["design_of", "parts"]


def parts(name: str, separator: str = "+") -> tuple[str, ...]:
    """The components of a treatment's name, in its order.

    Raises `InputError` for an empty component or one that is named twice.

    >>> parts("telephone + training")
    ('telephone', 'training')
    """
    pieces = tuple(piece.strip() for piece in name.split(separator))
    if not all(pieces):
        raise InputError(f"treatment {name!r}: a component between {separator!r} has no name", column="treatment")
    for piece in pieces:
        if pieces.count(piece) > 1:
            raise InputError(f"treatment {name!r}: the component {piece!r} is named twice", column="treatment")
    return pieces


def design_of(
    treatments: Sequence[str], separator: str, inactive: str, interactions: Sequence[tuple[str, str]]
) -> tuple[tuple[str, ...], Floats]:
    """Names of the parameters, sorted without regard to case with interactions after them, and (n, p) of 0 and 1.

    Raises `InputError` for components that differ only by case or spaces, `UsageError` for an inactive component or an
    interaction that no treatment has.
    """
    pieces_of = [parts(name, separator) for name in treatments]
    check_names(
        ((piece, name) for name, pieces in zip(treatments, pieces_of, strict=True) for piece in pieces),
        "treatment",
        "component",
        "treatment",
    )
    every = sorted({piece for pieces in pieces_of for piece in pieces}, key=lambda name: (name.casefold(), name))
    if inactive and inactive not in every:
        raise UsageError(f"no treatment has the inactive component {inactive!r}; components are {', '.join(every)}")
    components = [piece for piece in every if piece != inactive]
    columns = [[float(piece in pieces) for pieces in pieces_of] for piece in components]
    for left, right in interactions:
        if left == right or left not in components or right not in components:
            raise UsageError(
                f"the interaction {left} * {right} needs two active components; they are {', '.join(components)}"
            )
        both = [float(left in pieces and right in pieces) for pieces in pieces_of]
        if not any(both):
            raise UsageError(f"no treatment has both {left} and {right}, so there is no interaction to estimate")
        columns.append(both)
    if not columns:
        raise UsageError("every treatment is inactive, so there is no component to estimate")
    names = (*components, *(f"{left} * {right}" for left, right in interactions))
    return names, np.array(columns).T
