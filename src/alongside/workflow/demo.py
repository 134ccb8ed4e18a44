"""The demonstration: a project made from the packaged evidence, and its site; beside it a project of invented records
to practise finding and screening. What the user did in either is kept.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from alongside.coding import code_counts, read_codebook, read_evidence, read_thresholds, with_thresholds
from alongside.evidence import Author
from alongside.packaged import ABOUT, PEER_SUPPORT, VERSION
from alongside.project import Project, create, open_project
from alongside.project.file.settings import is_url
from alongside.publishing.review import Review
from alongside.publishing.site import Site, build_site
from alongside.synthesis.selection import Rule
from alongside.words.numbers import shown
from alongside.workflow.answer import review_of
from alongside.workflow.making_whole import make_whole
from alongside.workflow.screen.practice import make_practice
from alongside.workflow.share.describing import describe
from alongside.workflow.test.example import run_example
from alongside.workflow.test.vault import Vault
from alongside.workflow.understand.checking import uses
from alongside.workflow.understand.loading import load_evidence

__all__ = ["PACKAGED", "TITLE", "Demo", "build_demo", "demo_project", "summary"]

TITLE = "Peer support: what is it, and does it work?"

PACKAGED = Author("machine", "Alongside's packaged evidence", version=VERSION, parameters={})
"""Who decided what came with the package: read from published texts and entered as data, by no person of this team."""


RANDOMISED = frozenset({"rct", "cluster_rct", "stepped_wedge"})
"""Codes of the dimension `design` that are randomised trials."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What was built."""

    path: Path
    practice: Path
    review: Review
    site: Site
    rows: int
    seconds: float
    arms: int
    codes: Mapping[str, int]


def demo_project(path: str | Path, *, at: datetime, title: str | None = None) -> Project:
    """A new project, a file or in a database, with the packaged evidence in it, and an evaluation of people who do not
    exist: its result is shown, and is no part of the evidence.
    """
    if is_url(path):
        project = create(path, title=title or TITLE)
        _fill(project, at)
        return project
    make_whole(Path(path), title or TITLE, partial(_fill, at=at))
    return open_project(path)


def _fill(project: Project, at: datetime) -> None:
    codebook = read_codebook(PEER_SUPPORT / "codebook.yaml")
    evidence = with_thresholds(read_evidence(PEER_SUPPORT, codebook), read_thresholds(PEER_SUPPORT / "thresholds.yaml"))
    # Its secret is thrown away with the folder: the example is over, and everybody may see its result.
    with tempfile.TemporaryDirectory() as vault:
        run_example(project, Vault(Path(vault)), author=PACKAGED)
    load_evidence(project, evidence, author=PACKAGED, at=at, why="part of the packaged evidence")
    describe(project, ABOUT, author=PACKAGED, at=at, why="part of the packaged evidence")


def build_demo(
    folder: Path,
    *,
    at: datetime,
    clock: Callable[[], float] = time.perf_counter,
    progress: Callable[[str], None] = lambda _: None,
) -> Demo:
    """The demonstration in `folder`: made the first time, opened as the user left it later; the site is built anew."""
    started = clock()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "peer-support.alongside"
    progress("project")
    project = open_project(path) if path.exists() else demo_project(path, at=at)
    with project:
        progress("answers")
        review = review_of(project)
        rows = review.version
        arms = project.understand.arms()
    progress("practice")
    practice = make_practice(folder, at=at)
    site = build_site(review, folder / "site", progress=progress)
    codes = code_counts(review.studies.values(), arms)
    return Demo(path, practice, review, site, rows, clock() - started, len(arms), codes)


def summary(demo: Demo) -> Mapping[str, Any]:
    """The document that `alongside demo --json` prints."""
    review = demo.review
    return {
        "project": str(demo.path),
        "practice": str(demo.practice),
        "studies": len(review.studies),
        "trials": sum(1 for study in review.studies.values() if set(study.codes_of("design")) & RANDOMISED),
        "standing": len(review.trials),
        "waiting": len(review.waiting),
        "contrasts": len(review.contrasts),
        "contrasts_by_use": uses(review.contrasts.values()),
        "arms": demo.arms,
        "codes": dict(demo.codes),
        "log_rows": demo.rows,
        "answers": [_answer(review, answer_id) for answer_id, a in review.by_id.items() if a.estimate is not None],
        "refused": {a.id: a.refused for a in review.answers if a.estimate is None},
        "rule": _rule(review.rule),
        "site": str(demo.site.index),
        "report": str(demo.site.report),
        "seconds": round(demo.seconds, 3),
    }


def _answer(review: Review, answer_id: str) -> dict[str, Any]:
    answer = review.by_id[answer_id]
    outcome, estimate = review.outcomes[answer.outcome], answer.estimate
    assert estimate is not None
    return {
        "id": answer.id,
        "outcome": outcome.id,
        "by": dict(answer.by),
        "measure": outcome.measure,
        "k": estimate.k,
        "participants": estimate.participants,
        "estimate": shown(estimate.beta, outcome),
        "ci_low": shown(estimate.ci_low, outcome),
        "ci_high": shown(estimate.ci_high, outcome),
        "pi_low": shown(estimate.pi_low, outcome),
        "pi_high": shown(estimate.pi_high, outcome),
        "tau2": estimate.tau2,
        "i2": estimate.i2,
        "direction": "higher is better" if outcome.higher_is_better else "lower is better",
        "unit": outcome.unit,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in Rule.__slots__}
