"""Rows that a second reading found wrong: each stands as its text says, and the list of corrections tells why."""

from __future__ import annotations

import csv

import pytest
import yaml

from alongside.packaged import PEER_SUPPORT

Rows = dict[str, dict[str, str]]


def rows_of(name: str) -> list[dict[str, str]]:
    with (PEER_SUPPORT / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def results() -> Rows:
    return {row["id"]: row for row in rows_of("results.csv")}


@pytest.fixture(scope="module")
def domains() -> dict[str, str]:
    outcomes = yaml.safe_load((PEER_SUPPORT / "outcomes.yaml").read_text(encoding="utf-8"))["outcomes"]
    return {outcome["id"]: outcome["domain"] for outcome in outcomes}


def of_outcome(results: Rows, outcome: str) -> set[str]:
    return {name for name, row in results.items() if row["outcome"] == outcome}


def test_women_who_all_met_the_nurse_before_randomisation_are_compared_with_nothing(results: Rows) -> None:
    for name in ("giese-davis-2016/1", "giese-davis-2016/2"):
        assert results[name]["comparator_class"] == "nothing_or_usual"
        assert "before randomisation" in results[name]["comparator"]


def test_a_visit_to_an_emergency_department_is_no_stay_in_hospital(results: Rows) -> None:
    assert of_outcome(results, "acute_care") == {"cupp-2022/1"}
    assert not any(
        "acute care encounter" in results[name]["instrument"] for name in of_outcome(results, "hospital_admission")
    )


def test_disability_the_body_and_getting_on_with_others_are_three_outcomes(results: Rows) -> None:
    trials = {
        outcome: {name.split("/")[0] for name in of_outcome(results, outcome)}
        for outcome in ("functioning", "physical_functioning", "social_functioning")
    }
    assert trials["functioning"] == {"de-graaff-2023", "lorig-2002", "taylor-2016"}
    assert trials["physical_functioning"] >= {"ammerlaan-2017", "mountain-2014", "zhu-2022"}
    assert len(trials["physical_functioning"]) == 7
    assert trials["social_functioning"] == {"alvarez-jimenez-2021", "mountain-2014", "shen-2020", "zeng-2015"}


def test_no_subscale_of_physical_or_social_functioning_counts_as_quality_of_life(results: Rows) -> None:
    instruments = [results[name]["instrument"].lower() for name in of_outcome(results, "quality_of_life")]
    assert not [words for words in instruments if "physical function" in words or "social function" in words]


def test_staying_on_a_medicine_being_in_care_and_coming_to_sessions_are_three_outcomes(results: Rows) -> None:
    assert of_outcome(results, "in_treatment") == {"recovery-coach-pilot-2023/1"}
    assert of_outcome(results, "in_care") == {"uganda-pre-art/1", "abuogi-2022/1"}
    assert of_outcome(results, "sessions_attended") == {f"pedersen-2024/{n}" for n in (2, 3, 4)}


def test_joining_a_programme_is_not_being_seen_by_a_clinic(results: Rows) -> None:
    assert of_outcome(results, "programme_joined") == {"pedersen-2024/1", "upstart-2022/2"}
    assert of_outcome(results, "service_uptake") == {"stagg-2019/1", "aninanya-2015/1"}


def test_the_442_people_of_the_trial_in_rakai_are_counted(results: Rows) -> None:
    assert results["uganda-pre-art/1"]["n_total"] == "442"


def test_a_result_has_the_domain_of_its_outcome_but_for_scores_that_are_known_to_stand_between_two(
    results: Rows, domains: dict[str, str]
) -> None:
    between = {name for name, row in results.items() if row["outcome"] and row["domain"] != domains[row["outcome"]]}
    for name in between - {"ammerlaan-2017/6"}:  # one habit, in an outcome of several
        assert results[name]["outcome"] == "wellbeing"
        assert results[name]["domain"] == "quality_of_life"
        assert "mental" in results[name]["instrument"] or "psychological" in results[name]["instrument"]


def test_a_contradiction_between_estimate_and_counts_stands_apart(results: Rows) -> None:
    assert results["jolly-isrctn16126175/3"]["use"] == results["mountain-2014/11"]["use"] == "apart"
    assert "other way" in results["jolly-isrctn16126175/3"]["use_why"]


def test_clusters_of_the_start_of_breastfeeding_are_allowed_for(results: Rows) -> None:
    row = results["jolly-isrctn16126175/4"]
    assert row["clusters_allowed_for"] == "no"
    assert float(row["cluster_size"]) == pytest.approx((1083 + 1315) / 66, abs=0.05)


def test_primary_care_visits_of_druss_2010_are_the_counts_that_the_percentages_can_only_be(results: Rows) -> None:
    row = results["druss-2010/1"]
    assert [row[name] for name in ("n1", "events1", "n2", "events2")] == ["38", "26", "27", "14"]
    assert (round(100 * 26 / 38, 1), round(100 * 14 / 27, 1)) == (68.4, 51.9)


def test_the_main_report_of_chan_2014_names_it_and_its_blood_tests_are_in(results: Rows) -> None:
    [study] = [row for row in rows_of("studies.csv") if row["id"] == "chan-2014"]
    assert study["doi"].split(";")[0] == "10.1001/jamainternmed.2014.655"  # the secondary report comes after it
    assert {results[f"chan-2014/{n}"]["outcome"] for n in (2, 3, 4)} == {"hba1c", "systolic_bp", "diastolic_bp"}


def test_dean_2016_says_that_its_abstract_counts_more_people_than_it_recruited(results: Rows) -> None:
    assert all("1,090 people" in row["note"] for name, row in results.items() if name.startswith("dean-2016/"))


def test_fuhr_2019_was_at_home_and_not_in_the_clinic_where_women_were_recruited() -> None:
    codes = [row for row in rows_of("study_codes.csv") if row["study"] == "fuhr-2019" and row["dimension"] == "setting"]
    assert [(row["code"], row["sure"]) for row in codes] == [("home", "yes")]


def test_weeks_of_feeding_an_infant_say_that_they_count_from_the_birth(results: Rows) -> None:
    infant = (
        "any_breastfeeding",
        "exclusive_breastfeeding",
        "breastfeeding_started",
        "infant_diarrhoea",
        "infant_growth",
    )
    rows = [results[name] for outcome in infant for name in of_outcome(results, outcome)]
    assert len(rows) == 40
    assert not [row["id"] for row in rows if row["weeks"] and "birth" not in row["note"] + row["instrument"]]


def test_every_correction_says_what_was_read_and_what_was_done_about_it() -> None:
    for row in rows_of("corrections.csv"):
        assert row["read"], row
        assert row["done"], row
        assert row["source"], row


def test_no_trial_carries_the_identifier_of_its_protocol() -> None:
    studies = {row["id"]: row for row in rows_of("studies.csv")}
    assert (studies["seaman-2024"]["doi"], studies["seaman-2024"]["pmid"]) == ("", "")
    assert studies["johnson-2018"]["pmcid"] == studies["alvarez-jimenez-2021"]["pmcid"] == ""


def test_a_title_stands_with_where_it_was_read_and_no_other_way() -> None:
    studies = rows_of("studies.csv")
    assert all(bool(row["title"]) == bool(row["title_source"]) for row in studies)
    assert sum(bool(row["title"]) for row in studies) >= 152
    assert [row["id"] for row in studies if not row["year"]] == []
