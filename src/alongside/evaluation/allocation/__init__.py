"""Who gets what: drawn by a named procedure from a sealed seed, one person at a time or all clusters together.

`arms` names the arms, `procedures` are permuted blocks and minimisation, `streams` turns the seed into draws, `running`
keeps the counts that the next draw asks for, `ledger` is the list that only grows, `clusters` draws clusters and
stepped wedges, `redraws` draws a whole trial many times for a randomisation test, `predictability` says how well the
next arm can be guessed.
"""

from alongside.evaluation.allocation.arms import Arms, arms
from alongside.evaluation.allocation.clusters import ClustersTogether, allocate_clusters, wedge_schedule
from alongside.evaluation.allocation.ledger import Allocated, Ledger, allocate, new_ledger, seal, verify
from alongside.evaluation.allocation.predictability import blocks_bound, guessed_right, guessed_right_minimised
from alongside.evaluation.allocation.procedures import (
    DISTANCES,
    Minimisation,
    PermutedBlocks,
    Procedure,
    distances,
    draw,
    minimisation_shares,
)
from alongside.evaluation.allocation.redraws import redrawing, redrawing_clusters
from alongside.evaluation.allocation.running import Running
from alongside.evaluation.allocation.streams import Stream

__all__ = [
    "DISTANCES",
    "Allocated",
    "Arms",
    "ClustersTogether",
    "Ledger",
    "Minimisation",
    "PermutedBlocks",
    "Procedure",
    "Running",
    "Stream",
    "allocate",
    "allocate_clusters",
    "arms",
    "blocks_bound",
    "distances",
    "draw",
    "guessed_right",
    "guessed_right_minimised",
    "minimisation_shares",
    "new_ledger",
    "redrawing",
    "redrawing_clusters",
    "seal",
    "verify",
    "wedge_schedule",
]
