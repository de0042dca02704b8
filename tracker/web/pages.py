"""Lists page by page. Filter, sort and page are in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import Flask, request

Row = TypeVar("Row")
SIZE = 50


def init_app(app: Flask) -> None:
    app.jinja_env.globals["url_with"] = url_with


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a longer list; pages count from 1."""

    rows: Sequence[Row]
    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first row shown, 0 when there is none."""
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last(self) -> int:
        return min(self.total, self.number * self.size)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The pages to link: first, last and those around this one; None where some are left out."""
        near = {1, self.count, *range(max(1, self.number - 1), min(self.count, self.number + 1) + 1)}
        shown: list[int | None] = []
        for number in sorted(near):
            previous = shown[-1] if shown else None
            if previous is not None and number - previous == 2:
                shown.append(number - 1)
            elif previous is not None and number - previous > 2:
                shown.append(None)
            shown.append(number)
        return tuple(shown)


def page_number() -> int:
    """The page that the address asks for; the first when it asks for nonsense."""
    asked = request.args.get("page", "1")
    return min(max(1, int(asked)), 100_000) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def url_with(**changes: object) -> str:
    """This page's address with some of its query changed; None takes a name out."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    query = urlencode(kept + [(name, value) for name, value in changes.items() if value is not None])
    return f"{request.path}?{query}" if query else request.path
