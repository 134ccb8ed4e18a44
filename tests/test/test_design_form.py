"""What is typed into the design's form: numbers as people write them, and the direction of the outcome."""

from __future__ import annotations

import pytest

from alongside.errors import InputError
from alongside.evaluation.protocol import Protocol
from alongside.project import Project


def test_a_share_in_per_cent_is_refused_with_the_share_that_it_is(project: Project) -> None:
    from django.http import QueryDict

    from alongside.web.test.form import answers

    with pytest.raises(
        InputError, match="who will give the outcome: expected a share from 0 to 1, found '85'; 85 in 100"
    ):
        answers(QueryDict("retained=85"), "calls")
    with pytest.raises(InputError, match=r"Power: expected a share from 0 to 1, found '-1'$"):
        answers(QueryDict("power=-1"), "calls")


def test_the_direction_is_what_was_chosen_and_a_known_instrument_the_other_way_is_asked_about(
    project: Project,
) -> None:
    from django.http import QueryDict

    from alongside.web.test.form import answers, choices, other_direction

    assert answers(QueryDict("higher_is_better=yes"), "calls")["higher_is_better"] is True
    assert answers(QueryDict("higher_is_better=no"), "calls")["higher_is_better"] is False
    known = next(known for known in choices().instruments if known["better"] == "lower is better")
    named = {"id": "calls", "title": "Calls", "instrument": known["label"]}
    assert other_direction(Protocol(**named, higher_is_better=False)) == ""
    assert "this design as “higher is better”" in other_direction(Protocol(**named, higher_is_better=True))
