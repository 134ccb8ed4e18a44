"""What is decided in *find*: imports, searches, saved views and strategies, duplicates. Each kind has its maker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import (
    COUNT,
    DAY,
    DIGEST,
    NAME,
    NUMBER,
    TEXT,
    TEXTS,
    UUID,
    Kind,
    closed_object,
    maybe,
)

__all__ = [
    "DUPLICATE_OF",
    "FILE_IMPORTED",
    "FILE_SEARCHED",
    "KINDS",
    "PAIR_DECIDED",
    "PAIR_SUGGESTED",
    "SEARCH_RUN",
    "SOURCES",
    "STRATEGY_SAVED",
    "VIEW_SAVED",
    "PairVerdict",
    "SourceKind",
    "duplicate_of",
    "file_imported",
    "file_searched",
    "pair_decided",
    "pair_subject",
    "pair_suggested",
    "search_run",
    "strategy_saved",
    "view_saved",
]

FILE_IMPORTED, FILE_SEARCHED, VIEW_SAVED = "file.imported", "file.searched", "view.saved"
STRATEGY_SAVED, SEARCH_RUN = "strategy.saved", "search.run"
DUPLICATE_OF, PAIR_SUGGESTED, PAIR_DECIDED = "record.duplicate_of", "pair.suggested", "pair.decided"

SourceKind = Literal["database", "register", "website", "organisation", "citations", "other"]
SOURCES: tuple[SourceKind, ...] = get_args(SourceKind)
"""Where records come from, in the words of PRISMA 2020: the last four are its "other methods"."""

PairVerdict = Literal["same", "different", "linked"]

STRATEGY_TEXTS = ("population", "peer", "design", "design_source", "limits", "note")
SEARCH_TEXTS = ("platform", "query", "limits", "name", "sent")

_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_RECORD, _REPEATED = "4f3c1b0a-7d7b-5e53-8f0e-0d6b6f5d3c11", "b2a1c0de-1111-5222-8333-444455556666"


def _imported_same(value: Mapping[str, Any]) -> object:
    return (value["sha256"], value["records"], value.get("records_digest", ""))


def _repeated_record(value: Mapping[str, Any]) -> object:
    return value["record"]


def _any_two_agree(_value: Mapping[str, Any]) -> object:
    return ()


KINDS = (
    Kind(
        FILE_IMPORTED,
        "file:",
        # `columns` are those that a person named in a table; the file's digest is `sha256` with or without.
        closed_object(
            {"sha256": DIGEST, "name": NAME, "format": NAME, "size": COUNT, "records": COUNT},
            {"records_digest": DIGEST, "columns": {"type": "object", "additionalProperties": NAME}},
        ),
        (f"file:{_SHA256}", {"sha256": _SHA256, "name": "medline.ris", "format": "ris", "size": 2048, "records": 3}),
        same=_imported_same,
    ),
    # What a file does not say of itself, and PRISMA-S asks for: the search that it came from.
    Kind(
        FILE_SEARCHED,
        "file:",
        closed_object(
            {},
            {
                "source": {"enum": list(SOURCES)},
                "searched_on": DAY,
                **dict.fromkeys(("database", "platform", "query", "limits", "note"), TEXT),
            },
        ),
        (f"file:{_SHA256}", {"source": "database", "database": "MEDLINE", "searched_on": "2026-05-31"}),
    ),
    # A question about the records that a person wants to ask again.
    Kind(
        VIEW_SAVED,
        "view:",
        closed_object({"name": NAME, "query": TEXT}, {"sort": TEXT}),
        ("view:to-read", {"name": "To read", "query": "is:unscreened", "sort": "newest"}),
    ),
    # A search strategy with its blocks apart, as a person edits it; `combined` says how they are joined.
    Kind(
        STRATEGY_SAVED,
        "strategy:",
        closed_object(
            {"database": NAME, "name": NAME, "combined": {**TEXT, "minLength": 1}},
            {**dict.fromkeys(STRATEGY_TEXTS, TEXT), "most": COUNT},
        ),
        ("strategy:asthma", {"database": "pubmed", "name": "Asthma", "combined": "asthma AND peer support"}),
    ),
    # `sent` is the first request as it left the machine, `notes` what the service remarked on the query.
    Kind(
        SEARCH_RUN,
        "search:",
        closed_object(
            {
                **dict.fromkeys(SEARCH_TEXTS, TEXT),
                "database": NAME,
                "at": NAME,
                "count": COUNT,
                "retrieved": COUNT,
                "files": {"type": "array", "items": DIGEST},
                "since": maybe(TEXT),
            },
            {"notes": TEXTS},
        ),
        (
            "search:pubmed/2026-05-31",
            {
                **dict.fromkeys(SEARCH_TEXTS, ""),
                "database": "pubmed",
                "at": "2026-05-31T10:00:00Z",
                "count": 12,
                "retrieved": 12,
                "files": [_SHA256],
                "since": None,
            },
        ),
    ),
    Kind(
        DUPLICATE_OF,
        "record:",
        closed_object(
            {"record": UUID, "why": {"type": "string", "minLength": 1, "maxLength": 1000}}, {"probability": NUMBER}
        ),
        (f"record:{_REPEATED}", {"record": _RECORD, "why": "same DOI and title"}),
        same=_repeated_record,
    ),
    Kind(
        PAIR_SUGGESTED,
        "pair:",
        closed_object({"probability": NUMBER, "why": TEXT}, {"pattern": NAME}),
        (f"pair:{_RECORD}/{_REPEATED}", {"probability": 0.61, "why": "titles alike", "pattern": "doubt"}),
        same=_any_two_agree,
    ),
    Kind(
        PAIR_DECIDED,
        "pair:",
        closed_object({"verdict": {"enum": list(get_args(PairVerdict))}}),
        (f"pair:{_RECORD}/{_REPEATED}", {"verdict": "different"}),
    ),
)


def file_imported(key: str, value: Mapping[str, Any]) -> NewDecision:
    """A file's records are here; `value` has what the file was."""
    return NewDecision(f"file:{key}", FILE_IMPORTED, value)


