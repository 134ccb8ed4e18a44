"""What a person types to search the records: understood, or told where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import UsageError
from alongside.project.overview.query_language import All, And, Field, Not, Or, Words, parse, quoted


def test_words_next_to_each_other_must_all_be_there() -> None:
    assert parse("peer support") == And((Words("peer"), Words("support")))
    assert parse("peer AND support") == parse("peer support")
    assert parse("  ") == All()


def test_a_phrase_a_beginning_and_a_field() -> None:
    assert parse('"peer support" volunt* title:asthma') == And(
        (Words("peer support"), Words("volunt", prefix=True), Words("asthma", field="title"))
    )


def test_or_is_looser_than_and_and_brackets_are_tighter() -> None:
    assert parse("a b OR c") == Or((And((Words("a"), Words("b"))), Words("c")))
    assert parse("a (b OR c)") == And((Words("a"), Or((Words("b"), Words("c")))))
    assert parse("NOT NOT a NOT b") == And((Words("a"), Not(Words("b"))))


def test_a_field_goes_for_all_that_is_in_brackets() -> None:
    assert parse('author:(ash OR "van den berg")') == Or((Words("ash", "author"), Words("van den berg", "author")))
    assert parse("year:2010-2015 is:Included") == And((Field("year", "2010-2015"), Field("is", "included")))


def test_small_and_or_and_not_are_words() -> None:
    assert parse("not and or") == And((Words("not"), Words("and"), Words("or")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(a b", "character 1: this parenthesis is not closed"),
        ("a b)", "character 4: unmatched closing parenthesis"),
        ('a "b', "character 3: this quote is not closed"),
        ("a OR", "at its end: expected a word"),
        ("a colour:red", 'character 3: there is no field "colour"; expected one of title, abstract'),
        ("year:soon", "expected a year or a span as 2010-2015, found 'soon'"),
        ("is:lost", "expected is: and one of duplicate, included"),
        ("a " * 300, "expected at most 200"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_place(text: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(alphabet='ab "()*:-ORANDNOTtitleyearis2019', max_size=40))
def test_any_text_is_understood_or_refused_in_one_line(text: str) -> None:
    try:
        parse(text)
    except UsageError as error:
        assert "\n" not in str(error)


@given(st.text(min_size=1).filter(lambda text: text.strip(' "') != ""))
def test_a_value_that_was_quoted_is_one_value(text: str) -> None:
    field = parse(f"database:{quoted(text.strip())}")
    assert isinstance(field, Field)
