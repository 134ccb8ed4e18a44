"""YAML within bounds: nothing means something else than it says, and nothing small stands for something huge."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from alongside.coding.outcome_table import read_outcomes
from alongside.coding.thresholds import read_thresholds
from alongside.coding.yaml_documents import read_yaml
from alongside.errors import InputError


def written(folder: Path, text: str) -> Path:
    path = folder / "outcomes.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30:45", "12:30:45"),
        ("2026-11-28", "2026-11-28"),
        ("!!timestamp 2026-11-28", "2026-11-28"),
        ("0x10", "0x10"),
        ("012", 12),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("-3", -3),
        (".nan", ".nan"),
        ("no", False),
        ("null", None),
        ("'12'", "12"),
    ],
)
def test_a_value_is_what_was_written(tmp_path: Path, text: str, value: object) -> None:
    assert read_yaml(written(tmp_path, f"value: {text}\n")) == {"value": value}


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "twice"),
        ("a: 1\nb: " + "9" * 6000 + "\n", 2, "18 digits"),
        ("a: !!binary aGVsbG8=\n", 1, "YAML type"),
        ("a: !!python/name:os.system\n", 1, "YAML type"),
        ("? [a, b]\n: 1\n", 1, "key of one word"),
        ("a: " + "[" * 200 + "]" * 200, 1, "60 deep"),
        ("a: &a [*a]\n", 1, "60 deep"),
        ("a: [\n", 2, "expected YAML"),
    ],
)
def test_what_is_no_table_is_one_line_with_its_row(tmp_path: Path, text: str, row: int, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read_yaml(written(tmp_path, text))
    assert caught.value.row == row


def test_aliases_of_aliases_are_counted_before_anything_is_built(tmp_path: Path) -> None:
    lines = ["a0: &a0 [" + ", ".join(["x"] * 9) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 13)]
    with pytest.raises(InputError, match="more than 1,000,000 values"):
        read_yaml(written(tmp_path, "\n".join(lines)))


def test_a_file_of_many_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.yaml"
    with path.open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    with pytest.raises(InputError, match="more than 16 MiB"):
        read_yaml(path)


OUTCOME = "outcomes:\n  - {id: mood, measure: SMD, higher_is_better: true%s}\n"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (OUTCOME % "" + "headline: {mood: 1}\n", "headline"),
        (OUTCOME % "" + "headline: [[mood]]\n", "headline"),
        (OUTCOME % "" + "headline: mood\n", "headline"),
        (OUTCOME % ", label: {a: b}", "label"),
        (OUTCOME % ", note: [a]", "note"),
        ("outcomes:\n  - {id: mood, measure: [SMD], higher_is_better: true}\n", "measure"),
    ],
)
def test_a_field_of_another_shape_is_named_and_never_taken_as_its_text(tmp_path: Path, text: str, column: str) -> None:
    with pytest.raises(InputError) as caught:
        read_outcomes(written(tmp_path, text))
    assert caught.value.column == column


def test_a_second_threshold_of_an_outcome_is_refused(tmp_path: Path) -> None:
    entry = "  - {outcome: mood, value: 0.2, source: 'an address'}\n"
    with pytest.raises(InputError, match="already"):
        read_thresholds(written(tmp_path, "thresholds:\n" + entry + entry))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=8).filter(str.isprintable),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(document=st.dictionaries(st.text("abc", min_size=1, max_size=3), PLAIN, max_size=4))
def test_what_a_program_writes_comes_back(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("yaml") / "outcomes.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    assert read_yaml(path) == document


@given(data=st.binary(max_size=80))
def test_any_bytes_are_a_document_or_one_line(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("yaml") / "outcomes.yaml"
    path.write_bytes(data)
    try:
        read_outcomes(path)
    except InputError as error:
        assert "\n" not in str(error)
