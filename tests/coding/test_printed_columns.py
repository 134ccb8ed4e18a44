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


@pytest.mark.parametrize(
    ("header", "row", "means"),
    [
        ("Ne,Me,Se,Nc,Mc,Sc", "40,19.2,4.1,41,17.8,4.4", (40, 19.2, 4.1, 41, 17.8, 4.4)),
        ("Nc,Mc,Sc,Ne,Me,Se", "41,17.8,4.4,40,19.2,4.1", (40, 19.2, 4.1, 41, 17.8, 4.4)),
        ("nt,mt,sdt,nc,mc,sdc", "40,19.2,4.1,41,17.8,4.4", (40, 19.2, 4.1, 41, 17.8, 4.4)),
    ],
)
def test_names_that_say_something_only_together_are_read_together(
    tmp_path: Path, header: str, row: str, means: tuple[float, ...]
) -> None:
    path = tmp_path / "results.csv"
    path.write_text(f"study,outcome,higher_is_better,{header}\nAsh 2019,control,1,{row}\n", encoding="utf-8")
    [contrast] = evidence_alone(path, None).contrasts
    assert contrast.means is not None
    read = contrast.means
    assert (read.n1, read.mean1, read.sd1, read.n2, read.mean2, read.sd2) == means
    assert contrast.effect is None


def test_a_standard_error_beside_an_effect_is_no_standard_deviation(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("study,outcome,higher_is_better,effect_measure,effect,Se\nAsh,control,1,MD,1.5,0.5\n", "utf-8")
    [contrast] = evidence_alone(path, None).contrasts
    assert contrast.means is None
    assert contrast.effect is not None
