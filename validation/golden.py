"""Hold the synthesis engine against reference results: `golden.py FILE… [--json]`.

A golden file (JSON, gzip or plain) is a list of cases `{id, dataset, kind, input, options, result}`. Each case is given
to the function of its kind, which works out the same figures; every figure of `result` is compared, also one that is
null or [] there: it must be None or NaN here. A kind, or an option of one, that is not built is counted as unsupported.

Printed is, for each kind, the number of cases, of those that agree, of those unsupported, of those excepted because the
reference is wrong (each with what shows it, on stderr), the worst relative difference among the others, and the
tolerance. With `--json` this is one JSON document on stdout. The worst disagreements go to
stderr. Exit codes: 0 all supported cases agree, 1 one does not, 2 wrong use, 3 a file that is missing or broken.

A new kind is one function in one of the rooms that `golden_kinds` names.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))  # also where a test loads this file from elsewhere
from alongside.errors import AlongsideError
from golden_kinds import KINDS
from golden_networks import comparable
from golden_register import Case, Excepted, Figures, Kind, Unsupported, numbers

FLOOR = 1e-8
"""Figures nearer to 0 than this are compared as if they were this large. Estimates and likelihoods are sums of terms of
order 1, which doubles hold to 1e-16; where such a sum is 0 by rights, what is left is rounding, and 1e-16 is 1e-8 of
1e-8."""

POSITIVE = frozenset({"se", "vi", "se_tau2", "pval", "q_p", "qm_p"})
"""Figures that are products of positive numbers, keep their digits however small they are, and get no floor."""

MISSING = 1.0
"""Relative difference of a figure that is there on one side only: all of it."""

WORST_SHOWN = 8


@dataclass
class Tally:
    """What came of the cases of one kind."""

    tolerance: float | None
    cases: int = 0
    agree: int = 0
    unsupported: int = 0
    excepted: int = 0
    worst: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The tally as the interface fixes it."""
        return {
            "cases": self.cases,
            "agree": self.agree,
            "unsupported": self.unsupported,
            "excepted": self.excepted,
            "worst_relative_difference": self.worst,
            "tolerance": self.tolerance,
        }


@dataclass(frozen=True)
class Disagreement:
    """The worst figure of a case that does not agree."""

    case: str
    figure: str
    ours: Any
    reference: Any
    difference: float


def compare(reference: Figures, ours: Figures, kind: Kind | None = None) -> tuple[float, str]:
    """The largest relative difference among all figures of `reference`, and the figure that has it.

    A figure with a tolerance of its own counts by what share of it is used up.
    """
    worst, where = 0.0, ""
    reference, ours = comparable(reference, ours)
    for name, expected in reference.items():
        difference = MISSING
        if name in ours:
            difference = _difference(ours[name], expected, 1e-300 if name in POSITIVE else FLOOR)
        if kind is not None and name in kind.by_figure:
            difference *= kind.tolerance / kind.by_figure[name]
        if difference > worst:
            worst, where = difference, name
    return worst, where


def _difference(ours: Any, reference: Any, floor: float) -> float:
    """Relative difference of two figures or, the worst, of two lists of them; words are the same or they are not."""
    if isinstance(reference, str) and reference not in ("NA", "NaN", "Inf", "-Inf"):
        return 0.0 if ours == reference else MISSING
    a, b = numbers(ours), numbers(reference)
    if a.size != b.size:
        return MISSING
    finite = ~np.isnan(b)
    if (np.isnan(a) == finite).any():
        return MISSING
    with np.errstate(invalid="ignore"):
        differences = np.where(a == b, 0.0, np.abs(a - b) / np.maximum(np.abs(b), floor))[finite]
    return float(np.nan_to_num(differences, nan=MISSING, posinf=MISSING).max(initial=0.0))


def _where(ours: Any, reference: Any) -> tuple[str, Any, Any]:
    """Of two lists the place that differs most, and what stands there."""
    if isinstance(reference, str):
        return "", ours, reference
    a, b = numbers(ours), numbers(reference)
    if b.size == 1 or a.size != b.size:
        return "", ours, reference
    gaps = np.abs(np.nan_to_num(a) - np.nan_to_num(b)) / np.maximum(np.abs(np.nan_to_num(b)), FLOOR)
    worst = int(np.argmax(np.where(np.isnan(a) == np.isnan(b), gaps, np.inf)))
    return f"[{worst}]", float(a[worst]), float(b[worst])


