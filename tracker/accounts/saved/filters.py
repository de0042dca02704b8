"""What the address of a list may ask, and the reader's saved views of the list on screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import current_app, request, url_for
from flask_login import current_user

from tracker.accounts.visitor import Saved
from tracker.web.text import clean

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Shown:
    """The saved views above a list. ``query`` is what the list is filtered by, empty when it is whole; ``present`` is
    the view that says so already."""

    endpoint: str
    query: str
    links: tuple[dict[str, Any], ...]
    present: Saved | None


def filtered_by(*names: str) -> Callable[[View], View]:
    """This view is a list that these names in its address filter and sort: what somebody may save."""

    def mark(view: View) -> View:
        view.filters = names  # type: ignore[attr-defined]
        return view

    return mark


def filters_of(endpoint: str) -> tuple[str, ...]:
    """The names that filter the list of ``endpoint``; none when it is no such list."""
    return getattr(current_app.view_functions.get(endpoint), "filters", ())


def normal(endpoint: str, asked: Mapping[str, str]) -> str:
    """What ``asked`` filters the list of ``endpoint`` by, always written the same way; empty when by nothing."""
    said = ((name, clean(asked.get(name, ""))) for name in filters_of(endpoint))
    return urlencode([(name, value) for name, value in said if value])


def address(endpoint: str, query: str) -> str:
    """The list of ``endpoint`` filtered so."""
    return url_for(endpoint) + (f"?{query}" if query else "")


def saved_views() -> Shown | None:
    """Those of the list on screen; None on any other page, and for nobody."""
    endpoint = request.endpoint or ""
    if not filters_of(endpoint) or not current_user.is_authenticated:
        return None
    query = normal(endpoint, request.args)
    present = next((it for it in current_user.views if it.query == query), None)
    links = tuple(
        {"text": it.name, "href": address(endpoint, it.query), "current": it is present} for it in current_user.views
    )
    return Shown(endpoint, query, links, present)
