"""The test between the parts of an answer, in one sentence."""

from __future__ import annotations

import functools

from alongside.evidence import Answer, Estimate
from alongside.publishing.review import Review
from alongside.synthesis.subgroups import Between, between
from alongside.words.numbers import number, p_value

__all__ = ["between_sentence"]

CLEAR = 0.05


def between_sentence(answer: Answer, dimension: str, review: Review) -> str:
    """Whether the parts by one dimension differ, by how many trials; or why that cannot be told."""
    if answer.estimate is None:
        return ""
    codes = tuple(
        (weighted.effect.study, tuple(review.studies[weighted.effect.study].codes_of(dimension)))
        for weighted in answer.estimate.studies
        if weighted.effect.study in review.studies
    )
    tested = _between(answer.estimate, codes)
    left = []
    if tested.several:
        left.append(f"{_trials(tested.several)} in several groups")
    if tested.small:
        left.append(f"{_trials(tested.small)} alone in a group")
    aside = f" Not in the test: {', '.join(left)}." if left else ""
    if tested.stat is None or tested.p is None or tested.df2 is None:
        return f"No test between the groups. {tested.why_not}{aside}"
    labels = [f"{review.codebook.code(dimension, code).label} ({size} trials)" for code, size in tested.groups]
    p = p_value(tested.p)
    words = "The groups differ" if tested.p < CLEAR else "The groups cannot be told apart"
    figures = f"F {number(tested.stat, 2)} on {tested.df1} and {number(tested.df2, 1 if tested.df2 % 1 else 0)}"
    return (
        f"Test between {', '.join(labels[:-1])} and {labels[-1]}: {words} ({figures} degrees of freedom, p "
        f"{p if p.startswith('<') else f'= {p}'}).{aside}"
    )


def _trials(count: int) -> str:
    return "1 trial" if count == 1 else f"{count} trials"


@functools.lru_cache(maxsize=512)
def _between(estimate: Estimate, codes: tuple[tuple[str, tuple[str, ...]], ...]) -> Between:
    return between(estimate, dict(codes))
