"""Browse: counts follow what is chosen, and what nobody read is no absence."""

from __future__ import annotations

from alongside.coding.codebook import Codebook, CodeDefinition, Dimension, Example
from alongside.evidence import Arm, Code, Study
from alongside.publishing.facets import Facets, facets_of
from alongside.publishing.review import Review


def _dimension(name: str, *codes: str) -> Dimension:
    return Dimension(name, name, "", "", True, tuple(CodeDefinition(code, code, "", Example("x")) for code in codes))


BOOK = Codebook(
    2,
    (
        _dimension("form", "telephone", "group"),
        _dimension("population", "diabetes", "hiv"),
        _dimension("infrastructure", "supervision", "manual"),
    ),
)


def _study(name: str, depth: str, *codes: tuple[str, str], country: str = "Kenya") -> Study:
    study_codes = tuple(Code(dimension, code) for dimension, code in codes)
    return Study(name, name, 2019, country, codes=study_codes, depth=depth)


STUDIES = (
    _study("a", "full_text", ("form", "telephone"), ("population", "diabetes"), ("infrastructure", "supervision")),
    _study("b", "abstract", ("form", "telephone"), ("form", "group"), ("population", "diabetes")),
    _study("c", "abstract", ("form", "group"), ("population", "hiv"), country="Mali; Kenya"),
    _study("d", "protocol", ("form", "group"), ("population", "hiv"), ("infrastructure", "manual")),
)
DENIED = (Arm("c/support", "c", "Groups", codes=(Code("infrastructure", "supervision", status="said_absent"),)),)


def _facets() -> Facets:
    return facets_of(STUDIES, (), {}, BOOK, DENIED)


def _count(name: str, value: str, **choice: tuple[str, ...]) -> int:
    facets = _facets()
    facet = facets.facet(name)
    assert facet is not None
    facet_value = facet.value(value)
    assert facet_value is not None
    return facets.count(facet, facet_value, choice)


def test_a_count_follows_what_is_chosen_elsewhere_and_not_in_its_own_list() -> None:
    assert _count("form", "group") == 3
    assert _count("form", "group", condition=("diabetes",)) == 1
    assert _count("form", "group", form=("telephone",)) == 3


def test_components_and_training_are_asked_for_together() -> None:
    assert _facets().matching({"form": ("telephone", "group")}).bit_count() == 4
    assert _facets().matching({"training": ("supervision", "manual")}) == 0
    assert _count("training", "manual", training=("supervision",)) == 0


def test_a_value_that_no_trial_has_matches_none() -> None:
    assert _facets().matching({"form": ("forum",)}) == 0


def test_what_was_read_only_in_part_is_unseen_and_what_is_denied_is_not() -> None:
    training = _facets().facet("training")
    assert training is not None
    supervision = training.value("supervision")
    assert supervision is not None
    unseen = [study.id for study in _facets().listed(supervision.unseen)]
    assert unseen == ["b"]  # c's words say that there was none; d was read in full


def test_a_trial_in_two_countries_stands_in_both() -> None:
    assert _count("country", "Kenya") == 4
    assert _count("country", "Mali") == 1


def test_a_trial_without_a_code_is_counted_as_not_known() -> None:
    training = _facets().facet("training")
    assert training is not None
    assert [study.id for study in _facets().listed(training.silent)] == ["b", "c"]


def test_conditions_in_groups_leave_those_out_that_are_no_condition(packaged: Review) -> None:
    group, condition = packaged.facets.facet("group"), packaged.facets.facet("condition")
    assert group is not None
    assert condition is not None
    mental = group.value("mental_health")
    depression = condition.value("depression_anxiety")
    assert mental is not None
    assert depression is not None
    assert mental.trials & depression.trials == depression.trials
    assert group.value("none") is None
    assert group.silent == condition.silent


def test_a_trial_whose_supporters_were_trained_is_found_whatever_the_length() -> None:
    lengths = ("training_none", "training_short", "training_hours_unknown", "supervision")
    book = Codebook(2, (_dimension("infrastructure", *lengths),))
    studies = [_study(code, "full_text", ("infrastructure", code)) for code in lengths]
    facets = facets_of(studies, (), {}, book)
    facet = facets.facet("training")
    assert facet is not None
    assert facet.values[0].label == "Trained, of any length"
    matches = facets.matching({"training": ("trained",)})
    assert {study.id for position, study in enumerate(facets.studies) if matches >> position & 1} == {
        "training_short",
        "training_hours_unknown",
    }


def test_a_codebook_without_lengths_of_training_has_no_such_value() -> None:
    facet = _facets().facet("training")
    assert facet is not None
    assert facet.value("trained") is None
