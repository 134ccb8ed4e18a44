"""The boxes of the flow diagram add up after any history, and are those that the log's rows give one by one."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid5

import pytest
from django.db import connections, transaction

from alongside.project import NewDecision, Project, create
from alongside.project.find.records import NAMESPACE
from alongside.project.log.projecting import rebuild
from alongside.publishing.prisma import Flow, Way, flow_of
from alongside.publishing.prisma.boxes import boxes_of
from alongside.publishing.prisma.sources import OTHER_METHODS, source_of
from alongside.records import Record
from lengths import length
from random_histories import ADA, START, recounted, write_history
from random_logs import new_place

HISTORIES = length(40, 240)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = create(tmp_path_factory.mktemp("flows") / "flows.alongside")
    with connections[project.alias].cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
    return project


def boxes(part: Way) -> Counter[str]:
    """A column in the words of `recounted`."""
    counts = Counter(
        {
            "identified": part.identified,
            "duplicate": part.duplicates,
            "removed:automation": part.removed_by_automation,
            "removed:other": part.removed,
            "unscreened": part.to_screen,
            "excluded:person": part.excluded,
            "excluded:machine": part.excluded_by_automation,
            "screened:unsettled": part.unsure,
            "sought": part.to_retrieve,
            "lost": part.not_retrieved,
            "retrieved": part.to_assess,
            "assessed:unsettled": part.unsettled,
            "included": part.included,
        }
    )
    counts.update({f"ineligible:{reason}": n for reason, n in part.reasons.items()})
    return counts


def assert_adds_up(flow: Flow) -> None:
    assert flow.adds_up
    for part in flow.ways:
        assert part.identified - part.removed_before_screening == part.screened + part.to_screen
        assert part.screened == part.excluded + part.excluded_by_automation + part.unsure + part.sought
        assert part.sought == part.not_retrieved + part.to_retrieve + part.to_assess + part.assessed
        assert part.assessed == sum(part.reasons.values()) + part.unsettled + part.included
        assert min(boxes(part).values(), default=0) >= 0


@pytest.mark.slow
def test_after_any_history_the_boxes_add_up_and_are_those_of_the_log(many: Project) -> None:
    draw = random.Random(20262)
    seen: Counter[str] = Counter()
    for _ in range(HISTORIES):
        with transaction.atomic(using=many.alias):
            history = write_history(new_place(many.alias), draw, draw.randrange(5, 45))
            review = Project(history.place)
            flow = flow_of(review.overview.flow(), {"": ""})
            assert_adds_up(flow)
            slow = recounted(history)
            reasons = {"ineligible:": "ineligible:No reason recorded"}
            for name, part in (("main", flow.main), ("other", flow.other or Way())):
                expected = Counter({reasons.get(key, key): n for key, n in slow[name].items()})
                assert +boxes(part) == +expected, name
                seen.update(expected.keys())
            assert flow.studies == slow["all"]["studies"]
            pages = review.overview.counts()  # what every page says beside its verbs
            assert pages.records == sum(part.identified for part in flow.ways)
            assert pages.duplicates == sum(part.duplicates for part in flow.ways)
            assert pages.to_screen == sum(part.to_screen for part in flow.ways)
            rebuild(history.place)
            assert flow_of(Project(history.place).overview.flow(), {"": ""}) == flow
    assert len(seen) == 16, seen  # every box was reached by some history


def imported(project: Project, name: str, records: int = 2) -> list[str]:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    records_of_file = [Record(title=f"{name} {number}") for number in range(records)]
    project.find.imports.keep(name, sha256, 1, "ris", records_of_file, author=ADA, at=START)
    return [str(uuid5(NAMESPACE, f"{sha256}:{number}")) for number in range(records)]


def repeats(record: str, root: str) -> NewDecision:
    return NewDecision(f"record:{record}", "record.duplicate_of", {"record": root, "why": "the same title"})


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create(tmp_path / "review.alongside", title="Review") as created:
        yield created


def test_a_report_whose_kept_record_was_taken_back_is_not_lost(project: Project) -> None:
    standing, _ = imported(project, "first.ris")
    repeat_a, repeat_b = imported(project, "second.ris")
    project.append([repeats(repeat_a, standing), repeats(repeat_b, standing)], author=ADA, at=START)
    assert [file.alone for file in project.overview.flow().files] == [1, 0]
    [import_row] = [row for row in project.decisions(kind="file.imported") if row.value["name"] == "first.ris"]
    project.undo(import_row.uuid, author=ADA, at=START)
    main_way = flow_of(project.overview.flow()).main
    assert (main_way.identified, main_way.duplicates, main_way.to_screen) == (2, 1, 1)


def test_records_that_repeat_each_other_in_a_circle_stand_for_one_report(project: Project) -> None:
    record_a, record_b = imported(project, "first.ris")
    project.append([repeats(record_a, record_b), repeats(record_b, record_a)], author=ADA, at=START)
    main_way = flow_of(project.overview.flow()).main
    assert (main_way.identified, main_way.duplicates, main_way.to_screen) == (2, 1, 1)


def test_a_duplicate_that_was_screened_before_it_was_merged_counts_once(project: Project) -> None:
    record_a, record_b = imported(project, "first.ris")
    for record, verdict in ((record_a, "include"), (record_b, "exclude")):
        value = {"stage": "title_abstract", "verdict": verdict}
        project.append([NewDecision(f"record:{record}", "screening.decided", value)], author=ADA, at=START)
    project.append([repeats(record_b, record_a)], author=ADA, at=START)
    main_way = flow_of(project.overview.flow()).main
    assert (main_way.screened, main_way.excluded, main_way.sought, main_way.duplicates) == (1, 0, 1, 1)


def test_linked_reports_are_of_one_study_also_through_a_third(project: Project) -> None:
    records = imported(project, "first.ris", 4)
    for record in records[:3]:
        value = {"stage": "full_text", "verdict": "include"}
        project.append([NewDecision(f"record:{record}", "screening.decided", value)], author=ADA, at=START)
    for record_a, record_b in ((records[0], records[3]), (records[3], records[1])):
        pair = NewDecision(
            f"pair:{min(record_a, record_b)}/{max(record_a, record_b)}", "pair.decided", {"verdict": "linked"}
        )
        project.append([pair], author=ADA, at=START)
    flow = flow_of(project.overview.flow())
    assert (flow.studies, flow.reports) == (2, 3)


def test_the_records_behind_each_number_are_as_many_as_it_says(many: Project) -> None:
    draw = random.Random(8)
    seen: Counter[str] = Counter()
    with transaction.atomic(using=many.alias):
        for _ in range(24):
            review = Project(write_history(new_place(many.alias), draw, 50).place)
            files_counted = review.overview.flow()
            flow = flow_of(files_counted)
            columns: list[list[str]] = [[], []]
            for file in files_counted.files:
                columns[source_of(file) in OTHER_METHODS].append(file.sha256)
            for box in boxes_of(flow):
                files = columns[box.column] if box.phase < 2 else columns[0] + columns[1]
                for line in box.lines:
                    if line.statuses is not None:
                        behind = review.overview.records_behind(line.statuses, files, page=1, size=3)
                        assert behind.total == line.count, (box.key, line)
                        assert len(behind.records) == min(3, line.count)
                        seen[box.key] += line.count
            seen["promoted"] += len(review.overview.index().promoted)
    assert min(seen.values()) > 0, seen
