"""`tools pool FILE` on tables as people have them: columns by a plain header, what was understood, what is refused.

`expected_pool.csv` holds what is right for the shared field cases: worked out by a separate script from the textbook
formulas (restricted likelihood searched on a grid, Hartung and Knapp's interval), not by this package.
"""

from __future__ import annotations

import csv
import json
import math
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.synthesis import pool
from alongside.workflow.tools.plain_headers import plain_header
from alongside.workflow.tools.pool_table import TableModel
from alongside.workflow.tools.pooling import Wishes, pool_file

Run = Callable[..., subprocess.CompletedProcess[str]]

EXPECTED = Path(__file__).with_name("expected_pool.csv")


def pooled(path: Path, options: str = "") -> dict[str, Any]:
    words = options.split()
    named = dict(word.split("=") for word in words if "=" in word)
    measure, events = named.pop("measure", ""), named.pop("events", "")
    model = TableModel(named, measure, events=events, keep_going="keep_going" in words)
    return pool_file(path, model, Wishes(test_named=False))


def expected() -> list[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("row", expected(), ids=lambda row: f"{row['file']} {row['options']}{row['refused'][:12]}")
def test_a_field_case_pools_to_what_is_expected(row: dict[str, str], shared: Path) -> None:
    path = shared / "data" / "field-cases" / "answer" / row["file"]
    if not path.exists():
        pytest.skip("the field cases are not here")
    if row["refused"]:
        with pytest.raises(AlongsideError) as caught:
            pooled(path, row["options"])
        assert row["refused"] in str(caught.value)
        return
    document = pooled(path, row["options"])
    figures = [float(row[name]) for name in ("estimate", "ci_low", "ci_high")]
    assert document["k"] == int(row["k"])
    assert [document["beta"], document["ci_lb"], document["ci_ub"]] == pytest.approx(figures, abs=6e-5)


def test_every_shared_table_of_effects_has_a_row(shared: Path) -> None:
    folder = shared / "data" / "field-cases" / "answer"
    if not folder.exists():
        pytest.skip("the field cases are not here")
    rows = {row["file"] for row in expected()}
    assert {path.name for path in folder.iterdir() if path.name[0] in "np"} <= rows


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "trials.csv"
    path.write_bytes(text.encode(encoding))
    return path


THREE = "0.25{0}0.04\n0.10{0}0.05\n0.40{0}0.02\n"
MEAN_OF_THREE = 0.2973684210526316
"""(0.25/0.04 + 0.10/0.05 + 0.40/0.02) / (1/0.04 + 1/0.05 + 1/0.02): the trials differ less than by chance."""


@pytest.mark.parametrize("header", ["y,v", "yi,vi", "eff,var", "TE,Variance", "Effect Size,v", "d,vi", "logOR,var"])
def test_effects_are_found_by_their_usual_names(tmp_path: Path, header: str) -> None:
    assert pooled(table(tmp_path, f"{header}\n{THREE.format(',')}"))["beta"] == pytest.approx(MEAN_OF_THREE)


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1252"), ("|", "utf-8")]
)
def test_separators_and_encodings_do_not_matter(tmp_path: Path, separator: str, encoding: str) -> None:
    text = f"y{separator}v\r\n{THREE.format(separator)}".replace("\n", "\r\n")
    assert pooled(table(tmp_path, text, encoding))["beta"] == pytest.approx(MEAN_OF_THREE)


def test_decimal_commas_are_read_and_said(tmp_path: Path) -> None:
    document = pooled(
        table(tmp_path, "Studie;y;v\n" + "".join(f"A;{row}\n" for row in ("0,25;0,04", "0,1;0,05", "0,4;0,02")))
    )
    assert document["beta"] == pytest.approx(MEAN_OF_THREE)
    assert "decimal commas were read as such" in document["understood"]


COUNTS = "12,100,20,100\n5,60,9,62\n"


@pytest.mark.parametrize(
    "header",
    [
        "e1,n1,e2,n2",
        "ai,n1i,ci,n2i",
        "event.e,n.e,event.c,n.c",
        "events_arm1,n_arm1,events_arm2,n_arm2",
        "tpos,n1,cpos,n2",
    ],
)
def test_events_are_found_by_their_usual_names_and_are_risk_ratios_unless_said(tmp_path: Path, header: str) -> None:
    document = pooled(table(tmp_path, f"{header}\n{COUNTS}"))
    assert document["measure"] == "RR"
    assert document["yi"][0] == pytest.approx(-0.5108256237659907)  # log of 0.12 / 0.20
    assert any("risk ratios (RR); --measure OR or RD" in text for text in document["understood"])


