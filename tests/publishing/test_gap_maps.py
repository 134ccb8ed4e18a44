"""An empty cell of the map says which of two things it is, and every cell leads to its trials."""

from __future__ import annotations

from pathlib import Path

import pytest

from alongside.publishing.figures.gap_map import gap_drawing
from alongside.publishing.gap_maps import GapCell, GapMap
from alongside.publishing.links import SiteLinks
from alongside.publishing.pages import answer, browse, gaps
from alongside.publishing.pages.what import form_map
from alongside.publishing.render import render
from alongside.publishing.review import Review
from alongside.publishing.site import build_site


@pytest.mark.parametrize(("k", "unseen", "status"), [(3, 9, "trials"), (0, 2, "not_looked_at"), (0, 0, "no_trial")])
def test_an_empty_cell_is_a_gap_only_where_nobody_could_have_missed_a_trial(k: int, unseen: int, status: str) -> None:
    assert GapCell(k, unseen).status == status


def test_the_maps_count_the_same_trials_as_browse(packaged: Review) -> None:
    for gap_map in packaged.gap_maps:
        for (row, column), cell in gap_map.cells.items():
            choice = {gap_map.row_facet: (row,), gap_map.column_facet: (column,)}
            assert packaged.facets.matching(choice).bit_count() == cell.k
    assert {gap_map.name for gap_map in packaged.gap_maps} == {"form-outcome", "component-outcome", "condition-form"}


def test_every_cell_of_a_map_has_its_place_in_the_static_site(packaged: Review, tmp_path: Path) -> None:
    site = build_site(packaged, tmp_path / "site")
    pages: dict[str, str] = {}
    for drawn in gaps.context(packaged, SiteLinks())["maps"]:
        for row in drawn["rows"]:
            for cell in row["cells"]:
                name, _, anchor = cell["url"].partition("#")
                if name not in pages:
                    pages[name] = (site.folder / name).read_text(encoding="utf-8")
                assert f'id="{anchor}"' in pages[name]
        for file in drawn["files"]:
            assert (site.folder / file["url"]).stat().st_size > 0


def test_the_drawing_says_its_sentence_and_holds_a_bubble_for_each_full_cell(packaged: Review) -> None:
    gap_map = packaged.gap_maps[0]
    svg = gap_drawing(gap_map, gaps.sentence(gap_map)).svg
    in_cells = svg.count("<circle") - 5  # the legend has a bubble for each step of certainty and for none
    assert in_cells == gap_map.count("trials")
    assert "The fullest cell is" in svg


def test_the_table_behind_a_map_names_the_trials_of_each_cell(packaged: Review) -> None:
    gap_map = packaged.gap_maps[2]
    rows = gaps.gap_rows(packaged, gap_map)
    assert len(rows) == len(gap_map.cells)
    for row in rows:
        assert len(str(row["ids"]).split()) == row["trials"]


def test_a_choice_without_a_trial_says_what_is_nearest(packaged: Review) -> None:
    choice = {"form": ("telephone",), "condition": ("nonsense",)}
    context = browse.context(packaged, SiteLinks(), choice)
    assert context["k"] == 0
    assert [item["k_without"] for item in context["chosen"]][1] == 35


def test_a_map_without_trials_says_so() -> None:
    assert gaps.sentence(GapMap("x", "X", "form", "outcome", (), (), {}, judged=False)) == (
        "No trial stands in this map yet."
    )


def test_a_choice_leads_past_the_lists_to_what_its_trials_found(packaged: Review) -> None:
    choice = {"form": ("telephone",), "condition": ("diabetes",), "training": ("trained",)}
    page = render("browse", packaged, SiteLinks(), browse.context(packaged, SiteLinks(), choice))
    assert "Telephone calls · Diabetes · Trained, of any length</h1>" in page
    assert page.index('<a href="#trials">To the 14 trials and what they found</a>') < page.index("<aside")
    assert '<div id="trials">' in page
    assert "#trials" not in render("browse", packaged, SiteLinks(), browse.context(packaged, SiteLinks(), {}))


def test_the_map_on_home_counts_as_the_maps_do_and_tells_no_trial_from_not_looked_at(packaged: Review) -> None:
    [crossed] = [gap_map for gap_map in packaged.gap_maps if gap_map.name == "form-outcome"]
    small = form_map(packaged, SiteLinks())
    assert [row["label"] for row in small["rows"]] == [row.label for row in crossed.rows]
    shown = [(cell["k"], cell["status"]) for row in small["rows"] for cell in row["cells"]]
    assert shown == [
        (crossed.cells[row.id, column.id].k, crossed.cells[row.id, column.id].status)
        for row in crossed.rows
        for column in crossed.columns
    ]
    page = render("answer", packaged, SiteLinks(), answer.context(packaged, SiteLinks()))
    assert page.count('<span class="hidden"> not looked at</span>') == crossed.count("not_looked_at") > 0
