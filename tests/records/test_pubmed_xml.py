"""PubMed's XML: every number, every name, every word where it belongs."""

from __future__ import annotations

from pathlib import Path

from alongside.records import Broken, Record, Source, detect_format
from memory import peak_of

ARTICLE = """
<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="1">31234567</PMID>
    <DateCompleted><Year>2020</Year><Month>01</Month><Day>02</Day></DateCompleted>
    <Article PubModel="Print-Electronic">
      <Journal><ISSN IssnType="Electronic">1472-684X</ISSN>
        <JournalIssue CitedMedium="Internet"><Volume>12</Volume><Issue>3 Suppl 1</Issue>
          <PubDate><MedlineDate>2019 Nov-Dec</MedlineDate></PubDate></JournalIssue>
        <Title>Journal of invented studies</Title><ISOAbbreviation>J Invent Stud</ISOAbbreviation></Journal>
      <ArticleTitle>Calls in the <i>first</i> week: H<sub>2</sub>O &amp; peers.</ArticleTitle>
      <Pagination><StartPage>101</StartPage><EndPage>109</EndPage><MedlinePgn>101-9</MedlinePgn></Pagination>
      <ELocationID EIdType="pii" ValidYN="Y">S1-2</ELocationID>
      <ELocationID EIdType="doi" ValidYN="N">10.1234/wrong</ELocationID>
      <ELocationID EIdType="doi" ValidYN="Y">10.1234/J.INV.2019</ELocationID>
      <Abstract><AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">Peers <b>call</b>.</AbstractText>
        <AbstractText Label="RESULTS">It works.</AbstractText><AbstractText>No label.</AbstractText>
        <CopyrightInformation>© nobody</CopyrightInformation></Abstract>
      <AuthorList CompleteYN="Y">
        <Author ValidYN="Y"><LastName>Ash</LastName><ForeName>Anna B</ForeName><Initials>AB</Initials>
          <Suffix>Jr</Suffix><Identifier Source="ORCID">0000-0001</Identifier>
          <AffiliationInfo><Affiliation>A House.</Affiliation></AffiliationInfo></Author>
        <Author ValidYN="N"><LastName>Asch</LastName><Initials>A</Initials></Author>
        <Author ValidYN="Y"><CollectiveName>Peer Study Group</CollectiveName></Author>
      </AuthorList>
      <Language>ger</Language>
      <DataBankList CompleteYN="Y">
        <DataBank><DataBankName>ClinicalTrials.gov</DataBankName>
          <AccessionNumberList><AccessionNumber>NCT01234567</AccessionNumber></AccessionNumberList></DataBank>
        <DataBank><DataBankName>ISRCTN</DataBankName>
          <AccessionNumberList><AccessionNumber>12345678</AccessionNumber></AccessionNumberList></DataBank>
        <DataBank><DataBankName>GENBANK</DataBankName>
          <AccessionNumberList><AccessionNumber>AF1</AccessionNumber></AccessionNumberList></DataBank>
      </DataBankList>
      <GrantList CompleteYN="Y"><Grant><GrantID>R01</GrantID><Agency>A Fund</Agency></Grant></GrantList>
      <PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
        <PublicationType UI="D016449">Randomized Controlled Trial</PublicationType></PublicationTypeList>
      <VernacularTitle>Anrufe in der ersten Woche.</VernacularTitle>
      <ArticleDate DateType="Electronic"><Year>2019</Year><Month>10</Month><Day>09</Day></ArticleDate>
    </Article>
    <MedlineJournalInfo><Country>Nowhere</Country><MedlineTA>J Invent Stud</MedlineTA>
      <ISSNLinking>1472-684X</ISSNLinking></MedlineJournalInfo>
    <CommentsCorrectionsList>
      <CommentsCorrections RefType="ErratumIn"><RefSource>J Invent Stud. 2020;13:1</RefSource>
        <PMID Version="1">31999999</PMID></CommentsCorrections>
      <CommentsCorrections RefType="CommentIn"><RefSource>Another J. 2020</RefSource></CommentsCorrections>
    </CommentsCorrectionsList>
    <MeshHeadingList><MeshHeading><DescriptorName UI="D1" MajorTopicYN="N">Asthma</DescriptorName>
      <QualifierName UI="Q1" MajorTopicYN="Y">therapy</QualifierName></MeshHeading>
      <MeshHeading><DescriptorName UI="D2" MajorTopicYN="N">Humans</DescriptorName></MeshHeading></MeshHeadingList>
    <KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">peer support</Keyword></KeywordList>
    <SomethingNew>kept</SomethingNew>
  </MedlineCitation>
  <PubmedData>
    <History><PubMedPubDate PubStatus="received"><Year>2019</Year><Month>1</Month><Day>5</Day></PubMedPubDate></History>
    <PublicationStatus>ppublish</PublicationStatus>
    <ArticleIdList><ArticleId IdType="pubmed">31234567</ArticleId><ArticleId IdType="pmc">PMC7654321</ArticleId>
      <ArticleId IdType="doi">10.1234/j.inv.2019</ArticleId><ArticleId IdType="pii">S1-2</ArticleId></ArticleIdList>
    <ReferenceList><Reference><Citation>Cited work</Citation><ArticleIdList>
      <ArticleId IdType="pubmed">11111111</ArticleId><ArticleId IdType="doi">10.9999/cited</ArticleId></ArticleIdList>
    </Reference></ReferenceList>
  </PubmedData>
</PubmedArticle>"""

