"""Protocol and report hold every item of their lists, filled or named as missing, in all three forms."""

from __future__ import annotations

import dataclasses
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from alongside.evidence import Author
from alongside.project import Project
from alongside.publishing.evaluation import docx_of, envelopes_pdf, html_of, pdf_of
from alongside.publishing.evaluation.consort import CONSORT, FROM_THE_RESULT
from alongside.publishing.evaluation.spirit import FROM_THE_FORM, SPIRIT
from alongside.workflow.test.documents import protocol_document, report_document
from alongside.workflow.test.evaluations import Evaluation, evaluation_named
from alongside.workflow.test.example import EXAMPLE, run_example
from alongside.workflow.test.vault import Vault

ADA = Author("person", "Ada")
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "reporting.md"


@pytest.fixture
def example(project: Project, vault: Vault) -> Evaluation:
    run_example(project, vault, author=ADA)
    return evaluation_named(project, str(EXAMPLE["id"]))


def test_spirit_has_34_items_and_consort_30_each_numbered_once() -> None:
    for listed, count in (
        ([n for _, items in SPIRIT for n, _ in items], 34),
        ([n for _, i in CONSORT for n, _, _ in i], 30),
    ):
        assert len(set(listed)) == len(listed)
        assert sorted({int(re.sub(r"\D", "", number)) for number in listed}) == list(range(1, count + 1))


def test_the_table_of_the_docs_says_who_fills_each_item() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for _, items in SPIRIT:
        for number, name in items:
            assert f"| {number} | {name} | {'the form' if number in FROM_THE_FORM else 'a person'} |" in text
    for _, rows in CONSORT:
        for number, name, spirit in rows:
            by = f"the protocol, item {spirit}" if spirit else "a person"
            assert f"| {number} | {name} | {'the opened analysis' if number in FROM_THE_RESULT else by} |" in text


def test_what_the_form_fills_says_something_and_the_rest_is_missing_until_it_is_written(example: Evaluation) -> None:
    missing = set(protocol_document(example).missing)
    assert missing == {number for _, items in SPIRIT for number, _ in items} - FROM_THE_FORM
    protocol = dataclasses.replace(example.protocol, items={"30": "Approved on 1 May.", "r29": "It may help."})
    written = dataclasses.replace(example, protocol=protocol)
    assert set(protocol_document(written).missing) == missing - {"30"}
    assert "29" not in report_document(written).missing
    assert not FROM_THE_RESULT & set(report_document(example).missing)


def test_no_harms_and_no_record_of_harms_are_two_things(example: Evaluation) -> None:
    assert example.opened is not None
    for harms, missing in ((None, True), ([], False)):
        opened = dataclasses.replace(example.opened, report={**example.opened.report, "harms": harms})
        assert ("27" in report_document(dataclasses.replace(example, opened=opened)).missing) is missing


def test_the_report_is_html_pdf_and_word_with_the_same_items(example: Evaluation) -> None:
    document = report_document(example)
    page, pdf, word = html_of(document), pdf_of(document), docx.Document(io.BytesIO(docx_of(document)))
    headings = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Heading 2"]
    numbers = [item.number for section in document.sections for item in section.items]
    assert [heading.split()[0] for heading in headings] == numbers
    assert re.findall(r'id="item-(\w+)"', page) == numbers
    assert pdf.startswith(b"%PDF-1.7")
    assert b"StructTreeRoot" in pdf
    assert "http" not in re.sub(r"http://www.w3.org/2000/svg", "", page)


def test_a_name_that_is_markup_stays_a_name(example: Evaluation) -> None:
    protocol = dataclasses.replace(example.protocol, title="<script>alert(1)</script> & #danger")
    document = protocol_document(dataclasses.replace(example, protocol=protocol))
    assert "<script>" not in html_of(document)
    assert pdf_of(document).startswith(b"%PDF")
    assert docx_of(document)


def test_the_numbers_of_the_report_are_those_that_were_analysed(example: Evaluation) -> None:
    assert example.opened is not None
    effect = example.opened.report["analyses"][0]["results"][0]
    text = html_of(report_document(example))
    assert f"{abs(effect['estimate']):.2f}" in text
    flow = example.opened.report["flow"]
    assert sum(arm["randomised"] for arm in flow["arms"]) == example.allocated == 96
    analysed = [arm["analysed"] for arm in flow["arms"]]
    assert sorted(analysed) == sorted(effect["n"])


def test_envelopes_have_a_sheet_each_and_one_that_explains() -> None:
    pdf = envelopes_pdf("Calls", "calls", [("north", 1, "support"), ("north", 2, "waiting list")])
    assert b"/Type/Pages/Count 3" in pdf


def test_the_protocol_dates_from_its_lock(example: Evaluation) -> None:
    assert example.locked is not None
    assert datetime.fromisoformat(example.locked.when) < datetime(2026, 1, 1, tzinfo=UTC)
    assert example.locked.digest in html_of(protocol_document(example))
