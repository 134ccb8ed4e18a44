"""Labels inside a sentence: a capital that only opens the label goes, one of a name or an abbreviation stays."""

from __future__ import annotations

__all__ = ["lowered"]


def lowered(label: str) -> str:
    """A label inside a sentence; an abbreviation stays as it is.

    >>> lowered("Feeling alone"), lowered("HIV not under control"), lowered("A course")
    ('feeling alone', 'HIV not under control', 'a course')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
