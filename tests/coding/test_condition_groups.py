"""Groups of conditions: each code in one group, and a slip stops with its row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from alongside.coding import Codebook, CodeDefinition, Dimension, Example, read_condition_groups
from alongside.errors import InputError
from alongside.packaged import PEER_SUPPORT
from alongside.workflow.understand.loading import codebook

CODES = tuple(CodeDefinition(code, code, "", Example("x")) for code in ("hiv", "cancer"))
BOOK = Codebook(1, (Dimension("population", "Who", "", "", True, CODES),))
HEAD = "group,label,code\n"


def test_every_packaged_code_of_the_population_stands_in_one_group() -> None:
    groups = read_condition_groups(PEER_SUPPORT / "condition_groups.csv", codebook())
    codes = [code for group in groups for code in group.codes]
    assert sorted(codes) == sorted(code.id for code in codebook().dimension("population").codes)
    assert {group.id: group.codes for group in groups}["none"] == ("carers", "older_people", "young_people")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            "a,A,hiv\na,A,cancr\n",
            "row 3, column code: dimension 'population' has no code 'cancr'; did you mean 'cancer'",
        ),
        ("a,A,hiv\nb,B,hiv\n", "row 3, column code: 'hiv' stands in 'a' already"),
        ("a,A,hiv\na,B,cancer\n", "row 3, column label: the group 'a' is 'A' in an earlier row"),
        ("a,A,hiv\n", "column code: no group for cancer"),
    ],
)
def test_a_slip_is_told_with_its_place(rows: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "condition_groups.csv"
    path.write_text(HEAD + rows)
    with pytest.raises(InputError) as error:
        read_condition_groups(path, BOOK)
    assert words in str(error.value)
