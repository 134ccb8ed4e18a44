"""The table of plain sentences: estimate, interval, what matters and certainty, against the sentence GRADE asks for.

    python validation/sentences.py [--json]

The expected sentences are written out by hand from the guidance (Santesso et al. 2020, J Clin Epidemiol 119:126), not
taken from the program. What they follow:

- the size of the point estimate has a statement of its own: trivial or none ("little to no difference"), small but
  important, moderate, large; 0.2, 0.5 and 0.8 SD where what matters is 0.2 (Cochrane Handbook 15.5.3.1);
- high certainty states, moderate says "probably", low "may", very low "may …, but the evidence is very uncertain";
- harm has the statements of benefit, with its own sign, and an estimate on the side of harm is never called help;
- what the interval leaves open (no difference; a benefit or a harm that matters; both) is said.

All values are turned so that more is better. Exit code 1 where a sentence differs.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass

from alongside.publishing.sentences import sentence

__all__ = ["CASES", "Case", "main", "results"]

UNCERTAIN = ", but the evidence is very uncertain"


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table; `smallest` is None where nobody has stated what matters."""

    name: str
    value: float
    low: float
    high: float
    smallest: float | None
    level: str
    expected: str


def _four(
    name: str,
    numbers: tuple[float, float, float],
    smallest: float | None,
    statements: tuple[str, str, str],
    rest: str = "",
) -> list[Case]:
    """The four levels of one cell: statements for high, moderate and low; very low is that of low with its warning."""
    high, moderate, low = statements
    words = {"high": high, "moderate": moderate, "low": low, "very low": low + UNCERTAIN}
    ending = f" {rest}" if rest else ""
    return [Case(f"{name}, {level}", *numbers, smallest, level, f"{text}.{ending}") for level, text in words.items()]


NULL = (
    "On average, peer support makes little to no difference to whether people sleep well",
    "On average, peer support probably makes little to no difference to whether people sleep well",
    "On average, peer support may make little to no difference to whether people sleep well",
)


def _help(size: str) -> tuple[str, str, str]:
    return (
        f"On average, peer support helps people sleep well ({size})",
        f"On average, peer support probably helps people sleep well ({size})",
        f"On average, peer support may help people sleep well ({size})",
    )


def _harm(size: str) -> tuple[str, str, str]:
    return (
        f"On average, peer support makes it less likely that people sleep well ({size})",
        f"On average, peer support probably makes it less likely that people sleep well ({size})",
        f"On average, peer support may make it less likely that people sleep well ({size})",
    )


NO_DIFFERENCE = "No difference is not ruled out."
BOTH = "The results are in line with both a benefit and a harm that matter."
UNSTATED = "nobody has stated how much would matter"

