"""A person at the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

__all__ = ["press_key", "tab_to"]


def tab_to(page: Page, role: str, name: str, limit: int = 200) -> None:
    """Press Tab until the named control has the focus; it must be reachable and seen to have the focus."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    wanted.wait_for()
    for _ in range(limit):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            assert wanted.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
            return
    pytest.fail(f"{role} {name!r} cannot be reached with Tab")


def press_key(page: Page, key: str) -> None:
    """Press a single key once the page listens for it: its script runs after the words can be read."""
    expect(page.locator("[data-keys-switch]")).to_be_visible()
    page.keyboard.press(key)
