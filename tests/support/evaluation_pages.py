"""A service's own evaluation on the pages of the workbench: its form filled, and invented people drawn by a button."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from alongside.evaluation.invented import InventedPerson, invented_trial
from alongside.workflow.test.example import EXAMPLE

__all__ = ["draw_invented_people", "fill_from_example"]

FROM_THE_EXAMPLE = (
    *("question", "who", "where", "support_words", "population"),
    *("intercurrent_events", "summary", "instrument", "harms", "low", "high", "weeks", "difference", "sd"),
)


def fill_from_example(page: Page) -> None:
    """The fields of the design that every evaluation needs, as the packaged example has them."""
    for name in FROM_THE_EXAMPLE:
        page.locator(f"#{name}").fill(str(EXAMPLE[name]))
    page.locator("#strata").fill("north, south")
    page.locator("#covariates").fill("baseline")


def draw_invented_people(page: Page, number: int, comparison: str) -> list[InventedPerson]:
    """Draw invented people by the page, into the support or the comparison; what they answer follows from the arm."""

    def allocate(person: str, stratum: str) -> str:
        page.get_by_label("The person's id no name").fill(person)
        page.get_by_role("radio", name=stratum).check()
        page.get_by_role("button", name="Draw the arm").click()
        told = page.get_by_role("status").get_by_text(f"{person}:").inner_text()
        match = re.match(rf"{person}: (support|{comparison})\.", told)
        assert match, told
        return match[1]

    return invented_trial(28, number, allocate)
