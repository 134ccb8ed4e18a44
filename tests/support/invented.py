"""Exports of forty reports that nobody wrote, in the formats that databases offer."""

from __future__ import annotations

import io
from pathlib import Path

from alongside.records import Record, format_named

__all__ = ["invented", "twelve", "write"]

NOUNS = ("asthma", "stroke", "diabetes", "pain", "cancer", "dementia", "epilepsy", "arthritis", "migraine", "obesity")
WAYS = ("by telephone", "in groups", "at home", "online")


def invented(number: int) -> Record:
    """One of forty reports that nobody wrote."""
    noun, form = NOUNS[number % 10], WAYS[number // 10]
    family = f"{chr(65 + number % 26)}{noun}"
    return Record(
        title=f"Peer support {form} for adults with {noun}: invented report {number}",
        authors=(f"{family}, A.", "Birch, B."),
        year=2000 + number % 20,
        journal=f"Journal of Invented {noun.title()}",
        volume=str(number + 1),
        issue="2",
        pages=f"{100 + number}–{109 + number}",
        type="article",
        abstract=f"We called people with {noun} {form}. " * 4,
    )


def write(path: Path, format_: str, numbers: range) -> Path:
    stream = io.BytesIO()
    format_named(format_).write([invented(number) for number in numbers], stream)
    path.write_bytes(stream.getvalue())
    return path


FORMATS = ("ris", "medline", "bibtex", "csv", "xlsx", "csl-json", "endnote-xml")


def twelve(folder: Path) -> list[Path]:
    """Ten files of one to four formats' records with overlaps, one that is cut, one with columns that nobody knows."""
    files = [
        write(folder / f"search-{number}.txt", FORMATS[number % 7], range(number * 3, number * 3 + 10))
        for number in range(10)
    ]
    cut = write(folder / "cut.ris", "ris", range(38, 40))
    cut.write_bytes(cut.read_bytes()[:-40])
    unknown = folder / "unknown.csv"
    unknown.write_text("Otsikko,Vuosi,Wer\nHilfe von Gleichen am Telefon,2009,Ash A\n", encoding="utf-8")
    return [*files, cut, unknown]
