"""What people name never takes the address of a page of ours."""

from __future__ import annotations

import importlib
import re

import pytest

from alongside.words.addresses import address_of

importlib.import_module("alongside.project")  # Django is set up when it is there

ROOMS = ["understand", "test", "find", "answer", "plan", "public", "screen", "share", "home"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_name_that_a_page_of_ours_has_becomes_another_address(room: str) -> None:
    routes = [str(pattern.pattern) for pattern in importlib.import_module(f"alongside.web.{room}.urls").urlpatterns]
    for route in routes:
        if (parameter := re.search(r"<(?:slug|str):", route)) is None:
            continue
        before = route[: parameter.start()]
        alike = [address for address in routes if address.startswith(before) and address.count("/") == route.count("/")]
        siblings = {address[len(before) :].split("/")[0] for address in alike}
        for name in siblings:
            if re.fullmatch("[a-z-]+", name):
                assert address_of(name) != name, f"{before}{name}/ is a page of ours, and could be a thing's too"
