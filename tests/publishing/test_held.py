"""What enters the proposal of certainty comes from the project, and from nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alongside.certainty import is_automatic
from alongside.evidence import (
    About,
    Answer,
    Certainty,
    Contrast,
    EffectSize,
    Estimate,
    Outcome,
    SmallestThatMatters,
    Weighted,
)
from alongside.publishing.held import held_for, kind_of_search, other_domain, unusable_trials
from alongside.publishing.links import SiteLinks
from alongside.publishing.pages import method, people
from alongside.publishing.pages.answer import breath
from alongside.publishing.pages.outcome import context
from alongside.publishing.pages.rows import AnswerRow, answer_row
from alongside.publishing.prisma.flow import Flow, Way
from alongside.publishing.render import render
from alongside.publishing.review import Review
from alongside.publishing.wording import Summary, too_small
from alongside.synthesis.recovery import Refusal

MOOD = Outcome("mood", "Mood", "depression", "SMD", True, plain="feel better")


def estimate(beta: float, half: float, yi: tuple[float, ...] = (), vi: tuple[float, ...] = ()) -> Estimate:
    studies = tuple(
        Weighted(EffectSize(f"t{i}/1", f"t{i}", "SMD", y, v, 100), 1 / len(yi))
        for i, (y, v) in enumerate(zip(yi, vi, strict=True))
    )
    low, high = beta - half, beta + half
    k = len(yi) or 4
    return Estimate("SMD", k, 900, beta, half / 2, low, high, low, high, 0, 0, 1, 0.5, 0.1, "REML", "knha", studies)


def flow(*sources: str) -> Flow:
    return Flow(Way({"database": dict.fromkeys(sources, 10)}), None, 0)


@pytest.mark.parametrize(
    ("recorded", "stated", "kind"),
    [
        (None, "not systematic", "not systematic"),
        (None, "", ""),
        (None, "systematic", ""),
        (flow("Embase"), "", "one source"),
        (flow("Embase", "MEDLINE"), "systematic", "several sources"),
        (flow("Embase", "MEDLINE"), "not systematic", "not systematic"),
        (flow(), "", ""),
    ],
)
def test_the_kind_of_search_is_what_the_project_records(recorded: Flow | None, stated: str, kind: str) -> None:
    assert kind_of_search(recorded, About(search=stated)) == kind


def test_trials_without_any_usable_result_are_counted_once_and_used_trials_are_not() -> None:
    pooled = estimate(0.3, 0.1, (0.3,), (0.01,))
    contrasts = {
        name: Contrast(name, name.split("/")[0], "mood", "scale", True) for name in ("t0/2", "u/1", "u/2", "v/1")
    }
    effects = {name: Refusal(name, "no number") for name in ("t0/2", "u/1", "u/2")}
    answer = Answer("mood", "mood", estimate=pooled, left_out=tuple((name, "no number") for name in contrasts))
    assert unusable_trials(answer, contrasts, effects) == {"u"}


def test_the_weight_of_another_domain_is_known_only_where_every_result_has_a_domain() -> None:
    pooled = estimate(0.3, 0.1, (0.3, 0.2, 0.1, 0.4), (0.01,) * 4)
    contrasts = {f"t{i}/1": Contrast(f"t{i}/1", f"t{i}", "mood", "scale", True, domain="depression") for i in range(4)}
    assert other_domain(pooled, MOOD, contrasts) == 0
    contrasts["t1/1"] = replace(contrasts["t1/1"], domain="wellbeing")
    assert other_domain(pooled, MOOD, contrasts) == pytest.approx(0.25)
    contrasts["t2/1"] = replace(contrasts["t2/1"], domain="")
    assert other_domain(pooled, MOOD, contrasts) is None


def test_smaller_trials_that_find_more_are_noticed_from_ten_trials_on(five: Review) -> None:
    vi = tuple(0.01 * (i + 1) for i in range(10))
    uneven = tuple(0.1 + 2 * v**0.5 + (0.01 if i % 2 else -0.01) for i, v in enumerate(vi))
    review = replace(five, outcomes={**five.outcomes, "mood": MOOD})
    facts = held_for(Answer("mood", "mood", estimate=estimate(0.5, 0.1, uneven, vi)), review)
    assert facts.small_study_p is not None
    assert facts.small_study_p < 0.05
    assert facts.small_studies_favour
    turned = replace(review, outcomes={"mood": replace(MOOD, higher_is_better=False)})
    assert not held_for(Answer("mood", "mood", estimate=estimate(0.5, 0.1, uneven, vi)), turned).small_studies_favour
    assert (
        held_for(Answer("mood", "mood", estimate=estimate(0.5, 0.1, uneven[:9], vi[:9])), review).small_study_p is None
    )


def test_a_row_tells_a_proposal_from_a_judgement(five: Review) -> None:
    answer = next(a for a in five.answers if a.estimate is not None)
    assert is_automatic(five.certainty(answer))
    assert answer_row(answer, five, SiteLinks()).by_whom == "proposed automatically by a rule"
    judged = replace(answer, certainty=Certainty("high", (), by="Ada Lovelace"))
    assert answer_row(judged, five, SiteLinks()).by_whom == "judged by Ada Lovelace"


def row(beta: float, half: float, level: str, plain: str = "feel better") -> AnswerRow:
    outcome = replace(MOOD, plain=plain)
    answer = Answer("mood", "mood", estimate=estimate(beta, half))
    return AnswerRow(answer, outcome, "", "Mood", Summary("", "", ""), Certainty(level))


@pytest.mark.parametrize(
    ("level", "words"),
    [("high", "peer support helps people"), ("moderate", "probably helps people"), ("low", "may help people")],
)
def test_the_breath_takes_the_verb_of_the_level(level: str, words: str) -> None:
    assert words in breath([row(0.3, 0.1, level)], [])[0]


def test_the_breath_never_tells_very_uncertain_or_unclear_evidence_as_help() -> None:
    for unclear in (row(0.3, 0.1, "very low"), row(0.3, 0.5, "moderate"), row(0.0, 0.5, "low")):
        told = " ".join(breath([unclear], []))
        assert "help" not in told
        assert "for mood the trials cannot yet tell" in told.replace("For", "for")


def test_the_breath_counts_the_unclear_outcomes_that_it_does_not_name() -> None:
    unclear = row(0.3, 0.1, "very low")
    assert breath([unclear] * 4, [])[-1].startswith("For mood, mood, mood and mood the trials cannot yet tell")
    assert "mood, mood and 1 more outcome the trials" in breath([unclear] * 5, [])[-1]
    assert "mood, mood and 12 more outcomes the trials" in breath([unclear] * 16, [])[-1]


def test_the_breath_tells_no_difference_and_harm_as_what_they_are() -> None:
    told = " ".join(breath([row(0.05, 0.1, "moderate", "sleep well"), row(-0.4, 0.1, "low", "eat well")], []))
    assert "probably makes little to no difference to whether people sleep well" in told
    assert "may make it less likely that people eat well" in told
    assert "help" not in told


@pytest.mark.parametrize(
    ("measure", "thumb"),
    [("SMD", "the rule of thumb, 0.2."), ("RR", "the rule of thumb, 1.25."), ("MD", "The sentence claims no size.")],
)
def test_the_page_names_the_rule_of_thumb_by_which_a_size_is_judged(five: Review, measure: str, thumb: str) -> None:
    name = next(iter(five.main))
    bare = replace(five.outcomes[name], measure=measure, smallest_that_matters=None)
    review = replace(five, outcomes={**five.outcomes, name: bare})
    assert str(context(review, SiteLinks(), name)["too_small"]).endswith(thumb)


@pytest.mark.parametrize(
    ("measure", "value", "unit", "told"),
    [
        ("RR", 0.75, "", "Ratios from 0.75 to 1.33 are shaded: nearer to 1 than what is taken to matter."),
        ("RR", 1.25, "", "Ratios from 0.80 to 1.25 are shaded: nearer to 1 than what is taken to matter."),
        ("MD", 5.0, "mm Hg", "Differences under 5 mm Hg are shaded."),
        ("SMD", 0.24, "", "Differences under 0.24 are shaded."),
    ],
)
def test_the_page_says_in_the_own_measure_what_is_shaded(measure: str, value: float, unit: str, told: str) -> None:
    matters = SmallestThatMatters(value, "a study")
    outcome = Outcome("x", "X", "d", measure, True, unit=unit, smallest_that_matters=matters)
    assert too_small(outcome) == told


def test_a_part_of_the_answer_opens_with_its_own_first_paragraph(packaged: Review) -> None:
    diabetes = people.context(packaged, SiteLinks("../"), "population", "diabetes")
    assert diabetes["breath"][0] == "No outcome has an average that is surely better than without peer support."
    assert diabetes["breath"][1].startswith("For blood sugar in diabetes (HbA1c)")
    assert "suits whom" not in " ".join(diabetes["breath"])
    assert diabetes["which"] == f"26 of {len(packaged.trials)} trials are of people like this."
    dementia = people.context(packaged, SiteLinks("../"), "population", "dementia")
    assert dementia["breath"] in (
        ["No trial of this kind can be used in an answer yet."],
        [f"Too few trials to say: {len(dementia['few'])} outcomes have one or two trials each."],
        ["Too few trials to say: 1 outcome has one trial or two."],
    )
    assert dementia["chosen"]["definition"] == "People who live with dementia."
    hiv = people.context(packaged, SiteLinks("../"), "population", "hiv")
    assert hiv["breath"][1].startswith("For HIV not under control the trials cannot yet tell")
    labels = [study["label"].casefold() for study in hiv["studies"]]
    assert labels == sorted(labels), "a reader looks for a name and not for an id"
    telephone = people.context(packaged, SiteLinks("../"), "form", "telephone")
    assert telephone["asked"] == "Does it work in this form?"


def test_every_reason_for_leaving_a_result_out_ends_in_one_stop(packaged: Review) -> None:
    reasons = [item["reason"] for name in packaged.main for item in context(packaged, SiteLinks(), name)["left_out"]]
    assert len(reasons) > 100
    assert [reason for reason in reasons if not reason.endswith((".", "?")) or reason.endswith(("..", "?."))] == []


def test_the_results_of_how_we_know_add_up(packaged: Review) -> None:
    told = method.context(packaged, SiteLinks())
    assert int(told["main"]) + int(told["apart"]) + told["asked"] == len(packaged.contrasts)
    page = render("method", packaged, SiteLinks(), told)
    assert f"{told['asked']} wait until a person says of their studies whether they are about" in page
