"""What a user of metafor types by habit: `escalc`'s table handed on whole, arguments by metafor's names.

What means the same is taken; what means something else here, or nothing, is an error that says what to write.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numpy as np

from alongside.errors import UsageError
from alongside.synthesis.arrays import numbers
from alongside.synthesis.effect_sizes import EffectSizes
from alongside.synthesis.reported import Reported

__all__ = ["as_in_metafor"]

P = ParamSpec("P")
R = TypeVar("R")

FIRST_EFFECTS = "work the effects out before: effects = effect_size(measure, ai=…, …), then hand over effects"

ARGUMENTS = {
    "mods": "moderators go into meta_regression(yi, vi, moderators)",
    "measure": FIRST_EFFECTS,
    "slab": "results name studies by their place; keep the labels beside them",
    "subset": "choose the rows before they are handed over",
    "data": "hand over columns, as yi=table['yi']",
    "knha": "write test='knha', which is what is done where nothing is said",
    "weights": "weights of one's own are not taken; method='GENQ' weighs by 1/vi",
    "random": "random effects go into multilevel(yi, V, random)",
    "digits": "round what you print",
    **dict.fromkeys(("ai", "bi", "ci", "di", "n1i", "n2i", "m1i", "m2i", "sd1i", "sd2i"), FIRST_EFFECTS),
}
"""Arguments of metafor's that have another place here, and which."""

TABLES = (("ai", "bi", "n1i"), ("ci", "di", "n2i"))
"""People with the event, without it, and all, of both groups."""


def as_in_metafor(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function of `yi` and `vi` take an `EffectSizes` for both, one of moderators take `mods`, one of counts take
    people without the event (`bi`, `di`); and name what else of metafor's it is handed.

    Raises `UsageError` for a result in the place of effects, and for an argument that has another place here.

    >>> from alongside.synthesis.effect_sizes import effect_size
    >>> from alongside.synthesis.pooling import pool
    >>> effects = effect_size("RR", ai=[4, 6], n1i=[123, 306], ci=[11, 29], n2i=[139, 303])
    >>> pool(effects).beta == pool(effects.yi, effects.vi).beta
    True
    """
    parameters = inspect.signature(function).parameters
    name = function.__name__

    @functools.wraps(function)
    def taken(*args: P.args, **kwargs: P.kwargs) -> R:
        positional: tuple[Any, ...] = args
        named: dict[str, Any] = kwargs
        if not positional and isinstance(named.get("yi"), Reported):
            positional = (named.pop("yi"),)
        if positional and isinstance(positional[0], EffectSizes):
            positional = (positional[0].yi, positional[0].vi, *positional[1:])
        elif positional and isinstance(positional[0], Reported):
            raise UsageError(f"{name} works on effects, not on a result: write {name}(yi, vi)")
        if "mods" in named and "X" in parameters:
            named["X"] = named.pop("mods")
        for events, without, people in TABLES:
            if people in parameters and without in named and people not in named and events in named:
                named[people] = np.add(numbers(named[events], events), numbers(named.pop(without), without))
        for argument in named:
            if argument not in parameters and argument in ARGUMENTS:
                raise UsageError(f"{name} has no argument {argument}: {ARGUMENTS[argument]}")
        return function(*positional, **named)

    return taken
