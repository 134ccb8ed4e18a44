"""Ten thousand records by keyboard: does the page, or the server behind it, hold on to what was read?

    python validation/screening_memory.py [--records 10000] [--every 1000] [--json]

A project of invented records, served as a person would serve it, and a real Chromium that presses I for those about
peer support and E for all others, each once the record is shown. At the start, after every thousand and at the end,
with all decisions sent: JavaScript heap after a forced collection, nodes and listeners of the page (by the browser's
own protocol), and the resident memory of the server with its workers, as Linux tells it.

The page keeps the last 200 records for a way back, so its heap is compared from the first look after those on. Ends
with 1 where the heap at the end is more than a tenth above that look, or the log does not hold each decision once.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from screened import write_records
from workbench import CHROMIUM, QUIET, Signed, ended, started, until

GROWTH = 1.1
"""What the heap may be at the end, as a multiple of the first look: a record kept for each one read would be many."""

LEFT = 300
"""Records that nobody reads, so that the page always has a next one."""

SHOWN = """() => Number(document.documentElement.dataset.ahead) > 0 ?
    document.querySelector("#record-title").textContent : "" """


@dataclass(frozen=True, slots=True)
class Look:
    """Memory at one moment: megabytes of the page's heap and of the server, and what the page counts."""

    read: int
    heap: float
    nodes: int
    listeners: int
    server: float
    seconds: float


def look(page: Page, protocol: CDPSession, server: int, read: int, began: float) -> Look:
    """Wait until all is sent, collect what nobody holds, and measure."""
    expect(page.locator("html")).to_have_attribute("data-unsent", "0", timeout=60_000)
    protocol.send("HeapProfiler.collectGarbage")
    heap = protocol.send("Runtime.getHeapUsage")["usedSize"] / 1024**2
    counted = protocol.send("Memory.getDOMCounters")
    resident = sum(resident_of(pid) for pid in family(server)) / 1024
    seconds = time.monotonic() - began
    return Look(read, round(heap, 2), counted["nodes"], counted["jsEventListeners"], round(resident, 1), round(seconds))


def family(pid: int) -> list[int]:
    """A process with all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(member for child in children for member in family(int(child)))]


def resident_of(pid: int) -> int:
    """Kilobytes of a process that are in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def read_all(page: Page, address: str, server: int, records: int, every: int) -> list[Look]:
    """Press a key a record, and look now and then."""
    page.goto(address + "/workbench/screen/")
    expect(page.locator("html[data-screen=ready]")).to_have_count(1)
    expect(page.locator("aside")).to_contain_text("question alone", timeout=120_000)
    protocol = page.context.new_cdp_session(page)
    began = time.monotonic()
    looks = [look(page, protocol, server, 0, began)]
    for read in range(1, records + 1):
        title = page.evaluate(SHOWN)
        if not title:
            until(page, "() => Number(document.documentElement.dataset.ahead) > 0")
            title = page.evaluate(SHOWN)
        page.keyboard.press("i" if "peer support" in title else "e")
        if read % every == 0 or read == records:
            looks.append(look(page, protocol, server, read, began))
            print(json.dumps(asdict(looks[-1])), file=sys.stderr, flush=True)
    return looks


def decided(project: Path) -> tuple[int, int]:
    """Decisions in the log, and records that they are about."""
    with sqlite3.connect(project) as database:
        query = "SELECT count(*), count(DISTINCT subject) FROM project_logrow WHERE kind = 'screening.decided'"
        rows, subjects = database.execute(query).fetchone()
    return rows, subjects


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "own.alongside"
        table = write_records(Path(folder) / "records.csv", chosen.records + LEFT)
        command = [sys.executable, "-m", "alongside"]
        subprocess.run([*command, "new", str(project), "--title", "Peer support by volunteers"], check=True)
        subprocess.run([*command, "find", "import", str(table), "-p", str(project), "--as", "Ada"], check=True)
        server, address = started(project)
        try:
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
                looks = read_all(Signed(browser).new_page(), address, server.pid, chosen.records, chosen.every)
                browser.close()
        finally:
            ended(server)
        rows, subjects = decided(project)
    return report(looks, rows, subjects, chosen.records, as_json=chosen.json)


def report(looks: list[Look], rows: int, subjects: int, records: int, *, as_json: bool) -> int:
    early = next((look for look in looks if look.read > 200), looks[-1])
    flat = looks[-1].heap <= GROWTH * early.heap
    once = rows == subjects == records
    if as_json:
        print(json.dumps({"looks": [asdict(look) for look in looks], "flat": flat, "each_once": once}))
    else:
        print(f"{'read':>7} {'heap MB':>8} {'nodes':>7} {'listeners':>9} {'server MB':>9} {'seconds':>8}")
        for look in looks:
            print(
                f"{look.read:7} {look.heap:8.2f} {look.nodes:7} {look.listeners:9} {look.server:9.1f} "
                f"{look.seconds:8.0f}"
            )
        times = looks[-1].heap / early.heap
        print(f"heap at the end {times:.2f} x that after {early.read}; decisions {rows} of {records}")
    return 0 if flat and once else 1


if __name__ == "__main__":
    sys.exit(main())
