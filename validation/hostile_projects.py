"""Projects that nobody would make, through every page, export and check: nothing may fail, whatever a project holds.

    python validation/hostile_projects.py [--projects 300] [--seed 1] [--builds 10] [--json]

Each project is drawn from a seed: names and words in any script, with marks that HTML, CSV, SQL, formulas and addresses
give a meaning to; numbers at the ends of what may be written; arms that are one, many, unknown or doubled; rows twice;
outcomes of which nothing can be used; decisions of several people, undone and in dispute; a log of somebody else merged
into it. All that a shape refuses is refused in one line, and counted. Then every address that the pages link to is
asked for by Django's client, all of them must answer with a page, and no page may carry a word as markup. Every
`projects / builds`-th project is also built as a site, with its report and open data, verified, rebuilt and compared.
Printed: what was asked and what failed, with the seed that makes the same project again. Ends with 1 where anything
failed.
"""

from __future__ import annotations

import argparse
import csv
import html.parser
import json
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from alongside.errors import AlongsideError
from alongside.evidence import (
    Author,
    ClusterDesign,
    Code,
    Contrast,
    Counts,
    Means,
    Outcome,
    PrintedEffect,
    Report,
    SmallestThatMatters,
    Study,
)

ADA, BEN = Author("person", "Ada"), Author("person", "Ben <b>\"'")
START = datetime(2026, 1, 1, tzinfo=UTC)

MARKUP = "<script>alert('hostile')</script>"
WORDS = (
    "",
    " ",
    MARKUP,
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "../../etc/passwd",
    "a/b:c?d#e",
    "%2e%2e%2f",
    "x" * 300,
    "😀👩‍👩‍👧",
    "‮gnirts",
    "שלום",
    "日本語",
    "Å",
    "Å",
    "ﬁ",
    "\u200b",
    "NaN",
    "null",
    "None",
    "{{ x }}",
    "{% now %}",
    "${1}",
    "'; DROP TABLE x;--",
    '"quoted"',
    "a\nb",
    "&amp;&lt;",
    "0",
    "2019",
    "Ash 2019",
    "peer support",
    "con",
    "aux",
    "index",
    "…",
    "\\",
    "`",
    "| a | b |",
)
NUMBERS = (0.0, 1.0, -1.0, 1e-9, 1e-300, 1e9, -1e9, 1e300, 0.5, 3.0, 12.5, 100.0, 40.0, 2.0, 1e-3, 1e6)
STARTS = (
    *("/", "/how-we-know/", "/data/", "/studies/"),
    *(f"/workbench/{page}" for page in ("", "history/", "differ/", "find/", "understand/", "answer/", "share/")),
)
MEASURES = ("MD", "SMD", "OR", "RR", "RD")
PRINTED = ("MD", "SMD", "OR", "RR", "RD", "PR", "HR")


@dataclass(slots=True)
class Told:
    """What happened, over all projects."""

    projects: int = 0
    asked: int = 0
    built: int = 0
    taken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