def test_cells_of_two_by_two_tables_are_events_and_people(tmp_path: Path) -> None:
    document = pooled(table(tmp_path, "ai,bi,ci,di\n12,88,20,80\n5,55,9,53\n"), "measure=OR")
    assert document["yi"][0] == pytest.approx(-0.6061358035703156)  # log of (12 × 80) / (88 × 20)


@pytest.mark.parametrize(
    "header",
    [
        "m1,sd1,n1,m2,sd2,n2",
        "mean.e,sd.e,n.e,mean.c,sd.c,n.c",
        "m1i,sd1i,n1i,m2i,sd2i,n2i",
        "Mean 1,SD 1,N 1,Mean 2,SD 2,N 2",
    ],
)
def test_means_are_found_by_their_usual_names(tmp_path: Path, header: str) -> None:
    document = pooled(table(tmp_path, f"{header}\n10,4,50,12,4,50\n11,5,60,12,5,62\n"), "measure=MD")
    assert document["yi"] == [-2, -1]
    assert document["vi"][0] == pytest.approx(0.64)  # 16/50 + 16/50


@pytest.mark.parametrize("header", ["a,b", "tpos,tn", "y,w", "low,high", "n1,n2", "study,value"])
def test_a_header_that_can_be_told_in_two_ways_is_asked_about_with_its_columns(tmp_path: Path, header: str) -> None:
    with pytest.raises(UsageError, match=f"There are {header.replace(',', ', ')}. Name them: --yi with --vi or --sei"):
        pooled(table(tmp_path, f"{header}\n0.2,0.1\n"))


def test_a_column_that_stands_twice_is_asked_about_and_its_second_can_be_named(tmp_path: Path) -> None:
    path = table(tmp_path, "y,v,y\n0.25,0.04,1\n0.10,0.05,2\n")
    with pytest.raises(InputError, match=r"row 1, column y: expected one column for yi, found 'y' or 'y \(2\)'"):
        pooled(path)
    second = pool_file(path, TableModel({"yi": "y (2)"}), Wishes(test_named=False))
    assert second["yi"] == [1, 2]
    fit = pooled(path, "yi=y vi=v")
    assert fit["yi"] == [0.25, 0.10]
    assert "the column 'y' stands twice" in fit["understood"][0]


def test_effects_beside_counts_are_taken_as_they_are_unless_a_measure_is_named(tmp_path: Path) -> None:
    path = table(tmp_path, "yi,vi,ai,n1i,ci,n2i\n-0.4,0.1,12,100,20,100\n-0.2,0.2,5,60,9,62\n")
    assert pooled(path)["yi"] == [-0.4, -0.2]
    assert pooled(path, "measure=RR")["yi"][0] == pytest.approx(-0.5108256237659907)


def test_percent_signs_become_people_and_broken_people_are_refused_until_somebody_says_what_they_are(
    tmp_path: Path,
) -> None:
    signs = pooled(table(tmp_path, "e1,n1,e2,n2\n45.5%,60,61.2 %,58\n30.1%,120,44.9%,118\n"))
    assert signs["yi"][0] == pytest.approx(math.log((27 / 60) / (35 / 58)))
    path = table(tmp_path, "e1,n1,e2,n2\n25.5,60,31.2,58\n30.1,120,44.9,118\n")
    with pytest.raises(
        InputError, match=r"row 2, column e1: expected a whole number of people, found 25.5; .*--events percent"
    ):
        pooled(path)
    assert pooled(path, "events=percent")["yi"][0] == pytest.approx(math.log((15 / 60) / (18 / 58)))
    assert pooled(path, "events=people")["yi"][0] == pytest.approx(math.log((25.5 / 60) / (31.2 / 58)))


def test_a_percentage_above_a_hundred_names_its_cell(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 3, column e2: expected at most 100 %, found 144\.9"):
        pooled(table(tmp_path, "e1,n1,e2,n2\n45%,60,61%,58\n30%,120,144.9%,118\n"))


def test_rows_without_a_number_are_left_out_counted_and_named(tmp_path: Path) -> None:
    document = pooled(table(tmp_path, "study,y,v\nA,0.25,0.04\nB,NA,0.05\nC,0.4,\nD,0.40,0.02\n,,\n"))
    assert document["k"] == 2
    assert "2 rows (3, 4) left out: a number is empty or NA" in document["understood"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("y,se\n0.2,0.1\n0.3,0\n", "row 3, column se: expected a number above 0, found '0'"),
        ("y,v\n0.2,0.1\n0.3,-0.1\n", "row 3, column v: expected a number above 0, found '-0.1'"),
        ("y,v\n0.2,0.1\nabout 1,0.1\n", "row 3, column y: expected a number, found 'about 1'"),
        ("m1,sd1,n1,m2,sd2,n2\n1,3,30,2,3,30\n1,-3,30,2,3,30\n", "row 3, column sd1: expected a number of at least 0"),
        ("e1,n1,e2,n2\n5,50,9,48\n70,50,9,48\n", "row 3, column e1: expected at most 50 events among 50 people"),
    ],
)
def test_a_number_that_cannot_be_stops_the_table_or_is_left_out_on_request(
    tmp_path: Path, text: str, words: str
) -> None:
    path = table(tmp_path, text)
    with pytest.raises(InputError) as caught:
        pooled(path)
    assert words in str(caught.value)
    document = pooled(path, "keep_going")
    assert document["k"] == 1
    where, reason = words.split(": ", 1)
    assert any(
        text.startswith(f"{where.split(', ')[0]} left out") and reason in text for text in document["understood"]
    )


