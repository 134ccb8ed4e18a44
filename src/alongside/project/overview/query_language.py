"""What a person types to search the records, taken apart: words, phrases, fields, AND, OR, NOT and brackets.

    telephone "peer support"            both; words next to each other are joined by AND
    title:asthma OR title:copd          in one field
    peer*                               words that begin so
    year:2010-2015 NOT is:excluded      a span of years; what was decided
    author:(ash OR birch)               a field for all that is in brackets

Grammar, from loose to tight: OR, AND (or nothing), NOT, then a bracket, a field, a phrase or a word. AND, OR and NOT
count in capitals only, so that "not" can be searched for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from alongside.errors import UsageError

__all__ = ["FIELDS", "HAS", "IS", "All", "And", "Field", "Node", "Not", "Or", "Words", "parse", "quoted"]

TEXT_FIELDS = ("title", "abstract", "author", "keyword")
"""Fields whose words are looked for."""

FIELDS = {
    "title": "words of the title",
    "abstract": "words of the abstract",
    "author": "names of authors",
    "keyword": "keywords",
    "journal": "part of the journal's name",
    "year": "a year, 2010-2015, 2010- or -2015",
    "doi": "the DOI",
    "pmid": "the PubMed id",
    "type": "article, review, registration and so on",
    "language": "as the source says it",
    "database": "where the record came from",
    "file": "part of a file's name",
    "is": "duplicate, included, excluded, unsure, unscreened, differ, in-doubt or any",
    "has": "abstract, doi, pmid or year",
}
"""Fields, and what follows their colon."""

IS = ("duplicate", "included", "excluded", "unsure", "unscreened", "differ", "in-doubt", "any")
HAS = ("abstract", "doi", "pmid", "year")

MOST, LONGEST = 200, 20_000
"""Words, and characters, of a question. Search strategies of reviews have less than this, line by line."""

TOKEN = re.compile(r'\s*(?:(\()|(\))|"([^"]*)("?)|([A-Za-z-]+):(?=\S)|([^\s()"]+))')
SPAN = re.compile(r"(\d{4})?\s*-\s*(\d{4})?|(\d{4})")


@dataclass(frozen=True, slots=True)
class All:
    """Every record."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand next to each other in one of the fields of text, or in `field`; `prefix`: the last may go on."""

    text: str
    field: str = ""
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is no text, and what is asked of it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


Node: TypeAlias = "All | Words | Field | Not | And | Or"


def parse(text: str) -> Node:
    """What a text asks for; no text asks for every record.

    Raises
    ------
    UsageError : for a bracket or quote that is not closed, a field that there is none, and a value that cannot be; it
        says where, counted in characters from 1.

    >>> parse('title:asthma NOT peer*')
    And(parts=(Words(text='asthma', field='title', prefix=False), Not(part=Words(text='peer', field='', prefix=True))))
    """
    return _Parser(text).whole()


def quoted(value: str) -> str:
    """A value as it stands behind the colon of a field.

    >>> quoted("article"), quoted("conference paper")
    ('article', '"conference paper"')
    >>> quoted("A:0"), quoted("NOT")
    ('"A:0"', '"NOT"')
    """
    plain = value.replace('"', " ")
    is_word = re.fullmatch(r"[^\s()\":]+", plain) and plain not in ("AND", "OR", "NOT")
    return plain if is_word else f'"{plain}"'


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "(", ")", "phrase", "field", "word"
    text: str
    position: int


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens: list[_Token] = []
        self._next = 0
        end = 0
        if len(text) > LONGEST:
            raise UsageError(f"this search has {len(text):,} characters; expected at most {LONGEST:,}")
        while match := TOKEN.match(text, end):
            self._tokens.append(self._token(match))
            end = match.end()
        if len(self._tokens) > MOST:
            raise UsageError(f"this search has {len(self._tokens)} words and signs; expected at most {MOST}")

    @staticmethod
    def _token(match: re.Match[str]) -> _Token:
        opened, closed, phrase, end, field, word = match.groups()
        position = match.end() - len(match.group().lstrip()) + 1
        if opened or closed:
            return _Token(opened or closed, "", position)
        if phrase is not None:
            if not end:
                raise UsageError(f"character {position}: this quote is not closed")
            return _Token("phrase", phrase, position)
        if field:
            if field.lower() not in FIELDS:
                fields = ", ".join(FIELDS)
                raise UsageError(
                    f'character {position}: there is no field "{field}"; expected one of {fields}, or quotes'
                )
            return _Token("field", field.lower(), position)
        return _Token("word", word, position)

    def whole(self) -> Node:
        if not self._tokens:
            return All()
        whole = self._or("")
        if token := self._peek():
            raise UsageError(f"character {token.position}: unmatched closing parenthesis")
        return whole

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _is(self, word: str) -> bool:
        token = self._peek()
        return token is not None and token.kind == "word" and token.text == word

    def _or(self, field: str) -> Node:
        parts = [self._and(field)]
        while self._is("OR"):
            self._next += 1
            parts.append(self._and(field))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self, field: str) -> Node:
        parts = [self._not(field)]
        while (token := self._peek()) is not None and token.kind != ")" and not self._is("OR"):
            if self._is("AND"):
                self._next += 1
            parts.append(self._not(field))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self, field: str) -> Node:
        negated = False
        while self._is("NOT"):
            negated = not negated
            self._next += 1
        part = self._primary(field)
        return Not(part) if negated else part

    def _primary(self, field: str) -> Node:
        token = self._peek()
        if token is None or token.kind == ")" or (token.kind == "word" and token.text in ("AND", "OR")):
            where = f"character {token.position}" if token else "at its end"
            raise UsageError(f"{where}: expected a word, a field or a parenthesis")
        self._next += 1
        if token.kind == "(":
            group = self._or(field)
            closing = self._peek()
            if closing is None or closing.kind != ")":
                raise UsageError(f"character {token.position}: this parenthesis is not closed")
            self._next += 1
            return group
        if token.kind == "field":
            return self._primary(token.text)
        return _asked(field, token)


def _asked(field: str, token: _Token) -> Node:
    text = token.text.strip()
    if field and field not in TEXT_FIELDS:
        return Field(field, _checked(field, text, token.position))
    prefix = token.kind == "word" and text.endswith("*")
    return Words(text.rstrip("*") if prefix else text, field, prefix)


def _checked(field: str, text: str, position: int) -> str:
    small = text.lower()
    if field == "year" and not (SPAN.fullmatch(small) and re.search(r"\d", small)):
        raise UsageError(f"character {position}: expected a year or a span as 2010-2015, found {text!r}")
    for name, values in (("is", IS), ("has", HAS)):
        if field == name and small not in values:
            raise UsageError(f"character {position}: expected {name}: and one of {', '.join(values)}, found {text!r}")
    return small
