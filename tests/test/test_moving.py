"""A result that joined says what it moved, in the answer that it is part of."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from alongside.evidence import Author
from alongside.project import Project
from alongside.project.understand.payloads import contrast_decision, study_decision
from alongside.workflow.answer import review_of
from alongside.workflow.test.example import run_example
from alongside.workflow.test.joining import join
from alongside.workflow.test.moving import own_results
from alongside.workflow.test.vault import Vault

AT = datetime(2026, 11, 1, tzinfo=UTC)
ADA = Author("person", "Ada")


def test_the_only_trial_of_an_answer_says_so(project: Project, vault: Vault) -> None:
    run_example(project, vault, author=ADA)
    assert own_results(project, review_of(project)) == []
    join(project, "invented-calls", author=ADA, at=AT)
    [result] = own_results(project, review_of(project), outcome="loneliness")
    assert result.without is None
    assert result.answer is not None
    assert result.answer.k == 1
    assert "there was no trial of this" in result.sentence
    assert own_results(project, review_of(project), outcome="depression") == []


def test_beside_another_trial_it_says_what_the_answer_was_without_it(project: Project, vault: Vault) -> None:
    run_example(project, vault, author=ADA)
    join(project, "invented-calls", author=ADA, at=AT)
    review = review_of(project)
    [joined] = review.contrasts.values()
    twin = dataclasses.replace(joined, id="kew/1", study="kew", arm1="", arm2="")
    kew = dataclasses.replace(review.studies[joined.study], id="kew", label="Kew 2017", codes=(), note="")
    project.append([study_decision(kew), contrast_decision(twin)], author=ADA, at=AT)
    [result] = own_results(project, review_of(project), study="own-invented-calls")
    assert result.without is not None
    assert result.answer is not None
    assert (result.without.k, result.answer.k) == (1, 2)
    assert "without it, from 1 trial, it was" in result.sentence
