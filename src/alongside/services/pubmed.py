"""PubMed, through the E-utilities: esearch keeps a result on the history server, efetch hands its records out.

Parameters are those of "Entrez Programming Utilities Help" (National Center for Biotechnology Information). It
hands out at most the first 9,999 records of a result, so a larger one is asked for in spans of days. Both the spans and
"new since" go by the create date [crdt]: unlike the entry date [edat] it is never set back to the date of
publication, so an old article that was added late is new.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from alongside.errors import SearchError
from alongside.services.asking import WHOLE_JSON, Answer, Asker
from alongside.services.service import Service, number, part
from alongside.services.strategy import LapsedError, Page, Position, Strategy

__all__ = ["SERVICE", "term_of"]

MOST = 9_999
"""Records of one result that efetch hands out, since PubMed's interface was renewed in 2022. Not tried live."""

PAGE = 200
"""Records of an answer: some four megabytes of XML."""

EARLIEST = date(1900, 1, 1)
"""No record of PubMed was created before."""

OPEN_END = "3000"
"""PubMed's own word for "and later"."""


def term_of(strategy: Strategy, earliest: str = "", last: str = "") -> str:
    """The query as it is sent: limits, date, and the span of create dates that is asked for.

    >>> term_of(Strategy("pubmed", "peer support[tiab] OR mentor*[tiab]", limits="english[la]", since="2026-01-31"))
    '(peer support[tiab] OR mentor*[tiab]) AND (english[la]) AND ("2026/01/31"[crdt] : "3000"[crdt])'
    """
    further = [" ".join(strategy.limits.split())]
    earliest = earliest or strategy.since
    if earliest:
        end = last.replace("-", "/") or OPEN_END
        further.append(f'"{earliest.replace("-", "/")}"[crdt] : "{end}"[crdt]')
    further = [text for text in further if text]
    return " AND ".join(f"({text})" for text in (strategy.line, *further)) if further else strategy.line


@dataclass(frozen=True, slots=True)
class _Span:
    """Create dates that are asked for at once; both empty for all of them, an open end for "and later"."""

    first: str = ""
    last: str = ""

    def halves(self, strategy: Strategy, today: date) -> list[_Span]:
        """Two spans that make this one up, the earlier first; itself where it is one day."""
        start = date.fromisoformat(self.first or strategy.since or EARLIEST.isoformat())
        end = date.fromisoformat(self.last) if self.last else max(today, start)
        if start >= end:
            return [self]
        middle = start + (end - start) // 2
        after = middle + timedelta(days=1)
        return [_Span(start.isoformat(), middle.isoformat()), _Span(after.isoformat(), self.last)]


@dataclass(frozen=True, slots=True)
class _Found:
    """What esearch says of one span."""

    count: int
    environment: str
    key: str
    notes: tuple[str, ...]
    answer: Answer


def pages(asker: Asker, address: str, strategy: Strategy, position: Position, today: date) -> Iterator[Page]:
    """Page after page; see `service.Service`.

    Raises `LapsedError` where a run is taken up again and its result has changed since.
    """
    spans, start, count_before = _place(position.cursor)
    total, page = position.count, position
    notes: tuple[str, ...] = ()
    while spans and not page.done:
        span = spans[0]
        search = _esearch(asker, address, strategy, span)
        if not position.cursor and span == _Span():
            total, notes = search.count, search.notes
        if search.count > MOST and not (0 < strategy.most <= MOST):
            halves = span.halves(strategy, today)
            if len(halves) > 1:
                spans = [*halves, *spans[1:]]
                continue
            notes += (f"PubMed hands out {MOST} of the {search.count} records created on {span.first}",)
        if start and count_before != search.count:
            raise LapsedError(
                f"PubMed counts {search.count} records now and {count_before} when the search was cut off"
            )
        most = min(search.count, MOST)
        if strategy.most:
            most = min(most, start + strategy.most - page.retrieved)
        if not most and len(spans) == 1 and not page.pages:
            # Nothing was found at all: no page of records will say so.
            yield Page(b"", search.answer.sent, Position(count=total, done=True), notes)
            return
        while start < most:
            size = min(PAGE, most - start)
            answer, received = _efetch(asker, address, search, start, size)
            if received < size:
                notes += (f"PubMed sent {received} of {size} records from number {start + 1} on",)
            start += size
            following = [(span_left.first, span_left.last) for span_left in (spans if start < most else spans[1:])]
            cursor = json.dumps([following, start if start < most else 0, search.count])
            page = Position(
                cursor=cursor,
                pages=page.pages + 1,
                retrieved=page.retrieved + received,
                count=total,
                done=not following or (0 < strategy.most <= page.retrieved + received),
            )
            yield Page(answer.data, search.answer.sent, page, notes)
            notes = ()
        spans, start = spans[1:], 0


