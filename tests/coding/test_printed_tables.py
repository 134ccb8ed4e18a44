"""Tables of trials as people have them are read, and what was understood is said once."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from alongside.coding import TableWishes, evidence_alone
from alongside.coding.evidence_tables import Evidence
from alongside.errors import InputError, UsageError
from alongside.evidence import Contrast

HEAD = "study,outcome,higher_is_better,"


def read(tmp_path: Path, text: str, **wishes: object) -> Evidence:
    path = tmp_path / "results.csv"
    path.write_text(text, encoding="utf-8")
    return evidence_alone(path, TableWishes(**wishes))


def single(tmp_path: Path, text: str, **wishes: object) -> tuple[Contrast, str]:
    evidence = read(tmp_path, text, **wishes)
    [contrast] = evidence.contrasts
    return contrast, "; ".join(evidence.understood)


def test_semicolons_with_decimal_commas_are_read(tmp_path: Path) -> None:
    text = "study;outcome;higher_is_better;mean1;sd1;n1;mean2;sd2;n2\nAsh 2010;pain;0;10,1;4,25;1.050;12,3;4,0;48\n"
    contrast, understood = single(tmp_path, text)
    assert contrast.means is not None
    assert (contrast.means.mean1, contrast.means.sd1, contrast.means.n1) == (10.1, 4.25, 1050)
    assert understood == "decimal commas were read as such"


def test_commas_between_thousands_of_people_are_left_out(tmp_path: Path) -> None:
    contrast, _ = single(tmp_path, f'{HEAD}events1,n1,events2,n2\nA,x,0,"1,120","5,100","1,300","5,080"\n')
    assert contrast.counts is not None
    assert (contrast.counts.events1, contrast.counts.n2) == (1120, 5080)


def test_a_comma_that_can_be_read_in_two_ways_is_asked_about(tmp_path: Path) -> None:
    text = "study;outcome;higher_is_better;mean1;sd1;n1;mean2;sd2;n2\nA;x;0;1,234;2,345;50;1,111;2,222;48\n"
    with pytest.raises(InputError, match=r"row 2, column mean1: '1,234' has a decimal comma, or .* --decimal"):
        read(tmp_path, text)
    contrast, _ = single(tmp_path, text, decimal=",")
    assert contrast.means is not None
    assert contrast.means.mean1 == 1.234


def test_na_is_nothing_and_a_nameless_column_is_kept(tmp_path: Path) -> None:
    text = f",{HEAD}events1,n1,events2,n2,effect,p,country\n1,A,x,0,5,50,9,48,NA,NA,Norway\n"
    contrast, understood = single(tmp_path, text)
    assert contrast.effect is None
    assert contrast.note == "column 1: 1; country: Norway"
    assert "NA and other words for nothing were read as empty" in understood


def test_percentages_become_people(tmp_path: Path) -> None:
    contrast, understood = single(tmp_path, f"{HEAD}events1,n1,events2,n2\nA,x,0,45.5%,60,61.2 %,58\n")
    assert contrast.counts is not None
    assert (contrast.counts.events1, contrast.counts.events2) == (27, 35)  # 27.3 and 35.5 people
    assert "events1 printed as 45.5 % of 60" in contrast.note
    assert "to the nearest whole number" in understood


def test_events_that_are_no_whole_numbers_are_asked_about(tmp_path: Path) -> None:
    _, understood = single(tmp_path, f"{HEAD}events1,n1,events2,n2\nA,x,0,22.5,60,31,58\n")
    assert "events1 holds no whole numbers of people, so these results wait" in understood


def test_standard_errors_of_means_become_deviations(tmp_path: Path) -> None:
    contrast, _ = single(tmp_path, f"{HEAD}mean1,se1,n1,mean2,se2,n2\nA,x,0,10,0.5,64,12,1,49\n")
    assert contrast.means is not None
    assert (contrast.means.sd1, contrast.means.sd2) == (4.0, 7.0)


def test_a_standard_error_of_a_ratio_is_one_of_its_logarithm(tmp_path: Path) -> None:
    contrast, _ = single(tmp_path, f"{HEAD}effect_measure,effect,se\nA,x,0,OR,0.5,0.2\n")
    assert contrast.effect is not None
    low, high = contrast.effect.ci_low, contrast.effect.ci_high
    assert low is not None
    assert high is not None
    assert (math.log(high) - math.log(low)) / (2 * 1.959963984540054) == pytest.approx(0.2, abs=1e-12)
    assert "SE 0.2 printed" in contrast.note


def test_another_level_of_an_interval_and_an_icc_a_row_are_kept(tmp_path: Path) -> None:
    text = f"{HEAD}effect_measure,effect,ci_low,ci_high,ci_level,cluster_size,icc\nA,x,0,OR,0.7,0.52,0.94,90,21,0.03\n"
    contrast, _ = single(tmp_path, text)
    assert contrast.effect is not None
    assert contrast.cluster is not None
    assert (contrast.effect.level, contrast.cluster.icc, contrast.cluster.average_size) == (0.9, 0.03, 21)


@pytest.mark.parametrize(
    ("cell", "p"), [("<0.001", 0.001), ("p < .05", 0.05), ("0.000", 0.0005), ("0", None), ("ns", None)]
)
def test_p_below_a_limit_is_the_limit(tmp_path: Path, cell: str, p: float | None) -> None:
    contrast, understood = single(tmp_path, f"{HEAD}effect_measure,effect,p\nA,x,0,OR,0.7,{cell}\n")
    assert contrast.effect is not None
    assert contrast.effect.p == p
    assert understood


def test_medians_with_quartiles_become_means_by_wan(tmp_path: Path) -> None:
    text = f"{HEAD}median1,q1_1,q3_1,n1,median2,q1_2,q3_2,n2\nA,x,0,10,7,13,50,12,9,16,48\n"
    contrast, _ = single(tmp_path, text)
    assert contrast.means is not None
    # Wan 2014: 6 / (2 × 0.65503...) for n = 50; mean of 12, 9, 16.
    assert contrast.means.sd1 == pytest.approx(4.5798, abs=1e-4)
    assert contrast.means.mean2 == pytest.approx(37 / 3)


def test_logarithms_of_ratios_are_said_or_seen_and_never_mixed(tmp_path: Path) -> None:
    stated, _ = single(tmp_path, f"{HEAD}effect_measure,effect,ci_low,ci_high\nA,x,0,logOR,0.35,0.01,0.69\n")
    seen, understood = single(tmp_path, f"{HEAD}effect_measure,effect,ci_low,ci_high\nA,x,0,OR,-0.35,-0.69,-0.01\n")
    assert stated.effect is not None
    assert seen.effect is not None
    assert stated.effect.value == pytest.approx(math.exp(0.35))
    assert seen.effect.value == pytest.approx(math.exp(-0.35))
    assert "logarithms of ratios" in understood
    with pytest.raises(InputError, match="row 2, column effect: expected a ratio above 0; if these are logarithms"):
        read(tmp_path, f"{HEAD}effect_measure,effect,p\nA,x,0,OR,-0.35,0.1\nB,x,0,OR,0.8,0.1\n")


def test_a_limit_rounded_to_nought_is_worked_out(tmp_path: Path) -> None:
    contrast, _ = single(tmp_path, f"{HEAD}effect_measure,effect,ci_low,ci_high\nA,x,0,OR,0.05,0.00,0.90\n")
    assert contrast.effect is not None
    assert contrast.effect.ci_low == pytest.approx(0.05**2 / 0.9)


@pytest.mark.parametrize(("cell", "weeks"), [("6 months", 26), ("1 year", 52), ("12 weeks", 12), ("90 days", 12.86)])
def test_times_in_words_are_weeks(tmp_path: Path, cell: str, weeks: float) -> None:
    contrast, _ = single(tmp_path, f"{HEAD}weeks,effect_measure,effect,p\nA,x,0,{cell},RR,0.7,0.1\n")
    assert contrast.weeks == weeks


def test_incidence_rate_ratios_and_hazard_ratios_are_read(tmp_path: Path) -> None:
    text = f"{HEAD}effect_measure,effect,ci_low,ci_high\nA,x,0,IRR,0.7,0.5,0.98\nB,x,0,HR,0.8,0.6,1.07\n"
    measures = [contrast.effect.measure for contrast in read(tmp_path, text).contrasts if contrast.effect]
    assert measures == ["RR", "HR"]


def test_a_row_that_repeats_another_counts_once(tmp_path: Path) -> None:
    row = "Ash 2010,pain,0,26,5,50,9,48\n"
    evidence = read(tmp_path, f"{HEAD}weeks,events1,n1,events2,n2\n{row}{row}Elm 2011,pain,0,26,5,50,9,48\n")
    assert [contrast.study for contrast in evidence.contrasts] == ["ash-2010", "elm-2011"]
    assert evidence.understood == ("a row that repeats another word for word is counted once (row 3)",)


THEIRS = "name;kind;g;g_se\nAsh 2010;pain;-0,30;0,10\nElm 2011;sleep;0,10;0,20\n"
MAP = {
    "study": "name",
    "outcome": "kind",
    "effect": "g",
    "se": "g_se",
    "effect_measure": "=SMD",
    "higher_is_better": "=0",
}


def test_a_map_of_columns_and_chosen_rows(tmp_path: Path) -> None:
    contrast, _ = single(tmp_path, THEIRS, columns=MAP, where=[("kind", "Pain")])
    assert contrast.effect is not None
    assert (contrast.study, contrast.effect.measure, contrast.effect.value) == ("ash-2010", "SMD", -0.3)
    with pytest.raises(InputError, match="column kind: no row has 'mood'; there are pain, sleep"):
        read(tmp_path, THEIRS, columns=MAP, where=[("kind", "mood")])
    with pytest.raises(InputError, match="column nom: expected this column for study; there are name, kind"):
        read(tmp_path, THEIRS, columns=MAP | {"study": "nom"})
    with pytest.raises(UsageError, match="'stduy' is no column of results"):
        read(tmp_path, THEIRS, columns={"stduy": "name"})


def test_a_slip_of_the_pen_is_named_and_a_short_name_that_means_something_else_is_not(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="column instrment: unknown column; did you mean 'instrument'"):
        read(tmp_path, f"{HEAD}instrment,events1,n1,events2,n2\nA,x,0,PHQ,5,50,9,48\n")
    contrast, _ = single(tmp_path, f"{HEAD}us,events1,n1,events2,n2\nA,x,0,yes,5,50,9,48\n")
    assert contrast.note == "us: yes"
