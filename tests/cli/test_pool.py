"""`tools pool` with moderators, clusters and subgroups: the engine's figures, one line for what cannot be, a page."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from alongside.synthesis import che, meta_regression, pool

Run = Callable[..., subprocess.CompletedProcess[str]]

TABLE = Path(__file__).parents[2] / "examples" / "several-results.csv"
EFFECTS = ("tools", "pool", str(TABLE), "--yi", "yi", "--vi", "vi")


def column(name: str) -> list[str]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return [row[name] for row in csv.DictReader(stream)]


YI, VI = [float(cell) for cell in column("yi")], [float(cell) for cell in column("vi")]


def test_moderators_are_numbers_or_factors_by_their_cells(alongside: Run) -> None:
    done = alongside(*EFFECTS, "--moderators", "hours,form", "--method", "DL", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    hours = [float(cell) for cell in column("hours")]
    fit = meta_regression(YI, VI, {"hours": hours, "form": column("form")}, method="DL", test="knha")
    assert [row["name"] for row in document["coefficients"]] == ["intrcpt", "hours", "formtelephone"]
    assert [row["beta"] for row in document["coefficients"]] == pytest.approx(fit.beta.tolist())
    assert document["omnibus"]["p"] == pytest.approx(fit.qm_p)


def test_a_cluster_makes_the_errors_robust(alongside: Run) -> None:
    document = json.loads(alongside(*EFFECTS, "--cluster", "study", "--rho", "0.4", "--json").stdout)
    fit = che(YI, VI, column("study"), range(13), rho=0.4)
    [row] = document["coefficients"]
    assert (row["beta"], row["se"], row["df"]) == pytest.approx(
        (fit.robust.beta[0], fit.robust.se[0], fit.robust.df[0])
    )
    assert document["clusters"] == 8


def test_subgroups_have_their_own_means_and_the_test_between(alongside: Run) -> None:
    document = json.loads(alongside(*EFFECTS, "--subgroup", "form", "--json").stdout)
    groups = {row["group"]: row for row in document["subgroups"]["groups"]}
    keep = [index for index, form in enumerate(column("form")) if form == "group"]
    alone = pool([YI[i] for i in keep], [VI[i] for i in keep])
    assert groups["group"]["beta"] == pytest.approx(alone.beta)
    between = meta_regression(YI, VI, {"form": column("form")})
    assert document["subgroups"]["between"]["p"] == pytest.approx(between.qm_p)
    assert document["beta"] == pytest.approx(pool(YI, VI).beta)


def test_few_degrees_of_freedom_of_a_group_are_said(alongside: Run) -> None:
    done = alongside(*EFFECTS, "--cluster", "study", "--subgroup", "form")
    assert done.returncode == 0
    assert "fewer than 4 degrees of freedom in telephone" in done.stderr


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--cluster", "studdy"), 3, "did you mean 'study'?"),
        (("--moderators", "hour"), 3, "did you mean 'hours'?"),
        (("--cluster", "study", "--method", "DL"), 2, "does not go with --cluster"),
        (("--cluster", "study", "--rho", "1"), 2, "must lie between -1 and 1"),
        (("--subgroup", "form", "--where", "form=group"), 2, "two groups or more"),
        (("--moderators", "hours,hours2"), 3, "column hours2"),
    ],
)
def test_what_cannot_be_ends_with_one_line(alongside: Run, options: tuple[str, ...], code: int, words: str) -> None:
    done = alongside(*EFFECTS, *options)
    assert done.returncode == code
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_report_is_one_page_with_figures_and_every_number(alongside: Run, tmp_path: Path) -> None:
    page = tmp_path / "out.html"
    done = alongside(*EFFECTS, "--cluster", "study", "--report", str(page))
    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding="utf-8")
    ElementTree.fromstring(
        text.removeprefix("<!doctype html>")
        .replace('<meta charset="utf-8">', "")
        .replace('<meta name="viewport" content="width=device-width">', "")
    )
    assert text.count("<figure") == 2
    assert "<script" not in text
    assert not re.search(r"(?:src|href)=\"https?:", text)
    assert "Ash 2009" in text
    assert all(f"{value:.4g}" in text for value in YI)


def test_a_moderator_of_numbers_is_drawn_with_the_line_of_the_model(alongside: Run, tmp_path: Path) -> None:
    done = alongside(*EFFECTS, "--moderators", "hours,form", "--report", "out.html", "--json")
    [bubble] = json.loads(done.stdout)["bubbles"]
    assert bubble["moderator"] == "hours"
    assert bubble["others_at_their_mean"]
    hours = [float(cell) for cell in column("hours")]
    fit = meta_regression(YI, VI, {"hours": hours, "form": column("form")})
    slope = (bubble["line"][-1]["yi"] - bubble["line"][0]["yi"]) / (max(hours) - min(hours))
    assert slope == pytest.approx(float(fit.beta[fit.names.index("hours")]))
    assert all(point["low"] < point["yi"] < point["high"] for point in bubble["line"])
    assert max(point["weight"] for point in bubble["points"]) == 1
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "Bubble plot: effects by hours" in page
    assert "the other moderators at their mean" in page


def test_a_ratio_is_told_as_a_ratio_beside_its_logarithm(alongside: Run) -> None:
    table = Path(__file__).parents[2] / "examples" / "bcg.csv"
    columns = ("--ai", "tpos", "--bi", "tneg", "--ci", "cpos", "--di", "cneg", "--measure", "RR")
    assert "RR, of which beta is the logarithm" in (text := alongside("tools", "pool", str(table), *columns).stdout)
    assert "0.489 (0.33 to 0.726)" in text
    assert "logarithm" not in alongside(*EFFECTS).stdout