class Invention:
    """Draws one project's contents."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def word(self) -> str:
        draw = self.draw
        if draw.random() < 0.6:
            return draw.choice(WORDS)
        size = draw.choice((1, 3, 8, 40))
        return "".join(chr(draw.choice((draw.randrange(32, 127), draw.randrange(160, 0xD7FF)))) for _ in range(size))

    def identifier(self) -> str:
        draw = self.draw
        if draw.random() < 0.3:
            return self.word()
        return draw.choice(("a", "kew-2017", "index", "x" * 60, "b1", "studies", "data", "c-d")) + draw.choice(
            ("", "-1", "2")
        )

    def number(self) -> float:
        draw = self.draw
        return draw.choice(NUMBERS) if draw.random() < 0.5 else draw.uniform(-10, 200)

    def maybe(self, make: Callable[[], Any], chance: float = 0.5) -> Any:
        return make() if self.draw.random() < chance else None

    def outcome(self, name: str) -> Outcome:
        draw = self.draw
        matters = self.maybe(lambda: SmallestThatMatters(abs(self.number()), self.word()), 0.4)
        return Outcome(
            name,
            self.word(),
            draw.choice(("", "mental_health", self.word())),
            draw.choice(MEASURES),
            draw.random() < 0.5,
            unit=self.word(),
            plain=self.word(),
            event=self.word(),
            instruments=(self.word(),),
            smallest_that_matters=matters,
        )

    def study(self, name: str) -> Study:
        draw = self.draw
        codes = tuple(
            Code(draw.choice(("supporter", "condition", self.word())), self.word()) for _ in range(draw.randrange(3))
        )
        return Study(
            name,
            self.word(),
            self.maybe(lambda: draw.choice((1900, 2019, 2100, 3000))),
            country=self.word(),
            condition=self.word(),
            setting=self.word(),
            design=self.word(),
            supporter=self.word(),
            comparator=self.word(),
            training_hours=self.maybe(self.number),
            duration_weeks=self.maybe(self.number),
            is_peer_support=draw.choice(("yes", "yes", "ask", "no")),
            note=self.word(),
            codes=codes,
            reports=tuple(
                Report(name if i == 0 else self.identifier(), doi=self.word()) for i in range(draw.randrange(3))
            ),
        )

    def contrast(self, name: str, study: str, outcome: str) -> Contrast:
        draw = self.draw
        n = lambda: draw.choice((1.0, 2.0, 30.0, 200.0, 1e6, abs(self.number())))  # noqa: E731
        arms = draw.choice(
            (("support", "usual"), ("support", "other"), ("support", "support"), ("1", "2"), (self.word(), self.word()))
        )
        n1, n2 = n(), n()
        return Contrast(
            name,
            study,
            outcome,
            self.word(),
            draw.choice((True, False, None)),
            weeks=self.maybe(self.number),
            comparator=self.word(),
            arm1=f"{study}/{arms[0]}",
            arm2=f"{study}/{arms[1]}",
            stratum=draw.choice(("", "", "A", self.word())),
            n1=self.maybe(lambda: n1),
            n2=self.maybe(lambda: n2),
            n_total=self.maybe(n, 0.2),
            means=self.maybe(
                lambda: Means(
                    n1,
                    self.number(),
                    self.maybe(lambda: abs(self.number()), 0.8),
                    n2,
                    self.number(),
                    abs(self.number()),
                )
            ),
            counts=self.maybe(lambda: Counts(draw.choice((0.0, 1.0, n1)), n1, draw.choice((0.0, 1.0, n2 / 2, n2)), n2)),
            effect=self.maybe(self.printed),
            control_risk=self.maybe(draw.random, 0.2),
            cluster=self.maybe(
                lambda: ClusterDesign(
                    draw.choice(("yes", "no", "unknown")),
                    self.maybe(lambda: 1 + abs(self.number())),
                    self.maybe(draw.random),
                ),
                0.2,
            ),
            prefer=draw.choice(("", "", "counts", "means", "effect")),
            scale=draw.choice((1.0, 1.0, -1.0, 0.09148, self.number())),
            use=draw.choice(("main", "main", "main", "ask", "apart")),
            use_why=self.word(),
            note=self.word(),
            domain=self.word(),
        )

    def printed(self) -> PrintedEffect:
        draw = self.draw
        value = self.number()
        low, high = sorted((value - abs(self.number()), value + abs(self.number())))
        return PrintedEffect(
            draw.choice(PRINTED),
            value,
            self.maybe(lambda: low, 0.7),
            self.maybe(lambda: high, 0.7),
            self.maybe(draw.random, 0.3),
            draw.choice((0.95, 0.95, 0.9, 0.99)),
        )


def fill(project: Any, invention: Invention, told: Told) -> None:
    """Decisions, one by one, so that what a shape refuses takes nothing else with it."""
    from alongside.project import NewDecision
    from alongside.project.answer.kinds import rule_set
    from alongside.project.understand.kinds import eligible
    from alongside.project.understand.payloads import contrast_decision, outcome_decision, study_decision

    draw = invention.draw
    moment = START

    def append(make: Callable[[], NewDecision], author: Author) -> None:
        nonlocal moment
        moment += timedelta(minutes=1)
        try:
            project.append([make()], author=author, at=moment)
            told.taken += 1
        except (AlongsideError, ValueError) as refusal:
            told.refused[type(refusal).__name__] += 1

    outcomes = [invention.identifier() for _ in range(draw.randrange(1, 4))]
    studies = [invention.identifier() for _ in range(draw.randrange(1, 7))]
    for name in outcomes:
        append(
            lambda name=name: outcome_decision(invention.outcome(name), why=invention.word()), draw.choice((ADA, BEN))
        )
    for name in studies:
        append(partial(study_decision, invention.study(name), why=invention.word()), draw.choice((ADA, BEN)))
    for number in range(draw.randrange(12)):
        study, outcome = draw.choice(studies), draw.choice([*outcomes, "nothing"])
        contrast = invention.contrast(f"{study}/{draw.choice((number, 1, invention.word()))}", study, outcome)
        append(partial(contrast_decision, contrast, why=invention.word()), draw.choice((ADA, BEN)))
    for _ in range(draw.randrange(4)):
        verdict = draw.choice(("yes", "no"))
        append(partial(eligible, draw.choice(studies), verdict, why=invention.word()), draw.choice((ADA, BEN)))
    if draw.random() < 0.4:
        rule = {
            draw.choice(("icc", "method", "test", "level", "tau2", invention.word())): draw.choice(
                (5, -1, "DL", 0.05, invention.word())
            )
        }
        append(lambda: rule_set(rule), ADA)
    latest = project.latest(50)
    for decision in draw.sample(latest, min(len(latest), draw.randrange(4))):
        try:
            project.undo(decision.uuid, author=ADA, at=moment + timedelta(hours=1))
        except AlongsideError as refusal:
            told.refused[type(refusal).__name__] += 1


class Links(html.parser.HTMLParser):
    """Addresses of a page, and whether a word of the project became markup."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.addresses.append(value)
            if name == "href" and (value or "").lstrip().lower().startswith("javascript:"):
                self.scripts.append(value or "")

    def handle_data(self, data: str) -> None:
        if self._in_script and "hostile" in data:
            self.scripts.append(data)
        self._in_script = False


