"""The queue of reviews and the list of what is late: filters in the address, counts, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.accounts.saved.filters import filtered_by
from tracker.grants.policy import may_see
from tracker.reports.labels import report_name
from tracker.reports.life import State
from tracker.reports.review import lists
from tracker.reports.review.lists import BY, Listed, grouped, narrowed
from tracker.web import spreadsheet
from tracker.web.dates import today
from tracker.web.language import language
from tracker.web.pages import Page, page_number
from tracker.web.text import clean

SIZE = 50


@may(Action.SEE_REVIEWS)
@filtered_by("vue", "q", "agent")
def queue() -> str:
    """What came in, late first; what was sent back; by officer."""
    me = visitor()
    rows = lists.under_review(may_see(me), today=today(), lang=language())
    officer = request.args.get("agent", "")
    mine = narrowed(rows, words=_asked("q"), officer=officer)
    views = {
        "examen": [it for it in mine if it.state in lists.TO_REVIEW],
        "retour": [it for it in mine if it.state == State.RETURNED],
    }
    view = request.args.get("vue", "examen")
    found = views.get(view, views["examen"])
    return render_template(
        "reports/review/queue.html",
        page=_page(found),
        view=view if view in views else "examen",
        counts={name: len(some) for name, some in views.items()},
        officers=_officers(rows),
        officer=officer,
        me=me,
        words=_asked("q"),
        late=len(lists.late(may_see(me), today=today(), lang=language())),
        report_name=report_name,
        State=State,
    )


@may(Action.SEE_REVIEWS)
@filtered_by("q", "region", "agent", "hote", "par")
def late() -> str:
    """What was due and has not come in, by host, officer or region."""
    rows = _late()
    found = _narrowed(rows)
    by = request.args.get("par", "region")
    by = by if by in BY else "region"
    return render_template(
        "reports/review/late.html",
        page=_page(found),
        by=by,
        groups=grouped(found, by),
        key={"host": "hote", "officer": "agent", "region": "region"}[by],
        officers=_officers(rows),
        regions=sorted({(it.region_code, it.region or _("National")) for it in rows}),
        hosts=sorted({(it.host_code, it.host) for it in rows}, key=lambda it: it[1]),
        asked={name: _asked(name) for name in ("q", "region", "agent", "hote")},
        report_name=report_name,
        total=len(rows),
        agreements=len({it.agreement for it in found}),
        longest=max((it.days for it in found), default=0),
        query={name: value for name, value in request.args.items() if value and name != "page"},
    )


@may(Action.SEE_REVIEWS)
def late_file(form: str) -> Response:
    """The same list as a file, all of its rows."""
    heads = [
        _("Agreement"),
        _("For"),
        _("Report"),
        _("Fiscal year"),
        _("Fiscal host"),
        _("Region"),
        _("Officer"),
        _("Due on"),
        _("Days late"),
    ]
    cells = [
        [
            it.agreement,
            it.subject,
            report_name(it),
            it.fiscal_year,
            it.host,
            it.region or _("National"),
            it.officer_name,
            it.due_on,
            it.days,
        ]
        for it in _narrowed(_late())
    ]
    return spreadsheet.answer(form, name=_("late-reports"), title=_("Late reports"), heads=heads, rows=cells)


def _late() -> list[Listed]:
    return lists.late(may_see(visitor()), today=today(), lang=language())


def _narrowed(rows: Sequence[Listed]) -> list[Listed]:
    return narrowed(rows, words=_asked("q"), host=_asked("hote"), officer=_asked("agent"), region=_asked("region"))


def _officers(rows: Sequence[Listed]) -> list[tuple[str, str]]:
    return sorted({(it.officer, it.officer_name) for it in rows if it.officer}, key=lambda it: it[1])


def _asked(name: str) -> str:
    return clean(request.args.get(name, ""))[:200]


def _page(rows: Sequence[Listed]) -> Page[Any]:
    number = page_number()
    start = (number - 1) * SIZE
    return Page(rows[start : start + SIZE], number, SIZE, len(rows))
