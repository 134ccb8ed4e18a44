"""The invented records: labelled as such, the same each time, and of use to practise on."""

from __future__ import annotations

from pathlib import Path

from alongside.project import open_project
from alongside.workflow.screen.practice import LABEL, RELEVANT, REPEATED, invented_records, make_practice
from screened import AT


def test_every_record_says_that_it_is_invented_and_has_no_doi() -> None:
    search_a, search_b = invented_records()
    for record in (*search_a, *search_b):
        assert LABEL in record.abstract
        assert "(invented" in record.title
        assert not record.doi


def test_one_seed_gives_one_set_and_another_gives_another() -> None:
    assert invented_records() == invented_records()
    assert invented_records() != invented_records(1)


def test_the_practice_project_has_duplicates_to_find_and_relevant_records_that_the_ranking_finds(
    tmp_path: Path,
) -> None:
    from alongside.workflow.screen.desk import ScreeningDesk

    path = make_practice(tmp_path, at=AT)
    with open_project(path) as project:
        assert project.overview.counts().duplicates == REPEATED
        desk = ScreeningDesk(project)
        desk.learner.wait()
        titles = [project.overview.record(upcoming.record).record.title for upcoming in desk.upcoming(RELEVANT)]
        assert sum("randomised trial" in title for title in titles) > RELEVANT / 2
    before = path.read_bytes()
    assert make_practice(tmp_path, at=AT) == path
    assert path.read_bytes() == before  # what was done in it is kept
