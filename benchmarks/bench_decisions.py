"""A decision, from the key press to the next record painted, and twenty people who decide at once.

    python benchmarks/bench_decisions.py [--records 5000 100000] [--presses 60] [--seconds 60] [--code SRC]

A project with the packaged evidence and so many invented records is served, and Chromium presses "e" on one record
after the other. Then twenty clients decide for a minute, each every two seconds, and again each as fast as it can;
measured is from the decision that is sent to the whole next page. `--code` names the `src` folder of another version of
the program, so that before and after are measured by one script. Targets at 100,000 records: median under 60 ms and
95th percentile under 150 ms for one; 95th percentile at most 300 ms for twenty that decide every two seconds.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from corpus_generator import write

CLIENTS = 20
EVERY = 2.0

# The moment of the press outlives the page that it ends; the next page says when it was painted.
CLOCK = """
const now = () => performance.timeOrigin + performance.now();
addEventListener("keydown", () => sessionStorage.setItem("pressed", now()), true);
const painted = () => requestAnimationFrame(() => setTimeout(() => {
  const pressed = sessionStorage.getItem("pressed");
  if (pressed) window.sincePress = now() - Number(pressed);
}));
addEventListener("load", painted);
document.addEventListener("alongside:taken", painted);
"""


def command(code: Path | None, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command line of this version, or of the one in `code`."""
    environment = {**os.environ, "ALONGSIDE_NAME": "Ada"}
    if code:
        environment["PYTHONPATH"] = str(code)
    return [sys.executable, "-m", "alongside", *arguments], environment


def run(code: Path | None, *arguments: str) -> None:
    arguments_, environment = command(code, *arguments)
    subprocess.run(arguments_, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


FILL = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from alongside.evidence import Author
from alongside.project import open_project
try:
    from alongside.workflow.find.importing import import_file
except ImportError:
    from alongside.workflow.importing import import_file
with open_project(sys.argv[1]) as project:
    import_file(project, Path(sys.argv[2]), author=Author("person", "Ada"), at=datetime.now(UTC))
"""


def filled(folder: Path, records: int, shared: Path, code: Path | None) -> Path:
    """A project with the packaged evidence and so many records, whose duplicates nobody looked for."""
    path, corpus = folder / f"{records}.alongside", folder / f"{records}.csv"
    write(records, corpus, shared)
    run(code, "new", str(path), "--demo")
    _, environment = command(code)
    subprocess.run([sys.executable, "-c", FILL, str(path), str(corpus)], env=environment, check=True)
    return path


def served(path: Path, code: Path | None) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments, environment = command(code, "open", str(path), "--port", str(port), "--no-browser")
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    output = b""
    assert process.stdout is not None
    while b"http" not in output:
        output += process.stdout.readline()
    link = re.search(rb"https?://\S+", output)
    return process, link[0].decode() if link else address


def opened(client: httpx.Client, link: str) -> str:
    """Follow the first link, which may trade a token for a cookie; gives the address to go on with."""
    for _ in range(200):
        try:
            response = client.get(link, follow_redirects=True)
        except httpx.HTTPError:
            time.sleep(0.1)
            continue
        return str(response.url.copy_with(path="", query=None, fragment=None)).rstrip("/")
    raise SystemExit("the server did not answer within 20 seconds")


def first_record(client: httpx.Client, address: str, number: int) -> str:
    html = client.get(f"{address}/workbench/find/window/?from={number}&size=1").json()["html"]
    match = re.search(r"/workbench/find/records/[0-9a-f-]{36}/", html)
    assert match
    return match[0]


def pressed(link: str, address: str, record: str, presses: int) -> list[float]:
    """Milliseconds from each key press to the next record painted."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_init_script(CLOCK)
        page.goto(link)
        page.goto(address + record)
        for _ in range(presses + 3):
            page.wait_for_load_state("load")
            page.evaluate("() => { window.sincePress = undefined; }")
            before = page.url
            page.keyboard.press("e")
            page.wait_for_function("before => location.href !== before && window.sincePress", arg=before)
            times.append(float(page.evaluate("window.sincePress")))
        browser.close()
    return times[3:]


def decide(client: httpx.Client, address: str, record: str) -> tuple[str, float]:
    """Decide on a record and read the next; gives its address and the seconds from the decision."""
    page = client.get(address + record)
    page.raise_for_status()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    start = time.perf_counter()
    answer = client.post(
        address + record,
        data={"csrfmiddlewaretoken": token[1], "verdict": "exclude"},
        headers={"Referer": address + record},
        follow_redirects=True,
    )
    took = time.perf_counter() - start
    answer.raise_for_status()
    return answer.url.path, took


def together(link: str, every: float, seconds: float) -> tuple[list[float], int]:
    """Twenty clients for so long; gives the seconds of each decision, and how many failed."""
    times: list[float] = []
    failures: list[str] = []
    lock = threading.Lock()

    def work(number: int) -> None:
        with httpx.Client(timeout=60) as client:
            address = opened(client, link)
            record = first_record(client, address, 500 + 150 * number)
            end = time.perf_counter() + seconds
            time.sleep(every * number / CLIENTS)
            while time.perf_counter() < end:
                begin = time.perf_counter()
                try:
                    record, took = decide(client, address, record)
                except (httpx.HTTPError, AssertionError) as error:
                    failures.append(repr(error))
                    continue
                with lock:
                    times.append(took)
                time.sleep(max(0.0, every - (time.perf_counter() - begin)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(failures)


def line(label: str, milliseconds: list[float]) -> None:
    ordered = sorted(milliseconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(
        f"{label:<58} n {len(ordered):>5}  median {statistics.median(ordered):7.1f} ms  95th {p95:7.1f} ms", flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="+", default=[5000, 100_000])
    parser.add_argument("--presses", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--code", type=Path, help="the src folder of another version")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for records in options.records:
            path = filled(Path(folder), records, options.shared, options.code)
            process, link = served(path, options.code)
            try:
                with httpx.Client(timeout=60) as client:
                    address = opened(client, link)
                    record = first_record(client, address, 0)
                line(f"{records:,} records, one by key", pressed(link, address, record, options.presses))
                for label, every in (("every 2 s", EVERY), ("as fast as they can", 0.0)):
                    times, failures = together(link, every, options.seconds)
                    text = f"{records:,} records, {CLIENTS} clients {label} ({len(times) / options.seconds:.0f}/s)"
                    line(text, [1000 * took for took in times])
                    if failures:
                        print(f"{failures} requests failed")
            finally:
                process.terminate()
                process.wait(timeout=20)


if __name__ == "__main__":
    main()
