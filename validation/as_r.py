"""Run the R code that the pages show, and compare its figures with theirs.

    python validation/as_r.py [--json]

Needs Rscript with metafor and clubSandwich (Debian: r-cran-metafor, r-cran-clubsandwich). Every pooled main answer of
the packaged evidence is compared: mean, standard error, interval, prediction interval, and the variances. Exit 0 where
all agree within 1e-5, 1 where one does not, 3 where R is not there.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alongside.evidence import Estimate
from alongside.publishing.pages.as_code import as_r
from alongside.workflow.answer import review_of
from alongside.workflow.demo import demo_project

TOLERANCE = 1e-5
"""rma.mv stops where its optimiser is content, with a relative change of the likelihood of 1e-12."""


def figures_of(estimate: Estimate) -> dict[str, float]:
    """The figures as the R code names them."""
    named = {"beta": estimate.beta, "se": estimate.se, "ci1": estimate.ci_low, "ci2": estimate.ci_high}
    if estimate.pi_low is not None and estimate.pi_high is not None:
        named |= {"pi1": estimate.pi_low, "pi2": estimate.pi_high}
    if estimate.together is None:
        return named | {"tau2": estimate.tau2 or 0.0}
    together = estimate.together
    return named | {"df": together.df, "sigma21": estimate.tau2 or 0.0, "sigma22": together.tau2_within}


def compared(folder: Path) -> list[dict[str, object]]:
    """One row a figure."""
    with demo_project(folder / "demo.alongside", at=datetime(2026, 1, 1, tzinfo=UTC)) as project:
        review = review_of(project)
    rows: list[dict[str, object]] = []
    script, wanted = [], {}
    for name, answer in review.main.items():
        code = as_r(answer, review)
        if code and answer.estimate is not None:
            wanted[name] = figures_of(answer.estimate)
            body = code.replace("print(c(", "emit(c(")
            script.append(f'id <- "{name}"\n{body}')
    emit = "emit <- function(x, digits) cat(id, paste0(names(x), '=', sprintf('%.15g', x)), '\\n')\n"
    (folder / "all.R").write_text(emit + "\n".join(script), encoding="utf-8")
    done = subprocess.run(["Rscript", str(folder / "all.R")], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip()[-2000:])
    for line in done.stdout.splitlines():
        name, *cells = line.split()
        for cell in cells:
            figure, _, value = cell.partition("=")
            expected, theirs = wanted[name][figure], float(value)
            gap = abs(expected - theirs) / max(abs(expected), wanted[name]["se"] ** 2)
            rows.append({"answer": name, "figure": figure, "ours": expected, "theirs": theirs, "difference": gap})
    return rows


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    chosen = parser.parse_args(arguments)
    if shutil.which("Rscript") is None:
        print("as_r: Rscript is not on this machine", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as temporary:
        rows = compared(Path(temporary))
    differ = [row for row in rows if not float(str(row["difference"])) <= TOLERANCE]
    worst = max((float(str(row["difference"])) for row in rows), default=math.inf)
    if chosen.json:
        print(json.dumps({"figures": len(rows), "differ": differ, "worst": worst}, indent=1))
    else:
        for row in differ:
            print(f"{row['answer']} {row['figure']}: {row['ours']} here, {row['theirs']} in R")
        answers = len({row["answer"] for row in rows})
        counted = f"{answers} answers, {len(rows)} figures"
        print(f"{counted}, {len(differ)} differ by more than {TOLERANCE:g}; worst {worst:.1e}")
    return 1 if differ or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