CASES: tuple[Case, ...] = (
    # Sizes and signs, with intervals that leave nothing open.
    *_four("no difference", (0.0, -0.04, 0.04), 0.2, NULL),
    *_four("trivial benefit, precise", (0.05, -0.05, 0.15), 0.2, NULL),
    *_four("trivial harm, precise", (-0.05, -0.15, 0.05), 0.2, NULL),
    *_four("small benefit", (0.3, 0.1, 0.5), 0.2, _help("a small effect")),
    *_four("moderate benefit", (0.6, 0.4, 0.8), 0.2, _help("a moderate effect")),
    *_four("large benefit", (0.9, 0.7, 1.1), 0.2, _help("a large effect")),
    *_four("small harm", (-0.3, -0.5, -0.1), 0.2, _harm("a small effect, for the worse")),
    *_four("moderate harm", (-0.6, -0.8, -0.4), 0.2, _harm("a moderate effect, for the worse")),
    *_four("large harm", (-0.9, -1.1, -0.7), 0.2, _harm("a large effect, for the worse")),
    # What the interval leaves open.
    *_four("small benefit or none", (0.3, -0.1, 0.7), 0.2, _help("a small effect"), NO_DIFFERENCE),
    *_four("moderate benefit or none", (0.5, -0.1, 1.1), 0.2, _help("a moderate effect"), NO_DIFFERENCE),
    *_four("large benefit or none", (0.8, -0.1, 1.7), 0.2, _help("a large effect"), NO_DIFFERENCE),
    *_four("small harm or none", (-0.3, -0.7, 0.1), 0.2, _harm("a small effect, for the worse"), NO_DIFFERENCE),
    *_four("moderate harm or none", (-0.5, -1.1, 0.1), 0.2, _harm("a moderate effect, for the worse"), NO_DIFFERENCE),
    *_four("large harm or none", (-0.8, -1.7, 0.1), 0.2, _harm("a large effect, for the worse"), NO_DIFFERENCE),
    *_four("benefit, harm open too", (0.3, -0.4, 1.0), 0.2, _help("a small effect"), BOTH),
    *_four("harm, benefit open too", (-0.3, -1.0, 0.4), 0.2, _harm("a small effect, for the worse"), BOTH),
    *_four("no difference, both open", (0.0, -0.5, 0.5), 0.2, NULL, BOTH),
    *_four("trivial, benefit open", (0.1, -0.1, 0.3), 0.2, NULL, "A benefit that matters is not ruled out."),
    *_four("trivial, harm open", (-0.1, -0.3, 0.1), 0.2, NULL, "A harm that matters is not ruled out."),
    *_four(
        "trivial, surely better",
        (0.1, 0.05, 0.15),
        0.2,
        NULL,
        "The difference is for the better, but smaller than what is taken to matter.",
    ),
    *_four(
        "trivial, surely worse",
        (-0.1, -0.15, -0.05),
        0.2,
        NULL,
        "The difference is for the worse, but smaller than what is taken to matter.",
    ),
    *_four(
        "trivial, better, benefit open",
        (0.15, 0.05, 0.25),
        0.2,
        NULL,
        "The difference is for the better, but smaller than what is taken to matter. "
        "A benefit that matters is not ruled out.",
    ),
    *_four(
        "trivial, worse, harm open",
        (-0.15, -0.25, -0.05),
        0.2,
        NULL,
        "The difference is for the worse, but smaller than what is taken to matter. "
        "A harm that matters is not ruled out.",
    ),
    # Nobody has stated what matters: no size is claimed.
    *_four("benefit of unstated size", (1.5, 0.5, 2.5), None, _help(UNSTATED)),
    *_four("harm of unstated size", (-1.5, -2.5, -0.5), None, _harm(f"for the worse; {UNSTATED}")),
    *_four(
        "benefit of unstated size, or none",
        (0.7, -1.6, 3.0),
        None,
        _help(UNSTATED),
        "No difference, and the opposite, are not ruled out.",
    ),
    *_four(
        "harm of unstated size, or none",
        (-0.7, -3.0, 1.6),
        None,
        _harm(f"for the worse; {UNSTATED}"),
        "No difference, and the opposite, are not ruled out.",
    ),
    # The bounds belong to the larger size.
    Case("just what matters", 0.2, 0.1, 0.3, 0.2, "moderate", f"{_help('a small effect')[1]}."),
    Case("just moderate", 0.5, 0.3, 0.7, 0.2, "moderate", f"{_help('a moderate effect')[1]}."),
    Case("just large", 0.8, 0.6, 1.0, 0.2, "moderate", f"{_help('a large effect')[1]}."),
    # Another scale: the logarithm of a risk ratio, 1.25 matters.
    Case(
        "risk ratio of 1.1",
        0.0953,
        0.0198,
        0.1655,
        0.2231,
        "low",
        f"{NULL[2]}. The difference is for the better, but smaller than what is taken to matter.",
    ),
)


def results() -> list[dict[str, object]]:
    """Each case with its expected sentence, the program's, and whether they are the same."""
    rows: list[dict[str, object]] = []
    for case in CASES:
        value = sentence(case.value, case.low, case.high, smallest=case.smallest, level=case.level, plain="sleep well")
        rows.append({"case": case.name, "expected": case.expected, "value": value, "ok": value == case.expected})
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where a sentence differs."""
    parser = argparse.ArgumentParser(description="Plain sentences against GRADE's informative statements.")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    rows = results()
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            print("ok  " if row["ok"] else "NOT ", row["case"], "|", row["value"])
        print(f"{sum(bool(row['ok']) for row in rows)} of {len(rows)} sentences as the guidance asks")
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
