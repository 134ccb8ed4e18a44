"""A disk that is full: what Alongside says then, and that nothing is lost. A small disk in memory is mounted (root).

    python validation/full_disk.py

Each step prints what the command said; the run ends with 1 where a project does not verify, has lost or half a file, or
where a message is no plain line.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

MEGABYTES = 6
FAULTS: list[str] = []


def said(folder: Path, *words: str, expect: int, hint: str = "") -> str:
    """Run a command there; what it printed."""
    environment = {**os.environ, "ALONGSIDE_NAME": "Ada", "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "alongside", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    line = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1]
    print(f"alongside {' '.join(words)}\n  {done.returncode}: {line}")
    if done.returncode != expect or hint not in line or "mistake of ours" in line or "damaged" in line:
        FAULTS.append(f"{' '.join(words)}: {done.returncode}, {line}")
    return done.stdout


def records(number: int, start: int = 0) -> str:
    return "".join(
        f"TY  - JOUR\nTI  - Peers with invented illness {record} and what they say\nAU  - Ash, A{record}.\nPY  - 2011\n"
        f"AB  - {'We asked people. ' * 60}\nER  - \n"
        for record in range(start, start + number)
    )


def fill(folder: Path, left: int = 0) -> None:
    """Take all of the disk but `left` bytes."""
    with (folder / "filler").open("wb", buffering=0) as stream:
        try:
            while stream.write(b"x" * 4096):
                pass
        except OSError:
            stream.truncate(max(0, stream.tell() - left))


def on_a_small_disk(folder: Path) -> None:
    (folder / "small.ris").write_text(records(20), encoding="utf-8")
    (folder / "large.ris").write_text(records(2500), encoding="utf-8")
    said(folder, "new", "own.alongside", "--title", "Own", expect=0)
    said(folder, "find", "import", "small.ris", expect=0)
    said(folder, "find", "import", "large.ris", expect=3, hint="the disk is full")
    for left in (0, 4096, 40_960):
        fill(folder, left)
        said(folder, "tools", "convert", "large.ris", "-o", "out.csv", expect=3, hint="the disk is full")
        said(folder, "tools", "convert", "large.ris", "-o", "out.xlsx", expect=3, hint="the disk is full")
        said(folder, "find", "import", "large.ris", expect=3, hint="disk is full")
        (folder / "filler").unlink()
        said(folder, "project", "verify", "own.alongside", expect=0)
    # SQLite's two files may stay beside the project until it is opened to be written.
    names = {path.name for path in folder.iterdir()} - {"own.alongside-shm", "own.alongside-wal"}
    if names != {"large.ris", "own.alongside", "small.ris"}:
        FAULTS.append(f"left behind: {sorted(names)}")
    (folder / "large.ris").write_text(records(60, 1000), encoding="utf-8")
    said(folder, "find", "import", "large.ris", expect=0)
    if '"total": 80' not in said(folder, "find", "prisma", "--json", expect=0):
        FAULTS.append("expected the 20 and the 60 records, and no other")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        options = ["-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", name]
        subprocess.run(["mount", *options], check=True)
        try:
            on_a_small_disk(Path(name))
        finally:
            subprocess.run(["umount", name], check=True)
    print("\n".join(FAULTS) or "nothing was lost, nothing half written")
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()
