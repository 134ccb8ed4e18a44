"""The validation script's exact parts, and its simulations in a short form, say ok."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "validation" / "evaluation.py"


@pytest.fixture(scope="module")
def validation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("validation_evaluation", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    # As when it is run: its parts lie beside it.
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPT.parent))
    return module


@pytest.mark.parametrize("part", ["sizes", "golden", "minimisation", "predictability"])
def test_every_figure_is_within_its_tolerance(validation: ModuleType, part: str) -> None:
    checks = {check.name: check.document() for check in validation.PARTS[part](400, 28)}
    assert checks
    assert not {name: document for name, document in checks.items() if not document["ok"]}


@pytest.mark.slow
@pytest.mark.parametrize("part", ["false-positives-elsewhere", "power"])
def test_simulations_agree_in_their_short_form(validation: ModuleType, part: str) -> None:
    checks = {check.name: check.document() for check in validation.PARTS[part](200, 28)}
    assert not {name: document for name, document in checks.items() if not document["ok"]}
