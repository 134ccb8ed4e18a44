"""A thousand random logs: the tables follow from the log, and merging does not depend on the order."""

from __future__ import annotations

import random

import pytest
from django.db import connections, transaction

from alongside.project import Project, create
from alongside.project.log.merge import merge_project
from alongside.project.log.projecting import digest_of_tables, rebuild
from lengths import length
from random_logs import new_place, write

LOGS = length(120, 1000)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A file whose commits need not reach the disk: what is tested here is what they say."""
    project = create(tmp_path_factory.mktemp("many") / "many.alongside")
    with connections[project.alias].cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
    return project


@pytest.mark.slow
def test_random_logs_rebuild_to_the_same_tables_and_merge_in_either_order(many: Project) -> None:
    alias = many.alias
    draw = random.Random(20261123)
    disputed = 0
    for pair in range(LOGS // 2):
        with transaction.atomic(using=alias):
            ours, theirs = new_place(alias), new_place(alias)
            if pair % 3 == 0:  # two people who go on from the same beginning
                write(ours, draw, 3)
                merge_project(ours, theirs)
                theirs.writer_uuid()
            write(ours, draw, draw.randrange(1, 8))
            write(theirs, draw, draw.randrange(1, 8))
            for project in (ours, theirs):
                before = digest_of_tables(project)
                rebuild(project)
                assert digest_of_tables(project) == before
            merged_a, merged_b = new_place(alias), new_place(alias)
            merge_project(ours, merged_a)
            report = merge_project(theirs, merged_a)
            merge_project(theirs, merged_b)
            merge_project(ours, merged_b)
            state = digest_of_tables(merged_a)
            assert state == digest_of_tables(merged_b)
            again = merge_project(ours, merged_a)
            assert again.rows_added == 0
            assert digest_of_tables(merged_a) == state
            disputed += report.disagreements > 0
    assert disputed > LOGS // 20  # the logs do differ
