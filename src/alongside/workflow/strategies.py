"""Search strategies that are written out block by block, the packaged ones and a person's own.

A strategy has a block for the people, one for the support and one for the kind of study, so that each can be edited
without reading the others; `combined` says in the database's own language how they are joined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from alongside.coding.codebook_yaml import Fields, read_document
from alongside.errors import UsageError
from alongside.packaged import SEARCH_STRATEGIES
from alongside.records.connectors import SERVICES, Strategy

__all__ = ["BLOCKS", "BlockStrategy", "read_strategies", "strategy_named", "unbalanced"]

BLOCKS = ("population", "peer", "design")

PLACE = re.compile(r"\{([a-z_]*)\}")


@dataclass(frozen=True, slots=True)
class BlockStrategy:
    """A strategy with its blocks apart. `design_source` says whose words the block of design is."""

    id: str
    database: str
    name: str
    population: str
    peer: str
    design: str
    design_source: str
    combined: str
    limits: str = ""
    most: int = 0
    note: str = ""

    @property
    def query(self) -> str:
        """The whole query, in one line."""
        blocks = {name: " ".join(str(getattr(self, name)).split()) for name in BLOCKS}
        return PLACE.sub(lambda place: blocks[place.group(1)], self.combined)

    def strategy(self, *, since: str = "") -> Strategy:
        """What a service is asked. Raises `UsageError` where `since` is no date."""
        return Strategy(self.database, self.query, self.name, self.limits, since, self.most, self.note)


def read_strategies(path: Path = SEARCH_STRATEGIES) -> tuple[BlockStrategy, ...]:
    """The strategies of a file.

    Raises
    ------
    InputError : for a file that is no YAML of this shape, a database that is none, a place in `combined` for a block
        that is none, and a block or query whose brackets or quotation marks do not balance; with line and key.

    >>> [strategy.id for strategy in read_strategies()]
    ['pubmed', 'europepmc', 'openalex', 'crossref', 'clinicaltrials']
    """
    document = read_document(path)
    document.only("version", "strategies")
    return tuple(_strategy(entry) for entry in document.entries("strategies"))


def strategy_named(name: str, path: Path = SEARCH_STRATEGIES) -> BlockStrategy:
    """One strategy of a file. Raises `UsageError` for an id that it does not have."""
    known = {strategy.id: strategy for strategy in read_strategies(path)}
    if name not in known:
        raise UsageError(f"no strategy {name!r} in {path.name}; expected one of {', '.join(known)}")
    return known[name]


def _strategy(entry: Fields) -> BlockStrategy:
    entry.only("id", "database", "name", *BLOCKS, "design_source", "combined", "limits", "most", "note")
    database = entry.text("database")
    if database not in SERVICES:
        raise entry.error("database", f"expected one of {', '.join(SERVICES)}, found {database!r}")
    blocks = {name: entry.text(name) for name in BLOCKS}
    for name, text in blocks.items():
        if wrong := unbalanced(text):
            raise entry.error(name, wrong)
    combined = entry.text("combined")
    places = PLACE.findall(combined)
    if unknown := [place for place in places if place not in BLOCKS]:
        raise entry.error("combined", f"expected places for {', '.join(BLOCKS)}, found {{{unknown[0]}}}")
    if missing := [name for name in BLOCKS if name not in places]:
        raise entry.error("combined", f"expected a place {{{missing[0]}}} for each block")
    found = BlockStrategy(
        id=entry.identifier("id"),
        database=database,
        name=entry.text("name"),
        **blocks,
        design_source=entry.text("design_source"),
        combined=combined,
        limits=entry.text("limits", default=""),
        most=entry.whole_number("most", minimum=1) if "most" in entry.nodes else 0,
        note=entry.text("note", default=""),
    )
    if wrong := unbalanced(found.query):
        raise entry.error("combined", wrong)
    return found


CLOSING = {")": "(", "]": "["}


def unbalanced(query: str) -> str:
    """What is wrong with brackets and quotation marks of a query; "" where nothing is. Quoted brackets are words.

    >>> unbalanced('("peer (support" OR lay) AND (trial'), unbalanced('"peer support"[tiab]'), unbalanced('a "b')
    ("a '(' is never closed: '(trial'", '', 'a quotation mark is never closed')
    """
    opened: list[tuple[str, int]] = []
    quoted = False
    for at, sign in enumerate(query):
        if sign == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "([":
            opened.append((sign, at))
        elif sign in CLOSING:
            if not opened or opened[-1][0] != CLOSING[sign]:
                return f"a {sign!r} closes nothing: {query[max(0, at - 30) : at + 1]!r}"
            opened.pop()
    if quoted:
        return "a quotation mark is never closed"
    if opened:
        sign, at = opened[-1]
        return f"a {sign!r} is never closed: {query[at : at + 30]!r}"
    return ""