def test_no_spread_at_all_leaves_a_standardised_difference_out_with_its_reason(tmp_path: Path) -> None:
    document = pooled(table(tmp_path, "m1,sd1,n1,m2,sd2,n2\n1,0,9,2,0,9\n2,1,9,1.5,1,9\n"))
    assert document["k"] == 1
    assert "row 2 left out: both SDs are 0" in document["understood"]


def test_few_or_equal_effects_claim_no_certainty_unless_the_test_is_named(tmp_path: Path) -> None:
    path = table(tmp_path, "y,v\n0.3,0.04\n0.3,0.05\n0.3,0.02\n")
    safe, named = pooled(path), pool_file(path, TableModel({}), Wishes())
    assert safe["ci_lb"] < 0 < safe["ci_ub"]
    assert named["ci_lb"] == named["ci_ub"] == pytest.approx(0.3)
    assert any("the same effect, which proves nothing" in text for text in safe["understood"])
    single = pooled(table(tmp_path, "y,v\n1,0.5\n"))
    assert (single["k"], single["test"]) == (1, "z")
    assert single["ci_ub"] == pytest.approx(1 + 1.959963984540054 * 0.5**0.5)


def test_a_standard_error_a_billion_times_smaller_than_the_others_is_pooled(tmp_path: Path) -> None:
    document = pooled(table(tmp_path, "y,se\n0.2,1e-9\n0.3,0.1\n0.1,0.2\n"))
    assert document["beta"] == pytest.approx(0.2, abs=1e-12)
    # Only the other two say how far effects lie from 0.2: √((1 + 0.25)/2) of the smallest error.
    assert document["se"] == pytest.approx(1e-9 * 0.625**0.5, rel=1e-6)


def test_the_command_says_what_it_understood_and_prints_json_alone(alongside: Run, tmp_path: Path) -> None:
    path = table(tmp_path, "study,y,v\nA,0.25,0.04\nB,0.10,0.05\nC,0.40,0.02\n")
    done = alongside("tools", "pool", str(path))
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == ["columns read by their names: y as yi, v as vi"]
    document = json.loads(alongside("tools", "pool", str(path), "--json").stdout)
    assert document["beta"] == pytest.approx(MEAN_OF_THREE)


def test_names_are_of_one_meaning_each() -> None:
    assert plain_header(("effect", "se", "n1", "n2"), {}).columns == {"yi": "effect", "sei": "se"}
    assert plain_header(("total_t", "events_t", "total_c", "events_c"), {}).columns["n2i"] == "total_c"
    assert not plain_header(("effect", "estimate", "se"), {})


MIXED = "study,outcome,measure,yi,vi\nAsh,mood,SMD,0.2,0.04\nAsh,sleep,SMD,0.3,0.04\nElm,mood,{measure},0.5,0.09\n"


def test_effects_of_several_measures_are_never_put_into_one_mean(alongside: Run, tmp_path: Path) -> None:
    table = tmp_path / "mixed.csv"
    table.write_text(MIXED.format(measure="RR"), encoding="utf-8")
    stopped = alongside("tools", "pool", str(table))
    assert (stopped.returncode, stopped.stdout) == (3, "")
    assert "expected effects of one measure, found RR, SMD; --where measure=RR takes one" in stopped.stderr
    assert alongside("tools", "pool", str(table), "--where", "measure=SMD").returncode == 0


def test_rows_on_several_outcomes_and_of_one_trial_are_said(alongside: Run, tmp_path: Path) -> None:
    table = tmp_path / "mixed.csv"
    table.write_text(MIXED.format(measure="SMD"), encoding="utf-8")
    said = alongside("tools", "pool", str(table)).stderr
    assert "2 outcomes pooled together (mood, sleep); --where outcome=… takes one" in said
    assert "1 trial has several rows, each of which counts as a trial of its own; --cluster study takes" in said
    assert "pooled together" not in alongside("tools", "pool", str(table), "--where", "outcome=mood").stderr


