"""Ids made from names, so that different names never meet.

A name of Latin letters, digits and plain punctuation becomes its words ("Ash 2009" → "ash-2009"). Whatever else a name
has (other scripts, accents, "<", "%") would be lost on the way and could make two names one: such a name keeps its
letters and gets a digest of the whole name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping

__all__ = ["earlier_identifier", "identifier_for", "identifier_of", "identifiers_in"]

PLAIN = re.compile(r"[a-z0-9 .,'()&/:_-]*")

LONGEST = 80
"""Letters of an id: a name of 300 signs stays an address that can be read."""


def identifier_of(name: str) -> str:
    """The id of a name. Case and blanks around words do not matter, everything else does.

    >>> identifier_of("Ash (invented)"), identifier_of("Müller 2010") == identifier_of("Möller 2010")
    ('ash-invented', False)
    >>> identifier_of("HbA1c < 7 %") == identifier_of("HbA1c > 7 %")
    False
    """
    normal = _normal(name)
    words = re.sub(r"[^a-z0-9]+", "-", _without_accents(normal)).strip("-")
    if words and len(words) <= LONGEST and PLAIN.fullmatch(normal):
        return words
    digest = hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{words[: LONGEST - 9].strip('-') or 'x'}-{digest}"


def identifier_for(name: str, labels: Mapping[str, str]) -> str:
    """The id of a name in a project whose `labels` by id are these: the one that an earlier version gave it, where the
    project has that, so that a table that is loaded again meets its own studies and old links lead on.

    >>> identifier_for("Müller 2010", {"m-ller-2010": "Müller 2010"})
    'm-ller-2010'
    >>> identifier_for("Möller 2010", {"m-ller-2010": "Müller 2010"})
    'moller-2010-b8921b26'
    """
    earlier = earlier_identifier(name)
    return earlier if labels.get(earlier) == name else identifier_of(name)


def identifiers_in(labels: Mapping[str, str]) -> Callable[[str], str]:
    """The id of each name in a project whose `labels` by id are these: an id is itself, and a label that only one id
    has is that one's; any other name is as `identifier_for` says.

    >>> identifiers_in({"dennis-2009": "Dennis 2009 (depression)"})("dennis 2009  (Depression)")
    'dennis-2009'
    """
    by_name: dict[str, set[str]] = {}
    for identifier, label in labels.items():
        by_name.setdefault(_normal(label), set()).add(identifier)

    def identifier_in(name: str) -> str:
        if name in labels:
            return name
        ids = by_name.get(_normal(name), set())
        return next(iter(ids)) if len(ids) == 1 else identifier_for(name, labels)

    return identifier_in


def _normal(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def earlier_identifier(name: str) -> str:
    """The id that earlier versions made of a name. A project that has it keeps it, so that its links still lead on."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "x"
