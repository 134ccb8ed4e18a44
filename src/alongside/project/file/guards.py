"""What stands in the database itself: triggers that keep primary data from being changed, and the index of words.

A migration that remakes one of the guarded tables (SQLite does so for most changes of a column) loses its triggers, and
has to call `install_guards` and `install_search` again at its end; a test looks for them after the last migration.
"""

from __future__ import annotations

from typing import Any

__all__ = ["GUARDED", "install_guards", "install_search"]

GUARDED = ("project_logrow", "project_importedfile", "project_record")

_PG_GUARD = """
CREATE OR REPLACE FUNCTION project_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

# NFKD and dropping the combining marks lets "Muller" find "Müller", as unicode61 does on SQLite. Words are indexed as
# they are written ("simple"), because a review's records come in many languages. 200,000 characters of an abstract stay
# far under the 1 MB that a tsvector may have (postgresql.org/docs/current/textsearch-limitations.html).
_PG_WORDS = """
CREATE OR REPLACE FUNCTION project_words(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(regexp_replace(normalize(written, NFKD), '[\\u0300-\\u036f]', '', 'g'))
$$
"""
_PG_VECTOR = """
CREATE OR REPLACE FUNCTION project_record_vector(title text, abstract text, authors text, keywords text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('simple'::regconfig,
    regexp_replace(project_words(left(title || ' ' || abstract || ' ' || authors || ' ' || keywords, 200000)),
                   '[^[:alnum:]]+', ' ', 'g'))
$$
"""


def install_guards(editor: Any) -> None:
    """Forbid UPDATE and DELETE on the guarded tables."""
    if editor.connection.vendor == "sqlite":
        for table in GUARDED:
            for verb in ("UPDATE", "DELETE"):
                editor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
                )
        return
    editor.execute(_PG_GUARD, params=None)
    for table in GUARDED:
        for when, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            name = f"{table}_no_{'change' if each == 'ROW' else 'truncate'}"
            editor.execute(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {when} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION project_only_added_to()"
            )


def install_search(editor: Any) -> None:
    """The index over records' words, kept in step by the database."""
    if editor.connection.vendor == "sqlite":
        columns = "title, abstract, authors, keywords"
        editor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS project_record_search USING fts5({columns}, "
            "content='project_record', content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
        )
        editor.execute(
            "CREATE TRIGGER IF NOT EXISTS project_record_indexed AFTER INSERT ON project_record BEGIN "  # noqa: S608 - fixed text
            f"INSERT INTO project_record_search(rowid, {columns}) "
            "VALUES (new.id, new.title, new.abstract, new.authors, new.keywords); END"
        )
        return
    editor.execute(_PG_WORDS, params=None)
    editor.execute(_PG_VECTOR, params=None)
    editor.execute(
        "CREATE INDEX IF NOT EXISTS project_record_search ON project_record "
        "USING gin (project_record_vector(title, abstract, authors, keywords))"
    )