def crawl(client: Any, told: Told, most: int) -> Iterator[str]:
    """What is wrong with the pages; each address is asked for once, in the order in which it is met."""
    from urllib.parse import urldefrag, urljoin, urlsplit

    met: set[str] = set()
    waiting = [(address, "the start") for address in STARTS]
    while waiting and len(met) < most:
        address, linked_from = waiting.pop(0)
        if address in met or address.startswith("/static/"):
            continue
        met.add(address)
        told.asked += 1
        response = client.get(address)
        if response.status_code not in (200, 302):
            yield f"{address}, linked from {linked_from}: {response.status_code} {response.reason_phrase}"
            continue
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            b"".join(response.streaming_content) if response.streaming else response.content
            continue
        page = Links()
        page.feed(response.content.decode())
        for script in page.scripts:
            yield f"{address}: a word became markup: {script[:80]!r}"
        for link in page.addresses:
            whole = urldefrag(urljoin(f"http://127.0.0.1{address}", link)).url
            parts = urlsplit(whole)
            if parts.netloc == "127.0.0.1" and parts.scheme == "http":
                waiting.append((parts.path + (f"?{parts.query}" if parts.query else ""), address))


def build_site(project: Any, out: Path, told: Told) -> Iterator[str]:
    """What is wrong with the site, the log and the state."""
    from alongside.workflow.share.building import build

    build(project, out)
    told.built += 1
    for path in out.rglob("*"):
        if not path.resolve().is_relative_to(out.resolve()):
            yield f"{path} lies outside of the site"
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                for row in csv.reader(stream):
                    for cell in row:
                        if cell.startswith(("=", "@", "\t", "\r")) or (cell[:1] in ("+", "-") and not _is_number(cell)):
                            yield f"{path.name}: a cell begins a formula: {cell[:60]!r}"
    verification = project.verify()
    if not verification.ok:
        yield f"verify: {verification}"
    before = project.projection_digest()
    project.rebuild()
    if project.projection_digest() != before:
        yield "rebuilt tables differ"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def run(projects: int, seed: int, builds: int, most: int, folder: Path) -> Told:
    """All projects, one after the other."""
    from alongside.web.settings import KEY, PROJECT, configure_web

    told = Told()
    os.environ[KEY] = "k" * 43
    client: Any = None
    for number in range(projects):
        project_folder = folder / str(number)
        project_folder.mkdir()
        path = project_folder / "hostile.alongside"
        os.environ[PROJECT] = str(path)
        if client is None:
            configure_web()
            import django
            from django.conf import settings

            settings.SERVED_HOSTS = {"127.0.0.1", "testserver"}
            django.setup()
            from django.test import Client

            client = Client(raise_request_exception=True, SERVER_NAME="127.0.0.1")
            client.defaults["HTTP_HOST"] = "127.0.0.1"
            client.cookies[settings.SERVED_COOKIE] = os.environ[KEY]
        for problem in one_project(
            client, path, seed + number, number % max(1, projects // max(1, builds)) == 0, most, told
        ):
            told.failures.append(f"seed {seed + number}: {problem}")
        told.projects += 1
    return told


def title_of(invention: Invention) -> str:
    """A title that a person may give: some sign of it can be seen."""
    title = "".join(sign for sign in invention.word() if sign.isprintable())[:200]
    return title if title.strip() else "x"


def one_project(client: Any, path: Path, seed: int, builds: bool, most: int, told: Told) -> Iterator[str]:
    """Make it, merge another into it, look at every page, and perhaps build it."""
    from alongside.project import create
    from alongside.web.frame.pages import project as served

    invention = Invention(seed)
    try:
        foreign = path.with_name("other.alongside")
        with create(foreign, title=title_of(invention)) as project:
            fill(project, invention, told)
        with create(path, title=title_of(invention)) as project:
            fill(project, invention, told)
            if invention.draw.random() < 0.5:
                project.merge(foreign, another_review=True)
        yield from crawl(client, told, most)
        if builds:
            yield from build_site(served(), path.parent / "site", told)
    except Exception:  # noqa: BLE001 - whatever comes out is what is looked for: told with its seed
        lines = traceback.format_exc().strip().splitlines()
        yield " | ".join(line.strip() for line in [*lines[-7:-1], lines[-1]])
    finally:
        from alongside.web.frame import pages

        opened = pages._served.pop(str(path), None)
        if opened is not None:
            opened[0].close()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--builds", type=int, default=10)
    parser.add_argument("--pages", type=int, default=200, help="addresses that are asked for, of each project")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        told = run(options.projects, options.seed, options.builds, options.pages, Path(folder))
    summary = {
        "projects": told.projects,
        "pages": told.asked,
        "sites": told.built,
        "decisions": told.taken,
        "refused": dict(told.refused),
        "failures": told.failures,
    }
    if options.json:
        print(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        print(*(f"{name}: {value}" for name, value in summary.items() if name != "failures"), *told.failures, sep="\n")
    return 1 if told.failures else 0


if __name__ == "__main__":
    sys.exit(main())
