"""A column that nobody knows is named, with the one that it may have been meant for."""

from __future__ import annotations

from pathlib import Path

import pytest

from alongside.coding import evidence_alone

TABLE = (
    "study,outcome,higher_is_better,n1,mean1,sd1,n2,mean2,{sd2},colour\n"
    "Ash 2019,control,1,40,19.2,4.1,41,17.8,4.4,red\n"
)


@pytest.mark.parametrize(("column", "ends"), [("sdd2", "load the table again with --column sd2=sdd2"), ("sd2", "")])
def test_a_column_that_is_none_of_ours_is_named_with_the_nearest(tmp_path: Path, column: str, ends: str) -> None:
    path = tmp_path / "results.csv"
    path.write_text(TABLE.format(sd2=column), encoding="utf-8")
    understood = evidence_alone(path, None).understood
    assert any("'colour' is none of ours" in line and "--column" not in line for line in understood)
    assert any(line.endswith(ends) for line in understood)
    assert any("'sdd2'" in line for line in understood) == (column == "sdd2")
