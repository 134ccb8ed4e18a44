"""The page of a study shows each result with its steps, where it is used, and its history."""

from __future__ import annotations

from alongside.publishing.links import SiteLinks
from alongside.publishing.pages import study
from alongside.publishing.review import Review


def test_a_result_shows_what_was_printed_where_it_is_used_and_who_entered_it(five: Review) -> None:
    context = study.context(five, SiteLinks("../"), "ash-invented")
    [result] = context["results"]
    assert result["printed"] == ["mean 19.2 (SD 4.1) in 40 against 17.8 (SD 4.4) in 41"]
    assert [use["label"] for use in result["used"]] == ["Asthma control"]
    assert [row["who"] for row in result["history"]] == ["Ada"]
    assert result["people"] == "81"


def test_a_result_shows_each_step_that_its_number_needed(five: Review) -> None:
    [result] = study.context(five, SiteLinks("../"), "ash-invented")["results"]
    assert [step.what for step in result["steps"]] == [step.what for step in five.effects["ash-invented/1"].steps]
    assert result["effect"].startswith("SMD 0.3")


def test_the_study_has_its_own_history(five: Review) -> None:
    context = study.context(five, SiteLinks("../"), "ash-invented")
    assert {row["kind"] for row in context["history"]} == {"study.described", "study.coded"}


def test_the_history_is_told_in_words_and_not_in_names_of_kinds(packaged: Review) -> None:
    told = [row["words"] for row in study.context(packaged, SiteLinks("../"), "dale-2009")["history"]]
    assert "the study described" in told
    assert "coded: who gives support" in told
    assert not [words for words in told if "." in words]


def test_training_that_a_code_names_is_never_told_as_not_said(packaged: Review) -> None:
    told = {name: study.context(packaged, SiteLinks("../"), name)["training"] for name in packaged.studies}
    assert told["pfeiffer-2020"] == "Trained, hours not printed"
    assert told["dale-2009"] == "16 hours"
    for name, described in packaged.studies.items():
        codes = [code for code in described.codes_of("infrastructure") if code.startswith("training_")]
        assert (told[name] == "not said in the text read") == (not codes and described.training_hours is None)


def test_the_story_tells_who_gave_what_and_what_came_of_it(packaged: Review) -> None:
    told = study.context(packaged, SiteLinks("../"), "dale-2009")["story"]
    assert told[0] == "2009, England: type 2 diabetes; individually randomised, 3 arms."
    assert "People met like this: telephone calls." in told
    assert told[-1] == "What came of it: Blood sugar in diabetes (HbA1c): could be either way."


def test_silence_is_not_stated_only_where_a_full_text_was_read(packaged: Review) -> None:
    silent = {
        text
        for name in packaged.studies
        for text in study.context(packaged, SiteLinks("../"), name)["story"]
        if text.startswith("What stood behind the supporters")
    }
    assert silent == {
        "What stood behind the supporters is not stated in what was read in full.",
        "What stood behind the supporters was not looked at: no full text was read.",
    }
    for name, described in packaged.studies.items():
        told = " ".join(study.context(packaged, SiteLinks("../"), name)["story"])
        assert ("was not looked at" in told) <= (not described.read_in_full)


def test_the_page_says_how_often_what_it_shows_was_read(packaged: Review) -> None:
    context = study.context(packaged, SiteLinks("../"), "abuogi-2022")
    assert context["reading"].startswith(
        "Held against their source by a second reader: 0 of 20 codes and 1 of 1 result."
    )
    assert [result["twice"] for result in context["results"]] == [True]
    assert {link["label"] for link in context["links_out"]} >= {"PMC5789594", "NCT02491177"}


def test_an_arm_that_is_said_to_lack_a_thing_says_so(packaged: Review) -> None:
    absent = next(arm for arm in packaged.arms for code in arm.codes if code.status == "said_absent")
    rows = study.context(packaged, SiteLinks("../"), absent.study)["arms"]
    codes = [code for row in rows if row["id"] == absent.id for _, codes in row["dimensions"] for code in codes]
    assert any(code["absent"] for code in codes)