def file_searched(key: str, value: Mapping[str, str]) -> NewDecision:
    """Where an imported file came from."""
    return NewDecision(f"file:{key}", FILE_SEARCHED, value)


def view_saved(view: str, name: str, query: str, sort: str = "") -> NewDecision:
    """A question about the records under a name."""
    value = {"name": name, "query": query} | ({"sort": sort} if sort else {})
    return NewDecision(f"view:{view}", VIEW_SAVED, value)


def strategy_saved(strategy: str, value: Mapping[str, Any]) -> NewDecision:
    """A search strategy, block by block."""
    return NewDecision(f"strategy:{strategy}", STRATEGY_SAVED, value)


def search_run(search: str, value: Mapping[str, Any]) -> NewDecision:
    """A service was searched; `value` has what was asked and what came."""
    return NewDecision(f"search:{search}", SEARCH_RUN, value)


def duplicate_of(
    record: str, repeated: str, reason: str, *, probability: float | None = None, why: str = ""
) -> NewDecision:
    """A record repeats another. `reason` says what they agree in, `why` is the decider's remark."""
    value: dict[str, Any] = {"record": repeated, "why": reason[:1000]}
    value |= {} if probability is None else {"probability": probability}
    return NewDecision(f"record:{record}", DUPLICATE_OF, value, why)


def pair_subject(record: str, other_record: str) -> str:
    """What a decision about two records is about, whichever is named first."""
    return f"pair:{'/'.join(sorted((record, other_record)))}"


def pair_suggested(records: Sequence[str], probability: float, reason: str, pattern: str) -> NewDecision:
    """Two records may be one report, or two reports of one study; a person has to say."""
    value = {"probability": probability, "why": reason[:1000], "pattern": pattern}
    return NewDecision(pair_subject(*records), PAIR_SUGGESTED, value)


def pair_decided(records: Sequence[str], verdict: PairVerdict, *, why: str = "") -> NewDecision:
    """Two records are one report ("same"), different reports, or two reports of one study ("linked")."""
    return NewDecision(pair_subject(*records), PAIR_DECIDED, {"verdict": verdict}, why)
