"""The short form of `validation/fuzz_readers.py`: every reader over a few damaged files."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from alongside.records import FORMATS

ROOT = Path(__file__).parents[2]


def the_fuzz_run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_readers", ROOT / "validation" / "fuzz_readers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_readers"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("format_", FORMATS)
def test_damaged_files_give_records_or_one_clear_error(format_: str) -> None:
    shared = ROOT.parent / "shared"
    mutations = 40 if format_ == "xlsx" else 150  # each workbook is packed again
    result = the_fuzz_run().fuzz(format_, mutations, seed=11, shared=shared if shared.is_dir() else None, timed=False)
    assert result.mutations == mutations
    assert result.records > 0
    assert result.failures == []
