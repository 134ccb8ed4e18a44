"""Arms: events and means make contrasts that add up."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.synthesis import effect_size
from alongside.synthesis.networks import arm_data


def test_two_arms_are_the_effect_size() -> None:
    ours = arm_data("SMD", ["s", "s"], ["a", "b"], [20, 25], mean=[5.0, 4.0], sd=[2.0, 2.5]).stacks[0]
    size = effect_size("SMD", m1i=[5.0], sd1i=[2.0], n1i=[20], m2i=[4.0], sd2i=[2.5], n2i=[25])
    assert ours.effects[0, 0, 1] == pytest.approx(size.yi[0])
    assert ours.variances[0, 0, 1] == pytest.approx(size.vi[0])


@pytest.mark.parametrize(
    ("measure", "columns"),
    [
        ("OR", {"events": [3, 5, 0]}),
        ("RR", {"events": [3, 5, 0]}),
        ("RD", {"events": [3, 5, 0]}),
        ("MD", {"mean": [1.0, 2.0, 4.0], "sd": [1.0, 2.0, 1.5]}),
        ("SMD", {"mean": [1.0, 2.0, 4.0], "sd": [1.0, 2.0, 1.5]}),
    ],
)
def test_three_arms_add_up_around_their_triangle(measure: str, columns: dict[str, list[float]]) -> None:
    stack = arm_data(measure, ["s"] * 3, list("abc"), [20, 25, 30], **columns).stacks[0]
    effects, variances = stack.effects[0], stack.variances[0]
    assert effects[0, 1] + effects[1, 2] == pytest.approx(effects[0, 2])
    assert (variances[np.triu_indices(3, 1)] > 0).all()
    assert (stack.values > 0).all()


def test_a_zero_cell_adds_one_half_to_every_arm_of_its_trial() -> None:
    stack = arm_data("OR", ["s"] * 3, list("abc"), [20, 25, 30], events=[3, 5, 0]).stacks[0]
    assert stack.effects[0, 0, 1] == pytest.approx(np.log(3.5 / 17.5) - np.log(5.5 / 20.5))
