"""Projects that nobody would make, through every page, export and check: nothing may fail, whatever a project holds.

    python validation/hostile_projects.py [--projects 300] [--seed 1] [--builds 10] [--json]

Each project is drawn from a seed: names and words in any script, with marks that HTML, CSV, SQL, formulas and addresses
give a meaning to; numbers at the ends of what may be written; arms that are one, many, unknown or doubled; rows twice;
outcomes of which nothing can be used; decisions of several people, undone and in dispute; a log of somebody else merged
into it. All that a shape refuses is refused in one line, and counted. Then every address that the pages link to is
asked for by Django's client, all of them must answer with a page, and no page may carry a word as markup. Every
`projects / builds`-th project is also built as a site, with its report and open data, verified, rebuilt and compared.
Printed: what was asked and what failed, with the seed that makes the same project again. Ends with 1 where anything
failed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hostile.filling import fill
from hostile.inventing import Invention, title_of
from hostile.told import Told
from hostile.visiting import build_site, crawl


def run(projects: int, seed: int, builds: int, most: int, folder: Path) -> Told:
    """All projects, one after the other."""
    from alongside.web.settings import KEY, PROJECT, configure_web

    told = Told()
    os.environ[KEY] = "k" * 43
    client: Any = None
    for number in range(projects):
        project_folder = folder / str(number)
        project_folder.mkdir()
        path = project_folder / "hostile.alongside"
        os.environ[PROJECT] = str(path)
        if client is None:
            configure_web()
            import django
            from django.conf import settings

            settings.SERVED_HOSTS = {"127.0.0.1", "testserver"}
            django.setup()
            from django.test import Client

            client = Client(raise_request_exception=True, SERVER_NAME="127.0.0.1")
            client.defaults["HTTP_HOST"] = "127.0.0.1"
            client.cookies[settings.SERVED_COOKIE] = os.environ[KEY]
        for problem in one_project(
            client, path, seed + number, number % max(1, projects // max(1, builds)) == 0, most, told
        ):
            told.failures.append(f"seed {seed + number}: {problem}")
        told.projects += 1
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
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        told = run(options.projects, options.seed, options.builds, options.pages, Path(folder))
    summary = {
        "projects": told.projects,
        "pages": told.asked,
        "sites": told.built,
        "decisions": told.taken,
        "refused": dict(told.refused),
        "failures": told.failures,
    }
    if options.json:
        print(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        print(*(f"{name}: {value}" for name, value in summary.items() if name != "failures"), *told.failures, sep="\n")
    return 1 if told.failures else 0


if __name__ == "__main__":
    sys.exit(main())
