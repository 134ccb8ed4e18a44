"""Which record stands for a report that several records are of.

Vocabulary. A *group* is a record with all that repeat it, directly or through others, whether or not they are of an
import that holds. One record of each group *stands* for the report, all others of it are *set aside*. What stands is
the record that the others repeat; where that one is not here (its file's import was taken back), or where two merged
logs let records repeat each other in a circle, the group's first record stands, so that no report is lost: it is
*promoted*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

__all__ = ["standing_of"]


def standing_of(repeats: Mapping[str, str], position: Mapping[str, Any]) -> dict[str, str]:
    """For each record that is set aside, the record that stands for it.

    Parameters
    ----------
    repeats : what each duplicate repeats, also records that are not here.
    position : the records that are here, each with what orders them.

    >>> standing_of({"a": "b", "b": "c"}, {"a": 1, "b": 2, "c": 3})
    {'a': 'c', 'b': 'c'}
    >>> standing_of({"a": "gone", "b": "gone"}, {"a": 1, "b": 2})
    {'b': 'a'}
    >>> standing_of({"a": "b", "b": "a"}, {"a": 1, "b": 2})
    {'b': 'a'}
    """
    end_of = _ends(repeats)
    groups: dict[str, list[str]] = defaultdict(list)
    for record, end in end_of.items():
        if record in position:
            groups[end].append(record)
    standing: dict[str, str] = {}
    for end, members in groups.items():
        end_stands = end in position and end not in repeats
        stands = end if end_stands else min(members, key=lambda member: position[member])
        standing |= {member: stands for member in members if member != stands}
    return standing


def _ends(repeats: Mapping[str, str]) -> dict[str, str]:
    """For each duplicate, the record at the end of its chain; one name for all of a circle and what leads to it."""
    end_of: dict[str, str] = {}
    for record in repeats:
        path: dict[str, None] = {}
        current = record
        while current not in end_of and current not in path and current in repeats:
            path[current] = None
            current = repeats[current]
        if current in path:
            steps = list(path)
            end = min(steps[steps.index(current) :])
        else:
            end = end_of.get(current, current)
        end_of |= dict.fromkeys(path, end)
    return end_of
