"""Two builds side by side: what moved, what moved it, what reads otherwise."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alongside.errors import InputError
from alongside.evidence import Means
from alongside.publishing.links import SiteLinks
from alongside.publishing.open_data import write_open_data
from alongside.publishing.open_data.builds import read_build
from alongside.publishing.open_data.comparing import AnswerChange, Changes, changes
from alongside.publishing.pages.changes import context, document, headline
from alongside.publishing.review import Review
from alongside.publishing.site import build_site
from alongside.synthesis.answers import answer_all
from alongside.synthesis.recovery import recover
from alongside.synthesis.selection import Rule


def anew(review: Review, contrasts: dict[str, Any], rule: Rule | None = None) -> Review:
    """The review with other results: effects and answers worked out again."""
    rule = rule or review.rule
    return replace(
        review,
        rule=rule,
        contrasts=contrasts,
        version=review.version + 1,
        answers=answer_all(list(contrasts.values()), review.outcomes.values(), review.studies, rule),
        effects={name: recover(c, review.outcomes[c.outcome], icc=rule.icc) for name, c in contrasts.items()},
    )


def without(review: Review, study: str) -> Review:
    return anew(review, {name: contrast for name, contrast in review.contrasts.items() if contrast.study != study})


def compared(old: Review, new: Review, folder: Path) -> Changes:
    write_open_data(old, folder / "old")
    write_open_data(new, folder / "new")
    return changes(read_build(folder / "old"), read_build(folder / "new"))


def main(changes: Changes) -> AnswerChange:
    [answer] = [answer for answer in changes.answers if answer.id == "asthma-control"]
    return answer


def test_a_build_beside_itself_has_not_changed(five: Review, tmp_path: Path) -> None:
    changes = compared(five, five, tmp_path)
    assert (changes.answers, changes.studies_came, changes.studies_left, changes.studies_changed) == ((), (), (), ())
    assert headline(changes) == "Nothing changed."


def test_a_study_that_left_moved_the_mean_by_all_of_the_move(five: Review, tmp_path: Path) -> None:
    later = without(five, "ash-invented")
    answer = main(compared(five, later, tmp_path))
    before, after = five.main["asthma-control"].estimate, later.main["asthma-control"].estimate
    assert before is not None
    assert after is not None
    assert answer.moved == pytest.approx(after.beta - before.beta)
    [study] = answer.studies
    assert (study.study, study.kind, study.new) == ("ash-invented", "left", None)
    assert study.moved == pytest.approx(answer.moved)
    assert study.why == "its result is no longer in the project"


def test_the_other_way_about_it_came_and_moved_the_mean_back(five: Review, tmp_path: Path) -> None:
    earlier = without(five, "ash-invented")
    forth, back = main(compared(five, earlier, tmp_path / "a")), main(compared(earlier, five, tmp_path / "b"))
    assert back.moved == pytest.approx(-(forth.moved or 0))
    assert [(study.kind, study.why) for study in back.studies] == [("came", "its result is new")]


def test_a_study_that_is_kept_apart_says_why(five: Review, tmp_path: Path) -> None:
    contrasts = {
        name: replace(contrast, use="apart", use_why="printed twice") if contrast.study == "ash-invented" else contrast
        for name, contrast in five.contrasts.items()
    }
    [study] = main(compared(five, anew(five, contrasts), tmp_path)).studies
    assert (study.kind, study.why) == ("left", "left out now: printed twice")


def test_of_two_studies_that_changed_each_says_what_it_moved_alone(five: Review, tmp_path: Path) -> None:
    contrasts = dict(five.contrasts)
    names = [name for name, contrast in contrasts.items() if contrast.means is not None][:2]
    for shift, name in zip((2.0, -1.0), names, strict=True):
        means = contrasts[name].means
        assert isinstance(means, Means)
        contrasts[name] = replace(contrasts[name], means=replace(means, mean1=means.mean1 + shift))
    changes = compared(five, anew(five, contrasts), tmp_path)
    answer = main(changes)
    assert [study.kind for study in answer.studies] == ["changed", "changed"]
    for study, name in zip(answer.studies, names, strict=True):
        only = anew(five, contrasts | {name: five.contrasts[name]}).main["asthma-control"].estimate
        new = anew(five, contrasts).main["asthma-control"].estimate
        assert only is not None
        assert new is not None
        assert study.moved == pytest.approx(new.beta - only.beta)
    assert set(changes.studies_changed) == {five.contrasts[name].study for name in names}


def test_a_rule_that_changed_is_named_and_no_study_is_blamed(five: Review, tmp_path: Path) -> None:
    changes = compared(five, anew(five, dict(five.contrasts), replace(five.rule, method="EE", test="z")), tmp_path)
    assert {(setting.name, setting.new) for setting in changes.rule} == {("method", "EE"), ("test", "z")}
    answer = main(changes)
    assert answer.studies == ()
    assert ("method", five.rule.method, "EE") in {(s.name, s.old, s.new) for s in answer.settings}


def test_a_sentence_that_reads_otherwise_is_found_and_shown_before_and_after(five: Review, tmp_path: Path) -> None:
    contrasts = dict(five.contrasts)
    for name, contrast in contrasts.items():
        assert contrast.means is not None or contrast.effect is not None
        if contrast.means is not None:
            means = contrast.means
            turned = replace(means, mean1=means.mean2 - (means.mean1 - means.mean2) * 4)
            contrasts[name] = replace(contrast, means=turned)
    changes = compared(five, anew(five, contrasts), tmp_path)
    answer = main(changes)
    assert answer.sentence_changed
    assert answer in changes.sentences
    row = next(row for row in context(changes, SiteLinks())["sentences"] if row.label == answer.label)
    assert row.old_sentence != row.new_sentence
    [line] = [each for each in document(changes)["answers"] if each["id"] == "asthma-control"]
    assert (line["old"]["sentence"], line["new"]["sentence"]) == (row.old_sentence, row.new_sentence)


def test_the_last_digit_of_another_machine_is_no_change(five: Review, tmp_path: Path) -> None:
    write_open_data(five, tmp_path / "old")
    write_open_data(five, tmp_path / "new")
    path = tmp_path / "new" / "answers.csv"
    estimate = five.main["asthma-control"].estimate
    assert estimate is not None
    text = path.read_text(encoding="utf-8")
    assert repr(estimate.beta) in text
    path.write_text(text.replace(repr(estimate.beta), repr(estimate.beta * (1 + 1e-14))), encoding="utf-8")
    assert changes(read_build(tmp_path / "old"), read_build(tmp_path / "new")).answers == ()


def test_a_site_built_since_another_has_a_page_of_changes_even_in_its_own_place(five: Review, tmp_path: Path) -> None:
    site = tmp_path / "site"
    built = build_site(without(five, "ash-invented"), site)
    assert not (site / "changes.html").exists()
    second = build_site(five, site, since=read_build(site))
    assert second.pages == built.pages + 1
    page = (site / "changes.html").read_text(encoding="utf-8")
    assert "its result is new" in page
    assert 'href="changes.html"' in (site / "data.html").read_text(encoding="utf-8")
    assert "changes.html" in (site / "SHA256SUMS").read_text(encoding="utf-8")


def test_main_answers_come_before_their_parts(five: Review, tmp_path: Path) -> None:
    parts = [bool((answer.new or answer.old or {})["by"]) for answer in _of_less(five, tmp_path).answers]
    assert parts == sorted(parts)
    assert True in parts
    assert False in parts


def _of_less(five: Review, folder: Path) -> Changes:
    return compared(five, without(five, "ash-invented"), folder)


def test_an_answer_of_one_trial_names_no_method_that_changed(five: Review, tmp_path: Path) -> None:
    only = next(iter(five.contrasts.values())).study
    alone = anew(five, {name: contrast for name, contrast in five.contrasts.items() if contrast.study == only})
    answer = main(compared(five, alone, tmp_path))
    assert answer.new is not None
    assert answer.new["k"] == "1"
    assert not {setting.name for setting in answer.settings} & {"method", "test", "level"}


def test_a_ratio_moves_by_a_factor_and_a_mean_by_a_difference(five: Review, tmp_path: Path) -> None:
    outcome = five.outcomes["asthma-control"]
    answer = main(_of_less(five, tmp_path))
    assert answer.new is not None
    shown = {
        scale: context(replace(_of_less(five, tmp_path), answers=(replace(answer, moved=moved, new=new),)), SiteLinks())
        for scale, moved, new in (
            ("log", math.log(1.25), dict(answer.new) | {"scale": "log", "measure": "RR"}),
            ("identity", -0.25, dict(answer.new)),
        )
    }
    moves = {scale: [*values["sentences"], *values["figures"]][0].moved for scale, values in shown.items()}
    assert moves == {"log": "× 1.250", "identity": "−0.250"}
    assert all(not row.stayed for values in shown.values() for row in (*values["sentences"], *values["figures"]))
    [row] = [*shown["identity"]["sentences"], *shown["identity"]["figures"]]
    assert (row.label, row.url) == (outcome.label, "outcomes/asthma-control.html")


@pytest.mark.parametrize("name", ["answers", "pooled_results", "rule"])
def test_a_folder_without_a_table_is_named(five: Review, tmp_path: Path, name: str) -> None:
    write_open_data(five, tmp_path)
    (tmp_path / f"{name}.csv").unlink()
    with pytest.raises(InputError, match=rf"{name}\.csv: expected open data"):
        read_build(tmp_path)


def test_a_table_of_an_older_version_says_which_column_it_has_not(five: Review, tmp_path: Path) -> None:
    write_open_data(five, tmp_path)
    (tmp_path / "answers.csv").write_text("id,outcome\na,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected a column 'by'"):
        read_build(tmp_path)


def test_the_command_ends_with_1_only_where_a_sentence_changed(five: Review, tmp_path: Path, alongside: Any) -> None:
    write_open_data(five, tmp_path / "one")
    write_open_data(replace(five, answers=five.answers[1:]), tmp_path / "two")
    same = alongside("share", "changes", str(tmp_path / "one"), str(tmp_path / "one"))
    assert same.returncode == 0
    assert "Nothing changed." in same.stdout
    less = alongside("share", "changes", str(tmp_path / "one"), str(tmp_path / "two"), "--json")
    assert less.returncode == 1
    document = json.loads(less.stdout)
    assert [(answer["id"], answer["kind"]) for answer in document["answers"]] == [(five.answers[0].id, "left")]
    nothing = alongside("share", "changes", str(tmp_path / "one"), str(tmp_path / "nowhere"))
    assert nothing.returncode == 3
    assert "answers.csv" in nothing.stderr
