"""Invented answers in the shape of each service's own, and services that page through them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from service_double import Asked, Reply

__all__ = ["clinicaltrials", "crossref", "europepmc", "openalex", "pubmed", "pubmed_article"]

Answer = Callable[[Asked], Reply]
Item = dict[str, object]


def _json(value: object, **headers: str) -> Reply:
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json", **headers})


def pubmed_article(pmid: int, title: str = "") -> str:
    """One PubmedArticle, as efetch writes it."""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f'<Article PubModel="Print"><Journal><Title>Journal of Invented Trials</Title><JournalIssue><PubDate>'
        f"<Year>2019</Year></PubDate></JournalIssue></Journal><ArticleTitle>{title or f'Peer support {pmid}'}"
        f"</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    )


HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)


def pubmed(days: dict[str, int]) -> Answer:
    """A PubMed with so many records created on each day; the history keeps what a search found."""
    ids = [(day, number) for day, many in days.items() for number in range(many)]
    numbers = {pair: number for number, pair in enumerate(ids, 1_000_001)}
    history: list[list[int]] = []

    def answer(request: Asked) -> Reply:
        if request.path == "/esearch.fcgi":
            term = request.parameters["term"]
            span = re.search(r'"([\d/]+)"\[crdt\] : "([\d/]+)"\[crdt\]', term)
            start_day, last = span.groups() if span else ("0", "3000")
            identifiers = [number for (day, _), number in numbers.items() if start_day <= day.replace("-", "/") <= last]
            history.append(identifiers)
            result: Item = {
                "count": str(len(identifiers)),
                "retmax": "0",
                "retstart": "0",
                "querykey": str(len(history)),
                "webenv": "MCID_invented",
                "idlist": [],
                "translationset": [],
                "querytranslation": f"{term}/all",
            }
            if "nonsenseword" in term:
                result |= {"errorlist": {"phrasesnotfound": ["nonsenseword"], "fieldsnotfound": []}}
            return _json({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})
        assert request.parameters["WebEnv"] == "MCID_invented"
        identifiers = history[int(request.parameters["query_key"]) - 1]
        start = int(request.parameters["retstart"])
        if start >= 9_999:
            return Reply(b"<eFetchResult><ERROR>retstart is too large</ERROR></eFetchResult>", 400)
        slice_of_ids = identifiers[start : start + int(request.parameters["retmax"])]
        text = HEAD + "\n".join(pubmed_article(pmid) for pmid in slice_of_ids) + "\n</PubmedArticleSet>"
        return Reply(text.encode(), headers={"Content-Type": "text/xml; charset=UTF-8"})

    return answer


def _slices(items: Sequence[Item], request: Asked, cursor: str, size: str) -> tuple[list[Item], str]:
    """The items at a cursor, and the cursor after them; "" at the end."""
    position = request.parameters.get(cursor, "*")
    start = 0 if position == "*" else int(position.removeprefix("at-"))
    end = start + int(request.parameters[size])
    return list(items[start:end]), f"at-{end}" if end < len(items) else ""


def europepmc(items: Sequence[Item]) -> Answer:
    """A Europe PMC with these results."""

    def answer(request: Asked) -> Reply:
        items_of_page, following = _slices(items, request, "cursorMark", "pageSize")
        value = {
            "version": "6.9",
            "hitCount": len(items),
            "nextCursorMark": following or request.parameters["cursorMark"],
            "request": {"queryString": request.parameters["query"], "resultType": "core"},
            "resultList": {"result": items_of_page},
        }
        return _json(value)

    return answer


def openalex(items: Sequence[Item]) -> Answer:
    """An OpenAlex with these works."""

    def answer(request: Asked) -> Reply:
        items_of_page, following = _slices(items, request, "cursor", "per_page")
        meta = {"count": len(items), "db_response_time_ms": 20, "page": None, "per_page": 100}
        return _json({"meta": {**meta, "next_cursor": following or None}, "results": items_of_page, "group_by": []})

    return answer


def crossref(items: Sequence[Item]) -> Answer:
    """A Crossref with these works; it gives a cursor with the last page too."""

    def answer(request: Asked) -> Reply:
        items_of_page, following = _slices(items, request, "cursor", "rows")
        message = {
            "facets": {},
            "next-cursor": following or "at-9999",
            "total-results": len(items),
            "items": items_of_page,
        }
        value = {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}
        return _json(value, **{"x-rate-limit-limit": "2", "x-rate-limit-interval": "1s"})

    return answer


def clinicaltrials(items: Sequence[Item]) -> Answer:
    """A ClinicalTrials.gov with these studies; it counts on the first page only."""

    def answer(request: Asked) -> Reply:
        items_of_page, following = _slices(items, request, "pageToken", "pageSize")
        value: Item = {"studies": items_of_page} | ({"nextPageToken": following} if following else {})
        return _json(value if "pageToken" in request.parameters else {"totalCount": len(items), **value})

    return answer


def days(start_day: str, many: int, each: int) -> dict[str, int]:
    """So many days from a first on, with so many records each."""
    start = date.fromisoformat(start_day)
    return {(start + timedelta(days=offset)).isoformat(): each for offset in range(many)}
