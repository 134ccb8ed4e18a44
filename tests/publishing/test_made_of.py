"""What support is made of: four values that are never confused, doses with their n, and reports item by item."""

from __future__ import annotations

from alongside.coding import cell_counts
from alongside.coding.codebook import Codebook, CodeDefinition, Dimension, Example
from alongside.evidence import Arm, Code, Dose, QuoteAnchor, Span, Tidier
from alongside.publishing.figures.understood import csv_of, drawings_of, rows_of
from alongside.publishing.links import SiteLinks
from alongside.publishing.made_of import doses, frequencies, items, pairs, together, totals
from alongside.publishing.made_of_words import dose_sentence, tidier_sentence
from alongside.publishing.pages import what
from alongside.publishing.review import Review


def _dimension(name: str, *codes: str) -> Dimension:
    return Dimension(name, name, "", "", True, tuple(CodeDefinition(code, code, "", Example("x")) for code in codes))


BOOK = Codebook(2, (_dimension("component", "education", "reminders"), _dimension("infrastructure", "supervision")))


def _arm(name: str, *codes: str, full: bool = False, dose: Dose | None = None, absent: str = "") -> Arm:
    arm_codes = [Code("infrastructure" if code == "supervision" else "component", code) for code in codes]
    if absent:
        arm_codes.append(Code("component", absent, status="said_absent"))
    return Arm(f"{name}/support", name, name, codes=tuple(arm_codes), dose=dose, read_in_full=full)


ARMS = (
    _arm("a", "education", "supervision", full=True, dose=Dose(contacts_planned=Span(6, 14))),
    _arm("b", "education", "supervision", absent="reminders"),
    _arm("c", "reminders", dose=Dose(contacts_planned=Span(4, 4), uptake_percent=Span(80, 80))),
)


def test_each_cell_has_one_of_four_values() -> None:
    reminders = frequencies(ARMS, BOOK, "component")[1]
    assert reminders.cells == {"present": 1, "said_absent": 1, "not_stated": 1, "not_looked_at": 0}
    education = frequencies(ARMS, BOOK, "component")[0]
    assert education.cells == {"present": 2, "said_absent": 0, "not_stated": 0, "not_looked_at": 1}


def test_what_goes_together_is_counted_in_arms() -> None:
    [pair] = pairs(ARMS, BOOK)
    assert (pair.label1, pair.label2, pair.both, pair.n1, pair.n2) == ("education", "supervision", 2, 2, 2)
    matrix = together(ARMS, BOOK)
    assert matrix is not None
    assert matrix.cells[("education", "reminders")].status == "not_looked_at"  # c was read in part
    assert matrix.unit == "arms"


def test_a_dose_says_of_how_many_arms_it_is_known() -> None:
    contacts, uptake = doses(ARMS)
    assert (contacts.values, contacts.arms) == ((4.0, 10.0), 3)
    assert (uptake.median, len(uptake.values)) == (80.0, 1)
    assert "contacts planned 7 (said of 2 of 3 arms)" in dose_sentence(doses(ARMS))


def test_what_nobody_could_see_counts_neither_for_nor_against_a_report() -> None:
    card = Tidier("a", ("yes",) * 6 + ("partly",) * 2 + ("no",) * 2 + ("not_seen",) * 2)
    sentence = tidier_sentence(items([card]), 1)
    assert "60 % of what could be judged".replace(" ", "") in sentence.replace("\u2009", "").replace(
        "\u202f", ""
    ).replace(" ", "")
    assert "2 more items were not seen" in sentence
    assert items([card])[11].seen == 0


def test_the_page_opens_with_what_happens_in_the_words_of_the_evidence(packaged: Review) -> None:
    context = what.context(packaged, SiteLinks())
    titles = [row["title"] for row in context["happens"]]
    assert titles == ["A call", "A meeting", "A forum", "A course", "A visit, one to one"]
    anchors = [anchor for arm in packaged.arms for code in arm.codes for anchor in code.anchors]
    verbatim = {anchor.text for anchor in anchors if anchor.verbatim}
    quotes = [quote for row in context["happens"] for quote in row["quotes"]]
    assert len(quotes) >= 10
    assert {quote["words"] for quote in quotes} <= verbatim
    for row in context["happens"]:
        carrying = [study for study in packaged.trials if row["id"] in study.codes_of("form")]
        assert row["trials"] == len(carrying), "the same number as on every other page"
    assert [line for row in context["happens"] for line in row["amount"] if "(3 of" in line and "half" in line] == []


def test_words_that_are_no_quotation_are_never_shown_as_one(packaged: Review) -> None:
    noted = Code("component", "education", (QuoteAnchor("a note of the reader, long enough to be shown", "x"),))
    from alongside.publishing.pages.happens import _words

    assert _words(noted) == ""


def test_every_figure_has_its_drawing_and_its_rows(packaged: Review) -> None:
    drawings, rows = drawings_of(packaged), rows_of(packaged)
    assert set(drawings) == set(rows) >= {"tidier", "dose", "component", "training", "gap-together"}
    for name in drawings:
        assert drawings[name]().words in drawings[name]().svg.replace("&quot;", '"').replace("&#x27;", "'")
        assert csv_of(rows[name]()).count("\n") > 5


def test_the_cells_of_the_page_are_those_that_check_evidence_counts(packaged: Review) -> None:
    counted = cell_counts(packaged.supporting, packaged.codebook)
    assert totals(packaged.supporting, packaged.codebook) == counted
    rows = what.context(packaged, SiteLinks())["cells"]
    assert [sum(row["counts"]) for row in rows] == [sum(counts.values()) for counts in counted.values()]
