"""What a ranking is made with, written down: it can be compared, kept beside a result and given again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from alongside.errors import UsageError
from alongside.screening.features import FeatureRule

__all__ = ["RANKERS", "Configuration", "configuration_named"]


@dataclass(frozen=True, slots=True)
class Configuration:
    """The parts of a ranker and their parameters.

    Parameters
    ----------
    views : how words become numbers; a linear model is fitted to each, and their scores are averaged.
    cost : of a record on the wrong side of the margin, before it is balanced.
    balance : the summed cost of relevant records over that of irrelevant ones.
    question_weight : of the question, as a share of a relevant record's weight while none is found; it fades as
        `question_weight / (1 + found)`.
    presumed : unread records that are presumed irrelevant while no decision says irrelevant, drawn with the seed.
    patience : the share of the decided records that may come anew before the model is fitted again; a relevant
        record always fits it again.
    random : read in an order that is drawn, and learn nothing.
    """

    views: tuple[FeatureRule, ...] = (FeatureRule(),)
    cost: float = 0.11
    balance: float = 9.8
    question_weight: float = 1.0
    presumed: int = 10
    patience: float = 0.0
    random: bool = False


PAIRS = Configuration(views=(FeatureRule(pairs=True),), patience=0.06)
WORDS_AND_GRAMS = Configuration(
    views=(
        FeatureRule(title_weight=3.0, no_abstract=0.3),
        FeatureRule(grams=4, title_weight=3.0, no_abstract=0.3),
    ),
    question_weight=3.0,
    patience=0.06,
)

RANKERS: Mapping[str, Configuration] = MappingProxyType(
    {"default": WORDS_AND_GRAMS, "pairs": PAIRS, "random": Configuration(random=True)}
)
"""Rankers by name. `pairs` is one linear model of words and pairs of words, as other tools have it; how the default
was chosen, and what was tried besides, stands in the docs, "How the ranking works"."""


def configuration_named(name: str) -> Configuration:
    """The configuration of a ranker.

    Raises `UsageError` for a name that is none.
    """
    if name not in RANKERS:
        raise UsageError(f"no ranker {name!r}; expected one of {', '.join(RANKERS)}")
    return RANKERS[name]
