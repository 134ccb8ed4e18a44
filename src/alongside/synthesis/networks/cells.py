"""Components of each arm as coded: present, absent, not stated, not looked at. And what that uncertainty does.

Silence is not absence. Where a report does not state a component, the arm may have it or not; so the answer is given
both ways: with "not stated" read as absent, and with only those trials that state the component in every arm. A trial
of which an arm was not looked at for a component is left out of both, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from alongside.errors import InputError
from alongside.synthesis.networks.components import Components, component_model
from alongside.synthesis.networks.data import Trial, network_of
from alongside.synthesis.networks.stacks import Floats, Ints, NetworkData

__all__ = ["ABSENT", "NOT_LOOKED_AT", "NOT_STATED", "PRESENT", "BothWays", "both_ways", "recode"]

PRESENT, ABSENT, NOT_STATED, NOT_LOOKED_AT = "present", "absent", "not stated", "not looked at"
STATES = (PRESENT, ABSENT, NOT_STATED, NOT_LOOKED_AT)

NONE = "(none)"
"""The name of an arm without any component."""

JOIN = " + "

Codes = Mapping[tuple[str, str], Mapping[str, str]]
"""(study, treatment as named in the data) to component to state; a component that is not named was not looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class BothWays:
    """The components' effects twice, arrays of shape (p,).

    `as_absent` is the model with "not stated" read as absent. `stated` and `stated_se` are each component's effect from
    the trials that state it in every arm (`trials` of them), NaN where those do not fix it; `difference` is as absent
    less stated. `not_looked_at` are studies left out of both; `unstated` counts arms that do not state a component.
    """

    components: tuple[str, ...]
    as_absent: Components
    stated: Floats
    stated_se: Floats
    difference: Floats
    trials: Ints
    unstated: Ints
    not_looked_at: tuple[str, ...]


def recode(data: NetworkData, codes: Codes, components: Sequence[str], *, stated: str = "") -> NetworkData:
    """The network of combinations: each arm named by what is present, "not stated" read as absent.

    With `stated`, only trials that state this component in every arm. Trials with an arm not looked at for any of the
    components are left out, named in `left_out`.

    Raises `InputError` for an arm without codes, an unknown state, or no trial that is left.
    """
    trials: list[Trial] = []
    skipped = []
    for stack in data.stacks:
        for study, arms, effects, variances in zip(
            stack.studies, stack.arms, stack.effects, stack.variances, strict=True
        ):
            name = data.studies[study]
            states = [_states(name, data.treatments[arm], codes, components) for arm in arms]
            if any(NOT_LOOKED_AT in state.values() for state in states):
                skipped.append(name)
            elif not stated or all(state[stated] != NOT_STATED for state in states):
                labels = [JOIN.join(c for c in components if state[c] == PRESENT) or NONE for state in states]
                trials.append((name, labels, effects, variances))
    if not trials:
        about = f"states {stated!r}" if stated else "was looked at for every component"
        raise InputError(f"expected a trial that {about} in all its arms, found none", column="components")
    return network_of(trials, measure=data.measure, left_out=(*data.left_out, *skipped))


def _states(study: str, treatment: str, codes: Codes, components: Sequence[str]) -> dict[str, str]:
    if (study, treatment) not in codes:
        raise InputError(f"study {study}: the arm {treatment!r} has no codes", column="components")
    cells = codes[study, treatment]
    states = {component: cells.get(component, NOT_LOOKED_AT) for component in components}
    for component, state in states.items():
        if state not in STATES:
            text = f"study {study}, arm {treatment}: {component} is {state!r}"
            raise InputError(f"{text}; expected {', '.join(STATES)}", column=component)
    return states


def both_ways(
    data: NetworkData,
    codes: Codes,
    components: Sequence[str],
    *,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
) -> BothWays:
    """Fit the component model with silence read as absence, and each component where nothing is silent about it.

    Parameters
    ----------
    data : contrasts whose treatments are arms, as named in `codes`.
    codes : (study, treatment) to component to one of present, absent, not stated, not looked at.
    components : the components to estimate; one that no arm has is left out of the model.

    Raises `InputError` as `recode` does.
    """
    coded = recode(data, codes, components)
    absent = _model(coded, method, test, level)
    names = absent.components
    p = len(names)
    effect, se = np.full(p, np.nan), np.full(p, np.nan)
    trials, unstated = np.zeros(p, dtype=np.intp), np.zeros(p, dtype=np.intp)
    used = set(coded.studies)
    arms = [(study, data.treatments[arm]) for study, row in data.trials() if study in used for arm in row]
    for index, name in enumerate(names):
        unstated[index] = sum(codes[arm].get(name) == NOT_STATED for arm in arms)
        try:
            part = recode(data, codes, components, stated=name) if unstated[index] else coded
        except InputError:  # no trial states it everywhere: the figure stays NaN, and `trials` says 0
            continue
        trials[index] = len(part.studies)
        if any(name in treatment.split(JOIN) for treatment in part.treatments):
            model = absent if part is coded else _model(part, method, test, level)
            chosen = model.random or model.common
            column = model.components.index(name)
            effect[index], se[index] = chosen.effect[column], chosen.se[column]
    chosen = absent.random or absent.common
    return BothWays(
        names, absent, effect, se, chosen.effect - effect, trials, unstated, coded.left_out[len(data.left_out) :]
    )


def _model(data: NetworkData, method: str, test: str, level: float) -> Components:
    inactive = NONE if NONE in data.treatments else ""
    return component_model(data, separator=JOIN, inactive=inactive, method=method, test=test, level=level)
