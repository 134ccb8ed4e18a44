"""A corpus of any size whose duplicates are known: real records, recombined, and distorted as exports distort them.

    python benchmarks/corpus_generator.py N OUT.csv [--seed 1] [--shared ../shared]

Base reports are put together from halves of real titles, sentences of real abstracts and real surnames (of the marked
reviews in `../shared`; where that is absent, of a small invented stock), so that a corpus holds many titles alike. A
quarter of them has one to three further copies, each written as a database of one kind writes it. One in 25 has a
neighbour that is another report and looks like a copy: Part II, a conference abstract, a protocol, an erratum, a reply.

How it differs from real life: copies are distorted independently and by known means; journals, volumes and pages are
consistent, while real databases disagree about them; no report is entered under two unlike titles; and nobody has made
the mistakes that nobody thought of. Recall and precision on it say that the engine scales without losing either, not
how well it does in a given review: for that there are the marked sets.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from alongside.records import Record

__all__ = ["Stock", "generate", "stock_of", "write"]

COLUMNS = (
    "record_id",
    "title",
    "authors",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "abstract",
    "database",
    "truth",
)


@dataclass(frozen=True)
class Stock:
    """What reports are made of."""

    heads: list[str]
    tails: list[str]
    sentences: list[str]
    surnames: list[str]
    journals: list[str]


def stock_of(shared: Path) -> Stock:
    """Halves of titles, sentences, surnames and journals of the reviews in `shared`; invented ones without it."""
    heads, tails, sentences, surnames, journals = set(), set(), set(), set(), set()
    csv.field_size_limit(10**7)
    folder = shared / "data"
    for path in [*sorted((folder / "screening").glob("*.csv.gz")), *sorted((folder / "dedup").glob("*.csv.gz"))]:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                words = row["title"].split()
                if len(words) >= 6:
                    cut = len(words) // 2
                    heads.add(" ".join(words[:cut]))
                    tails.add(" ".join(words[cut:]))
                sentences.update(part for part in row["abstract"].split(". ") if 40 < len(part) < 240)
                surnames.update(name.split(",")[0].strip() for name in row["authors"].split(";") if "," in name)
                if row.get("journal"):
                    journals.add(row["journal"].strip('"'))
    if not heads:
        adjectives, second = (
            ("Peer", "Group", "Telephone", "Volunteer", "Online"),
            ("support", "advice", "calls", "walks"),
        )
        heads = {
            f"{a} {b} for people with {c}" for a in adjectives for b in second for c in ("asthma", "gout", "stroke")
        }
        tails = {f"{a} {b}" for a in ("a trial of", "a survey of", "the cost of") for b in ("visits", "text messages")}
        sentences = {f"We asked {n} people about {w}" for n in range(20, 90) for w in ("sleep", "pain", "mood", "work")}
        surnames = {f"{a}{b}" for a in ("Ash", "Birch", "Elm", "Fir", "Oak") for b in ("", "er", "man", "ton", "field")}
    journals |= {
        f"{a} {b} {c}"
        for a in ("Journal of", "Annals of", "Archives of", "European Journal of")
        for b in ("Clinical", "Applied", "Experimental", "General", "Community")
        for c in ("Medicine", "Nursing", "Psychiatry", "Rehabilitation", "Public Health")
    }
    return Stock(*(sorted(part) for part in (heads, tails, sentences, surnames, journals)))


class _Writer:
    """Makes reports and their copies, all from one seed."""

    def __init__(self, stock: Stock, seed: int) -> None:
        self.stock = stock
        self.rng = np.random.default_rng(seed)
        self.random = iter(())  # a store of random numbers, drawn many at a time because one by one is slow

    def chance(self) -> float:
        value = next(self.random, None)
        if value is None:
            self.random = iter(self.rng.random(1 << 16).tolist())
            value = next(self.random)
        return value

    def below(self, n: int) -> int:
        return int(self.chance() * n)

    def pick(self, values: list[str]) -> str:
        return values[self.below(len(values))]

    def base(self, number: int) -> Record:
        stock = self.stock
        authors = tuple(
            f"{self.pick(stock.surnames)}, {chr(65 + self.below(26))}. {chr(65 + self.below(26))}."
            for _ in range(1 + min(self.below(12), self.below(12)))
        )
        year = 2025 - min(self.below(45), self.below(45))
        journal = stock.journals[min(self.below(len(stock.journals)), self.below(len(stock.journals)))]
        page = 1 + self.below(2000)
        title = f"{self.pick(stock.heads)} {self.pick(stock.tails)}"
        abstract = ". ".join(self.pick(stock.sentences) for _ in range(3 + self.below(5))) + "."
        doi = f"10.{1000 + self.below(400)}/j.{number:x}.{year}.{self.below(10**6):06d}" if self.chance() < 0.85 else ""
        return Record(
            title=title,
            authors=authors,
            year=year,
            journal=journal,
            volume=str(max(1, year - 1960 - self.below(30))),
            issue=str(1 + self.below(12)),
            pages=f"{page}-{page + 3 + self.below(15)}",
            doi=doi,
            pmid=str(10_000_000 + number),
            abstract=abstract if self.chance() < 0.9 else "",
        )

    def neighbour(self, record: Record) -> Record:
        """Another report that looks like a copy."""
        kind = self.below(5)
        page = str(int(record.pages.split("-")[0]) + 20)
        relative = replace(record, doi=record.doi and record.doi + "9", pmid="", pages=page)
        if kind == 0:
            return replace(relative, title=f"{record.title}. Part II")
        if kind == 1:
            return replace(
                relative,
                journal=self.pick(self.stock.journals),
                volume=str(1 + self.below(60)),
                abstract="",
                pages=f"S{1 + self.below(300)}",
            )
        if kind == 2:
            return replace(
                relative, title=f"{record.title}: study protocol", year=(record.year or 2000) - 2, volume="7"
            )
        if kind == 3:
            return replace(relative, title=f"Erratum: {record.title}", abstract="")
        return replace(relative, title=f"Reply to: {record.title}", abstract="", authors=record.authors[:1])

    def copy(self, record: Record) -> Record:
        """The record as a database of one of five kinds exports it."""
        kind, chance = self.below(5), self.chance
        title, authors, journal, pages, abstract = (
            record.title,
            record.authors,
            record.journal,
            record.pages,
            record.abstract,
        )
        doi, pmid, year, volume, issue = record.doi, "", record.year, record.volume, record.issue
        if kind == 0:  # PubMed: abbreviated journal, short pages, initials without dots
            journal, pmid = _abbreviated(journal), record.pmid
            authors = tuple(name.replace(".", "").replace(",", "").replace(" ", " ", 1) for name in authors)
            start_page, last = pages.split("-")
            pages = (
                f"{start_page}-{last[len(start_page) - 1 :]}"
                if len(start_page) == len(last) and start_page[:-1] == last[:-1]
                else pages
            )
        elif kind == 1:  # Embase: structured abstract, sometimes no issue
            abstract = f"Background: {abstract}" if abstract else ""
            issue = "" if chance() < 0.3 else issue
        elif kind == 2:  # Web of Science: capitals, list of authors cut
            title, journal = title.upper(), journal.upper()
            authors = authors[:3] + (("et al",) if len(authors) > 3 else ())
        elif kind == 3:  # CINAHL, PsycINFO: no DOI, abstract missing or cut
            doi = "" if chance() < 0.6 else doi
            abstract = abstract[: 200 + self.below(600)] if chance() < 0.7 else ""
        else:  # a search engine: title cut, no volume
            title = title[: 60 + self.below(60)].rsplit(" ", 1)[0] if len(title) > 120 else title
            volume, issue = ("", "") if chance() < 0.5 else (volume, issue)
            authors = authors[:4]
        if chance() < 0.05 and len(title) > 20:
            position = 5 + self.below(len(title) - 10)
            title = title[:position] + title[position + 1 :]
        if chance() < 0.03:
            title = f"{title} [Erratum appears in: {_abbreviated(record.journal)} {1990 + self.below(30)}]"
        if chance() < 0.03:
            title = title.replace(":", " -").replace("randomized", "randomised")
        if chance() < 0.03:
            year = (year or 2000) + 1
        if chance() < 0.04:
            pages = ""
        if chance() < 0.002 and doi:
            doi = doi[:-1] + ("0" if doi[-1] != "0" else "1")  # a mistyped DOI: for a person, so it costs recall
        if chance() < 0.05:
            authors = tuple(name.encode("ascii", "replace").decode() for name in authors)
        if chance() < 0.03:
            abstract = abstract.encode().decode("cp1252", "replace")
        return replace(
            record,
            title=title,
            authors=authors,
            year=year,
            journal=journal,
            volume=volume,
            issue=issue,
            pages=pages,
            doi=doi,
            pmid=pmid,
            abstract=abstract,
        )


def _abbreviated(journal: str) -> str:
    words = [word for word in journal.split() if word.casefold() not in ("of", "the", "and", "for", "in", "&")]
    return " ".join(word if len(word) <= 4 else word[: 3 + len(word) // 4] for word in words)


def generate(n: int, stock: Stock, seed: int = 1) -> Iterator[tuple[Record, int]]:
    """n records, each with the number of its report, in a shuffled order."""
    writer = _Writer(stock, seed)
    pairs: list[tuple[Record, int]] = []
    number = total = 0
    while total < n:
        base = writer.base(number)
        pairs.append((base, number))
        if writer.chance() < 0.25:
            for _ in range(1 + min(writer.below(3), writer.below(3))):
                pairs.append((writer.copy(base), number))
        number += 1
        if writer.chance() < 0.04:
            pairs.append((writer.neighbour(base), number))
            number += 1
        if len(pairs) >= 20_000 or total + len(pairs) >= n:
            # Shuffled within a stretch: copies are found in other files of a real search, not far away in one.
            order = writer.rng.permutation(len(pairs))
            for index in order[: n - total]:
                yield pairs[index]
            total += len(pairs)
            pairs = []


def write(n: int, out: Path, shared: Path, seed: int = 1) -> int:
    """Write n records as a table; gives how many pairs of copies there are."""
    sizes: dict[int, int] = {}
    with out.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(COLUMNS)
        for number, (record, truth) in enumerate(generate(n, stock_of(shared), seed), 1):
            sizes[truth] = sizes.get(truth, 0) + 1
            rows.writerow(
                (
                    number,
                    record.title,
                    "; ".join(record.authors),
                    record.year,
                    record.journal,
                    record.volume,
                    record.issue,
                    record.pages,
                    record.doi,
                    record.pmid,
                    record.abstract,
                    record.database,
                    truth,
                )
            )
    return sum(size * (size - 1) // 2 for size in sizes.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    started = time.perf_counter()
    pairs = write(options.n, options.out, options.shared, options.seed)
    sys.stderr.write(f"{options.n} records, {pairs} pairs of copies, {time.perf_counter() - started:.0f} s\n")


if __name__ == "__main__":
    main()
