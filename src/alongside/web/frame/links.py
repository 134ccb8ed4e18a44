"""Addresses of the pages where they are served live."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from alongside.publishing.facets import Choice
from alongside.words.addresses import address_of

__all__ = ["WebLinks", "query_of"]


@dataclass(frozen=True, slots=True)
class WebLinks:
    """The same names as `publishing.links.SiteLinks`. There are no files to save: `file` is empty."""

    def answer(self) -> str:
        return reverse("answer")

    def outcome(self, outcome: str) -> str:
        return reverse("outcome", args=[address_of(outcome)])

    def studies(self) -> str:
        return reverse("studies")

    def study(self, study: str) -> str:
        return reverse("study", args=[address_of(study)])

    def contrast(self, study: str, contrast: str) -> str:
        """Where the study's page shows this result."""
        return f"{self.study(study)}#result-{address_of(contrast.removeprefix(f'{study}/'))}"

    def what(self) -> str:
        return reverse("what")

    def browse(self, choice: Choice) -> str:
        return f"{reverse('browse')}{query_of(choice)}"

    def browse_all(self) -> str:
        return self.browse({})

    def gaps(self) -> str:
        return reverse("gaps")

    def people(self) -> str:
        return reverse("people")

    def part(self, dimension: str, code: str) -> str:
        return reverse("part", args=[address_of(dimension), address_of(code)])

    def expect(self) -> str:
        return reverse("expect")

    def compared(self) -> str:
        return reverse("compared")

    def forms(self, outcome: str) -> str:
        return reverse("forms", args=[address_of(outcome)])

    def parts(self, outcome: str) -> str:
        return reverse("parts", args=[address_of(outcome)])

    def build(self, outcome: str) -> str:
        return self.parts(outcome)

    def costs(self) -> str:
        return reverse("costs")

    def method(self) -> str:
        return reverse("method")

    def agenda(self) -> str:
        return reverse("agenda")

    def data(self) -> str:
        return reverse("data")

    def file(self, name: str) -> str:
        return reverse("file", args=[name])


def query_of(choice: Choice) -> str:
    """A choice as the end of an address, "" where nothing is chosen."""
    query = QueryDict(mutable=True)
    for name, values in choice.items():
        query.setlist(name, list(values))
    return f"?{query.urlencode()}" if query else ""
