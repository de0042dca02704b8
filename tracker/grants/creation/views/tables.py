"""The steps that are rows: reports, schedule, conditions, contributions, indicators."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select

from tracker.db import session
from tracker.errors import Message, message
from tracker.grants.creation import model, queries, rows
from tracker.grants.creation.checks import unbalanced
from tracker.grants.creation.draft import Draft, Due, Gift, Measure, Planned, Term, with_instalments, with_reports
from tracker.grants.creation.forms import (
    condition_columns,
    contribution_columns,
    indicator_columns,
    instalment_columns,
    report_columns,
)
from tracker.grants.creation.rows import Column, cell
from tracker.grants.creation.views.opening import LATER, Open
from tracker.grants.creation.workdays import holiday_on, next_open_day
from tracker.grants.labels import INSTALMENTS, REPORTS
from tracker.grants.models import ProtectiveFactor
from tracker.web.dates import long_date
from tracker.web.filters import money
from tracker.web.language import language, say

PROPOSE = "proposition"
"""In the address: show what the programme's model proposes instead of what is kept."""


@dataclasses.dataclass(frozen=True)
class Table:
    """A step made of rows: its columns, the rows that a draft has, the draft that rows make."""

    columns: Callable[[Open], Sequence[Column]]
    shown: Callable[[Open], Sequence[Mapping[str, Any]]]
    made: Callable[[Open, Any, Sequence[tuple[int, dict[str, Any]]]], Draft]
    values: Callable[[Open], Mapping[str, Any]] = lambda _at: {}

    def count(self, at: Open) -> int:
        """How many rows the page has."""
        return rows.asked(request.form.get("rows"), len(self.shown(at)), more=request.form.get("press") == "more")

    def form(self, at: Open) -> Any:
        """The class of the form."""
        return rows.form_of(self.columns(at), self.count(at))

    def fill(self, at: Open, form: Any) -> None:
        """Show the rows."""
        rows.fill(form, self.shown(at))

    def read(self, at: Open, form: Any) -> Draft:
        """The draft with these rows."""
        columns, count = self.columns(at), self.count(at)
        rows.judge(form, columns, count)
        if form.problems:
            return at.draft
        return self.made(at, form, list(rows.written(form, columns, count)))

    def page(self, at: Open, _form: Any) -> Mapping[str, Any]:
        """What the page needs to draw the rows."""
        return {"columns": self.columns(at), "count": self.count(at), "cell": cell, **self.values(at)}


def _open_day(form: Any, number: int, name: str) -> None:
    """A holiday is refused, and the next day proposed."""
    day = form[cell(number, name)].data
    holiday = holiday_on(day, language())
    if holiday:
        other = long_date(next_open_day(day), language())
        form.refuse(
            _("This is a holiday (%(holiday)s). Choose %(day)s.", holiday=holiday, day=other), cell(number, name)
        )


def _proposes(at: Open, kept: Sequence[Any]) -> bool:
    return request.method == "GET" and at.frame is not None and (not kept or PROPOSE in request.args)


# ── Reports ───────────────────────────────────────────────────────────────────────────────────────


def _due(at: Open) -> Sequence[Due]:
    programme = queries.programme_of(at.draft.programme)
    if programme and at.frame and _proposes(at, at.draft.reports):
        return model.reports(programme.payment_model, at.frame)
    return at.draft.reports


def _with_reports(at: Open, form: Any, found: Sequence[tuple[int, dict[str, Any]]]) -> Draft:
    for number, row in found:
        if row["to_on"] < row["from_on"]:
            form.refuse(_("Write a last day after the first one."), cell(number, "to_on"))
        if row["due_on"] <= row["to_on"]:
            form.refuse(_("A report is due after the period it covers."), cell(number, "due_on"))
        _open_day(form, number, "due_on")
    had = len(at.draft.reports)
    return with_reports(at.draft, [(number if number <= had else None, Due(**row)) for number, row in found])


REPORT_ROWS = Table(
    columns=lambda at: report_columns(at.years),
    shown=lambda at: [dataclasses.asdict(it) for it in _due(at)],
    made=_with_reports,
    values=lambda at: {"propose": bool(at.draft.reports)},
)


# ── Schedule ──────────────────────────────────────────────────────────────────────────────────────


