"""Charts are drawn beside the pages; a chart that cannot be drawn is said, and none is left behind half-drawn."""

from pathlib import Path

import pytest

from alongside.publishing.figures.pictures import drawn

BAR = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"a": "one", "b": 28}, {"a": "two", "b": 55}]},
    "mark": "bar",
    "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}},
}


def test_each_chart_becomes_two_files_and_its_svg_is_given_back(tmp_path: Path) -> None:
    with drawn({"bars": BAR}, tmp_path) as finish:
        svgs = finish()
    assert svgs["bars"] == (tmp_path / "bars.svg").read_text(encoding="utf-8")
    assert svgs["bars"].count("<path") >= 2
    assert (tmp_path / "bars.png").read_bytes().startswith(b"\x89PNG")


def test_a_chart_that_cannot_be_drawn_is_an_error_that_says_why(tmp_path: Path) -> None:
    with drawn({"bars": {**BAR, "mark": "nonsense"}}, tmp_path) as finish, pytest.raises(RuntimeError, match="drawn"):
        finish()


def test_leaving_early_ends_the_drawing(tmp_path: Path) -> None:
    with pytest.raises(KeyError), drawn({str(i): BAR for i in range(500)}, tmp_path):
        raise KeyError
    assert len(list(tmp_path.glob("*.png"))) < 500
