"""Arms, their codes and doses, TIDieR items and instruments as tables: each slip names file, row and column."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from alongside.coding import Codebook, Evidence, cell_counts, dose_counts, read_appendices, read_codebook, read_evidence
from alongside.errors import InputError
from alongside.evidence import CELLS, Span
from alongside.packaged import PEER_SUPPORT

OUTCOMES = """
outcomes:
  - {id: stay, label: Stay, domain: hospital_use, measure: RR, higher_is_better: false}
"""
TABLES = {
    "outcomes.yaml": OUTCOMES,
    "studies.csv": (
        "id,label,doi,pmid,depth\nash-2009,Ash 2009,10.1/ash,123,full_text\nbay-2010,Bay 2010,10.1/bay,,abstract\n"
    ),
    "study_codes.csv": "study,dimension,code\nash-2009,population,diabetes\n",
    "arms.csv": (
        "study,arm,label,role\nash-2009,calls,Calls,support\nash-2009,comparator,usual care,comparator\n"
        "bay-2010,support,Groups,support\nbay-2010,comparator,usual care,comparator\n"
    ),
    "arm_codes.csv": (
        "study,arm,dimension,code,status,words\nash-2009,calls,component,education,present,were taught\n"
        "ash-2009,calls,component,reminders,said_absent,no reminders\n"
        "ash-2009,comparator,component,education,present,a class\n"
        "bay-2010,support,form,group,,met weekly\n"
    ),
    "dose.csv": "study,arm,contacts_planned,uptake_percent\nash-2009,calls,6 to 8,71\n",
    "tidier.csv": "study,1,2,3,4,5,6,7,8,9,10,11,12\nash-2009" + ",yes" * 11 + ",not_seen\n",
    "results.csv": (
        "id,study,outcome,higher_is_better,arm1,arm2,n1,n2,events1,events2\n"
        "ash-2009/1,ash-2009,stay,0,calls,,10,10,3,5\nbay-2010/1,bay-2010,stay,0,,,10,10,3,5\n"
    ),
    "instruments.yaml": (
        "version: 1\ninstruments:\n  - id: stays\n    label: Stays\n    names: [stay]\n    outcome: stay\n"
        "    higher_is_better: false\n    baseline_risk: {value: 0.5, source: ash-2009/1}\n"
    ),
}


@pytest.fixture(scope="module")
def book() -> Codebook:
    return read_codebook(PEER_SUPPORT / "codebook.yaml")


def evidence(folder: Path, book: Codebook, **changed: str) -> Evidence:
    for name, text in TABLES.items():
        (folder / name).write_text(changed.get(name.partition(".")[0], text), encoding="utf-8")
    return read_evidence(folder, book)


def test_arms_come_with_codes_dose_and_what_was_read_and_a_study_has_the_codes_of_its_support(
    tmp_path: Path, book: Codebook
) -> None:
    read = evidence(tmp_path, book)
    calls = read.arms[0]
    assert (calls.id, calls.role, calls.components) == ("ash-2009/calls", "support", ("education",))
    assert calls.dose is not None
    assert (calls.dose.contacts_planned, calls.dose.uptake_percent) == (Span(6, 8), Span(71, 71))
    assert [code.code for code in read.studies[0].codes] == ["diabetes", "education"]  # not what is said to be absent
    assert [(c.arm1, c.arm2) for c in read.contrasts] == [
        ("ash-2009/calls", "ash-2009/comparator"),
        ("bay-2010/support", "bay-2010/comparator"),
    ]


def test_the_four_values_of_a_cell_are_never_confused(tmp_path: Path, book: Codebook) -> None:
    read = evidence(tmp_path, book)
    ash, bay = read.arms[0], read.arms[2]
    assert ash.cell("component", "education") == "present"
    assert ash.cell("component", "reminders") == "said_absent"
    assert ash.cell("component", "incentives") == "not_stated"  # a full text was read
    assert bay.cell("component", "incentives") == "not_looked_at"  # an abstract only
    codes = len(book.dimension("component").codes)
    counts = cell_counts(read.arms, book, ("component",))["component"]
    assert list(counts) == list(CELLS)
    assert list(counts.values()) == [1, 1, codes - 2, codes]
    assert dose_counts(read.arms)["uptake_percent"] == (1, 2)


CODE = "study,arm,dimension,code,status,words\n"
RESULT = "id,study,outcome,higher_is_better,arm1,arm2,n1,n2,events1,events2\n"
INSTRUMENT = (
    "version: 1\ninstruments:\n  - id: stays\n    label: Stays\n    names: [stay]\n    outcome: {outcome}\n"
    "    higher_is_better: false\n    {more}\n"
)


@pytest.mark.parametrize(
    ("name", "text", "row", "column", "words"),
    [
        ("arms", "study,arm,label,role\nelm,support,x,support\n", 2, "study", "no study 'elm'"),
        ("arms", "study,arm,label,role\nash-2009,Calls!,x,support\n", 2, "arm", "small letters"),
        ("arms", "study,arm,label,role\nash-2009,calls,x,suport\n", 2, "role", "did you mean 'support'"),
        ("arms", "study,arm,label,role\nash-2009,a,x,support\nash-2009,a,y,other\n", 3, "arm", "stands in row 2"),
        ("arm_codes", CODE + "ash-2009,callz,component,education,,\n", 2, "arm", "did you mean 'ash-2009/calls'"),
        ("arm_codes", CODE + "ash-2009,calls,component,eduction,,\n", 2, "code", "did you mean 'education'"),
        ("arm_codes", CODE + "ash-2009,calls,component,education,absent,\n", 2, "status", "said_absent"),
        ("arm_codes", CODE + "ash-2009,calls,form,group,,\nash-2009,calls,form,group,,\n", 3, "code", "row 2 already"),
        ("dose", "study,arm,uptake_percent\nash-2009,calls,171\n", 2, "uptake_percent", "0 to 100"),
        ("dose", "study,arm,group_size\nash-2009,calls,8 to 6\n", 2, "group_size", "smaller number first"),
        ("dose", "study,arm,group_size\nash-2009,calls,about 6\n", 2, "group_size", "expected a number"),
        ("dose", "study,arm,group_size\nash-2009,calls,6\nash-2009,calls,7\n", 3, "arm", "twice"),
        ("tidier", TABLES["tidier.csv"].replace("not_seen", "unseen"), 2, "12", "not_seen"),
        ("tidier", TABLES["tidier.csv"].replace("not_seen", ""), 2, "12", "expected one of"),
        ("results", RESULT + "a/1,ash-2009,stay,0,call,,9,9,3,5\n", 2, "arm1", "did you mean 'ash-2009/calls'"),
        ("results", RESULT + "a/1,ash-2009,stay,0,calls,calls,9,9,3,5\n", 2, "arm2", "with itself"),
        ("studies", "id,label,doi\nash-2009,A,10.1/x\nbay-2010,B,10.1/X\n", 3, "doi", "that of 'ash-2009'"),
        ("studies", "id,label,pmid\nash-2009,A,PMC12\nbay-2010,B,\n", 2, "pmid", "a PubMed number"),
        ("studies", "id,label,depth\nash-2009,A,fulltext\nbay-2010,B,\n", 2, "depth", "did you mean 'full_text'"),
        ("study_codes", "study,dimension,code\nash-2009,form,group\nash-2009,form,group\n", 3, "code", "already"),
        ("instruments", INSTRUMENT.format(outcome="stai", more="unit: days"), 6, "outcome", "no outcome 'stai'"),
        ("instruments", INSTRUMENT.format(outcome="stay", more="low: 4"), 3, "high", "two numbers"),
        (
            "instruments",
            INSTRUMENT.format(outcome="stay", more="baseline_risk: {value: 1.5, source: ash-2009/1}"),
            8,
            "baseline_risk",
            "from 0 to 1",
        ),
        (
            "instruments",
            INSTRUMENT.format(outcome="stay", more="typical_sd: {value: 2, source: ash-2009/9}"),
            8,
            "source",
            "id of a result",
        ),
    ],
)
def test_a_slip_stops_with_file_row_and_column_and_nothing_is_half_read(
    tmp_path: Path, book: Codebook, name: str, text: str, row: int, column: str, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        evidence(tmp_path, book, **{name: text})
    assert caught.value.path is not None
    assert Path(caught.value.path).name.startswith(name)
    assert (caught.value.row, caught.value.column) == (row, column)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "column"),
    [
        ("bias_facts.csv", "study,domain,what_the_text_says,source\nelm,1,Opaque envelopes,x\n", "study"),
        ("bias_facts.csv", "study,domain,what_the_text_says,source\nash-2009,6,Opaque envelopes,x\n", "domain"),
        ("left_out.csv", "file,row,study,what,why\nresults.csv,3,ash-2009,x,\n", "why"),
    ],
)
def test_tables_that_enter_no_answer_are_read_as_strictly(
    tmp_path: Path, book: Codebook, name: str, text: str, column: str
) -> None:
    read = evidence(tmp_path, book)
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_appendices(tmp_path, {study.id: study for study in read.studies}, {})
    assert (caught.value.row, caught.value.column) == (2, column)


def test_older_folders_without_arms_are_read_as_before(tmp_path: Path, book: Codebook) -> None:
    evidence(tmp_path, book)
    for name in ("arms.csv", "arm_codes.csv", "dose.csv", "tidier.csv", "instruments.yaml"):
        (tmp_path / name).unlink()
    read = read_evidence(tmp_path, book)
    assert (read.arms, read.tidier, read.instruments) == ((), (), ())
    assert read.contrasts[1].arm2 == "bay-2010/comparator"


def test_a_figure_of_a_packaged_instrument_is_the_one_that_its_result_printed(tmp_path: Path, book: Codebook) -> None:
    shutil.copytree(PEER_SUPPORT, tmp_path / "packaged")
    read = read_evidence(tmp_path / "packaged", book)
    results = {contrast.id: contrast for contrast in read.contrasts}
    checked = 0
    for instrument in read.instruments:
        for figure, part in ((instrument.typical_sd, "sd2"), (instrument.baseline, "mean2")):
            contrast = results.get(figure.source) if figure else None
            if figure is None or contrast is None:
                continue
            assert instrument.measures(contrast.instrument), instrument.id
            assert contrast.higher_is_better is instrument.higher_is_better, instrument.id
            if contrast.means is not None and instrument.baseline_is == "mean":
                assert getattr(contrast.means, part) == figure.value, instrument.id
                checked += 1
            elif contrast.counts is not None:
                assert figure.value == pytest.approx(contrast.counts.events2 / contrast.counts.n2, abs=5e-4)
                checked += 1
    assert checked >= 60