BOOK = """
<PubmedBookArticle><BookDocument>
  <PMID Version="1">20301295</PMID>
  <ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
  <Book><Publisher><PublisherName>A Press</PublisherName><PublisherLocation>Here</PublisherLocation></Publisher>
    <BookTitle book="b">A Book of Peers</BookTitle><PubDate><Year>2008</Year></PubDate>
    <AuthorList Type="editors"><Author><LastName>Elm</LastName><ForeName>Eve</ForeName></Author></AuthorList>
    <Isbn>9780000000002</Isbn></Book>
  <ArticleTitle book="b" part="c">A chapter</ArticleTitle><Language>eng</Language>
  <AuthorList Type="authors"><Author><LastName>Oak</LastName><ForeName>Otto</ForeName></Author></AuthorList>
  <PublicationType UI="D1">Guide</PublicationType>
  <Abstract><AbstractText>About it.</AbstractText></Abstract>
</BookDocument><PubmedBookData><ArticleIdList><ArticleId IdType="pubmed">20301295</ArticleId></ArticleIdList>
</PubmedBookData></PubmedBookArticle>"""

HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2024//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_240101.dtd">\n<PubmedArticleSet>'
)


def read(text: str) -> list[Record | Broken]:
    source = Source(Path("answer.xml"), data=text.encode())
    format_ = detect_format(source)
    assert format_.name == "pubmed-xml"
    return list(format_.read(source))


def only(text: str) -> Record:
    [entry] = read(f"{HEAD}{text}</PubmedArticleSet>")
    assert isinstance(entry, Record)
    return entry


def test_the_fields_of_an_article_are_read() -> None:
    record = only(ARTICLE)
    assert record.title == "Calls in the first week: H2O & peers."
    assert record.original_title == "Anrufe in der ersten Woche."
    assert record.authors == ("Ash, Anna B Jr", "Peer Study Group")
    assert (record.year, record.journal, record.journal_abbreviation) == (
        2019,
        "Journal of invented studies",
        "J Invent Stud",
    )
    assert (record.volume, record.issue, record.pages, record.issn) == ("12", "3 Suppl 1", "101–9", "1472-684X")
    assert (record.type, record.language, record.database) == ("article", "ger", "PubMed")
    assert record.abstract == "BACKGROUND: Peers call. RESULTS: It works. No label."
    assert set(record.keywords) == {"Asthma/therapy", "Humans", "peer support"}
    assert (record.file, record.line) == ("answer.xml", 4)
    assert record.raw.startswith("<PubmedArticle>")
    assert record.raw.endswith("</PubmedArticle>")


