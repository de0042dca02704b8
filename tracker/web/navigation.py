"""The links at the top of every page: only those that the reader may follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the main navigation. ``under``: it is the current one on all pages of these blueprints
    or endpoints."""

    text: str
    endpoint: str
    under: tuple[str, ...] = ()


LINKS = (
    Link(_l("Home"), "home.page"),
    Link(
        _l("Agreements"),
        "insight.portfolio",
        ("insight", "grants", "creation", "reports", "audit.agreement", "audit.sample", "audit.item"),
    ),
    Link(_l("Organisations"), "organisations.listing", ("organisations", "directory")),
    Link(_l("Reviews"), "review.queue", ("review",)),
    Link(_l("Payments"), "payments.page", ("payments",)),
    Link(_l("Statements"), "consolidated.choose", ("consolidated", "tracing", "year_end")),
    Link(_l("Journal"), "journal.page", ("journal",)),
    Link(_l("Auditors’ requests"), "audit.requests", ("audit.request",)),
)
SELDOM = (
    Link(_l("People and roles"), "people.page"),
    Link(_l("Programmes"), "programmes.page"),
    Link(_l("Templates"), "templates.page", ("templates",)),
    Link(_l("Engagements"), "audit.engagements"),
    Link(_l("Import"), "workbook.send"),
)
"""What sets the rest up: in the menu under one's name, where there is room."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A link as the page shows it. ``count``: how much waits there."""

    text: str
    href: str
    current: bool
    count: int = 0


def init_app(app: Flask, *, may_visit: Callable[[str], bool]) -> None:
    """``may_visit(endpoint)`` is asked of whoever knows the roles."""

    def shown(links: tuple[Link, ...]) -> list[Shown]:
        return [
            Shown(str(link.text), url_for(link.endpoint), _is_current(link))
            for link in links
            if link.endpoint in current_app.view_functions and may_visit(link.endpoint)
        ]

    app.jinja_env.globals["navigation"] = lambda: shown(LINKS)
    app.jinja_env.globals["seldom"] = lambda: shown(SELDOM)


def _is_current(link: Link) -> bool:
    return request.endpoint == link.endpoint or request.blueprint in link.under or request.endpoint in link.under
