"""The command takes one thread for linear algebra, unless a person has said how many."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

RUN = """
import os, sys
sys.argv = ["alongside", "--version"]
from alongside.__main__ import main
assert "numpy" not in sys.modules
try:
    main()
except SystemExit:
    print(os.environ["OPENBLAS_NUM_THREADS"])
"""


@pytest.mark.parametrize(("said", "expected"), [(None, "1"), ("3", "3")])
def test_threads_are_set_before_numpy_is_there(said: str | None, expected: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    environment |= {} if said is None else {"OPENBLAS_NUM_THREADS": said}
    run = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=False, env=environment)
    assert run.stdout.split()[-1:] == [expected], run.stderr
