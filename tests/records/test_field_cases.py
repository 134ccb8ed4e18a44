"""What each of the shared field cases should give, as `expected.csv` has it; skipped where they are absent."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from alongside.errors import ReadError
from alongside.records import Broken, Source, detect_format, read_source

EXPECTED = Path(__file__).with_name("expected.csv")


def expected() -> dict[str, list[dict[str, str]]]:
    by_file: dict[str, list[dict[str, str]]] = defaultdict(list)
    with EXPECTED.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            by_file[row["file"]].append(row)
    return by_file


@pytest.mark.parametrize(("name", "rows"), expected().items())
def test_a_field_case_gives_what_is_expected(name: str, rows: list[dict[str, str]], shared: Path) -> None:
    path = shared / "data" / "field-cases" / "find" / name
    if not path.exists():
        pytest.skip("the field cases are not here")
    if rows[0]["what"] == "refused":
        with pytest.raises(ReadError) as caught:
            list(read_source(Source(path)))
        assert rows[0]["value"] in str(caught.value)
        return
    source = Source(path)
    format_ = detect_format(source)
    entries = list(read_source(source, format_))
    records = [entry for entry in entries if not isinstance(entry, Broken)]
    whole = {
        "format": format_.name,
        "encoding": source.encoding,
        "records": str(len(records)),
        "broken": str(len(entries) - len(records)),
    }
    for row in rows:
        if not row["record"]:
            assert whole[row["what"]] == row["value"], row
            continue
        value = getattr(records[int(row["record"]) - 1], row["what"])
        assert ("; ".join(value) if isinstance(value, tuple) else str(value)) == row["value"], row


def test_every_shared_case_has_a_row(shared: Path) -> None:
    folder = shared / "data" / "field-cases" / "find"
    if not folder.exists():
        pytest.skip("the field cases are not here")
    assert {path.name for path in folder.iterdir()} <= set(expected())
