"""Words as numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from alongside.screening import Document, FeatureRule, features_of

THREE = (Document("Peer support", "peer groups"), Document("Peer pressure"), Document("Blood pressure"))


def columns(documents: tuple[Document, ...], rule: FeatureRule) -> dict[str, int]:
    words = features_of(documents, "", rule)
    return {words.term(column): column for column in range(words.matrix.shape[1])}


def test_a_weight_is_sublinear_tf_times_smoothed_idf() -> None:
    words = features_of(THREE, "", FeatureRule(pairs=False))
    at = {words.term(column): column for column in range(2)}
    peer = (1 + math.log(2)) * (1 + math.log(4 / 3))
    assert words.matrix.toarray()[0, at["peer"]] == pytest.approx(peer / peer)
    row = words.matrix.toarray()[1]
    assert row[at["peer"]] == pytest.approx(1 / math.sqrt(2))


def test_a_title_counts_as_often_as_the_rule_says() -> None:
    rule = FeatureRule(title_weight=3, pairs=False, least=1, most=1)
    words = features_of((Document("support", "groups"), Document("other")), "", rule)
    at = {words.term(column): column for column in range(3)}
    row = words.matrix.toarray()[0]
    assert row[at["support"]] / row[at["groups"]] == pytest.approx(1 + math.log(3))


def test_a_pair_of_words_does_not_span_two_fields() -> None:
    terms = columns((Document("one two", "three", ("four five",)),), FeatureRule(least=1, most=1))
    assert {"one two", "four five"} <= terms.keys()
    assert not {"two three", "three four"} & terms.keys()


def test_a_term_in_one_record_or_in_all_is_left_out() -> None:
    assert set(columns((*THREE, Document("peer pressure, blood")), FeatureRule(most=0.7))) == {"blood", "peer pressure"}


def test_rows_have_length_one_or_nothing() -> None:
    words = features_of((*THREE, Document("")), "support by peers")
    lengths = np.sqrt(words.matrix.multiply(words.matrix).sum(axis=1))
    assert np.asarray(lengths).ravel().round(12).tolist() == [1, 1, 1, 0]


def test_the_question_has_no_part_in_what_terms_weigh() -> None:
    alone, asked = features_of(THREE), features_of(THREE, "pressure on peers, and peer")
    assert (alone.matrix != asked.matrix).nnz == 0
    assert asked.question.nnz == 2
    assert alone.question.nnz == 0
