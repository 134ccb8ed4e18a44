"""XML other than PubMed's: EndNote, JATS, ICTRP."""

from __future__ import annotations

from pathlib import Path

from alongside.records import Broken, Record, Source, detect_format, format_named, read_records


def read(format_: str, text: str) -> list[Record | Broken]:
    source = Source(Path("export.xml"), data=text.encode())
    assert detect_format(source).name == format_
    return list(format_named(format_).read(source))


def only(format_: str, text: str) -> Record:
    [entry] = read(format_, text)
    assert isinstance(entry, Record)
    return entry


ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records>
<record><database name="My.enl">My.enl</database><source-app name="EndNote" version="20">EndNote</source-app>
<rec-number>7</rec-number><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Ash, Ann</style></author><author>Birch, Ben</author></authors>
<secondary-authors><author>Cole, C.</author></secondary-authors></contributors>
<titles><title><style>Peer </style><style face="italic">support</style></title>
<secondary-title>Journal of peers</secondary-title></titles>
<periodical><full-title>Journal of peers</full-title><abbr-1>J Peers</abbr-1></periodical>
<pages>101-9</pages><volume>3</volume><number>2</number><keywords><keyword>peers</keyword>
<keyword>self care</keyword></keywords>
<dates><year>2009</year></dates><isbn>2213-4220</isbn><accession-num>19597169</accession-num>
<abstract>One.&#13;Two.</abstract><notes>read twice</notes><urls><related-urls>
<url>https://example.org/a?b=1&amp;c=2</url></related-urls></urls>
<custom2>PMC2628301</custom2><electronic-resource-num>10.1234/a</electronic-resource-num>
<remote-database-name>Medline</remote-database-name></record>
<record><ref-type name="Thesis">32</ref-type><titles><title>cut & broken</titles></record>
<record><ref-type name="Thesis">32</ref-type><titles><title>Whole</title></titles></record>
</records></xml>
"""


def test_an_entry_of_endnote_is_read_with_what_only_endnote_has() -> None:
    intact, broken, last = read("endnote-xml", ENDNOTE)
    assert isinstance(intact, Record)
    assert (intact.title, intact.authors) == ("Peer support", ("Ash, Ann", "Birch, Ben"))
    assert (intact.journal, intact.journal_abbreviation, intact.pages) == ("Journal of peers", "J Peers", "101–9")
    assert (intact.doi, intact.pmid, intact.pmcid) == ("10.1234/a", "19597169", "PMC2628301")
    assert (intact.abstract, intact.type, intact.keywords) == ("One.\nTwo.", "article", ("peers", "self care"))
    assert intact.urls == ("https://example.org/a?b=1&c=2",)
    assert intact.extra["notes"] == ("read twice",)
    assert intact.extra["contributors/secondary-authors/author"] == ("Cole, C.",)
    assert isinstance(broken, Broken)
    assert broken.line == 17
    assert isinstance(last, Record)
    assert (last.title, last.type) == ("Whole", "thesis")


JATS = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "JATS-archivearticle1.dtd">
<article article-type="research-article" xml:lang="en" xmlns:xlink="http://www.w3.org/1999/xlink"><front>
<journal-meta><journal-id journal-id-type="nlm-ta">J Peers</journal-id><journal-title-group>
<journal-title>Journal of peers</journal-title></journal-title-group><issn pub-type="epub">2213-4220</issn>
</journal-meta>
<article-meta><article-id pub-id-type="pmid">19597169</article-id><article-id pub-id-type="pmc">2628301</article-id>
<article-id pub-id-type="doi">10.1234/a</article-id><article-id pub-id-type="publisher-id">x7</article-id>
<article-categories><subj-group><subject>Research Article</subject></subj-group></article-categories>
<title-group><article-title>Peer <italic>support</italic></article-title><subtitle>a trial</subtitle></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Ash</surname><given-names>Ann</given-names></name>
</contrib>
<contrib contrib-type="author"><collab>The Peers Group</collab></contrib>
<contrib contrib-type="editor"><name><surname>Cole</surname><given-names>C</given-names></name></contrib>
</contrib-group>
<pub-date pub-type="epub"><day>1</day><month>12</month><year>2008</year></pub-date>
<pub-date pub-type="ppub"><year>2009</year></pub-date><volume>3</volume><issue>2</issue><fpage>101</fpage>
<lpage>109</lpage>
<abstract><sec><title>Methods:</title><p>Registered as <ext-link xlink:href="x">ISRCTN12345678</ext-link>.</p></sec>
<sec><title>Results</title><p>They did.</p></sec></abstract><abstract abstract-type="summary"><p>In short.</p>
</abstract>
<kwd-group><kwd>peers</kwd><kwd>self care</kwd></kwd-group></article-meta></front>
<body><p>Ten thousand words.</p></body></article>
"""


def test_an_article_is_read_from_what_stands_before_its_text() -> None:
    record = only("jats", JATS)
    assert record.title == "Peer support: a trial"
    assert (record.authors, record.year) == (("Ash, Ann", "The Peers Group"), 2009)
    assert (record.doi, record.pmid, record.pmcid, record.issn) == ("10.1234/a", "19597169", "PMC2628301", "2213-4220")
    assert (record.journal, record.journal_abbreviation, record.pages) == ("Journal of peers", "J Peers", "101–109")
    assert record.abstract == "Methods: Registered as ISRCTN12345678.\nResults: They did."
    assert (record.registrations, record.keywords) == (("ISRCTN12345678",), ("peers", "self care"))
    assert (record.type, record.language) == ("article", "en")
    assert record.extra["abstract summary"] == ("In short.",)
    assert "Ten thousand" not in record.raw


def test_real_articles_are_read_with_their_numbers(shared: Path) -> None:
    for path in sorted((shared / "data" / "documents").glob("*.nxml")):
        [record] = read_records(path)
        assert isinstance(record, Record)
        assert record.pmcid == path.stem
        assert all([record.title, record.authors, record.year, record.doi, record.journal, record.abstract]), path.name


def test_a_trial_of_the_who_platform_is_a_registration() -> None:
    record = only(
        "ictrp",
        "<?xml version='1.0'?><Trials_downloaded_from_ICTRP><Trial><Internal_Number>1</Internal_Number>"
        "<TrialID>ISRCTN12345678</TrialID><Public_title>Calls for people &amp; peers</Public_title>"
        "<Scientific_title>A randomised trial of calls</Scientific_title>"
        "<Primary_sponsor>A University</Primary_sponsor>"
        "<Date_registration>14/02/2009</Date_registration><Source_Register>ISRCTN</Source_Register>"
        "<web_address>https://example.org/1</web_address><Condition>Pain; Sleep</Condition>"
        "<Secondary_ID>NCT01234567</Secondary_ID><Target_size>100</Target_size></Trial></Trials_downloaded_from_ICTRP>",
    )
    assert (record.title, record.year, record.type) == ("Calls for people & peers", 2009, "registration")
    assert record.registrations == ("ISRCTN12345678", "NCT01234567")
    assert (record.keywords, record.database) == (("Pain", "Sleep"), "ISRCTN")
    assert record.extra["Scientific_title"] == ("A randomised trial of calls",)
    assert record.extra["Target_size"] == ("100",)


def test_entities_never_reach_a_file_of_the_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    text = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>' + ENDNOTE.replace("read twice", "&e;")
    assert "the secret" not in repr(read("endnote-xml", text))
