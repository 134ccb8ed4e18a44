"""Every page of a project looked at, and the site that it becomes: what is wrong with them."""

from __future__ import annotations

import csv
import html.parser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hostile.told import Told

STARTS = (
    *("/", "/how-we-know/", "/data/", "/studies/"),
    *(f"/workbench/{page}" for page in ("", "history/", "differ/", "find/", "understand/", "answer/", "share/")),
)


class Links(html.parser.HTMLParser):
    """Addresses of a page, and whether a word of the project became markup."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.addresses.append(value)
            if name == "href" and (value or "").lstrip().lower().startswith("javascript:"):
                self.scripts.append(value or "")

    def handle_data(self, data: str) -> None:
        if self._in_script and "hostile" in data:
            self.scripts.append(data)
        self._in_script = False


def crawl(client: Any, told: Told, most: int) -> Iterator[str]:
    """What is wrong with the pages; each address is asked for once, in the order in which it is met."""
    from urllib.parse import urldefrag, urljoin, urlsplit

    met: set[str] = set()
    waiting = [(address, "the start") for address in STARTS]
    while waiting and len(met) < most:
        address, linked_from = waiting.pop(0)
        if address in met or address.startswith("/static/"):
            continue
        met.add(address)
        told.asked += 1
        response = client.get(address)
        if response.status_code not in (200, 302):
            yield f"{address}, linked from {linked_from}: {response.status_code} {response.reason_phrase}"
            continue
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            b"".join(response.streaming_content) if response.streaming else response.content
            continue
        page = Links()
        page.feed(response.content.decode())
        for script in page.scripts:
            yield f"{address}: a word became markup: {script[:80]!r}"
        for link in page.addresses:
            whole = urldefrag(urljoin(f"http://127.0.0.1{address}", link)).url
            parts = urlsplit(whole)
            if parts.netloc == "127.0.0.1" and parts.scheme == "http":
                waiting.append((parts.path + (f"?{parts.query}" if parts.query else ""), address))


def build_site(project: Any, out: Path, told: Told) -> Iterator[str]:
    """What is wrong with the site, the log and the state."""
    from alongside.workflow.share.building import build

    build(project, out)
    told.built += 1
    for path in out.rglob("*"):
        if not path.resolve().is_relative_to(out.resolve()):
            yield f"{path} lies outside of the site"
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                for row in csv.reader(stream):
                    for cell in row:
                        if cell.startswith(("=", "@", "\t", "\r")) or (cell[:1] in ("+", "-") and not _is_number(cell)):
                            yield f"{path.name}: a cell begins a formula: {cell[:60]!r}"
    verification = project.verify()
    if not verification.ok:
        yield f"verify: {verification}"
    before = project.projection_digest()
    project.rebuild()
    if project.projection_digest() != before:
        yield "rebuilt tables differ"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
