"""Every case of netmeta, through `validation/golden.py` as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "validation" / "golden.py"
KINDS = {"netmeta", "netrank", "netsplit", "decomp_design", "netcontrib", "netcomb", "discomb"}


def test_every_case_of_netmeta_agrees(shared: Path) -> None:
    path = shared / "golden" / "netmeta" / "netmeta.json.gz"
    run = subprocess.run([sys.executable, SCRIPT, path, "--json"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    tallies = json.loads(run.stdout)
    assert set(tallies) == KINDS
    for tally in tallies.values():
        assert tally["agree"] == tally["cases"]


def test_a_matrix_that_differs_in_one_cell_or_one_name_disagrees(shared: Path, tmp_path: Path) -> None:
    import gzip

    path = shared / "golden" / "netmeta" / "netmeta.json.gz"
    case = json.loads(gzip.decompress(path.read_bytes()))[0]
    for change in ("cell", "name"):
        wrong = json.loads(json.dumps(case))
        if change == "cell":
            wrong["result"]["random_se"]["values"][2][5] *= 1.0001
        else:
            wrong["result"]["treatments"][3] = "somebody else's"
        file = tmp_path / f"{change}.json"
        file.write_text(json.dumps([wrong]), encoding="utf-8")
        run = subprocess.run([sys.executable, SCRIPT, file, "--json"], capture_output=True, text=True, check=False)
        assert run.returncode == 1
