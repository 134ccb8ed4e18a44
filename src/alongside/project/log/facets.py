"""A verb's side of an open project: a class over the session whose methods read or write."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

from alongside.project.log.sessions import Session

__all__ = ["Facet", "reading", "writing"]

Method = TypeVar("Method", bound=Callable[..., Any])


class Facet:
    """What one verb asks of a project, and says to it. Made by `Project`, once for each handle."""

    def __init__(self, session: Session) -> None:
        self._session = session


def reading(method: Method) -> Method:
    """A method that reads: what the database says when it cannot becomes a `ProjectError`."""
    if inspect.isgeneratorfunction(method):

        @functools.wraps(method)
        def generator(self: Facet, *arguments: object, **named: object) -> object:
            with self._session.reading():
                yield from method(self, *arguments, **named)

        return cast(Method, generator)

    @functools.wraps(method)
    def call(self: Facet, *arguments: object, **named: object) -> object:
        with self._session.reading():
            return method(self, *arguments, **named)

    return cast(Method, call)


def writing(method: Method) -> Method:
    """A method that writes: the same, and it is refused where the project was opened read-only."""

    @functools.wraps(method)
    def call(self: Facet, *arguments: object, **named: object) -> object:
        with self._session.writing():
            return method(self, *arguments, **named)

    return cast(Method, call)
