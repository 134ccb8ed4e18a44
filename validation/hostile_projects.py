"""Projects that nobody would make, through every page, export and check: nothing may fail, whatever a project holds.

    python validation/hostile_projects.py [--projects 300] [--seed 1] [--builds 10] [--processes 1] [--log FILE]

Each project is drawn from a seed: names and words in any script, with marks that HTML, CSV, SQL, formulas and addresses
give a meaning to; numbers at the ends of what may be written; arms that are one, many, unknown or doubled; rows twice;
outcomes of which nothing can be used; decisions of several people, undone and in dispute; a log of somebody else merged
into it. All that a shape refuses is refused in one line, and counted. Then every address that the pages link to is
asked for by Django's client, all of them must answer with a page, and no page may carry a word as markup. Every
`projects / builds`-th project is also built as a site, with its report and open data, verified, rebuilt and compared.
Printed: what was asked and what failed, with the seed that makes the same project again. Ends with 1 where anything
failed. With `--log` each project is written down as it ends, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from hostile.filling import fill
from hostile.inventing import Invention, title_of
from hostile.told import Told
from hostile.visiting import build_site, crawl


@functools.cache
def client_of_this_process() -> Any:
    """Django's client, let in; each process has its own."""
    from alongside.web.settings import KEY, configure_web

    os.environ[KEY] = "k" * 43
    configure_web()
    import django
    from django.conf import settings

    settings.SERVED_HOSTS = {"127.0.0.1", "testserver"}
    django.setup()
    from django.test import Client

    client = Client(raise_request_exception=True, SERVER_NAME="127.0.0.1")
    client.defaults["HTTP_HOST"] = "127.0.0.1"
    client.cookies[settings.SERVED_COOKIE] = os.environ[KEY]
    return client


def told_of(seed: int, builds: bool, most: int) -> Told:
    """What happened with the project of one seed, in a folder that is gone afterwards."""
    from alongside.web.settings import PROJECT

    told = Told(projects=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hostile.alongside"
        os.environ[PROJECT] = str(path)
        for problem in one_project(client_of_this_process(), path, seed, builds, most, told):
            told.failures.append(f"seed {seed}: {problem}")
    return told


def run(seeds: range, every: int, most: int, processes: int, log: Path | None) -> Told:
    """All projects, every so many of them built too; those that the log names are not made again."""
    lines = log.read_text(encoding="utf-8").splitlines() if log and log.exists() else []
    done = {line["seed"]: Told.of_row(line["told"]) for line in map(json.loads, lines)}
    told = Told.together(done[seed] for seed in seeds if seed in done)
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = {
            pool.submit(told_of, seed, number % every == 0, most): seed
            for number, seed in enumerate(seeds)
            if seed not in done
        }
        for future in as_completed(waiting):
            new = future.result()
            told = Told.together((told, new))
            if log:
                with log.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps({"seed": waiting[future], "told": new.as_row()}, ensure_ascii=False) + "\n")
    return told


def one_project(client: Any, path: Path, seed: int, builds: bool, most: int, told: Told) -> Iterator[str]:
    """Make it, merge another into it, look at every page, and perhaps build it."""
    from alongside.project import create
    from alongside.web.frame.pages import project as served

    invention = Invention(seed)
    try:
        foreign = path.with_name("other.alongside")
        with create(foreign, title=title_of(invention)) as project:
            fill(project, invention, told)
        with create(path, title=title_of(invention)) as project:
            fill(project, invention, told)
            if invention.draw.random() < 0.5:
                project.merge(foreign, another_review=True)
        yield from crawl(client, told, most)
        if builds:
            yield from build_site(served(), path.parent / "site", told)
    except Exception:  # noqa: BLE001 - whatever comes out is what is looked for: told with its seed
        lines = traceback.format_exc().strip().splitlines()
        yield " | ".join(line.strip() for line in [*lines[-7:-1], lines[-1]])
    finally:
        from alongside.web.frame import pages

        opened = pages._served.pop(str(path), None)
        if opened is not None:
            opened[0].close()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--builds", type=int, default=10)
    parser.add_argument("--pages", type=int, default=200, help="addresses that are asked for, of each project")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--log", type=Path, help="where each project is written down as it ends, and taken up again")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    every = max(1, options.projects // max(1, options.builds))
    seeds = range(options.seed, options.seed + options.projects)
    told = run(seeds, every, options.pages, options.processes, options.log)
    summary = told.as_row()
    if options.json:
        print(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        print(*(f"{name}: {value}" for name, value in summary.items() if name != "failures"), *told.failures, sep="\n")
    return 1 if told.failures else 0


if __name__ == "__main__":
    sys.exit(main())
