"""A document as data: sections of numbered items, each with paragraphs, tables and pictures, or missing."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Document", "Item", "Picture", "Section", "Table", "texts"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column names its rows, `right` are columns of numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, and all that it shows in words."""

    name: str
    caption: str
    svg: str
    words: str


Block = str | Table | Picture


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a reporting guideline. Without blocks it is missing, and the document says so."""

    number: str
    name: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its items."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """`guideline` names the list of items; `lead` are paragraphs that stand before it."""

    title: str
    guideline: str
    source: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Numbers of the items that say nothing yet."""
        return tuple(item.number for section in self.sections for item in section.items if not item.blocks)


def texts(*parts: str) -> tuple[str, ...]:
    """The parts that say something.

    >>> texts("Calls.", "", "  ")
    ('Calls.',)
    """
    return tuple(part.strip() for part in parts if part.strip())
