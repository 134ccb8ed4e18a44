"""The codebook: the packaged one is whole, a bad one is refused with its line, and two versions can be compared."""

from __future__ import annotations

import contextlib
import csv
import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from alongside.coding import Codebook, CodeDefinition, Dimension, Example, changes, read_codebook
from alongside.errors import InputError
from alongside.packaged import PEER_SUPPORT

SHARED = Path(os.environ.get("ALONGSIDE_SHARED") or Path(__file__).parents[3] / "shared")

SMALL = """\
version: 1
frameworks: {tidier: "Hoffmann 2014"}
dimensions:
  - id: form
    label: Form
    question: How do people meet?
    why: Forms differ in reach.
    multiple: true
    codes:
      - id: telephone
        label: Telephone calls
        definition: Two people talk by telephone.
        example: {text: weekly calls, study: Dale 2009}
        cues: [telephone, phone call]
      - id: group
        label: Group
        definition: Several people meet.
        example: {text: a group that meets, invented: true}
"""


@pytest.fixture(scope="module")
def packaged() -> Codebook:
    return read_codebook(PEER_SUPPORT / "codebook.yaml")


def read(tmp_path: Path, text: str) -> Codebook:
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    return read_codebook(path)


def refused(tmp_path: Path, text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert caught.value.path == tmp_path / "codebook.yaml"
    assert "\n" not in str(caught.value)
    return caught.value


def book(*codes: CodeDefinition, version: int = 1) -> Codebook:
    return Codebook(version, (Dimension("form", "Form", "How do people meet?", "Forms differ.", True, codes),))


def code(name: str, label: str = "Label", definition: str = "Definition.") -> CodeDefinition:
    return CodeDefinition(name, label, definition, Example("words"))


# The packaged codebook


def test_every_packaged_code_has_a_definition_and_an_example(packaged: Codebook) -> None:
    assert len(packaged.dimensions) == 11
    for dimension in packaged.dimensions:
        assert dimension.question.endswith("?")
        assert dimension.why.endswith(".")
        for each in dimension.codes:
            assert each.definition.endswith("."), each.id
            assert each.example.text, each.id


def test_no_two_packaged_codes_of_a_dimension_share_a_label_or_a_definition(packaged: Codebook) -> None:
    for dimension in packaged.dimensions:
        assert len({each.label for each in dimension.codes}) == len(dimension.codes)
        assert len({each.definition for each in dimension.codes}) == len(dimension.codes)


def test_a_packaged_example_stands_in_the_rows_of_the_study_that_it_names(packaged: Codebook) -> None:
    cells: dict[str, list[str]] = defaultdict(list)
    labels = {}
    for row in rows_of("studies.csv"):
        labels[row["id"]] = row["label"]
        cells[row["label"]] += [*row.values(), f"{row['training_hours']} hours of training"]
    for name in ("results.csv", "study_codes.csv", "arm_codes.csv"):
        for row in rows_of(name):
            cells[labels[row["study"]]] += row.values()
    for dimension in packaged.dimensions:
        for each in dimension.codes:
            if not each.example.invented:
                assert any(each.example.text in cell for cell in cells[each.example.study]), each.example


def test_every_packaged_study_is_coded_with_codes_of_the_codebook(packaged: Codebook) -> None:
    for row in rows_of("study_codes.csv"):
        packaged.check(row["dimension"], row["code"])
    for row in rows_of("results.csv"):
        packaged.check("comparator", row["comparator_class"])
        packaged.check("outcome_domain", row["domain"])


def test_no_code_of_the_first_list_was_lost(packaged: Codebook) -> None:
    path = SHARED / "data/peer-support/codebook.yaml"
    if not path.exists():
        pytest.skip(f"the first list of codes is not at {path}")
    for dimension in yaml.safe_load(path.read_text(encoding="utf-8"))["dimensions"]:
        for each in dimension["codes"]:
            code = packaged.check(dimension["id"], each["id"])
            assert code.label.startswith(each["label"])  # four labels were cut at a comma there
            assert code.cues == tuple(each.get("cues", ()))
            assert code.note == each.get("note", "")
            assert code.plain == each.get("plain", "")


def rows_of(name: str) -> list[dict[str, str]]:
    with (PEER_SUPPORT / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


# Checking a code


def test_a_typo_is_answered_with_the_nearest_id(packaged: Codebook) -> None:
    with pytest.raises(InputError, match="did you mean 'telephone'") as caught:
        packaged.check("form", "telefone")
    assert caught.value.column == "code"
    with pytest.raises(InputError, match="did you mean 'supporter'") as caught:
        packaged.check("suporter", "paid")
    assert caught.value.column == "dimension"


def test_a_code_that_is_near_nothing_is_answered_with_all_there_are(packaged: Codebook) -> None:
    with pytest.raises(InputError, match="expected one of nothing_or_usual, waiting_list, attention"):
        packaged.check("comparator", "zzz")


# Reading


def test_a_small_codebook_is_read_as_written(tmp_path: Path) -> None:
    small = read(tmp_path, SMALL)
    assert small.version == 1
    assert small.frameworks == (("tidier", "Hoffmann 2014"),)
    assert small.dimension("form").multiple
    telephone = small.code("form", "telephone")
    assert telephone.cues == ("telephone", "phone call")
    assert telephone.example == Example("weekly calls", "Dale 2009")
    assert small.code("form", "group").example.invented


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "says"),
    [
        ("    label: Form\n", "    label: Form\n    colour: red\n", 6, "colour", "unknown key"),
        ("version: 1\n", "version: 1\neditor: Ann\n", 2, "editor", "unknown key"),
        ("invented: true", "imagined: true", 18, "imagined", "unknown key"),
        ("- id: group", "- id: telephone", 15, "id", "stands in line 10 already"),
        ("- id: group", "- id: Group", 15, "id", "a-z, 0-9 and _"),
        ("- id: group", "- id: one-to-one", 15, "id", "a-z, 0-9 and _"),
        ("- id: group", "- id: 12", 15, "id", "quotation marks make it text"),
        ("        definition: Several people meet.\n", "", 15, "definition", "missing"),
        ("        example: {text: a group that meets, invented: true}\n", "", 15, "example", "missing"),
        ("definition: Several people meet.", "definition: ''", 17, "definition", "found nothing"),
        ("definition: Several people meet.", "definition:", 17, "definition", "found nothing"),
        (", invented: true", "", 18, "study", "'invented: true'"),
        (", study: Dale 2009", ", study: Dale 2009, invented: true", 13, "study", "'invented: true'"),
        ("multiple: true", "multiple: perhaps", 8, "multiple", "expected true or false"),
        ("version: 1", "version: one", 1, "version", "a whole number"),
        ("version: 1", "version: 0", 1, "version", "at least 1"),
        ("cues: [telephone, phone call]", "cues: telephone", 14, "cues", "a list of texts"),
        ("cues: [telephone, phone call]", "cues: [telephone, 7]", 14, "cues", "found '7'"),
        ("    label: Form\n", "    label: Form\n    label: Shape\n", 6, "label", "stands in line 5 already"),
        ("example: {text: weekly calls, study: Dale 2009}", "example: weekly calls", 13, "example", "a mapping"),
        ('{tidier: "Hoffmann 2014"}', "{tidier: 2014}", 2, "tidier", "expected text"),
        ("text: weekly calls", "text: weekly calls, by a mother", 13, "by a mother", "needs quotation marks"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_key(
    tmp_path: Path, old: str, new: str, row: int, column: str, says: str
) -> None:
    assert SMALL.count(old) == 1
    error = refused(tmp_path, SMALL.replace(old, new))
    assert (error.row, error.column) == (row, column)
    assert says in error.expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty file"),
        ("- a\n- b\n", "a mapping of keys"),
        ("version: 1\ndimensions: []\n", "at least one entry"),
        ("version: 1\n", "missing"),
        ("version: [1\n", "expected YAML"),
        ("version: 1\n--- \nversion: 2\n", "expected YAML"),
        ("? [a, b]\n: 1\n", "one word"),
        ("version: \x00", "expected YAML"),
        (
            SMALL.replace("    codes:", "    codes: &c", 1).split("      - id")[0] + "      - *c\n",
            "nested more than 60 deep",
        ),
    ],
)
def test_what_is_no_codebook_is_refused_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    assert says in refused(tmp_path, text).expected


def test_a_file_in_another_encoding_or_none_at_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_bytes(SMALL.encode("utf-16"))
    with pytest.raises(InputError, match="UTF-8"):
        read_codebook(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_codebook(tmp_path / "nowhere.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_codebook(tmp_path)


@given(cut=st.integers(0, len(SMALL)))
def test_a_codebook_cut_anywhere_is_read_or_refused_and_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.yaml"
    path.write_text(SMALL[:cut], encoding="utf-8")
    with contextlib.suppress(InputError):
        assert read_codebook(path).dimensions


# Versions


def test_a_codebook_does_not_differ_from_itself(packaged: Codebook) -> None:
    assert not changes(packaged, packaged)


def test_changes_name_what_was_added_removed_and_relabelled() -> None:
    old = book(code("telephone"), code("group", "Groups"), code("forum"))
    new = book(code("telephone"), code("group", "Group meetings"), code("video"), version=2)
    differences = changes(old, new)
    assert differences.added == (("form", "video"),)
    assert differences.removed == (("form", "forum"),)
    assert [(c.code, c.old, c.new) for c in differences.relabelled] == [("group", "Groups", "Group meetings")]
    assert differences.redefined == ()
    assert differences.suspect == ()


def test_a_code_with_a_new_label_and_a_new_definition_is_suspected_of_a_new_meaning() -> None:
    old = book(code("peer", "Peer", "Shares the condition."))
    new = book(code("peer", "Volunteer", "Gives time without wages."), version=2)
    assert changes(old, new).suspect == (("form", "peer"),)
    assert changes(old, book(code("peer", "Peer", "Has the same condition."))).suspect == ()


def test_a_code_that_moves_to_another_dimension_is_removed_and_added() -> None:
    old = book(code("home"))
    new = Codebook(2, (replace(old.dimensions[0], id="setting"),))
    assert changes(old, new).removed == (("form", "home"),)
    assert changes(old, new).added == (("setting", "home"),)
