"""The packaged strategies: one a database, balanced, made of their blocks, and readable by what sends them."""

from __future__ import annotations

from pathlib import Path

import pytest

from alongside.errors import InputError, UsageError
from alongside.packaged import SEARCH_STRATEGIES
from alongside.services import SERVICES, clinicaltrials, crossref, europepmc, openalex, pubmed
from alongside.workflow.find.strategies import BLOCKS, BlockStrategy, read_strategies, strategy_named, unbalanced

STRATEGIES = {strategy.id: strategy for strategy in read_strategies()}
SENT = {
    "pubmed": pubmed.term_of,
    "europepmc": europepmc.query_of,
    "openalex": lambda strategy: " ".join(openalex.chosen_by(strategy).values()),
    "crossref": crossref.filter_of,
    "clinicaltrials": lambda strategy: str(clinicaltrials.parameters_of(strategy)["query.term"]),
}


def test_every_service_has_a_strategy() -> None:
    assert sorted(strategy.database for strategy in STRATEGIES.values()) == sorted(SERVICES)


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
def test_every_block_is_in_the_query_and_all_brackets_balance(strategy: BlockStrategy) -> None:
    for name in BLOCKS:
        block = " ".join(getattr(strategy, name).split())
        assert block in strategy.query
        assert not unbalanced(block)
    assert not unbalanced(strategy.query)
    assert "{" not in strategy.query
    assert "\n" not in strategy.query


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
def test_every_query_can_be_sent_as_it_is(strategy: BlockStrategy) -> None:
    sent = SENT[strategy.database](strategy.strategy(since="2026-01-31"))
    assert not unbalanced(sent)
    assert strategy.database == "clinicaltrials" or "2026" in sent


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
def test_no_block_says_a_thing_twice(strategy: BlockStrategy) -> None:
    for name in ("population", "peer"):
        words = [word.strip() for word in " ".join(getattr(strategy, name).split()).split(" OR ")]
        assert len(words) == len(set(words))


def test_every_term_of_pubmed_names_its_field() -> None:
    strategy = STRATEGIES["pubmed"]
    for name in ("population", "peer"):
        terms = " ".join(getattr(strategy, name).split()).split(" OR ")
        assert not [term for term in terms if not term.endswith(("[tiab]", "[mh]"))]


def test_the_filter_of_design_names_whose_words_it_is() -> None:
    strategy = STRATEGIES["pubmed"]
    assert "Box 6.4.a" in strategy.design_source
    for term in (
        "randomized controlled trial [pt]",
        "controlled clinical trial [pt]",
        "randomized [tiab]",
        "placebo [tiab]",
        "drug therapy [sh]",
        "randomly [tiab]",
        "trial [tiab]",
        "groups [tiab]",
        "animals [mh] NOT humans [mh]",
    ):
        assert term in strategy.design


def changed(tmp_path: Path, old: str, new: str) -> Path:
    path = tmp_path / "own.yaml"
    text = SEARCH_STRATEGIES.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("database: pubmed", "database: medline", "database: expected one of pubmed, .*found 'medline'"),
        ('"Asthma"[mh]', '"Asthma[mh]', "population: a quotation mark is never closed"),
        ("(animals [mh]", "animals [mh]", r"design: a '\)' closes nothing"),
        ("AND ({design})", "AND ({designs})", "combined: expected places for population, peer, design"),
        (" AND ({design})", "", "combined: expected a place {design}"),
        ("limits: type", "limit: type", "unknown key"),
    ],
)
def test_a_slip_in_an_edited_strategy_is_named_with_its_line(old: str, new: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"own\.yaml, row \d+, column .*{words}"):
        read_strategies(changed(tmp_path, old, new))


def test_a_strategy_that_is_none_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"no strategy 'medline'.*expected one of pubmed, europepmc"):
        strategy_named("medline")
