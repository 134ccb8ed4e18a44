"""Pool every answer again from open data alone, with nothing of the program that wrote them.

    python validation/pool_again.py FOLDER [--json]

FOLDER is a site that `alongside share build` wrote, or its folder `data`. From `pooled_results.csv` (effects with their
variances) and from what `answers.csv` says of method, test and level, this works out mean, standard error, intervals,
tau², I², Q, p and the weights, and sets them beside those in the tables. From `pooled_parts.csv` it works out each
effect that is the mean of a trial's sub-samples; from `pooled_entries.csv` answers that rest on all results of a trial.
Exit 0 where all agree within a millionth, 1 where a figure does not, 3 where the tables cannot be read or name a
method that is not known here.

Only Python's own library, numpy and scipy are used. The formulas are those of the published literature, cited in the
room that works each of them out:

- `pooled_again.tables` reads, `pooled_again.comparing` sets figures side by side;
- `pooled_again.estimators` (tau²), `pooled_again.one_result` (answers of one result a trial),
  `pooled_again.all_results` (answers of all results of a trial) and `pooled_again.intervals` work them out.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # under `python -I` the folder of a script is not looked into
from pooled_again.comparing import TOLERANCE, Compared, compare_answer, compare_parts
from pooled_again.tables import CannotPoolError, Row, read


def pool_again(folder: Path) -> dict[str, Any]:
    """Everything that could be compared, as one document."""
    data = folder / "data" if (folder / "data").is_dir() else folder
    by_answer: dict[str, list[Row]] = defaultdict(list)
    for row in read(data, "pooled_results"):
        by_answer[row["answer"]].append(row)
    parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in read(data, "pooled_parts"):
        parts[(row["answer"], row["study"])].append(row)
    entries: dict[str, list[Row]] = defaultdict(list)
    for row in read(data, "pooled_entries"):
        entries[row["answer"]].append(row)
    rho = float(next(row["value"] for row in read(data, "rule") if row["setting"] == "rho"))
    compared: list[Compared] = []
    rebuilt, refused, put_together, not_taken_apart = 0, 0, 0, 0
    answers = read(data, "answers")
    for answer in answers:
        entered = by_answer.pop(answer["id"], [])
        if not answer["estimate"]:
            if entered:
                raise CannotPoolError(f"answer {answer['id']} has no estimate, and {len(entered)} effects entered it")
            refused += 1
            continue
        if not entered:
            raise CannotPoolError(f"answer {answer['id']} has an estimate, and nothing that entered it")
        compared += compare_answer(answer, entered, entries[answer["id"]])
        rebuilt += 1
        for row in entered:
            if (row["answer"], row["study"]) in parts:
                again = compare_parts(row, parts[(row["answer"], row["study"])], rho)
                put_together, not_taken_apart = put_together + (again is not None), not_taken_apart + (again is None)
                compared += again or []
    if by_answer:
        raise CannotPoolError(
            f"effects of answers that are not in the table of answers: {', '.join(sorted(by_answer))}"
        )
    if not rebuilt:
        raise CannotPoolError(f"{data}: no answer has an estimate, so there is nothing to pool again")
    worst = max(compared, key=lambda figure: figure.difference)
    return {
        "answers": len(answers),
        "rebuilt": rebuilt,
        "pooled": sum(1 for answer in answers if answer["estimate"] and int(answer["k"]) > 1),
        "all_results": sum(1 for answer in answers if answer["method"] == "CHE"),
        "refused": refused,
        "effects_put_together": put_together,
        "effects_not_taken_apart": not_taken_apart,
        "figures": len(compared),
        "differ": sum(1 for figure in compared if figure.difference > TOLERANCE),
        "worst": asdict(worst),
        "compared": [asdict(figure) for figure in compared],
    }


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.10g}"


def report(document: dict[str, Any]) -> None:
    for figure in document["compared"]:
        mark = "  DIFFERS" if figure["difference"] > TOLERANCE else ""
        values = f"{shown(figure['expected']):>18} {shown(figure['value']):>18} {figure['difference']:.1e}{mark}"
        print(f"{figure['answer']}  {figure['figure']}: {values}")
    worst = document["worst"]
    print(
        f"{document['rebuilt']} answers pooled again ({document['pooled']} of several trials, "
        f"{document['all_results']} of all their results), {document['refused']} without "
        f"an estimate; {document['figures']} figures, {document['differ']} differ by more than {TOLERANCE:g}; "
        f"the worst by {worst['difference']:.1e} ({worst['answer']}, {worst['figure']}). "
        f"{document['effects_put_together']} effects put together again of their parts, "
        f"{document['effects_not_taken_apart']} not (arms are put together from counts and means)."
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    chosen = parser.parse_args(arguments)
    try:
        document = pool_again(chosen.folder)
    except (CannotPoolError, ValueError, KeyError) as error:
        print(f"pool_again: {error}", file=sys.stderr)
        return 3
    if chosen.json:
        print(json.dumps(finite(document), indent=1, allow_nan=False))
    else:
        report(document)
    return 1 if document["differ"] else 0


def finite(value: Any) -> Any:
    """What is not a number, or infinite, as null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    return [finite(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main())
