"""Tables as files: CSV and JSON Lines, a dictionary, a description that programs read, and checksums."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alongside.publishing.open_data.dictionary import BOOLEANS, DICTIONARY, KEYS, LINKS, NUMBERS
from alongside.publishing.open_data.tables import Table, tables
from alongside.publishing.pages.about import citation
from alongside.publishing.review import Review
from alongside.records.tabular import own_cell

__all__ = ["CHECKSUMS", "PACKAGE", "DataFile", "open_data_files", "write_checksums", "write_open_data"]

CHECKSUMS = "checksums.sha256"
"""The list of checksums of the data, in the form that `sha256sum --check` reads; it names every other file."""

PACKAGE = "datapackage.json"
"""The description of the data, after the Data Package standard (Frictionless, specs.frictionlessdata.io)."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of open data, as text."""

    name: str
    what: str
    rows: int
    text: str

    @property
    def sha256(self) -> str:
        """Checksum of the file as it is written."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def open_data_files(review: Review) -> tuple[DataFile, ...]:
    """Every table as CSV and as JSON Lines; the dictionary, the description and the checksums once."""
    files = []
    listed = tables(review)
    for table in listed:
        files.append(DataFile(f"{table.name}.csv", table.what, len(table.rows), _csv(table)))
        files.append(DataFile(f"{table.name}.jsonl", table.what, len(table.rows), _jsonl(table)))
    meanings = tuple(
        {"table": table, "column": column, "meaning": meaning}
        for table, columns in DICTIONARY.items()
        for column, meaning in columns.items()
    )
    dictionary = Table("dictionary", "What every column means", ("table", "column", "meaning"), meanings)
    files.append(DataFile("dictionary.csv", dictionary.what, len(meanings), _csv(dictionary)))
    files.append(
        DataFile(
            PACKAGE,
            "All files, columns and links between tables, for programs",
            len(files),
            _package(review, listed, files),
        )
    )
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in sorted(files, key=lambda file: file.name))
    return (*files, DataFile(CHECKSUMS, "Checksums of all files", len(files), sums))


def write_open_data(review: Review, folder: Path) -> tuple[DataFile, ...]:
    """Write the files to `folder`, and give them for the page that lists them."""
    folder.mkdir(parents=True, exist_ok=True)
    files = open_data_files(review)
    for file in files:
        (folder / file.name).write_text(file.text, encoding="utf-8", newline="")
    return files


def _csv(table: Table) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, table.columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in table.rows:
        writer.writerow({column: _cell(row.get(column)) for column in table.columns})
    return stream.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else own_cell(value) if isinstance(value, str) else value


def _jsonl(table: Table) -> str:
    lines = (
        json.dumps({c: row.get(c) for c in table.columns}, ensure_ascii=False, allow_nan=False) for row in table.rows
    )
    return "".join(f"{line}\n" for line in lines)


def _package(review: Review, listed: Iterable[Table], files: Iterable[DataFile]) -> str:
    """The description; a JSON Lines file and the dictionary are described by their columns' names alone."""
    schemas = {f"{table.name}.csv": _schema(table.name) for table in listed}
    document: dict[str, Any] = {"name": "open-data", "title": review.title, "version": str(review.version)}
    if review.updated is not None:
        document["created"] = review.updated.isoformat()
    if review.licence:
        document["description"] = review.licence
    document["citation"] = citation(review)
    document["about"] = {name: text for name, text in review.about.parts().items() if text}
    resources = []
    for file in files:
        stem, _, form = file.name.rpartition(".")
        resource = {
            "name": f"{stem.replace('_', '-')}-{form}",
            "path": file.name,
            "description": file.what,
            "format": form,
            "encoding": "utf-8",
            "bytes": len(file.text.encode()),
            "hash": f"sha256:{file.sha256}",
        }
        if file.name in schemas:
            resource |= {"profile": "tabular-data-resource", "schema": schemas[file.name]}
        resources.append(resource)
    return json.dumps(document | {"resources": resources}, ensure_ascii=False, indent=1) + "\n"


def _schema(name: str) -> dict[str, Any]:
    """Columns with type and meaning, the columns that name a row, and those that name a row of another table."""
    schema: dict[str, Any] = {
        "fields": [
            {"name": column, "type": _type(name, column), "description": meaning}
            for column, meaning in DICTIONARY[name].items()
        ],
        "missingValues": [""],
    }
    if name in KEYS:
        schema["primaryKey"] = list(KEYS[name])
    if name in LINKS:
        schema["foreignKeys"] = [
            {
                "fields": list(columns),
                "reference": {"resource": f"{table.replace('_', '-')}-csv", "fields": list(targets)},
            }
            for columns, table, targets in LINKS[name]
        ]
    return schema


def _type(table: str, column: str) -> str:
    if (table, column) == ("thresholds", "value") or column in NUMBERS:
        return "number"
    return "boolean" if column in BOOLEANS else "string"


def write_checksums(folder: Path, files: Iterable[Path]) -> Path:
    """`SHA256SUMS`, in the form that `sha256sum --check` reads, over the given files."""
    lines = []
    for path in sorted(files):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    target = folder / "SHA256SUMS"
    target.write_text("".join(lines), encoding="utf-8")
    return target
