"""The portfolio: filters, figures, charts, the list, and its export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.accounts.saved.filters import filtered_by
from tracker.accounts.visitor import Visitor
from tracker.db import session
from tracker.grants import officers
from tracker.grants.models import Agreement
from tracker.grants.policy import last_day, may_see, sight_of, still_theirs
from tracker.grants.queries import NATIONAL, NOBODY, choices, fold
from tracker.insight import exports, labels, portfolio, queries, workspace
from tracker.insight.forms import VIEW_NAMES, Asked, asked
from tracker.insight.portfolio import Expected, Figures, Row
from tracker.insight.words import short_money
from tracker.ledger.fiscal import POST_CLOSING, FiscalCalendar
from tracker.web.charts import Bars, Region, TileMap, Year, bars_over_years, tile_map
from tracker.web.dates import today
from tracker.web.filters import days, number, share
from tracker.web.language import language
from tracker.web.pages import Page, page_number

PER_PAGE = 20


@dataclass(frozen=True)
class Found:
    """What the address asks for. ``matching`` is everything before the quick view narrows it to ``rows``."""

    asked: Asked
    matching: list[Row]
    rows: list[Row]
    years: tuple[str, ...]

    @cached_property
    def inside(self) -> frozenset[str]:
        return portfolio.internal(self.rows)


def find(day: date) -> Found:
    """The portfolio that the address asks for, as this visitor may see it."""
    wanted = asked(request.args)
    left = left_by(visitor())
    seen = queries.portfolio(sight_of(visitor()), wanted.search, lang=language(), today=day)
    rows = queries.mentioning(wanted.words, seen)
    rows = [row if row.number not in left else as_it_was_left(row, left[row.number]) for row in rows]
    years = tuple(sorted({year for row in rows for year in row.years if year != POST_CLOSING}))
    if wanted.year:
        rows = [
            replace(row, figures=row.years[wanted.year])
            for row in rows
            if row.years.get(wanted.year, Figures()).committed
        ]
    kept = [row for row in rows if portfolio.VIEWS[wanted.view](row)] if wanted.view else rows
    return Found(wanted, rows, portfolio.in_order(kept, wanted.sort, fold), years)


def left_by(person: Visitor) -> dict[str, date]:
    """The agreements whose mandate passed from a partner's organisation to another, and its last day."""
    if not person.is_partner:
        return {}
    gone = session.scalars(select(Agreement).where(may_see(person) & ~still_theirs(person)))
    return {it.number: last_day(it, person) or date.max for it in gone}


def as_it_was_left(row: Row, last: date) -> Row:
    """A row as at the last day of who hosts it no more: nothing of what came after."""
    space = workspace.load(row.number, today=last)
    figures = Figures(
        committed=space.commitment.committed,
        paid=space.received,
        accepted=space.totals.accepted,
        held=space.totals.unspent,
        due=space.to_come,
    )
    header = space.statement.header
    year = space.agreement.programme.calendar.reported_in(last, space.years)
    return replace(
        row,
        host=header.host,
        host_neq=header.host_neq or "",
        late=0,
        review=0,
        ready=0,
        blocked=0,
        expected=Expected("done"),
        years={year: figures},
        figures=figures,
    )


@may(Action.SEE_AGREEMENTS)
@filtered_by("q", "volet", "region", "exercice", "agent", "programme", "vue", "sort")
def page() -> str:
    """The list and what it adds up to."""
    day = today()
    found = find(day)
    number = page_number()
    shown = found.rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    totals = portfolio.total(found.rows, found.inside)
    years = portfolio.by_year(found.rows, found.inside)
    listed = choices()
    return render_template(
        "insight/portfolio.html",
        asked=found.asked,
        views=_views(found),
        choices=_choices(found, listed),
        files={form: _file(form) for form in exports.FORMS},
        assign=url_for("insight.officers", **_asked()) if can(Action.ASSIGN_OFFICERS) else None,  # type: ignore[arg-type]
        strip=_strip(found, totals),
        orders=labels.ORDERS,
        page=Page(shown, number, PER_PAGE, len(found.rows)),
        totals=totals,
        left_out=len(found.inside),
        rows=found.rows,
        is_partner=visitor().is_partner,
        chart=_chart(years, found.asked.year or _present_year(listed, day)),
        after=years.get(POST_CLOSING),
        map=_map(found),
        labels=labels,
    )


