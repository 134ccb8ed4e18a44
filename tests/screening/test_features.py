"""Words as numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from alongside.screening import Document, FeatureRule, features_of

THREE = (Document("Peer support", "peer groups"), Document("Peer pressure"), Document("Blood pressure"))


def columns(documents: tuple[Document, ...], rule: FeatureRule) -> dict[str, int]:
    words = features_of(documents, "", [rule]).views[0]
    return {words.term(column): column for column in range(words.matrix.shape[1])}


def test_a_weight_is_sublinear_tf_times_smoothed_idf() -> None:
    words = features_of(THREE, "", [FeatureRule()]).views[0]
    column_of = {words.term(column): column for column in range(2)}
    peer = (1 + math.log(2)) * (1 + math.log(4 / 3))
    assert words.matrix.toarray()[0, column_of["peer"]] == pytest.approx(peer / peer)
    row = words.matrix.toarray()[1]
    assert row[column_of["peer"]] == pytest.approx(1 / math.sqrt(2))


def test_a_title_counts_as_often_as_the_rule_says() -> None:
    rule = FeatureRule(title_weight=3, least=1, most=1)
    words = features_of((Document("support", "groups"), Document("other")), "", [rule]).views[0]
    column_of = {words.term(column): column for column in range(3)}
    row = words.matrix.toarray()[0]
    assert row[column_of["support"]] / row[column_of["groups"]] == pytest.approx(1 + math.log(3))


def test_a_pair_of_words_does_not_span_two_fields() -> None:
    terms = columns((Document("one two", "three", ("four five",)),), FeatureRule(pairs=True, least=1, most=1))
    assert {"one two", "four five"} <= terms.keys()
    assert not {"two three", "three four"} & terms.keys()


def test_a_term_in_one_record_or_in_all_is_left_out() -> None:
    assert set(columns((*THREE, Document("peer pressure, blood")), FeatureRule(pairs=True, most=0.7))) == {
        "blood",
        "peer pressure",
    }


def test_rows_have_length_one_or_nothing() -> None:
    words = features_of((*THREE, Document("")), "support by peers", [FeatureRule(pairs=True)]).views[0]
    lengths = np.sqrt(words.matrix.multiply(words.matrix).sum(axis=1))
    assert np.asarray(lengths).ravel().round(12).tolist() == [1, 1, 1, 0]


def test_the_question_has_no_part_in_what_terms_weigh() -> None:
    alone, with_question = (
        features_of(THREE, question, [FeatureRule()]).views[0] for question in ("", "pressure on peers, and peer")
    )
    assert (alone.matrix != with_question.matrix).nnz == 0
    assert with_question.question.nnz == 2
    assert alone.question.nnz == 0


def test_grams_are_parts_of_words_with_their_ends() -> None:
    terms = columns((Document("support"), Document("peers")), FeatureRule(grams=4, least=1, most=1))
    assert set(terms) == {"_sup", "supp", "uppo", "ppor", "port", "ort_", "_pee", "peer", "eers", "ers_"}


def test_a_word_shorter_than_a_gram_is_one() -> None:
    assert set(columns((Document("of"), Document("x")), FeatureRule(grams=6, least=1, most=1))) == {"_of_"}


def test_a_gram_counts_as_often_as_its_words_stand_there() -> None:
    rule = FeatureRule(grams=4, title_weight=3, least=1, most=1)
    view = features_of((Document("peer", "peers"), Document("odd")), "", [rule]).views[0]
    column_of = {view.term(column): column for column in range(view.matrix.shape[1])}
    row = view.matrix.toarray()[0]
    assert row[column_of["peer"]] / row[column_of["eers"]] == pytest.approx(1 + math.log(4))


def test_records_without_an_abstract_may_have_a_term_of_their_own() -> None:
    view = features_of((*THREE, Document("peer", "x" * 50)), "", [FeatureRule(no_abstract=0.3)]).views[0]
    assert view.term(view.matrix.shape[1] - 1) == "(no abstract)"
    assert view.matrix.toarray()[:, -1].tolist() == [0.3, 0.3, 0.3, 0.0]
