"""The trials of an outcome as one connected model: forms compared with each other, and what programmes are made of.

In this order: `compared` finds each trial's two arms (`arms`); `forms_of` fits the network of forms of support, or
says why there is none (`forms`); `parts_of` takes programmes apart into what they are made of, with what the trials
cannot tell apart in words, and estimates any combination (`parts`); `state_of_domains` says of every domain which of
this there is (`domains`).
"""

from alongside.publishing.connected.arms import Compared, LeftOut, compared
from alongside.publishing.connected.domains import ENOUGH, DomainState, state_of_domains
from alongside.publishing.connected.forms import FormsCompared, forms_of
from alongside.publishing.connected.parts import Built, Part, PartsTaken, parts_of

__all__ = [
    "ENOUGH",
    "Built",
    "Compared",
    "DomainState",
    "FormsCompared",
    "LeftOut",
    "Part",
    "PartsTaken",
    "compared",
    "forms_of",
    "parts_of",
    "state_of_domains",
]
