"""What databases, registers and tools call the columns of their tables, in several languages.

A name is compared without regard to case, blanks, hyphens, underscores and full stops. Names are those of exports of
Scopus, Web of Science, PubMed, Embase, Dimensions, Lens, OpenAlex, Europe PMC, ProQuest, EBSCOhost, PsycINFO, IEEE,
Springer, ICTRP, ClinicalTrials.gov, Covidence, Rayyan, DistillerSR, ASReview, EPPI-Reviewer, Zotero, JabRef, Publish or
Perish and R's packages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

__all__ = ["COLUMNS", "TRIAL_COLUMNS", "known_columns", "looks_like_trials", "plain_name"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "article title", "primary title", "document title", "item title", "ti", "t1", "study title",
              "public title", "brief title", "original title of work", "titles", "paper title", "reference title",
              "display name", "scientific title", "publication title and subtitle", "titel", "titre", "título",
              "titulo", "titolo", "tytuł", "题名", "标题", "篇名", "文献标题", "제목", "タイトル", "название"),
    "original_title": ("original title", "translated title", "vernacular title", "foreign title", "title original",
                       "originaltitel"),
    "authors": ("authors", "author", "author names", "author full names", "author(s)", "author/s", "authors list",
                "author list", "au", "creator", "creators", "contributors", "first authors", "primary authors",
                "authors name", "author name", "author string", "authorstring", "authors full names",
                "authorships author display name", "authorships raw author name", "authors name list", "inventors",
                "primary sponsor", "first author", "autoren", "autor", "verfasser", "auteurs", "auteur", "autores",
                "autori", "autore", "autorzy", "作者", "저자", "著者", "авторы", "authors names"),
    "year": ("year", "publication year", "py", "pub year", "pubyear", "published year", "year of publication",
             "year published", "date published", "date", "publication date", "published", "pubdate", "start date",
             "publication date (online)", "issue date", "cover date", "first posted", "date of publication",
             "date registration", "date registration3", "jahr", "erscheinungsjahr", "année", "annee", "año", "ano",
             "anno", "rok", "年份", "年", "出版年", "发表时间", "연도", "год"),
    "journal": ("journal", "source title", "journal/book", "publication title", "secondary title", "journal title",
                "journaltitle", "pubtitle", "primary location source display name", "source", "so",
                "publication name", "container title", "journal name", "publication", "t2", "source publication",
                "host publication", "host venue display name", "venue", "journal info journal title", "zeitschrift",
                "revue", "revista", "rivista", "czasopismo", "刊名", "期刊", "文献来源", "저널", "雑誌名", "журнал"),
    "journal_abbreviation": ("journal abbreviation", "abbreviated source title", "journal abbreviated title",
                             "journal iso abbreviation", "iso abbreviation", "journal abbr", "ji", "j9",
                             "alternate title1"),
    "volume": ("volume", "vl", "journal volume", "journalvolume", "vol", "biblio volume", "band", "jahrgang",
               "journal info volume", "tome"),
    "issue": ("issue", "is", "journal issue", "number", "issue number", "no", "biblio issue", "journal info issue",
              "heft", "ausgabe", "numéro", "número", "numero"),
    "pages": ("pages", "page", "page range", "page numbers", "pagination", "pg", "pageinfo", "page info", "seiten",
              "páginas", "pagine", "strony"),
    "issn": ("issn", "sn", "print issn", "issns", "eissn", "electronic issn", "online issn", "journalissn",
             "primary location source issn l", "primary location source issn", "source issn"),
    "doi": ("doi", "item doi", "digital object identifier", "digitalobjectidentifier", "di", "article doi", "dois",
            "doi link", "url doi", "external ids doi", "externalids doi", "ids doi"),
    "pmid": ("pmid", "pubmed id", "pubmedid", "medline pmid", "pm", "pubmed", "ids pmid", "externalids pubmed"),
    "pmcid": ("pmcid", "pmc id", "pmc", "ids pmcid", "externalids pubmedcentral"),
    "registrations": ("nct number", "nct id", "registrations", "trial registration", "trial registration number",
                      "clinical trial number", "clinical trial numbers", "clinical trial ids", "trialid", "trial id",
                      "main id", "registry number", "registration number", "other ids"),
    "accession": ("accession", "accession number", "accessionnumber", "unique wos id", "ut (unique wos id)", "ut",
                  "eid", "lens id", "publication id", "pui", "an", "document number", "cochrane id", "key",
                  "openalex id", "storeid", "paperid", "covidence #", "trialid", "id"),
    "abstract": ("abstract", "abstract note", "notes abstract", "ab", "abstracts", "summary", "brief summary",
                 "abstract text", "abstracttext", "n2", "zusammenfassung", "résumé", "resume", "resumen", "resumo",
                 "riassunto", "streszczenie", "摘要", "초록", "要旨", "抄録", "аннотация"),
    "keywords": ("keywords", "author keywords", "keyword", "de", "mesh", "mesh terms", "subjects", "subject",
                 "index keywords", "manual tags", "descriptors", "subject terms", "conditions", "ieee terms",
                 "condition", "identifier keywords", "schlagwörter", "schlagworte", "stichwörter", "mots clés",
                 "palabras clave", "palavras chave", "parole chiave", "关键词", "키워드"),
    "language": ("language", "la", "article language", "language of original document", "languages", "sprache",
                 "langue", "idioma", "语言"),
    "type": ("type", "document type", "documenttype", "item type", "publication type", "type of reference", "dt",
             "content type", "reference type", "pt", "publication types", "pubtype", "study type", "source type",
             "doc type", "doctype", "articletype", "article type"),
    "urls": ("url", "urls", "link", "links", "study url", "web address", "plink", "pdf link", "article url",
             "articleurl", "source linkout", "embase link", "dimensions url", "external url", "source urls",
             "documenturl", "full text urls"),
    "database": ("database", "db", "source database", "data source", "from database", "source register"),
}  # fmt: skip  # a table, read across
"""Names of columns, best first, in the form of `plain_name`. A field is read from the first that is there."""

TAGS_ONLY = {"n2": ("t1", "ti", "title"), "an": ("ti", "t1", "title"), "id": ("doi", "display name", "title")}
"""Names that mean a field only beside another: "n2" is an abstract in RIS and the people of an arm in a trial."""

TRIAL_COLUMNS = frozenset({
    "study", "outcome", "events1", "events2", "n1", "n2", "mean1", "mean2", "sd1", "sd2", "ai", "bi", "ci", "di", "n1i",
    "n2i", "m1i", "m2i", "sd1i", "sd2i", "yi", "vi", "sei", "effect", "effect measure", "ci low", "ci high", "se",
    "arm1", "arm2", "smd", "tau2", "weight", "trial", "instrument",
})  # fmt: skip  # a table, read across
"""Columns of the results of trials, ours and those of metafor."""

LEAST_TRIAL_COLUMNS = 4


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A name in the form in which names are compared.

    >>> plain_name(" Art. No. "), plain_name("primary_location.source-title")
    ('art no', 'primary location source title')
    """
    text = name.strip(" \t\r\n\"'*:\ufeff").casefold()
    for sign in "_-.":
        text = text.replace(sign, " ")
    return " ".join(text.split())


def known_columns(names: Iterable[str]) -> dict[str, str]:
    """Which of these columns holds which of our fields: field to column, for those that are known by their name.

    >>> known_columns(["Article_Title", "Author Names", "Odd"])
    {'title': 'Article_Title', 'authors': 'Author Names'}
    """
    columns: dict[str, str] = {}
    for name in names:
        columns.setdefault(plain_name(name), name)
    for name, beside in TAGS_ONLY.items():
        if name in columns and not any(word in columns for word in beside):
            del columns[name]
    return {
        field: columns[choice]
        for field, choices in COLUMNS.items()
        if (choice := next((name for name in choices if name in columns), None)) is not None
    }


def looks_like_trials(names: Iterable[str]) -> bool:
    """Whether columns are those of a table of trials' results, and of no records.

    >>> looks_like_trials(["study", "outcome", "n1", "mean1", "sd1"]), looks_like_trials(["Title", "Study", "Year"])
    (True, False)
    """
    plain = {plain_name(name) for name in names}
    return len(plain & TRIAL_COLUMNS) >= LEAST_TRIAL_COLUMNS and not plain & {"title", "doi", "pmid", "abstract"}
