"""Arms by name, each with its share. Names are identifiers: nothing depends on their order or their look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alongside.errors import UsageError

__all__ = ["Arms", "arms"]


@dataclass(frozen=True, slots=True)
class Arms:
    """Names in alphabetical order, and whole numbers that stand to one another as the arms' sizes are to."""

    names: tuple[str, ...]
    ratio: tuple[int, ...]

    @property
    def total(self) -> int:
        """The least number of people that the ratio divides."""
        return sum(self.ratio)

    def share_of(self, name: str) -> int:
        """The arm's number in the ratio."""
        return self.ratio[self.names.index(name)]


def arms(ratio: Mapping[str, int]) -> Arms:
    """Arms from names and their ratio.

    >>> arms({"support": 2, "as usual": 1})
    Arms(names=('as usual', 'support'), ratio=(1, 2))

    Raises `UsageError` for fewer than two arms, a name without letters, or a ratio that is no whole number above 0.
    """
    if len(ratio) < 2:
        raise UsageError(f"an allocation has at least two arms, found {len(ratio)}")
    for name, share in ratio.items():
        if not isinstance(name, str) or not name.strip():
            raise UsageError(f"an arm has a name, found {name!r}")
        if not isinstance(share, int) or share < 1:
            raise UsageError(f"the ratio of arm {name!r} is a whole number above 0, found {share!r}")
    names = tuple(sorted(ratio))
    return Arms(names, tuple(ratio[name] for name in names))