@may(Action.SEE_AGREEMENTS)
def file(form: str) -> Response:
    """The list as filtered and sorted on screen, every page of it."""
    day = today()
    found = find(day)
    write, kind = exports.FORMS[form]
    response = Response(write(found.rows, labels.STREAMS, language()), mimetype=kind)
    name = _("agreements") + f"-{day.isoformat()}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _views(found: Found) -> list[dict[str, Any]]:
    counts = {name: sum(map(keep, found.matching)) for name, keep in portfolio.VIEWS.items()}
    chips = [("", _("All, %(count)s", count=len(found.matching)))]
    chips += [
        ("retard", _("Late reports, %(count)s", count=counts["late"])),
        ("examen", _("To review, %(count)s", count=counts["review"])),
        ("payer", _("Ready to pay, %(count)s", count=counts["ready"])),
    ]
    return [
        {"text": text, "href": _with(vue=name or None), "current": found.asked.view == VIEW_NAMES.get(name, "")}
        for name, text in chips
    ]


def _choices(found: Found, listed: Sequence[Any]) -> dict[str, list[tuple[str, str]]]:
    french = language() == "fr"

    def named(what: str) -> list[tuple[str, str]]:
        return [(it.code, it.name_fr if french else it.name_en) for it in listed if it.what == what]

    regions = sorted(named("region"), key=lambda pair: fold(pair[1]))
    years = sorted({*found.years, *([found.asked.year] if found.asked.year else [])}, reverse=True)
    return {
        "streams": [("", _("All")), *((code, str(name)) for code, name in labels.STREAMS.items())],
        "regions": [("", _("All regions")), *regions, (NATIONAL, _("National"))],
        "years": [("", _("All years")), *((year, year) for year in years)],
        "programmes": [("", _("All programmes")), *named("programme")],
        "officers": [("", _("All")), *_officers(), (NOBODY, _("Nobody"))],
    }


def _officers() -> list[tuple[str, str]]:
    return [] if visitor().is_partner else [(it.email, it.name) for it in officers.known()]


def _strip(found: Found, totals: Figures) -> list[dict[str, Any]]:
    """The key figures, each with what puts it in proportion."""
    rows = found.rows
    shown = partial(short_money, beside=totals.committed)
    late = sum(row.late for row in rows)
    ready, blocked = sum(row.ready for row in rows), sum(row.blocked for row in rows)
    oldest = max((row.expected.days for row in rows), default=0)
    received = visitor().is_partner
    years = {year for row in rows for year, it in row.years.items() if it.committed}
    note = ngettext("%(num)s agreement", "%(num)s agreements", len(rows))
    note += ", " + (found.asked.year or ngettext("%(num)s fiscal year", "%(num)s fiscal years", len(years)))
    due = ""
    if blocked:
        due = _("%(amount)s held back", amount=shown(blocked))
    elif ready:
        due = _("%(amount)s ready to pay", amount=shown(ready))
    return [
        {"text": _("Committed"), "value": shown(totals.committed), "note": note},
        {
            "text": _("Received") if received else _("Paid"),
            "value": shown(totals.paid),
            "note": _("%(share)s of the commitment", share=share(totals.paid, totals.committed, decimals=0)),
        },
        {
            "text": _("Accepted"),
            "key": "accepted",
            "value": shown(totals.accepted),
            "note": _("%(share)s of what was paid", share=share(totals.accepted, totals.paid, decimals=0)),
        },
        {
            "text": _("Held"),
            "key": "held",
            "value": shown(totals.held),
            "note": _("paid, not justified yet") if totals.held >= 0 else _("advanced by the hosts"),
        },
        {
            "text": _("To come") if received else _("To pay"),
            "key": "due",
            "value": shown(totals.due),
            "note": due,
        },
        {
            "text": _("Late reports"),
            "value": number(late),
            "note": _("the oldest: %(time)s", time=days(oldest)) if late else _("none"),
            "tone": "late" if late else "",
            "href": _with(vue="retard") if late and not found.asked.view else None,
        },
    ]


def _file(form: str) -> str:
    return url_for("insight.portfolio_file", form=form, **_asked())  # type: ignore[arg-type]


def _chart(years: dict[str, Figures], marked: str) -> Bars:
    return bars_over_years(
        [Year(year, it.parts, current=year == marked) for year, it in years.items() if year != POST_CLOSING]
    )


def _present_year(listed: Sequence[Any], day: date) -> str:
    """The fiscal year of ``day`` in the first programme; the others begin on another day at most."""
    starts = [it.starts for it in listed if it.what == "programme"]
    return FiscalCalendar.from_text(starts[0]).year_of(day) if starts else ""


def _map(found: Found) -> TileMap:
    return tile_map(
        Region(
            it.code or NATIONAL,
            it.name or _("National"),
            it.figures.committed,
            it.late,
            _with(region=it.code or NATIONAL),
        )
        for it in portfolio.by_region(found.rows, found.inside)
    )


def _with(**changes: str | None) -> str:
    """This list with some of its filters changed, on its first page."""
    query = {name: value for name, value in {**_asked(), **changes}.items() if value is not None}
    return url_for("insight.portfolio", **query)  # type: ignore[arg-type]


def _asked() -> dict[str, str]:
    return {name: value for name, value in request.args.items() if value and name != "page"}
