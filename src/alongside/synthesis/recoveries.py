"""The effect sizes of many contrasts, each recovered once, however many answers it enters."""

from __future__ import annotations

from alongside.errors import InputError
from alongside.evidence import Contrast, EffectSize, Outcome
from alongside.synthesis.recovery import Refusal, recover

__all__ = ["Recoveries"]


class Recoveries:
    """Recovers what it is asked for the first time, and remembers it.

    Parameters
    ----------
    icc : intracluster correlation that is assumed where a cluster trial prints none; see `recover`.

    >>> from alongside.evidence import Counts
    >>> hospital = Outcome("stay", "Hospital", "use", "RR", higher_is_better=False)
    >>> trial = Contrast("a/1", "a", "stay", "any stay", False, counts=Counts(10, 100, 20, 100))
    >>> recoveries = Recoveries()
    >>> recoveries.of(trial, hospital) is recoveries.of(trial, hospital)
    True
    """

    def __init__(self, icc: float = 0.05) -> None:
        self.icc = icc
        self._recovered: dict[tuple[Contrast, Outcome], EffectSize | Refusal] = {}

    def of(self, contrast: Contrast, outcome: Outcome) -> EffectSize | Refusal:
        """What `recover` gives. A printed number that cannot be is a `Refusal` here: it costs its own result only."""
        key = (contrast, outcome)
        if key not in self._recovered:
            try:
                self._recovered[key] = recover(contrast, outcome, icc=self.icc)
            except InputError as error:
                self._recovered[key] = Refusal(contrast.id, str(error))
        return self._recovered[key]
