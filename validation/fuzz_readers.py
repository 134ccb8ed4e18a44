"""Every reader against damaged files: it gives records or one clear error, soon and in little memory.

    python validation/fuzz_readers.py [--mutations 20000] [--seed 1] [--formats ris,csv] [--shared ../shared]

A mutation cuts, doubles, shuffles, overwrites or nests parts of a real file of the format (of `../shared` where that is
there, else of the small ones that our own writers make): NUL characters, wrong encodings, gigantic fields, deep
nesting, XML entities. For each it is checked that nothing but `ReadError` comes out, with one line that names the
file; that the reading takes at most a second for a megabyte (and a tenth of one besides); and that no more than 200 MB
are allocated. One line a reader is printed, and the first files that failed are kept in `--keep`.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alongside.errors import ReadError
from alongside.records import FORMATS, Broken, Record, Source, detect_format

MEMORY = 200_000_000
SECONDS_A_MEGABYTE = 1.0
GRACE = 0.25
"""Seconds that any file may take: a busy machine stops for that long now and then."""

LONGEST = 4_000_000
"""Bytes of a damaged file."""

LARGEST = 300_000
"""Bytes of a file that is taken as a start: larger ones say the same more slowly."""

SAMPLE = (
    Record(title="Peer support by telephone", authors=("Ash, Ann", "Birch, Ben"), year=2009, journal="Journal of peers",
           volume="3", issue="2", pages="101–109", doi="10.1234/abc", pmid="19597169", abstract="Calls help.\nThey do.",
           keywords=("peers", "self care"), type="article", extra={"note": ("kept",)}),
    Record(title="Ångström & “quotes” <b>", authors=("Müller, Jürgen",), year=2010, type="thesis", language="deu"),
    Record(title="日本語 の", registrations=("NCT01234567",), urls=("https://example.org/a?b=1&c=2",)),
)  # fmt: skip  # a table, read across


@dataclass
class Found:
    """What a run over one reader found."""

    name: str
    mutations: int = 0
    records: int = 0
    broken: int = 0
    errors: int = 0
    slowest: float = 0.0
    largest: int = 0
    failures: list[str] = field(default_factory=list)


def starts(name: str, shared: Path | None) -> list[bytes]:
    """Files of a format: real ones, and those that our writer makes."""
    files: list[bytes] = []
    if FORMATS[name].writes:
        stream = io.BytesIO()
        FORMATS[name].write(SAMPLE, stream)
        files.append(stream.getvalue())
    files += [text.encode() for text in OWN.get(name, ())]
    if shared is not None:
        for folder in ("imports", "documents"):
            for path in sorted((shared / "data" / folder).glob("*")):
                if (
                    path.is_file()
                    and path.stat().st_size <= LARGEST
                    and path.name not in ("expected.csv", "sources.csv")
                ):
                    try:
                        format_name = detect_format(path).name
                    except ReadError:
                        continue
                    if format_name == name:
                        files.append(path.read_bytes())
    return files


OWN: dict[str, tuple[str, ...]] = {
    "cochrane": ("Record #1 of 2\nID: CN-0123\nAU: Ash A\nTI: Calls\nYR: 2009\nPM: PUBMED 19597169\n\n\n"
                 "Record #2 of 2\nID: CN-0124\nTI: Visits\nAB: One\n two\n",),
    "wos": ("FN Clarivate\nVR 1.0\nPT J\nAU Ash, A\n   Birch, B\nTI Calls\n   that help\nPY 2009\nER\n\nPT J\n"
            "TI Visits\nER\n\nEF\n",),
    "refworks": ("RT Journal Article\nA1 Ash,Ann\nT1 Calls\nYR 2009\nSP 1\nOP 9\nAB One\n two\n\n"
                 "RT Book\nT1 Visits\n",),
    "ovid": ("<1>\nAuthor\n  Ash, Ann; Birch, Ben.\nTitle\n  Calls.\nSource\n  J Peer Work. 12(3):1-9, May 2020.\n\n"
             "<2>\nTitle\n  Visits.\nAbstract\n  One.\n  Two.\n",),
    "datacite": ('{"doi": "10.1234/a", "types": {"resourceTypeGeneral": "Text"}, "titles": [{"title": "Calls"}],'
                 ' "creators": [{"name": "Ash, Ann"}], "publicationYear": 2020, "publisher": "Zenodo"}',),
    "json": ('{"data": [{"title": "Calls", "year": 2020, "authors": [{"name": "Ann Ash"}], "externalIds": {"DOI": '
             '"10.1234/a"}}, {"title": "Visits", "authors": ["Birch, B."], "abstract": "One."}]}',),
    "endnote": ("%0 Journal Article\n%A Ash, Ann\n%T Calls\n%D 2009\n%X One\n\ntwo\n%K a\nb\n\n%0 Thesis\n%T Visits\n",
                "%A Ash, Ann\n%T Calls\n%D 2009\n\n%A Birch, Ben\n%T Visits\n"),
    "bibtex": ('@string{j = "A Journal"}\n@article{a,\n  title = {K{\\"o}ln {and} more},\n  author = "Ash and Birch",\n'
               "  journal = j # { B},\n  year = 2009\n}\n@misc(b, title = {B})\n",),
    "csv": ("PT\tAU\tTI\tPY\nJ\tAsh, A\tCalls\t2009\nJ\tBirch, B\tVisits\t2010\n",
            'title;authors;year\n"Calls; more";Ash A|Birch B;2009\n"Two\nlines";;\n'),
    "jats": ('<article xml:lang="en"><front><journal-meta><journal-title>J</journal-title></journal-meta><article-meta>'
             "<title-group><article-title>Calls</article-title></title-group><abstract><p>A</p></abstract></article-meta>"
             "</front><body/></article>",),
    "ictrp": ("<Trials_downloaded_from_ICTRP><Trial><TrialID>ISRCTN12345678</TrialID><Public_title>Calls</Public_title>"
              "</Trial><Trial><TrialID>NCT01234567</TrialID></Trial></Trials_downloaded_from_ICTRP>",),
    "clinicaltrials": ('{"studies": [{"protocolSection": {"identificationModule": {"nctId": "NCT01234567", "title": '
                       '"Calls"}, "conditionsModule": {"conditions": ["Pain", 7, null]}}}]}',),
    "eppi": ('{"CodeSets": [], "References": [{"ItemId": 7, "Title": "Calls", "Authors": "Ash A ; Birch B ;", "Codes": '
             '[{"AttributeName": "In"}]}]}',),
    "csl-json": ('[{"type": "article-journal", "title": "Calls", "issued": {"date-parts": [[2]]}},\n{"type": "book", '
                 '"title": ["A", "B"], "author": [{"family": "Ash"}, "Birch"]}]',),
    "openalex": (
        '{"meta": {"count": 1}, "results": [{"id": "https://openalex.org/W1", "title": "Calls",'
        ' "publication_year": 2009,'
        ' "abstract_inverted_index": {"Calls": [0, 2], "help": [1]},'
        ' "authorships": [{"author": {"display_name": "A"}}]}]}',
    ),
    "crossref": (
        '{"status": "ok", "message-type": "work-list", "message": {"items": [{"DOI": "10.1234/a", "title": ["Calls"],'
        ' "author": [{"family": "Ash", "given": "A."}], "published": {"date-parts": [[2009, 2]]}}]}}',
    ),
    "europepmc": (
        '{"hitCount": 1, "resultList": {"result": [{"id": "1", "source": "MED", "pmid": "1", "title": "Calls",'
        ' "authorString": "Ash A, Birch B.", "pubYear": "2009", "journalInfo": {"journal": {"title": "J"}}}]}}',
    ),
    "pubmed-xml": ('<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>'
                   "<ArticleTitle>Calls &amp; <i>more</i></ArticleTitle><Abstract><AbstractText>x</AbstractText>"
                   "</Abstract></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",),
}  # fmt: skip  # a table, read across
"""Small files for readers that have no writer, or further dialects."""

Mutation = Callable[[random.Random, bytes], bytes]


def _cut(random_: random.Random, data: bytes) -> bytes:
    a, b = sorted(random_.randrange(len(data) + 1) for _ in range(2))
    return data[a:b] if random_.random() < 0.3 else data[:a] + data[b:]


def _cut_end(random_: random.Random, data: bytes) -> bytes:
    return data[: random_.randrange(len(data) + 1)]


def _doubled(random_: random.Random, data: bytes) -> bytes:
    a, b = sorted(random_.randrange(len(data) + 1) for _ in range(2))
    return data[:b] + data[a:b] * random_.randrange(1, 4) + data[b:]


def _lines_shuffled(random_: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    a, b = sorted(random_.randrange(len(lines) + 1) for _ in range(2))
    part = lines[a:b]
    random_.shuffle(part)
    return b"".join(lines[:a] + part + lines[b:])


def _line_ends(random_: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", random_.choice([b"\r", b"\r\n", b"\n\n", b"\x0c\n", b" ", b"\x85", b"\n\t"]))


def _bytes_changed(random_: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(random_.randrange(1, 20)):
        if changed:
            changed[random_.randrange(len(changed))] = random_.randrange(256)
    return bytes(changed)


def _nul(random_: random.Random, data: bytes) -> bytes:
    position = random_.randrange(len(data) + 1)
    return data[:position] + b"\0" * random_.choice([1, 3, 1000]) + data[position:]


def _encoded(random_: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    encoding = random_.choice(["utf-16", "utf-16-le", "cp1252", "latin-1", "mac-roman", "utf-8-sig", "utf-32", "cp037"])
    return text.encode(encoding, "replace")


def _mistaken(_: random.Random, data: bytes) -> bytes:
    return data.decode("latin-1").encode("utf-8")


def _gigantic(random_: random.Random, data: bytes) -> bytes:
    position = random_.randrange(len(data) + 1)
    piece = random_.choice(
        [b"x", b"a ", b'"', b"{", b"\\", b"1", b"&amp;", b", ", b"; ", b"--", b"\xc3\xa9", b"]", b"("]
    )
    return data[:position] + piece * random_.choice([1000, 50_000, 200_000]) + data[position:]


def _nested(random_: random.Random, data: bytes) -> bytes:
    position = random_.randrange(len(data) + 1)
    open_, close = random_.choice(
        [(b"{", b"}"), (b"[", b"]"), (b"<a>", b"</a>"), (b'{"a":', b"}"), (b'"', b'"'), (b"(", b")")]
    )
    depth = random_.choice([10, 200, 5000])
    return data[:position] + open_ * depth + close * random_.choice([0, depth]) + data[position:]


def _signs(random_: random.Random, data: bytes) -> bytes:
    """A sign that says something in some format, at many places."""
    sign = random_.choice(
        [
            b'"',
            b"'",
            b"{",
            b"}",
            b"@",
            b"<",
            b"&",
            b"\\",
            b",",
            b"\t",
            b"\n",
            b"\n\n",
            b"ER  - \n",
            b"TY  - JOUR\n",
            b"PMID- 1\n",
            b"%0 A\n",
            b"=",
            b"#",
            b"\xef\xbb\xbf",
        ]
    )
    pieces = []
    last = 0
    for position in sorted(random_.randrange(len(data) + 1) for _ in range(random_.choice([1, 3, 30, 300]))):
        pieces += [data[last:position], sign]
        last = position
    return b"".join([*pieces, data[last:]])


def _entities(random_: random.Random, data: bytes) -> bytes:
    """Entities that grow, and one that asks for a file of the machine."""
    grow = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    kind = random_.choice(
        [
            f"<!DOCTYPE x [{grow}]>",
            '<!DOCTYPE x [<!ENTITY e11 SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
            '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        ]
    )
    text = data.decode("utf-8", "replace")
    head = text.find("?>") + 2 if text.lstrip("\ufeff").startswith("<?xml") else 0
    title_end = text.find(">", text.find("Title", head)) + 1
    return (text[:head] + kind + text[head:title_end] + "&e11;" + text[title_end:]).encode()


MUTATIONS: Sequence[Mutation] = (
    _cut, _cut_end, _doubled, _lines_shuffled, _line_ends, _bytes_changed, _nul, _encoded, _mistaken, _gigantic,
    _nested, _signs, _entities,
)  # fmt: skip  # a table, read across


def _damaged(random_: random.Random, data: bytes) -> bytes:
    for _ in range(random_.choice([1, 1, 1, 2, 4])):
        data = random_.choice(MUTATIONS)(random_, data)
    return data


def _within(random_: random.Random, data: bytes) -> bytes:
    """The file damaged; three workbooks of four inside of their zip, whose own checks would refuse the rest."""
    if not data.startswith(b"PK") or random_.random() < 0.25:
        return _damaged(random_, data)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    wanted = random_.choice([name for name in parts if name.startswith("xl/")])
    parts[wanted] = _damaged(random_, parts[wanted])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def fuzz(
    name: str, mutations: int, seed: int, shared: Path | None, keep: Path | None = None, *, timed: bool = True
) -> Found:
    """Run one reader over so many damaged files. Where other work runs beside it, time says little: `timed`."""
    random_ = random.Random(f"{seed} {name}")
    whole = starts(name, shared)
    if not whole:
        raise SystemExit(f"{name}: there is no file to start from; add one to OWN")
    result = Found(name)
    for number in range(mutations):
        data = _within(random_, random_.choice(whole))
        # Counting what is allocated makes reading several times as slow, so time and memory are taken apart.
        _one(result, name, data[:LONGEST], keep, counted=number % 5 == 0, timed=timed)
    return result


def _one(result: Found, name: str, data: bytes, keep: Path | None, *, counted: bool, timed: bool) -> None:
    result.mutations += 1
    if counted:
        tracemalloc.start()
    start = time.process_time()
    fault = ""
    try:
        source = Source(Path("damaged"), data=data)
        for entry in FORMATS[name].read(source):
            if isinstance(entry, Record):
                result.records += 1
            elif isinstance(entry, Broken) and entry.reason and entry.line >= 1:
                result.broken += 1
            else:
                fault = f"gave {entry!r}"[:200]
    except ReadError as error:
        result.errors += 1
        if "\n" in str(error) or "damaged" not in str(error):
            fault = f"an error that is not one clear line: {str(error)[:200]!r}"
    except Exception as error:  # noqa: BLE001 - the fault that is looked for, and it is reported
        fault = f"{type(error).__name__}: {str(error)[:200]}"
    seconds = time.process_time() - start
    if counted:
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        result.largest = max(result.largest, memory)
        if not fault and memory > MEMORY:
            fault = f"allocated {memory / 1e6:.0f} MB for {len(data) / 1e6:.2f} MB"
    else:
        allowed = GRACE + SECONDS_A_MEGABYTE * len(data) / 1e6
        result.slowest = max(result.slowest, seconds / allowed)
        if timed and not fault and seconds > allowed:
            fault = f"took {seconds:.2f} s for {len(data) / 1e6:.2f} MB"
    if fault:
        result.failures.append(fault)
        if keep is not None and len(result.failures) <= 5:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{name}-{len(result.failures)}").write_bytes(data)


def main() -> int:
    """Fuzz readers and print a line for each; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    shared = options.shared if (options.shared / "data" / "imports").is_dir() else None
    failed = 0
    for name in options.formats.split(","):
        result = fuzz(name, options.mutations, options.seed, shared, options.keep)
        print(
            f"{name:<16}{result.mutations:>7} files {result.records:>9} records {result.broken:>8} broken "
            f"{result.errors:>7} errors; slowest {result.slowest:4.0%} of what is allowed, most memory "
            f"{result.largest / 1e6:5.1f} MB; {len(result.failures)} failures",
            flush=True,
        )
        for fault in list(dict.fromkeys(result.failures))[:5]:
            print(f"    {fault}")
        failed += len(result.failures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
