"""Invented records to practise on: a search for peer support that nobody ran, with nothing in it that was ever printed.

They are made from a seed, say in every abstract and in the name of their files that they are invented, have no DOI, and
live in a project of their own: no count of the real evidence, no flow diagram and no page of it ever holds one of them.
"""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

from alongside.evidence import Author
from alongside.project import Project
from alongside.records import Record, format_named
from alongside.workflow.find.importing import import_files
from alongside.workflow.making_whole import make_whole

__all__ = ["PRACTICE_TITLE", "invented_records", "make_practice"]

PRACTICE_TITLE = "Practice with invented records: peer support for people with a long-term condition"

SEED = 27
RECORDS, RELEVANT, REPEATED = 600, 36, 60
"""As in a small search: six in a hundred are relevant, and a second database brings a tenth again."""

LABEL = "Invented for practice; no such report exists."

NAMES = "Alder Ash Beech Birch Briar Cedar Elder Elm Fern Fir Hazel Heath Holly Ivy Juniper Larch Linden Maple Rowan"
CONDITIONS = (
    *("diabetes", "asthma", "depression", "heart failure", "stroke", "chronic pain", "epilepsy"),
    *("kidney disease", "breast cancer", "arthritis", "psoriasis", "HIV"),
)
PLACES = (
    "two rural districts",
    "a coastal town",
    "four city clinics",
    "an island community",
    "a mountain region",
    "three suburbs",
)
FORMS = (
    "Telephone calls from trained peers",
    "Groups led by peer supporters",
    "An online forum moderated by people with the same condition",
    "Peer mentors after discharge",
    "One-to-one visits by volunteers who live with it",
)
OTHER_SUBJECTS = (
    "A new tablet against placebo",
    "Nurse-led reminders",
    "Yoga and walking",
    "A diet low in salt",
    "Cost of hospital stays",
    "Genes and age of onset",
    "An app that counts steps",
    "Surgery or waiting",
    "Teaching students about care",
    "A register of cases",
)
NEAR_MISSES = (
    "Peer review of case notes",
    "Peer pressure and smoking among pupils",
    "Support stockings",
    "Support from family carers",
    "Peer assessment among medical students",
)
FIRST_OUTCOMES = ("quality of life", "distress", "admissions", "knowledge", "blood pressure")
SECOND_OUTCOMES = ("cost", "confidence", "isolation", "adherence", "pain")
DESIGNS = ("a randomised trial", "a cohort study", "interviews", "a survey", "a before-and-after study")


def invented_records(seed: int = SEED) -> tuple[list[Record], list[Record]]:
    """Two searches that overlap: the records of a first database, and of a second that repeats some of them."""
    draw = random.Random(seed)  # noqa: S311 - nothing here is a secret
    near = RECORDS // 12
    kinds: list[tuple[str, ...]] = [*[FORMS] * RELEVANT, *[NEAR_MISSES] * near]
    kinds += [OTHER_SUBJECTS] * (RECORDS - len(kinds))
    draw.shuffle(kinds)
    records = [_record(number, kind, draw) for number, kind in enumerate(kinds, 1)]
    half = RECORDS * 2 // 3
    repeated = draw.sample(records[:half], REPEATED)
    return records[:half], [*records[half:], *repeated]


def _record(number: int, subjects: tuple[str, ...], draw: random.Random) -> Record:
    condition, town, year = draw.choice(CONDITIONS), draw.choice(PLACES), draw.randint(1996, 2026)
    design = DESIGNS[0] if subjects is FORMS else draw.choice(DESIGNS)
    subject, people = draw.choice(subjects), draw.randint(24, 900)
    month = draw.choice(("three", "six", "nine", "twelve", "eighteen"))
    authors = draw.sample(NAMES.split(), draw.randint(2, 4))
    abstract = (
        f"We followed {people} adults with {condition} in {town} for {month} months in {design}. {subject} "
        f"{draw.choice(('was compared with usual care', 'was described', 'was studied'))}. "
        f"Outcomes were {draw.choice(FIRST_OUTCOMES)} and {draw.choice(SECOND_OUTCOMES)}. {LABEL}"
    )
    return Record(
        title=f"{subject} for {people} people with {condition} in {town}: {design} (invented, no. {number})",
        authors=tuple(f"{name}, {chr(65 + draw.randrange(26))}." for name in authors),
        year=year,
        journal=f"Invented Journal {draw.randint(1, 30)}",
        volume=str(draw.randint(1, 60)),
        pages=f"{number * 7}–{number * 7 + 6}",
        abstract=abstract,
        keywords=(condition, "invented"),
        language="English",
    )


def make_practice(folder: Path, *, at: datetime) -> Path:
    """The practice project in a folder, with its two files of records beside it; one that is there is left as it is."""
    path = folder / "practice.alongside"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, records in zip(("invented-search-1.ris", "invented-search-2.ris"), invented_records(), strict=True):
        with (folder / name).open("wb") as stream:
            format_named("ris").write(iter(records), stream)
        files.append(folder / name)
    maker = Author("machine", "Alongside's practice records", version="1", parameters={"seed": SEED})

    def fill(project: Project) -> None:
        import_files(project, files, author=maker, at=at)

    make_whole(path, PRACTICE_TITLE, fill)
    return path