def run(
    cases: Iterable[Case], tallies: dict[str, Tally], exceptions: list[tuple[str, str]] | None = None
) -> list[Disagreement]:
    """Count every case in `tallies`, and give those that disagree.

    Those in which the reference is wrong go to `exceptions`, each with what shows it.
    """
    wrong = []
    for case in cases:
        name = case["kind"]
        kind = KINDS.get(name)
        tally = tallies.setdefault(name, Tally(kind.tolerance if kind else None))
        tally.cases += 1
        if kind is None:
            tally.unsupported += 1
            continue
        try:
            ours = kind.figures(case)
        except Unsupported:
            tally.unsupported += 1
            continue
        except Excepted as why:
            tally.excepted += 1
            if exceptions is not None:
                exceptions.append((case["id"], str(why)))
            continue
        except AlongsideError as error:  # refused although it is supported: a disagreement, with the reason
            tally.worst = max(tally.worst or 0.0, MISSING)
            wrong.append(Disagreement(case["id"], "(refused)", str(error), "", MISSING))
            continue
        except (ArithmeticError, np.linalg.LinAlgError, RuntimeError) as error:  # a mistake of ours, in this case alone
            tally.worst = max(tally.worst or 0.0, MISSING)
            wrong.append(Disagreement(case["id"], "(failed)", repr(error), "", MISSING))
            continue
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenFile(f"{case['id']}: not as a case of {name} is written ({error!r})") from error
        worst, figure = kind.compare(case, ours) if kind.compare else compare(case["result"], ours, kind)
        tally.worst = max(tally.worst or 0.0, worst)
        if worst <= kind.tolerance:
            tally.agree += 1
            continue
        if kind.compare:
            where, mine, theirs = "", ours.get(figure), case["result"][figure]
        else:
            where, mine, theirs = _where(ours.get(figure), case["result"][figure])
        wrong.append(Disagreement(case["id"], figure + where, mine, theirs, worst))
    return wrong


class BrokenFile(Exception):  # noqa: N818 (its text is one line for the reader)
    """A file that cannot be read as golden cases."""


def read_cases(path: Path) -> list[Case]:
    """The cases of one golden file."""
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        cases = json.loads(content)
    except OSError as error:
        raise BrokenFile(f"{path}: cannot be read ({error.strerror or error})") from error
    except (EOFError, ValueError) as error:  # a cut gzip, text that is no UTF-8 or no JSON
        raise BrokenFile(f"{path}: expected a list of cases in JSON ({error})") from error
    if not isinstance(cases, list):
        raise BrokenFile(f"{path}: expected a list of cases in JSON, found {type(cases).__name__}")
    for number, case in enumerate(cases, start=1):
        if isinstance(case, dict) and case.get("options") == []:  # how R writes a list without names or items
            case["options"] = {}
        needs = {"id": str, "kind": str, "input": dict, "options": dict, "result": dict}
        lacking = [k for k, shape in needs.items() if not (isinstance(case, dict) and isinstance(case.get(k), shape))]
        if lacking and not (isinstance(case, dict) and isinstance(case.get("kind"), str) and case["kind"] not in KINDS):
            raise BrokenFile(f"{path}: case {number}: expected id, kind, input, options, result; wrong: {lacking[0]}")
    return cases


def table(tallies: Mapping[str, Tally]) -> str:
    """The tallies as lines for a person."""
    head = f"{'kind':<16}{'cases':>7}{'agree':>7}{'unsupported':>13}{'excepted':>10}"
    lines = [f"{head}{'worst difference':>18}{'tolerance':>11}"]
    for name, tally in tallies.items():
        worst = "-" if tally.worst is None else f"{tally.worst:.2g}"
        tolerance = "-" if tally.tolerance is None else f"{tally.tolerance:g}"
        lines.append(
            f"{name:<16}{tally.cases:>7}{tally.agree:>7}{tally.unsupported:>13}{tally.excepted:>10}{worst:>18}{tolerance:>11}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the files and say what came of it; gives the exit code."""
    parser = argparse.ArgumentParser(description="Compare the synthesis engine with reference results.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="golden cases (.json or .json.gz)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    tallies: dict[str, Tally] = {}
    wrong: list[Disagreement] = []
    exceptions: list[tuple[str, str]] = []
    try:
        for path in options.files:
            wrong += run(read_cases(path), tallies, exceptions)
    except BrokenFile as broken:
        print(broken, file=sys.stderr)
        return 3
    print(
        json.dumps({k: tally.as_json() for k, tally in tallies.items()}, indent=2) if options.json else table(tallies)
    )
    for worst in sorted(wrong, key=lambda disagreement: -disagreement.difference)[:WORST_SHOWN]:
        figures = f"{worst.ours} here, {worst.reference} there ({worst.difference:.2g})"
        print(f"{worst.case} {worst.figure}: {figures}", file=sys.stderr)
    if len(wrong) > WORST_SHOWN:
        print(f"… and {len(wrong) - WORST_SHOWN} more cases disagree", file=sys.stderr)
    for case, why in exceptions:
        print(f"{case} excepted: {why}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
