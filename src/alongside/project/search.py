"""Words in records: one question, asked of SQLite's FTS5 or of PostgreSQL's text search."""

from __future__ import annotations

import re
import unicodedata

from django.db import connections
from django.db.models import QuerySet

from alongside.project import models
from alongside.project.log import Place

__all__ = ["ids_with", "matching", "words_of"]

COLUMNS = {"title": "title", "abstract": "abstract", "author": "authors", "keyword": "keywords"}
"""The fields of a question, and the columns in which their words stand."""


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


def ids_with(place: Place, text: str, *, field: str = "", prefix: bool = False) -> list[int]:
    """Numbers of the records in which these words stand next to each other; with `prefix` the last word may go on.

    A text without any word is in no record.
    """
    words = words_of(text)
    if not words:
        return []
    connection = connections[place.alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            asked = ('"' + " ".join(words) + '"') + ("*" if prefix else "")
            asked = f"{{{COLUMNS[field]}}} : {asked}" if field else asked
            cursor.execute("SELECT rowid FROM project_record_search WHERE project_record_search MATCH %s", [asked])
        else:
            asked = " <-> ".join(words) + (":*" if prefix else "")
            query = (
                "SELECT id FROM project_record WHERE project_id = %s AND "
                "project_record_vector(title, abstract, authors, keywords) @@ to_tsquery('simple', %s)"
            )
            values: list[int | str] = [place.project_id, asked]
            if field:
                held = ["''"] * 4
                held[list(COLUMNS).index(field)] = COLUMNS[field]
                query += f" AND project_record_vector({', '.join(held)}) @@ to_tsquery('simple', %s)"
                values.append(asked)
            cursor.execute(query, values)
        return [row[0] for row in cursor.fetchall()]
