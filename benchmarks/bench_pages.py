"""From a change to the figure, in a browser: what people like ours can expect, and a plan that follows its form.

    python benchmarks/bench_pages.py [--seed 1] [--rounds 60]

The demonstration is built and served, and Chromium is used by keyboard. *What can they expect?* is asked for people,
forms and outcomes drawn by a seed: from the key press to the whole next page painted, for one outcome and for all of
them (which predicts each). In the planner one field after the other is changed: from the change to the new answer
painted. Whoever comes first pays for fitting the models of an outcome: those are counted apart ("first"). Targets: a
prediction under 200 ms, a plan under 300 ms, at the median and at the 95th percentile of what is not the first.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from alongside.workflow.demo import build_demo
from bench_decisions import served

FORMS = ("telephone", "group", "one_to_one")
OUTCOMES = ("hba1c", "depression", "quality_of_life", "self_efficacy", "wellbeing", "anxiety")

CLOCK = """
const now = () => performance.timeOrigin + performance.now();
addEventListener("keydown", () => sessionStorage.setItem("pressed", now()), true);
addEventListener("load", () => requestAnimationFrame(() => setTimeout(() => { window.painted = now(); })));
"""
FOLLOW = """([id, value]) => new Promise((resolve) => {
  const field = document.getElementById(id);
  const began = performance.now();
  new MutationObserver((changes, observer) => {
    if (!changes.some((c) => [...c.addedNodes].some((n) => n.id === "plan-answer"))) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  }).observe(document.body, { childList: true, subtree: true });
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=60)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        build_demo(Path(folder), at=datetime(2026, 11, 23, tzinfo=UTC))
        process, link = served(Path(folder) / "peer-support.alongside", None)
        try:
            with sync_playwright() as playwright:
                chromium = shutil.which("chromium") or shutil.which("chromium-browser")
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
                page = browser.new_page(bypass_csp=True)
                page.add_init_script(CLOCK)
                page.goto(link)
                address = page.url.split("/", 3)
                expecting(page, "/".join(address[:3]), chance, chosen.rounds)
                planning(page, "/".join(address[:3]), chance, chosen.rounds)
                browser.close()
        finally:
            process.terminate()
            process.wait()


def expecting(page: Page, address: str, chance: random.Random, rounds: int) -> None:
    """*What to expect*, asked from the home page of the answer, for one outcome and for all."""
    for outcomes, name in ((OUTCOMES, "prediction, one outcome"), (("",), "prediction, every outcome")):
        firsts, others = [], []
        asked: set[str] = set()
        page.goto(f"{address}/people/expect/")
        for _ in range(rounds):
            outcome = chance.choice(outcomes)
            page.locator("#like-condition").select_option(chance.choice(values_of(page, "like-condition")))
            form = chance.choice(FORMS)
            for name_of_form in FORMS:
                page.locator(f"input[name=form][value={name_of_form}]").set_checked(name_of_form == form)
            page.locator("#like-outcome").select_option(outcome)
            button = page.get_by_role("button", name="What can they expect?").first
            button.focus()
            page.evaluate("window.painted = undefined")
            with page.expect_navigation(wait_until="load"):
                page.keyboard.press("Enter")
            while not page.evaluate("window.painted"):
                page.wait_for_timeout(5)
            milliseconds = float(page.evaluate("window.painted - Number(sessionStorage.getItem('pressed'))"))
            (others if outcome in asked else firsts).append(milliseconds)
            asked.add(outcome)
        told(name, firsts, others, 200)


def values_of(page: Page, field: str) -> list[str]:
    options = page.eval_on_selector_all(f"#{field} option", "options => options.map(option => option.value)")
    return [str(value) for value in options]


def planning(page: Page, address: str, chance: random.Random, rounds: int) -> None:
    """A field of the planner changed, and the answer beside it."""
    page.goto(f"{address}/workbench/plan/?form=telephone&outcome=hba1c&condition=diabetes&worth=500")
    firsts, others = [], []
    asked: set[str] = set()
    for _ in range(rounds):
        field = chance.choice(("people", "supporters", "outcome", "condition"))
        if field in {"people", "supporters"}:
            value = str(chance.randint(10, 400))
        else:
            value = chance.choice(values_of(page, field))
        milliseconds = float(page.evaluate(FOLLOW, [field, value]))
        key = f"{page.input_value('#outcome')}"
        (others if key in asked else firsts).append(milliseconds)
        asked.add(key)
    told("plan after a change", firsts, others, 300)


def told(name: str, firsts: Iterable[float], others: Iterable[float], target: float) -> None:
    times = sorted(others)
    middle, late = statistics.median(times), times[int(0.95 * (len(times) - 1))]
    verdict = "held" if late < target else "MISSED"
    slowest = max(firsts, default=0.0)
    print(
        f"{name}: median {middle:.0f} ms, 95th percentile {late:.0f} ms of {len(times)} "
        f"(target {target:.0f}: {verdict}); slowest first {slowest:.0f} ms"
    )


if __name__ == "__main__":
    main()