def test_the_numbers_are_those_of_the_article_and_never_of_what_it_cites() -> None:
    record = only(ARTICLE)
    assert (record.doi, record.pmid, record.pmcid) == ("10.1234/j.inv.2019", "31234567", "PMC7654321")
    assert record.registrations == ("NCT01234567", "ISRCTN12345678")


def test_what_has_no_place_in_a_record_is_kept_under_its_own_name() -> None:
    extra = only(ARTICLE).extra
    assert extra["ErratumIn"] == ("J Invent Stud. 2020;13:1 PMID: 31999999",)
    assert extra["CommentIn"] == ("Another J. 2020",)
    assert extra["DataBankList"] == ("GENBANK/AF1",)
    assert extra["ELocationID doi"] == ("10.1234/wrong",)
    assert extra["ELocationID pii"] == ("S1-2",)
    assert extra["PublicationType"] == ("Journal Article", "Randomized Controlled Trial")
    assert extra["GrantList/Grant"] == ("R01 A Fund",)
    assert extra["History/PubMedPubDate received"] == ("2019 1 5",)
    assert extra["Author/Identifier ORCID"] == ("0000-0001",)
    assert extra["Author ValidYN=N"] == ("Asch, A",)
    assert extra["PubDate"] == ("2019 Nov-Dec",)
    assert extra["SomethingNew"] == ("kept",)
    assert extra["CopyrightInformation"] == ("© nobody",)


def test_a_chapter_knows_its_book() -> None:
    record = only(BOOK)
    assert (record.title, record.journal, record.type) == ("A chapter", "A Book of Peers", "chapter")
    assert (record.authors, record.year, record.pmid) == (("Oak, Otto",), 2008, "20301295")
    assert record.extra["Book/AuthorList editors"] == ("Elm, Eve",)
    assert record.extra["Book/Isbn"] == ("9780000000002",)
    assert record.extra["ArticleId bookaccession"] == ("NBK1",)


def test_an_article_without_an_english_title_has_its_own() -> None:
    record = only(ARTICLE.replace("Calls in the <i>first</i> week: H<sub>2</sub>O &amp; peers.", "[Not Available]."))
    assert record.title == record.original_title == "Anrufe in der ersten Woche."


def test_a_retracted_article_is_no_notice_of_retraction() -> None:
    article = ARTICLE.replace("Randomized Controlled Trial", "Retracted Publication")
    assert only(article).type == "article"
    assert "Retracted Publication" in only(article).extra["PublicationType"]
    assert only(ARTICLE.replace("Randomized Controlled Trial", "Retraction of Publication")).type == "retraction"
    assert only(ARTICLE.replace("Randomized Controlled Trial", "Published Erratum")).type == "erratum"


def test_answers_that_were_put_one_behind_the_other_are_all_read() -> None:
    answer = f"{HEAD}{ARTICLE}{BOOK}</PubmedArticleSet>\n"
    entries = read(answer * 3)
    assert len(entries) == 6
    assert all(isinstance(entry, Record) for entry in entries)


def test_a_file_of_the_older_kind_is_read() -> None:
    citation = ARTICLE[ARTICLE.index("<MedlineCitation") : ARTICLE.index("<PubmedData>")]
    [record] = read(f"<MedlineCitationSet>{citation}</MedlineCitationSet>")
    assert isinstance(record, Record)
    assert (record.pmid, record.doi) == ("31234567", "10.1234/j.inv.2019")


def test_an_article_with_nothing_in_it_is_an_empty_record() -> None:
    assert only("<PubmedArticle></PubmedArticle>").title == ""
    assert only("<PubmedArticle><MedlineCitation/><PubmedData/></PubmedArticle>").pmid == ""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (150, 1000):
        path = tmp_path / f"{count}.xml"
        path.write_text(f"{HEAD}{ARTICLE * count}</PubmedArticleSet>", encoding="utf-8")
        setup = "from pathlib import Path\nfrom alongside.records import Source, format_named"
        reading = f"format_named('pubmed-xml').read(Source(Path({str(path)!r})))"
        peaks.append(peak_of(f"assert sum(1 for _ in {reading}) == {count}", setup=setup))
    assert peaks[1] < 1.3 * peaks[0] < 50_000_000
