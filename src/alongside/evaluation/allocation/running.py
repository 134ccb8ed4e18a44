"""A list as it stands: what the next draw asks of all before, kept as counts and not walked through each time."""

from __future__ import annotations

from collections.abc import Mapping

from alongside.evaluation.allocation.procedures import (
    PermutedBlocks,
    Procedure,
    block_arm,
    check_levels,
    minimised_arm,
    stratum_of,
)
from alongside.evaluation.allocation.streams import check_seed

__all__ = ["Running"]


class Running:
    """Counts of a list that grows; `next_arm` gives what `draw` gives for the same people, however long the list is.

    >>> from alongside.evaluation.allocation import PermutedBlocks, arms
    >>> running = Running(PermutedBlocks(arms({"a": 1, "b": 1}), (2,)), b"a seed of 16 bytes")
    >>> first_arm = running.next_arm({})
    >>> running.enter({}, first_arm)
    >>> sorted([first_arm, running.next_arm({})])
    ['a', 'b']
    """

    def __init__(self, procedure: Procedure, seed: bytes) -> None:
        check_seed(seed)
        self._procedure, self._seed = procedure, seed
        self._position = 0
        self._of_stratum: dict[str, int] = {}
        self._of_level: dict[tuple[str, str], dict[str, int]] = {}

    def next_arm(self, traits: Mapping[str, str]) -> str:
        """The arm of the person who comes next. Raises `UsageError` for a stratum or level that is none."""
        procedure = self._procedure
        if isinstance(procedure, PermutedBlocks):
            stratum = stratum_of(procedure, traits)
            return block_arm(procedure, self._seed, stratum, self._of_stratum.get(stratum, 0))
        check_levels(procedure, traits)
        nobody = dict.fromkeys(procedure.arms.names, 0)
        counts = {factor: self._of_level.get((factor, traits[factor]), nobody) for factor in procedure.factors}
        return minimised_arm(procedure, self._seed, self._position, counts)

    def enter(self, traits: Mapping[str, str], arm: str) -> None:
        """Take in one who was drawn."""
        procedure = self._procedure
        if isinstance(procedure, PermutedBlocks):
            stratum = stratum_of(procedure, traits)
            self._of_stratum[stratum] = self._of_stratum.get(stratum, 0) + 1
        else:
            check_levels(procedure, traits)
            for factor in procedure.factors:
                counts = self._of_level.setdefault((factor, traits[factor]), dict.fromkeys(procedure.arms.names, 0))
                counts[arm] += 1
        self._position += 1
