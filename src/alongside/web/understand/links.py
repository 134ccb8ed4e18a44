"""Addresses of public pages that stand in the workbench: a study and a choice stay there, to be edited."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from alongside.publishing.facets import Choice
from alongside.web.frame.links import WebLinks, query_of
from alongside.words.addresses import address_of

__all__ = ["BenchLinks"]


@dataclass(frozen=True, slots=True)
class BenchLinks(WebLinks):
    """As `WebLinks`, with the workbench's own pages of a study, of browse and of the maps."""

    def study(self, study: str) -> str:
        return reverse("understand-study", args=[address_of(study)])

    def browse(self, choice: Choice) -> str:
        return f"{reverse('understand-browse')}{query_of(choice)}"

    def gaps(self) -> str:
        return reverse("understand-gaps")
