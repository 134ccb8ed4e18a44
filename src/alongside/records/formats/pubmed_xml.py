"""PubMed XML: the answers of efetch, the files of the baseline, and what "Save as XML" gave.

The elements are those of "MEDLINE PubMed XML Element Descriptions and their Attributes" (National Library of Medicine).
One entry is a PubmedArticle, a PubmedBookArticle, or a MedlineCitation of an older file. The list of references stays
in `raw`: it says what the article cites and nothing of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import registrations_in
from alongside.records.markup import Entry, left_over, parsed_entries, take, take_text, take_texts, text_of
from alongside.records.record import Broken, Record
from alongside.records.source import Source

__all__ = ["looks_like", "read"]

START = re.compile(r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle|MedlineCitationSet|BookDocumentSet)[\s>]")
OLDER = re.compile(r"<MedlineCitationSet[\s>]")

UNITS = frozenset(
    {
        "Grant",
        "PubMedPubDate",
        "DateCompleted",
        "DateRevised",
        "DateCreated",
        "ArticleDate",
        "PubDate",
        "Chemical",
        "ContributionDate",
        "BeginningDate",
        "EndingDate",
        "Investigator",
        "PersonalNameSubject",
        "Publisher",
        "Section",
    }
)
"""Elements whose parts make one value."""

NAMES = {
    "title": "ArticleTitle",
    "original_title": "VernacularTitle",
    "year": "PubDate",
    "doi": "ELocationID doi",
    "pmid": "PMID",
    "pmcid": "ArticleId pmc",
    "issn": "ISSN",
    "pages": "Pagination",
    "type": "PublicationType",
    "language": "Language",
    "journal": "Title",
    "journal_abbreviation": "MedlineTA",
    "volume": "Volume",
    "issue": "Issue",
    "abstract": "OtherAbstract",
}

NO_TITLE = re.compile(r"\[?not available\]?\.?", re.IGNORECASE)
"""What PubMed writes where an article has no English title."""

IS_RETRACTED = "retracted publication"
"""A type of the article that was retracted; the notice about it is a "Retraction of Publication"."""


def looks_like(source: Source) -> bool:
    """Whether the first bytes have one of the elements that hold PubMed's entries."""
    return START.search(source.head_text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry.

    Raises `ReadError` for a source that cannot be read.

    >>> from pathlib import Path
    >>> text = b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>Peer <i>support"
    >>> text += b"</i></ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    >>> [entry] = read(Source(Path("answer.xml"), data=text))
    >>> entry.pmid, entry.title
    ('7', 'Peer support')
    """
    older = OLDER.search(source.head_text) is not None
    names = ["MedlineCitation"] if older else ["PubmedArticle", "PubmedBookArticle"]
    for entry in parsed_entries(source, names):
        yield entry if isinstance(entry, Broken) else _record(source, entry)


def _record(source: Source, entry: Entry) -> Record:
    top = entry.element
    if top.tag == "MedlineCitation":
        # The same tree as that of a PubmedArticle, one floor lower.
        above = etree.Element("PubmedArticle")
        above.append(top)
        top = above
    document = top.find("BookDocument")
    content, extra = _of_article(top) if document is None else _of_book(top, document)
    for path in ("PubmedData/ReferenceList", "PubmedBookData/ReferenceList", "BookDocument/ReferenceList"):
        take(top, path)
    for path, values in left_over(top, UNITS, "PubStatus").items():
        name = re.sub(r"^(?:MedlineCitation/Article|MedlineCitation|PubmedData|PubmedBookData|BookDocument)/", "", path)
        extra.setdefault(name, []).extend(values)
    return assembled(source, entry.line, entry.raw, content, extra, NAMES)


def _of_article(top: etree._Element) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    citation = top.find("MedlineCitation")
    if citation is None:
        citation = etree.SubElement(top, "MedlineCitation")
    article = citation.find("Article")
    if article is None:
        article = etree.SubElement(citation, "Article")
    content, extra = _common(article, citation)
    content["pmid"] = take_texts(citation, "PMID")
    _identifiers(top, "PubmedData/ArticleIdList/ArticleId", "IdType", content, extra)
    content["title"] = take_texts(article, "ArticleTitle")
    content["journal"] = take_texts(article, "Journal/Title")
    content["journal_abbreviation"] = [
        *take_texts(article, "Journal/ISOAbbreviation"),
        *take_texts(citation, "MedlineJournalInfo/MedlineTA"),
    ]
    content["issn"] = [*take_texts(article, "Journal/ISSN"), *take_texts(citation, "MedlineJournalInfo/ISSNLinking")]
    content["volume"] = take_texts(article, "Journal/JournalIssue/Volume")
    content["issue"] = take_texts(article, "Journal/JournalIssue/Issue")
    content["year"] = [
        " ".join(" ".join(date.itertext()).split()) for date in take(article, "Journal/JournalIssue/PubDate")
    ]
    content["registrations"] = _registrations(article, extra)
    content["keywords"] += _subjects(citation)
    for note in take(citation, "CommentsCorrectionsList/CommentsCorrections"):
        number = take_text(note, "PMID")
        comment = " ".join(part for part in (text_of(note), f"PMID: {number}" if number else "") if part)
        extra.setdefault(note.get("RefType") or "CommentsCorrections", []).append(comment)
    for abstract in take(citation, "OtherAbstract"):
        extra.setdefault("OtherAbstract", []).append(_abstract(abstract))
    return content, extra


def _of_book(top: etree._Element, document: etree._Element) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    content, extra = _common(document, document)
    content["pmid"] = take_texts(document, "PMID")
    _identifiers(document, "ArticleIdList/ArticleId", "IdType", content, extra)
    _identifiers(top, "PubmedBookData/ArticleIdList/ArticleId", "IdType", content, extra)
    chapter = take_texts(document, "ArticleTitle")
    book = take_texts(document, "Book/BookTitle")
    content["title"] = chapter or book
    content["journal"] = book if chapter else []
    content["type"] = ["Book chapter" if chapter else "Book", *content["type"]]
    content["volume"] = take_texts(document, "Book/Volume")
    content["year"] = [" ".join(" ".join(date.itertext()).split()) for date in take(document, "Book/PubDate")]
    for people in take(document, "Book/AuthorList"):
        names = _people(people, extra)
        if people.get("Type") == "editors":
            extra.setdefault("Book/AuthorList editors", []).extend(names)
        else:
            content["authors"] = content["authors"] or names
    return content, extra


def _common(article: etree._Element, citation: etree._Element) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What articles and chapters have in the same elements."""
    extra: dict[str, list[str]] = {}
    authors: list[str] = []
    for people in take(article, "AuthorList"):
        if people.get("Type") == "editors":
            extra.setdefault("AuthorList editors", []).extend(_people(people, extra))
        else:
            authors += _people(people, extra)
    original = take_texts(article, "VernacularTitle")
    types = take_texts(article, "PublicationTypeList/PublicationType") + take_texts(article, "PublicationType")
    if any(word.casefold() == IS_RETRACTED for word in types):
        extra["PublicationType"] = [word for word in types if word.casefold() == IS_RETRACTED]
    content = {
        "original_title": original,
        "authors": authors,
        "abstract": [text for part in take(article, "Abstract") if (text := _abstract(part, extra))],
        "pages": [page for part in take(article, "Pagination") if (page := _pages(part))],
        "language": take_texts(article, "Language"),
        "type": [word for word in types if word.casefold() != IS_RETRACTED],
        "keywords": take_texts(citation, "KeywordList/Keyword"),
        "database": ["PubMed"],
        "doi": [],
        "pmcid": [],
    }
    titles = article.findall("ArticleTitle")
    if original and titles and (not text_of(titles[0]) or NO_TITLE.fullmatch(text_of(titles[0]))):
        titles[0].clear()
        titles[0].text = original[0]
    _identifiers(article, "ELocationID", "EIdType", content, extra)
    return content, extra


def _identifiers(
    element: etree._Element, path: str, kind: str, content: dict[str, list[str]], extra: dict[str, list[str]]
) -> None:
    """Numbers that say what they are. An id that PubMed knows to be wrong is kept apart."""
    fields = {"doi": "doi", "pubmed": "pmid", "pmc": "pmcid"}
    for part in take(element, path):
        id_type, text = part.get(kind) or "", text_of(part)
        field = fields.get(id_type.casefold())
        if field and part.get("ValidYN") != "N":
            values = content.setdefault(field, [])
            if text.casefold() not in map(str.casefold, values):
                values.append(text)
        elif text:
            extra.setdefault(f"{part.tag} {id_type}".strip(), []).append(text)


def _abstract(element: etree._Element, extra: dict[str, list[str]] | None = None) -> str:
    """Its sections one after another, each with its label."""
    rights = take_texts(element, "CopyrightInformation")
    if rights and extra is not None:
        extra.setdefault("CopyrightInformation", []).extend(rights)
    sections = []
    for part in element.findall("AbstractText"):
        label, text = (part.get("Label") or "").strip(), text_of(part)
        if label and text and label.upper() != "UNLABELLED":
            text = f"{label}: {text}"
        if text:
            sections.append(text)
    return " ".join(sections) or text_of(element)


def _pages(element: etree._Element) -> str:
    first_page, last, medline = (take_text(element, name) for name in ("StartPage", "EndPage", "MedlinePgn"))
    return page_range(medline) if medline else page_range(first_page, last)


def _people(people: etree._Element, extra: dict[str, list[str]]) -> list[str]:
    names = []
    for person in people.findall("Author"):
        name_parts = {name: take_text(person, name) for name in ("LastName", "ForeName", "Initials", "Suffix")}
        given_name = " ".join(
            part for part in (name_parts["ForeName"] or name_parts["Initials"], name_parts["Suffix"]) if part
        )
        name = ", ".join(part for part in (name_parts["LastName"], given_name) if part) or take_text(
            person, "CollectiveName"
        )
        if person.get("ValidYN") == "N":
            extra.setdefault("Author ValidYN=N", []).append(name)  # a spelling that was corrected since
        elif name:
            names.append(name)
        for path, values in left_over(person, mark="Source").items():
            values_before = extra.setdefault(f"Author/{path}", [])
            values_before.extend(value for value in values if value not in values_before)
    return names


def _registrations(article: etree._Element, extra: dict[str, list[str]]) -> list[str]:
    numbers: list[str] = []
    for bank in take(article, "DataBankList/DataBank"):
        name = take_text(bank, "DataBankName")
        for number in take_texts(bank, "AccessionNumberList/AccessionNumber"):
            # Some registers are given as a bare number beside their name.
            trials = registrations_in(number) or registrations_in(f"{name} {number}")
            numbers += trials
            if not trials:
                extra.setdefault("DataBankList", []).append(f"{name}/{number}")
    return numbers


def _subjects(citation: etree._Element) -> list[str]:
    """Medical subject headings, each with its qualifiers ("Asthma/therapy"), and those of supplements."""
    subjects = []
    for heading in take(citation, "MeshHeadingList/MeshHeading"):
        subjects.append("/".join(text_of(part) for part in heading if text_of(part)))
    return [*subjects, *take_texts(citation, "SupplMeshList/SupplMeshName")]