def _place(cursor: str) -> tuple[list[_Span], int, int]:
    """The spans to come, the record to start with in the first of them, and how many that one had."""
    if not cursor:
        return [_Span()], 0, 0
    spans, start, count = json.loads(cursor)
    return [_Span(start_date, last) for start_date, last in spans], start, count


def _esearch(asker: Asker, address: str, strategy: Strategy, span: _Span) -> _Found:
    sent = {
        "db": "pubmed",
        "term": term_of(strategy, span.first, span.last),
        "usehistory": "y",
        "retmax": "0",
        "retmode": "json",
    }
    if strategy.most:
        sent["sort"] = "relevance"
    # Posted, because no address holds a strategy of several thousand characters.
    answer = asker.ask("POST", f"{address}/esearch.fcgi", sent, whole=lambda data: data.rstrip().endswith(WHOLE_JSON))
    result = part(answer.json(SERVICE.label), "esearchresult")
    refused = part(result, "ERROR")
    if refused or part(result, "count") is None:
        raise SearchError(f"PubMed says: {' '.join(str(refused or 'nothing that could be read').split())[:300]}")
    return _Found(
        count=number(part(result, "count")),
        environment=str(part(result, "webenv") or ""),
        key=str(part(result, "querykey") or ""),
        notes=tuple(_remarks(result)),
        answer=answer,
    )


def _remarks(result: object) -> Iterator[str]:
    remarks = {
        "phrasesnotfound": "PubMed does not know",
        "fieldsnotfound": "PubMed has no field",
        "phrasesignored": "PubMed left out",
        "quotedphrasesnotfound": "PubMed does not know the phrase",
        "outputmessages": "PubMed says",
    }
    for list_name in ("errorlist", "warninglist"):
        for name, words in remarks.items():
            texts = part(result, list_name, name)
            for text in texts if isinstance(texts, list) else []:
                yield f"{words}: {text}"
    if translated := part(result, "querytranslation"):
        yield f"PubMed searched for: {translated}"


def _efetch(asker: Asker, address: str, search: _Found, start: int, size: int) -> tuple[Answer, int]:
    sent = {
        "db": "pubmed",
        "WebEnv": search.environment,
        "query_key": search.key,
        "retstart": str(start),
        "retmax": str(size),
        "retmode": "xml",
    }
    answer = asker.get(f"{address}/efetch.fcgi", sent, whole=lambda data: data.rstrip().endswith(b">"))
    received = sum(answer.data.count(end) for end in (b"</PubmedArticle>", b"</PubmedBookArticle>"))
    if not received:
        raise SearchError(f"PubMed sent no records where {size} were expected: {answer.data[:200]!r}")
    return answer, received


SERVICE = Service(
    name="pubmed",
    label="PubMed",
    platform="Entrez Programming Utilities",
    address="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    format="pubmed-xml",
    suffix=".xml",
    interval=0.34,  # three requests a second, ten with a key
    known_interval=0.1,
    mail="email",
    key="api_key",
    since="create date [crdt], the day on which the record was first created",
    documentation="Entrez Programming Utilities Help; PubMed User Guide",
    pages=pages,
)
