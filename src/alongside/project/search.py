"""Words in records: one question, asked of SQLite's FTS5 or of PostgreSQL's text search."""

from __future__ import annotations

import re
import unicodedata

from django.db import connections
from django.db.models import QuerySet

from alongside.project import models

__all__ = ["matching", "words_of"]


def words_of(text: str) -> list[str]:
    """The words that a person typed, without signs that a search language would take for its own, and without accents.

    >>> words_of('Müller AND "call*" (2009)')
    ['muller', 'and', 'call', '2009']
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", plain.lower())


def matching(alias: str, rows: QuerySet[models.Record], text: str) -> QuerySet[models.Record]:
    """Those of `rows` that hold every word; the last word may be the beginning of one. No text is a wrong question."""
    words = words_of(text)
    if not words:
        return rows.none()
    if connections[alias].vendor == "sqlite":
        asked = " ".join(f'"{word}"' for word in words) + "*"
        where = "project_record.id IN (SELECT rowid FROM project_record_search WHERE project_record_search MATCH %s)"
    else:
        asked = " & ".join(words) + ":*"
        where = "project_record_vector(title, abstract, authors, keywords) @@ to_tsquery('simple', %s)"
    return rows.extra(where=[where], params=[asked])  # noqa: S610 - the words are a parameter, and letters only
