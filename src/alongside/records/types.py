"""What kind of thing a record is: one short list of words, and how the words of the sources map to it."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["TYPES", "type_of"]

TYPES = (
    "article", "review", "conference paper", "conference abstract", "book", "chapter", "thesis", "report", "preprint",
    "registration", "protocol", "letter", "editorial", "comment", "erratum", "retraction", "news", "dataset", "webpage",
    "other",
)  # fmt: skip  # a table, read across
"""Values of `Record.type`; "" where the source does not say."""

CODES = {
    # RIS and EndNote (Research Information Systems 2001; EndNote's reference types).
    "jour": "article", "ejour": "article", "mgzn": "article", "jfull": "article", "inpr": "article", "abst": "article",
    "conf": "conference paper", "cpaper": "conference paper", "book": "book", "ebook": "book", "edbook": "book",
    "chap": "chapter", "echap": "chapter", "thes": "thesis", "rprt": "report", "govdoc": "report", "unpb": "preprint",
    "news": "news", "elec": "webpage", "web": "webpage", "blog": "webpage", "data": "dataset", "dbase": "dataset",
    "aggr": "dataset", "unbill": "other",
    # BibTeX and BibLaTeX entry types.
    "inproceedings": "conference paper", "conference": "conference paper", "proceedings": "book",
    "incollection": "chapter", "inbook": "chapter", "phdthesis": "thesis", "mastersthesis": "thesis",
    "techreport": "report", "online": "webpage", "misc": "other", "booklet": "book", "collection": "book",
    # CSL 1.0.2 and Crossref.
    "article-journal": "article", "journal-article": "article", "article-magazine": "article",
    "article-newspaper": "news", "paper-conference": "conference paper", "proceedings-article": "conference paper",
    "book-chapter": "chapter", "dissertation": "thesis", "posted-content": "preprint", "monograph": "book",
    "review-article": "review", "research-article": "article", "article-commentary": "comment",
    # Web of Science (PT).
    "j": "article", "b": "book", "s": "chapter", "c": "conference paper", "p": "other",
}  # fmt: skip  # a table, read across
"""Codes of the formats, in small letters."""

WORDS = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"\bretract", "retraction"),
        (r"\b(errat|corrigend|correction|publisher'?s note)", "erratum"),
        (r"\b(trial registry|clinical ?trial regist|registry record|trial registration)", "registration"),
        (r"\bprotocol\b", "protocol"),
        (r"\b(pre-?print|posted content|unpublished)", "preprint"),
        (r"\b(meeting|conference|congress)[ -](abstract|poster)|\bposter", "conference abstract"),
        (r"\b(conference|proceedings|meeting|congress)", "conference paper"),
        (r"\b(thesis|dissertation)", "thesis"),
        (r"\b(book (section|chapter)|chapter|section of book|encyclopedia entry|reference entry)", "chapter"),
        (r"\b(book|monograph)\b(?! review)", "book"),
        (r"\bcomment", "comment"),
        (r"\bletter", "letter"),
        (r"\beditorial", "editorial"),
        (r"\b(news)", "news"),
        (r"\b(systematic review|meta-?analysis|review)\b", "review"),
        (r"\b(data ?set|data set|data paper)", "dataset"),
        (r"\b(report|government document|working paper)\b(?!s? of)", "report"),
        (r"\b(web ?page|web ?site|internet)", "webpage"),
        (r"\b(article|journal|paper|clinical trial|randomi[sz]ed|trial|case reports?|study)\b", "article"),
    )
)  # fmt: skip  # a table, read across
"""Words of the sources, the more telling first: an entry that is a journal article and a letter is a letter."""

RANK = {
    name: rank
    for rank, name in enumerate((*dict.fromkeys(name for _, name in WORDS if name != "article"), "article", "other"))
}
"""How telling a type is: where a source says several things, the most telling of them is the type."""


LONGEST = 200
"""Characters of a text in which a type is looked for; the words of databases are far shorter."""


@lru_cache(maxsize=4096)
def type_of(*texts: str) -> str:
    """One of `TYPES` for what a source says of an entry: codes and words, in any order; "" where it says nothing known.

    >>> type_of("JOUR"), type_of("JOUR", "Conference Abstract"), type_of("Journal Article", "Letter"), type_of("Poetry")
    ('article', 'conference abstract', 'letter', '')
    """
    names: set[str] = set()
    for text in texts:
        small = text[:LONGEST].strip().casefold().replace("_", " ")
        code = small if small in TYPES else CODES.get(small, "")
        names.update([code] if code else (name for pattern, name in WORDS if pattern.search(small)))
    return min(names, key=RANK.__getitem__, default="")
