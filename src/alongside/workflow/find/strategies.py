"""Search strategies that are written out block by block: the packaged ones, a file of one's own, those of a project.

A strategy has a block for the people, one for the support and one for the kind of study, so that each can be edited
without reading the others; `combined` says in the database's own language how they are joined. What a person saves in a
project stands in its log (`strategy.saved`) and takes the place of the packaged strategy of the same id.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alongside.coding.codebook_yaml import Fields, read_document
from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author, Decision
from alongside.packaged import SEARCH_STRATEGIES
from alongside.project import Project
from alongside.project.find.kinds import STRATEGY_SAVED, strategy_saved
from alongside.services import SERVICES, Strategy, service_named

__all__ = [
    "BLOCKS",
    "BlockStrategy",
    "chosen",
    "joined",
    "new_id",
    "read_strategies",
    "save_strategy",
    "strategies_of",
    "strategy_named",
    "unbalanced",
]

BLOCKS = ("population", "peer", "design")

WITHOUT_AND = frozenset({"crossref"})
"""Databases that rank by words and know no AND."""

PLACE = re.compile(r"\{([a-z_]*)\}")
WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class BlockStrategy:
    """A strategy with its blocks apart, or a query in one piece: then `combined` is all of it and has no places.

    Parameters
    ----------
    population, peer, design : the blocks; `design_source` says whose words the last one is.
    combined : how they are joined, with a place for each: "({population}) AND ({peer})"; see `joined`.
    limits, most, note : as `alongside.services.Strategy`.

    Raises
    ------
    UsageError : for a database that is none, a place for a block that is none, a block without a place, an empty
        query, and one whose brackets or quotation marks do not balance.

    >>> BlockStrategy("own", "pubmed", "Own", "asthma", "peer", "", combined="({population}) AND {peer}").query
    '(asthma) AND peer'
    """

    id: str
    database: str
    name: str
    population: str = ""
    peer: str = ""
    design: str = ""
    design_source: str = ""
    combined: str = ""
    limits: str = ""
    most: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        service_named(self.database)
        if not self.name.strip():
            raise UsageError("name: expected what the strategy is called")
        for block in BLOCKS:
            if wrong := unbalanced(getattr(self, block)):
                raise UsageError(f"{block}: {wrong}")
        places = PLACE.findall(self.combined)
        if unknown := [number for number in places if number not in BLOCKS]:
            raise UsageError(f"combined: expected places for {', '.join(BLOCKS)}, found {{{unknown[0]}}}")
        for block in BLOCKS:
            if getattr(self, block).strip() and block not in places:
                raise UsageError(f"combined: expected a place {{{block}}}; that block would not be searched for")
            if block in places and not getattr(self, block).strip():
                raise UsageError(f"combined: it has a place {{{block}}}, and that block is empty")
        if not self.query:
            raise UsageError("combined: the query is empty; write what to search for")
        if wrong := unbalanced(self.query):
            raise UsageError(f"combined: {wrong}")

    @property
    def query(self) -> str:
        """The whole query, in one line."""
        blocks = {name: " ".join(str(getattr(self, name)).split()) for name in BLOCKS}
        return " ".join(PLACE.sub(lambda match: blocks[match.group(1)], self.combined).split())

    def strategy(self, *, since: str = "") -> Strategy:
        """What a service is asked. Raises `UsageError` where `since` is no date."""
        return Strategy(self.database, self.query, self.name, self.limits, since, self.most, self.note)


def joined(database: str, filled: Collection[str]) -> str:
    """How the blocks that are filled in are joined where nobody says otherwise.

    >>> joined("pubmed", ["peer", "population"]), joined("crossref", ["peer"])
    ('({population}) AND ({peer})', '{peer}')
    """
    names = [name for name in BLOCKS if name in filled]
    if database in WITHOUT_AND:
        return " ".join(f"{{{name}}}" for name in names)
    return " AND ".join(f"({{{name}}})" for name in names)


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
    return chosen(name, {strategy.id: strategy for strategy in read_strategies(path)}, f" in {path.name}")


def chosen(name: str, strategies: Mapping[str, BlockStrategy], where: str = "") -> BlockStrategy:
    """The strategy of that id. Raises `UsageError` for an id that there is not."""
    if name not in strategies:
        raise NotHereError(f"no strategy {name!r}{where}; expected one of {', '.join(strategies)}")
    return strategies[name]


def strategies_of(project: Project) -> dict[str, BlockStrategy]:
    """The strategies of a project by id: those that were saved in it, and the packaged ones that none replaces."""
    saved = [_saved(state.row.subject, state.value) for state in project.standing(STRATEGY_SAVED)]
    saved_strategies = {
        strategy.id: strategy for strategy in sorted(saved, key=lambda strategy: strategy.name.casefold())
    }
    return saved_strategies | {
        strategy.id: strategy for strategy in read_strategies() if strategy.id not in saved_strategies
    }


def save_strategy(project: Project, strategy: BlockStrategy, *, author: Author, at: datetime) -> Decision:
    """Keep a strategy in a project; one that has its id stays in the log and no longer holds."""
    names = (*BLOCKS, "design_source", "limits", "note")
    optional = {name: value for name in names if (value := getattr(strategy, name).strip())}
    value = {
        "database": strategy.database,
        "name": strategy.name.strip(),
        "combined": strategy.combined.strip(),
        **optional,
    }
    if strategy.most:
        value["most"] = strategy.most
    [decision] = project.append([strategy_saved(strategy.id, value)], author=author, at=at)
    return decision


def new_id(project: Project, name: str) -> str:
    """An id for a new strategy of that name: its words, and a number where they are taken.

    Ids of packaged strategies are taken too, and so are those of strategies that were saved and taken back.
    """
    words = "-".join(WORD.findall(name.casefold()))[:60].strip("-") or "strategy"
    taken = {strategy.id for strategy in read_strategies()}
    number, candidate = 1, words
    while candidate in taken or project.history(f"strategy:{candidate}"):
        number += 1
        candidate = f"{words}-{number}"
    return candidate


def _saved(subject: str, value: Mapping[str, Any]) -> BlockStrategy:
    return BlockStrategy(id=subject.removeprefix("strategy:"), **value)


def _strategy(entry: Fields) -> BlockStrategy:
    entry.only("id", "database", "name", *BLOCKS, "design_source", "combined", "limits", "most", "note")
    values: dict[str, Any] = {
        **{name: entry.text(name) for name in ("database", "name", *BLOCKS, "design_source", "combined")},
        "limits": entry.text("limits", default=""),
        "most": entry.whole_number("most", minimum=1) if "most" in entry.nodes else 0,
        "note": entry.text("note", default=""),
    }
    if values["database"] not in SERVICES:
        raise entry.error("database", f"expected one of {', '.join(SERVICES)}, found {values['database']!r}")
    try:
        return BlockStrategy(id=entry.identifier("id"), **values)
    except UsageError as error:
        key, _, wrong = str(error).partition(": ")
        raise entry.error(key if wrong else "combined", wrong or key) from None


CLOSING = {")": "(", "]": "["}


def unbalanced(query: str) -> str:
    """What is wrong with brackets and quotation marks of a query; "" where nothing is. Quoted brackets are words.

    >>> unbalanced('("peer (support" OR lay) AND (trial'), unbalanced('"peer support"[tiab]'), unbalanced('a "b')
    ("a '(' is never closed: '(trial'", '', 'a quotation mark is never closed')
    """
    opened: list[tuple[str, int]] = []
    quoted = False
    for position, sign in enumerate(query):
        if sign == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "([":
            opened.append((sign, position))
        elif sign in CLOSING:
            if not opened or opened[-1][0] != CLOSING[sign]:
                return f"a {sign!r} closes nothing: {query[max(0, position - 30) : position + 1]!r}"
            opened.pop()
    if quoted:
        return "a quotation mark is never closed"
    if opened:
        sign, position = opened[-1]
        return f"a {sign!r} is never closed: {query[position : position + 30]!r}"
    return ""
