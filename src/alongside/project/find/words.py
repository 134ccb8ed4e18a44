"""Words in records: one question, match of SQLite's FTS5 or of PostgreSQL's text search."""

from __future__ import annotations

import re
import unicodedata

from django.db import connections

from alongside.project.log.sessions import Session

__all__ = ["ids_with", "words_of"]

COLUMNS = {"title": "title", "abstract": "abstract", "author": "authors", "keyword": "keywords"}
"""The fields of a question, and the columns in which their words stand."""


def words_of(text: str) -> list[str]:
    """The words that a person typed, without signs that a search language would take for its own, and without accents.

    >>> words_of('Müller AND "call*" (2009)')
    ['muller', 'and', 'call', '2009']
    """
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.findall(r"[^\W_]+", plain.lower())


def ids_with(session: Session, text: str, *, field: str = "", prefix: bool = False) -> list[int]:
    """Numbers of the records in which these words stand next to each other; with `prefix` the last word may go on.

    A text without any word is in no record.
    """
    words = words_of(text)
    if not words:
        return []
    connection = connections[session.alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            match = ('"' + " ".join(words) + '"') + ("*" if prefix else "")
            match = f"{{{COLUMNS[field]}}} : {match}" if field else match
            cursor.execute("SELECT rowid FROM project_record_search WHERE project_record_search MATCH %s", [match])
        else:
            match = " <-> ".join(words) + (":*" if prefix else "")
            query = (
                "SELECT id FROM project_record WHERE project_id = %s AND "
                "project_record_vector(title, abstract, authors, keywords) @@ to_tsquery('simple', %s)"
            )
            values: list[int | str] = [session.project_id, match]
            if field:
                columns = ["''"] * 4
                columns[list(COLUMNS).index(field)] = COLUMNS[field]
                query += f" AND project_record_vector({', '.join(columns)}) @@ to_tsquery('simple', %s)"
                values.append(match)
            cursor.execute(query, values)
        return [row[0] for row in cursor.fetchall()]
