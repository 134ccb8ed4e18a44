"""What a project holds that nobody would make: words, numbers, studies, outcomes and results, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from alongside.evidence import (
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
MEASURES = ("MD", "SMD", "OR", "RR", "RD")
PRINTED = ("MD", "SMD", "OR", "RR", "RD", "PR", "HR")


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

        def n() -> float:
            return draw.choice((1.0, 2.0, 30.0, 200.0, 1e6, abs(self.number())))

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


def title_of(invention: Invention) -> str:
    """A title that a person may give: some sign of it can be seen."""
    title = "".join(sign for sign in invention.word() if sign.isprintable())[:200]
    return title if title.strip() else "x"
