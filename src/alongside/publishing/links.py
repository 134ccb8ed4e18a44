"""Addresses. The pages ask `Links` for them, so that the same page serves as a file and in the workbench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from alongside.publishing.facets import CROSSED, Choice
from alongside.words.addresses import address_of

__all__ = ["Links", "SiteLinks"]


class Links(Protocol):
    """Where each page is; every method gives an address that can stand in `href`."""

    def answer(self) -> str: ...
    def outcome(self, outcome: str) -> str: ...
    def studies(self) -> str: ...
    def study(self, study: str) -> str: ...
    def contrast(self, study: str, contrast: str) -> str: ...
    def what(self) -> str: ...
    def browse(self, choice: Choice) -> str: ...
    def browse_all(self) -> str: ...
    def gaps(self) -> str: ...
    def people(self) -> str: ...
    def part(self, dimension: str, code: str) -> str: ...
    def expect(self) -> str: ...
    def compared(self) -> str: ...
    def forms(self, outcome: str) -> str: ...
    def parts(self, outcome: str) -> str: ...
    def build(self, outcome: str) -> str: ...
    def costs(self) -> str: ...
    def method(self) -> str: ...
    def agenda(self) -> str: ...
    def data(self) -> str: ...
    def file(self, name: str) -> str: ...


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """Relative addresses of the static site; `root` leads from the page to the site's folder ("" or "../")."""

    root: str = ""

    def answer(self) -> str:
        return f"{self.root}index.html"

    def outcome(self, outcome: str) -> str:
        return f"{self.root}outcomes/{address_of(outcome)}.html"

    def studies(self) -> str:
        return f"{self.root}studies/index.html"

    def study(self, study: str) -> str:
        return f"{self.root}studies/{address_of(study)}.html"

    def contrast(self, study: str, contrast: str) -> str:
        """Where the study's page shows this result."""
        return f"{self.study(study)}#result-{address_of(contrast.removeprefix(f'{study}/'))}"

    def what(self) -> str:
        return f"{self.root}what-it-is.html"

    def browse(self, choice: Choice) -> str:
        """The page of the first value chosen, and on it the place of the second; "" where no page has that choice."""
        pairs = [(name, value) for name, values in choice.items() for value in values]
        if not pairs:
            return f"{self.root}browse/index.html"
        places = [f"{address_of(name)}-{address_of(value)}" for name, value in pairs]
        if len(pairs) > 2 or (len(pairs) == 2 and CROSSED.get(pairs[0][0]) != pairs[1][0]):
            return ""
        return f"{self.root}browse/{places[0]}.html" + (f"#{places[1]}" if len(places) == 2 else "")

    def browse_all(self) -> str:
        return self.browse({})

    def gaps(self) -> str:
        return f"{self.root}gaps.html"

    def people(self) -> str:
        return f"{self.root}people/index.html"

    def part(self, dimension: str, code: str) -> str:
        return f"{self.root}people/{address_of(dimension)}-{address_of(code)}.html"

    def expect(self) -> str:
        """A form needs something that answers; a site of files has its pages, one for each choice."""
        return ""

    def compared(self) -> str:
        return f"{self.root}compared.html"

    def forms(self, outcome: str) -> str:
        return f"{self.root}compared/{address_of(outcome)}-forms.html"

    def parts(self, outcome: str) -> str:
        return f"{self.root}compared/{address_of(outcome)}-parts.html"

    def build(self, outcome: str) -> str:
        """Where a combination can be asked for; a site of files shows the combinations of two instead."""
        del outcome
        return ""

    def costs(self) -> str:
        return f"{self.root}costs.html"

    def method(self) -> str:
        return f"{self.root}how-we-know.html"

    def agenda(self) -> str:
        return f"{self.root}research-agenda.html"

    def data(self) -> str:
        return f"{self.root}data.html"

    def file(self, name: str) -> str:
        return f"{self.root}{name}"
