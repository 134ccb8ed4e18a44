"""What a ranker reads of a record: its title, abstract and keywords, and nothing that says how it was decided."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Document"]


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one record. Empty text and no keywords mean that the source does not say.

    >>> Document("Peer support by telephone", keywords=("diabetes",)).title
    'Peer support by telephone'
    """

    title: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
