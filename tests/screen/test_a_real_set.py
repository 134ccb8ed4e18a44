"""From a real search to diagram and certificate; the sets are not part of the project."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest

from alongside.evidence import Author
from alongside.project import create
from alongside.screening import read_certificate
from alongside.workflow.find.importing import import_file
from alongside.workflow.find.prisma import prisma_of
from alongside.workflow.screen.certifying import faults_against, stop_screening
from alongside.workflow.screen.desk import ScreeningDesk
from alongside.workflow.screen.planning import save_plan
from alongside.workflow.screen.progress import progress_of
from alongside.workflow.screen.reports import assess
from alongside.workflow.screen.sampling import begin_sample
from screened import AT, draw_as_always

NAME = "Cohen_2006_Estrogens"


def test_from_a_real_search_to_the_diagram_and_a_certificate_that_verifies(shared: Path, tmp_path: Path) -> None:
    source = shared / "data" / "screening" / f"{NAME}.csv.gz"
    if not source.exists():
        pytest.skip("the screening sets are not on this machine (ALONGSIDE_SHARED names their folder)")
    with (shared / "data" / "screening" / "questions.csv").open(encoding="utf-8") as stream:
        question = next(row["question"] for row in csv.DictReader(stream) if row["name"] == NAME)
    with gzip.open(source, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    table = tmp_path / "search.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:  # the labels stay here: the project has none
        columns = [name for name in rows[0] if name not in ("included", "record_id")]
        writer = csv.DictWriter(stream, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    label = {row["title"]: row["included"] == "1" for row in rows}
    ada = Author("person", "Ada")
    with create(tmp_path / "real.alongside", title="Estrogens") as project:
        draw_as_always(project)
        import_file(project, table, author=ada, at=AT)
        save_plan(project, question, 0.8, 0.1, "Not a trial\nOther drug", author=ada, at=AT)
        desk = ScreeningDesk(project)
        for read in range(len(rows)):
            progress = progress_of(desk)
            if progress.may_stop:
                break
            if progress.sample is None and read >= 190:
                begin_sample(project, author=ada, at=AT)
            if progress.sample is None and read % 10 == 0:
                desk.learner.wait()
            [following] = desk.upcoming(1)
            stored = project.overview.record(following.record)
            assert stored is not None
            verdict = "include" if label[stored.record.title] else "exclude"
            moment = AT + timedelta(minutes=read)
            desk.decide(following.record, verdict, author=ada, at=moment, was_drawn=following.drawn)
        _, certificate = stop_screening(desk, author=ada, at=AT + timedelta(days=1))
        document = json.loads(json.dumps(certificate.document()))
        assert faults_against(project, read_certificate(document)) == ()
        assert certificate.found >= 0.8 * sum(label.values())
        included = [act.record for act in project.screen.acts("Ada") if act.verdict == "include"]
        assess(project, included[0], "exclude", {"Not a trial": "no"}, author=ada, at=AT)
        for record in included[1:5]:
            assess(project, record, "include", {"Not a trial": "yes"}, author=ada, at=AT)
        flow = prisma_of(project).flow
        assert flow.adds_up
        assert dict(flow.main.reasons) == {"Not a trial": 1}
        assert flow.main.included == 4
