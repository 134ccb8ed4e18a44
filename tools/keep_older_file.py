"""Keep a file as this version writes it, for the tests of later versions: `.venv/bin/python tools/keep_older_file.py`.

To be run at the commit before a migration. It is the newest file that was kept before, brought up to this version
as the file of a user is; decide in it by hand whatever a newer kind adds.
"""

import gzip
import shutil
import sys
import tempfile
from pathlib import Path

from alongside.project import open_project
from alongside.project.file.looking import SCHEMA

FOLDER = Path(__file__).parents[1] / "tests" / "project" / "older"
newest = max(FOLDER.glob("migration-*.alongside.gz"), key=lambda path: int(path.name.split("-")[1].split(".")[0]))
target = FOLDER / f"migration-{SCHEMA}.alongside.gz"
if target.exists():
    sys.exit(f"{target.name} is there already")

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    with gzip.open(newest) as packed, (folder / "before.alongside").open("wb") as file:
        shutil.copyfileobj(packed, file)
    with open_project(folder / "before.alongside") as project:
        rows = project.verify().rows
        project.backup(folder / "whole.alongside")
    with (folder / "whole.alongside").open("rb") as file, gzip.GzipFile(target, "wb", mtime=0) as packed:
        shutil.copyfileobj(file, packed)
print(f"{target.name}: {target.stat().st_size:,} bytes, {rows} rows; add {{{SCHEMA}: {rows}}} to ROWS")