INTERVALS = "author,OR,lower 95% CI,upper 95% CI\nAsh,0.66,0.43,0.99\nBirch,0.80,0.50,1.30\nCedar,1.10,0.70,1.73\n"


def test_effects_that_are_printed_with_intervals_are_pooled_on_the_scale_of_logarithms(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(INTERVALS, encoding="utf-8")
    document = pooled(path)
    yi = np.log([0.66, 0.80, 1.10])
    sei = (np.log([0.99, 1.30, 1.73]) - np.log([0.43, 0.50, 0.70])) / (2 * 1.959963984540054)
    expected_fit = pool(yi, sei**2, test="knha")
    assert (document["beta"], document["ci_ub"]) == pytest.approx((expected_fit.beta, expected_fit.ci_ub))
    assert document["measure"] == "OR"
    assert any("95 %" in text for text in document["understood"])


def test_the_level_of_printed_intervals_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(INTERVALS, encoding="utf-8")
    narrow = pool_file(path, TableModel({}, interval_level=0.9), Wishes(method="EE", test="z", test_named=True))
    usual = pool_file(path, TableModel({}), Wishes(method="EE", test="z", test_named=True))
    assert narrow["se"] / usual["se"] == pytest.approx(1.959963984540054 / 1.6448536269514722)
    with pytest.raises(UsageError, match="between 0 and 1"):
        pool_file(path, TableModel({}, interval_level=95), Wishes())


def test_logarithms_with_their_limits_are_taken_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("study,logHR,LCL,UCL\nAsh,-0.2,-0.5,0.1\nBirch,0.1,-0.2,0.4\n", encoding="utf-8")
    document = pooled(path)
    assert document["beta"] == pytest.approx(-0.05)
    assert document["measure"] == "HR"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Ash,0.66,0.70,0.99", "row 2, column lower: expected an interval that holds its estimate"),
        ("Ash,0.66,-0.1,0.99", "row 2, column or: expected a ratio above 0"),
        ("Ash,0.66,0.66,0.66", "row 2, column lower: expected an interval that says how precise"),
    ],
)
def test_an_interval_that_cannot_be_is_named(tmp_path: Path, rows: str, expected: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"study,or,lower,upper\n{rows}\nBirch,0.8,0.5,1.3\n", encoding="utf-8")
    with pytest.raises(InputError, match=expected):
        pooled(path)
    document = pooled(path, "keep_going")
    assert document["k"] == 1
    assert any("row 2 left out" in text for text in document["understood"])


def test_an_uneven_interval_is_said_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("study,md,lower,upper\nAsh,1.0,0.0,5.0\nBirch,2.0,1.0,3.0\n", encoding="utf-8")
    assert any(text.startswith("row 2: the effect is not in the middle") for text in pooled(path)["understood"])


def test_whether_a_number_is_a_ratio_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("study,value,lower,upper\nAsh,0.66,0.43,0.99\nBirch,0.8,0.5,1.3\n", encoding="utf-8")
    columns = {"out": "value", "ci_lb": "lower", "ci_ub": "upper"}
    with pytest.raises(UsageError, match="ratio or a difference"):
        pool_file(path, TableModel(columns), Wishes())
    assert pool_file(path, TableModel(columns, "irr"), Wishes())["measure"] == "IRR"
    path.write_text(INTERVALS, encoding="utf-8")
    with pytest.raises(UsageError, match="holds odds ratios by its name"):
        pool_file(path, TableModel({}, "RR"), Wishes())


@pytest.mark.parametrize(
    ("header", "role", "column"),
    [
        ("author,Ne,Me,Se,Nc,Mc,Sc", "sd1i", "Se"),
        ("study,Ee,Ne,Ec,Nc", "ai", "Ee"),
        ("trial,nTi,nCi,xTi,xCi", "ci", "xCi"),
        ("study,xt,nt,xc,nc", "n2i", "nc"),
    ],
)
def test_names_that_say_something_only_together_are_known_where_all_are_there(
    header: str, role: str, column: str
) -> None:
    names = tuple(header.split(","))
    assert plain_header(names, {}).columns[role] == column
    assert not plain_header(names[:-1], {})


def test_a_standard_error_beside_means_is_no_standard_deviation() -> None:
    header = ("study", "m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i", "se")
    assert plain_header(header, {}).columns["sd1i"] == "sd1i"


def test_a_table_without_a_header_is_told_from_one_with_other_names(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Ash,0.2,0.04\nBirch,0.3,0.05\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 1: expected the names of the columns"):
        pooled(path)
