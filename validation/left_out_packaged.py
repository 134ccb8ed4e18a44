"""Each trial of the packaged evidence predicted from the others: does the interval hold it, and does knowing more help?

    python validation/left_out_packaged.py [--json]

For every outcome with eight trials or more, the model behind *people like ours* is fitted to all trials but one, with
their forms and then with what they have in common alone, and each trial's effect is held against its 95 % prediction
interval (sampling error included). Printed: the share inside, the root mean squared error, and whether components and
context predict better than the plain average, by the sum of the log densities of what was found.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alongside.planning import prior_scale
from alongside.publishing.likeness import People
from alongside.publishing.likeness.trials import trials_of
from alongside.publishing.review import Review
from alongside.synthesis.prediction import fit, left_out
from alongside.workflow.answer import review_of
from alongside.workflow.demo import demo_project

ENOUGH = 8


def packaged() -> Review:
    """The packaged evidence as a review."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "packaged.alongside"
        with demo_project(path, at=datetime(2026, 1, 1, tzinfo=UTC)) as project:
            return review_of(project)


def rows_of(review: Review) -> list[dict[str, Any]]:
    """One row for each outcome and each way of describing its trials."""
    rows = []
    for name in review.leading:
        answer = review.main[name]
        if answer.estimate is None or answer.estimate.k < ENOUGH:
            continue
        scale = prior_scale(review.outcomes[name], answer.estimate)
        for words, people in (("forms and context", People(forms=("any",))), ("context alone", People())):
            told = trials_of(answer.estimate, review, People()) if not people.forms else _with_forms(review, name)
            if len(told.effects) < 3:
                continue
            result = left_out(fit(told.effects, factors=told.factors, prior_scale=scale))
            rows.append(
                {
                    "outcome": name,
                    "described by": words,
                    "trials": len(told.effects),
                    "inside": round(result.covered * len(told.effects)),
                    "error": result.error,
                    "plain inside": round(result.plain_covered * len(told.effects)),
                    "plain error": result.plain_error,
                    "gain": float(result.log_density.sum() - result.plain_log_density.sum()),
                    "helps": result.helps,
                }
            )
    return rows


def _with_forms(review: Review, outcome: str) -> Any:
    estimate = review.main[outcome].estimate
    assert estimate is not None
    code = review.codebook.dimension("form").codes[0].id  # any form asks for forms to be told apart
    return trials_of(estimate, review, People(forms=(code,)))


def main() -> int:
    """Print the table; exit with 1 where fewer than 90 % of all trials lie inside."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    rows = rows_of(packaged())
    forms = [row for row in rows if row["described by"] == "forms and context"]
    trials, inside = (sum(row[key] for row in forms) for key in ("trials", "inside"))
    total = {"trials": trials, "inside": inside, "share": inside / trials, "gain": sum(row["gain"] for row in forms)}
    if arguments.json:
        print(json.dumps({"rows": rows, "forms and context": total}, indent=1))
    else:
        for row in rows:
            print(
                f"{row['outcome']:16} {row['described by']:18} {row['inside']:2} of {row['trials']:2} inside, error "
                f"{row['error']:.3f} (plain {row['plain inside']:2}, {row['plain error']:.3f}), log density "
                f"{row['gain']:+.2f}: {'better' if row['helps'] else 'no better'} than the average"
            )
        verdict = "better" if total["gain"] > 0 else "no better"
        print(f"All outcomes, forms and context: {inside} of {trials} inside ({inside / trials:.1%}), log density")
        print(f"{total['gain']:+.2f} against the plain average: {verdict}")
    return 0 if total["share"] >= 0.9 else 1


if __name__ == "__main__":
    sys.exit(main())