def _planned(at: Open) -> Sequence[Planned]:
    programme = queries.programme_of(at.draft.programme)
    if programme and at.frame and _proposes(at, at.draft.instalments):
        allotments = {year: at.draft.allotment(year) for year in at.years}
        return model.instalments(programme.payment_model, at.frame, allotments=allotments, due=at.draft.reports)
    return at.draft.instalments


def report_names(draft: Draft) -> list[tuple[int, str]]:
    """Each report by its number: ``1. Progress report, due on 2017-01-31``."""
    return [
        (
            number,
            _("%(number)s. %(report)s, due on %(day)s", number=number, report=REPORTS[it.kind], day=it.due_on),
        )
        for number, it in enumerate(draft.reports, start=1)
    ]


def instalment_names(draft: Draft) -> list[tuple[int, str]]:
    """Each instalment by its number: ``V1. Advance, 2016-07-15, 66 000,00 $``."""
    return [
        (number, f"V{number}. {INSTALMENTS[it.kind]}, {it.due_on.isoformat()}, {money(it.amount)}")
        for number, it in enumerate(draft.instalments, start=1)
    ]


def _with_instalments(at: Open, form: Any, found: Sequence[tuple[int, dict[str, Any]]]) -> Draft:
    for number, row in found:
        _open_day(form, number, "due_on")
        if not row["amount"]:
            form.refuse(_("Write an amount above zero."), cell(number, "amount"))
    had = len(at.draft.instalments)
    draft = with_instalments(at.draft, [(number if number <= had else None, Planned(**row)) for number, row in found])
    later = request.form.get("press") == LATER
    for finding in () if later else unbalanced(draft, at.years):
        last = [number for number, row in found if row["fiscal_year"] == finding.field]
        form.refuse(say(finding.message), cell(last[-1], "amount") if last else None)
    return draft


def _sums(at: Open) -> list[dict[str, Any]]:
    return [
        {"text": _("Allotment %(year)s", year=year), "value": money(at.draft.allotment(year))} for year in at.years
    ] + [{"text": _("Commitment"), "value": money(at.draft.total), "total": True}]


INSTALMENT_ROWS = Table(
    columns=lambda at: instalment_columns(at.years, report_names(at.draft)),
    shown=lambda at: [dataclasses.asdict(it) for it in _planned(at)],
    made=_with_instalments,
    values=lambda at: {"propose": bool(at.draft.instalments), "sums": _sums(at)},
)


# ── Conditions, contributions, indicators ─────────────────────────────────────────────────────────


CONDITION_ROWS = Table(
    columns=lambda at: condition_columns(instalment_names(at.draft)),
    shown=lambda at: [dataclasses.asdict(it) for it in at.draft.conditions],
    made=lambda at, _form, found: dataclasses.replace(
        at.draft, conditions=tuple(Term(**row) for _number, row in found)
    ),
)

CONTRIBUTION_ROWS = Table(
    columns=lambda at: contribution_columns(at.years),
    shown=lambda at: [dataclasses.asdict(it) for it in at.draft.contributions],
    made=lambda at, _form, found: dataclasses.replace(
        at.draft, contributions=tuple(Gift(**row) for _number, row in found)
    ),
)


def _factors(_at: Open) -> Sequence[Column]:
    found = session.scalars(select(ProtectiveFactor).order_by(ProtectiveFactor.name_fr)).all()
    return indicator_columns([(it.code, it.name_fr if language() == "fr" else it.name_en) for it in found])


TAKEN: Message = message("Another indicator has this code.")


def _with_indicators(at: Open, form: Any, found: Sequence[tuple[int, dict[str, Any]]]) -> Draft:
    codes: set[str] = set()
    for number, row in found:
        if row["code"].lower() in codes:
            form.refuse(say(TAKEN), cell(number, "code"))
        codes.add(row["code"].lower())
        row["factor"] = row["factor"] or None
        row["baseline"] = row["baseline"].replace(",", ".") if row["baseline"] else None
    return dataclasses.replace(at.draft, indicators=tuple(Measure(**row) for _number, row in found))


INDICATOR_ROWS = Table(
    columns=_factors,
    shown=lambda at: [dataclasses.asdict(it) for it in at.draft.indicators],
    made=_with_indicators,
)
