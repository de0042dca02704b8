"""The part of an amendment that moves no budget: the last day, the reports due, the unpaid instalments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.db import session, transaction
from tracker.grants import amendment as pure
from tracker.grants import preparation, queries
from tracker.grants.amendment import Draft, Planned, Redue
from tracker.grants.creation.forms import report_columns
from tracker.grants.creation.rows import cell, judge, written
from tracker.grants.forms import PlanForm
from tracker.grants.labels import INSTALMENTS, REPORTS
from tracker.grants.models import Agreement, AmendmentDraft, Obligation
from tracker.grants.policy import load_agreement
from tracker.grants.preparation import SavedMeanwhile
from tracker.grants.replanning import plan_refusals
from tracker.grants.views import flow
from tracker.grants.views.signature import next_number, number_in, touched
from tracker.web.fields import DateField, MoneyField

NEW = 2
"""Rows for reports that are not due yet."""


@may(Action.EDIT_AGREEMENTS)
def page(number: str) -> Response:
    """Last day, reports, instalments: what each says now, to change."""
    agreement = load_agreement(number)
    kept = session.get(AmendmentDraft, agreement.id)
    draft = pure.from_json(kept.content) if kept else Draft()
    form = _form(agreement, draft)
    if request.method == "GET":
        _fill(agreement, draft, form)
        form.revision.data = str(kept.revision) if kept else "0"
        return _page(agreement, form)
    if form.validate():
        draft = _read(agreement, draft, form)
    if form.problems:
        return _page(agreement, form, status=flow.INVALID)
    try:
        with transaction():
            preparation.save_amendment(agreement, draft, revision=number_in(form.revision), author=flow.author())
    except SavedMeanwhile as met:
        form.refuse(met)
        return _page(agreement, form, status=flow.CHANGED)
    return redirect(url_for("grants.amendment_check", number=number), 303)


def _unpaid(agreement: Agreement) -> Sequence[Any]:
    return queries.unpaid_instalments(agreement.id)


def _unreceived(agreement: Agreement) -> list[Obligation]:
    return [it for it in agreement.obligations if it.received_on is None]


def _years(agreement: Agreement, draft: Draft) -> tuple[str, ...]:
    """Those of the agreement, and one more for a longer one."""
    calendar, last = agreement.programme.calendar, max(agreement.ends_on, draft.ends_on or agreement.ends_on)
    year = int(calendar.year_of(last)[:4]) + 1
    return (*calendar.years_between(agreement.starts_on, last), f"{year}-{year + 1}")


def _columns(agreement: Agreement, draft: Draft) -> Any:
    return report_columns(_years(agreement, draft))


def _form(agreement: Agreement, draft: Draft) -> Any:
    fields: dict[str, Any] = {}
    for it in _unpaid(agreement):
        label = _("Instalment %(number)s", number=it.number)
        fields |= {f"d-{it.number}": DateField(label), f"i-{it.number}": MoneyField(label)}
    for due in _unreceived(agreement):
        label = _("Report %(number)s", number=due.number)
        fields |= {f"t-{due.number}": DateField(label), f"u-{due.number}": DateField(label)}
    for column in _columns(agreement, draft):
        for number in range(1, NEW + 1):
            fields[cell(number, column.name)] = column.make(
                _("%(column)s, row %(number)s", column=column.label, number=number)
            )
    return type("Plan", (PlanForm,), fields)()


def _fill(agreement: Agreement, draft: Draft, form: Any) -> None:
    form.signed_on.data, form.effective_on.data = draft.signed_on, draft.effective_on
    form.reason.data, form.last_day.data = draft.reason, draft.ends_on
    planned = {it.number: it for it in draft.schedule if it.number}
    for it in _unpaid(agreement):
        said = planned.get(it.number)
        form[f"d-{it.number}"].data = (said.due_on if said else None) or it.due_on
        form[f"i-{it.number}"].data = said.amount if said else it.amount
    redue = {it.number: it for it in draft.reports if it.number}
    for due in _unreceived(agreement):
        now = redue.get(due.number)
        form[f"t-{due.number}"].data = now.to_on if now else due.to_on
        form[f"u-{due.number}"].data = now.due_on if now else due.due_on
    for number, new in enumerate([it for it in draft.reports if it.number is None][:NEW], start=1):
        for name in ("kind", "fiscal_year", "from_on", "to_on", "due_on"):
            form[cell(number, name)].data = getattr(new, name)


def _read(agreement: Agreement, draft: Draft, form: Any) -> Draft:
    """The draft with these dates, reports and instalments; only what differs from today is in it."""
    columns = _columns(agreement, draft)
    judge(form, columns, NEW)
    for field in (*(form[f"d-{it.number}"] for it in _unpaid(agreement)), *_dates(agreement, form)):
        if field.data is None and not field.errors:
            form.refuse(_("Write the date."), field.name)
    if form.problems:
        return draft
    years = set(draft.by_year)
    moved = [
        Planned(it.fiscal_year, form[f"i-{it.number}"].data or 0, it.number, form[f"d-{it.number}"].data)
        for it in _unpaid(agreement)
    ]
    now = {it.number: (it.amount, it.due_on) for it in _unpaid(agreement)}
    years |= {it.fiscal_year for it in moved if now[it.number or 0] != (it.amount, it.due_on)}
    schedule = (
        *(it for it in moved if it.fiscal_year in years),
        *(it for it in draft.schedule if it.number is None),
    )
    reports = (
        *_changed(agreement, form),
        *(Redue(**row) for _number, row in written(form, columns, NEW)),
    )
    last_day = form.last_day.data
    found = replace(
        draft,
        signed_on=form.signed_on.data,
        effective_on=form.effective_on.data,
        reason=form.reason.data,
        ends_on=last_day if last_day != agreement.ends_on else None,
        schedule=schedule,
        reports=reports,
    )
    _judge(agreement, found, form)
    return found


def _dates(agreement: Agreement, form: Any) -> list[Any]:
    return [form[f"{name}-{it.number}"] for it in _unreceived(agreement) for name in ("t", "u")]


def _changed(agreement: Agreement, form: Any) -> list[Redue]:
    found = []
    for it in _unreceived(agreement):
        to_on, due_on = form[f"t-{it.number}"].data, form[f"u-{it.number}"].data
        if (to_on, due_on) != (it.to_on, it.due_on):
            found.append(Redue(it.kind, it.fiscal_year, it.from_on, to_on, due_on, it.number))
    return found


def _judge(agreement: Agreement, draft: Draft, form: Any) -> None:
    """The rules' refusals, beside what they are about when it is one field."""
    if draft.changes_nothing:
        form.refuse(_("Change the last day, a report or an instalment."))
    scope = flow.scope_of(agreement)
    for finding in plan_refusals(agreement, draft, scope.position):
        form.refuse(flow.sentence(finding, scope.lines), "last_day" if finding.field == "ends_on" else None)
    for finding in pure.misplaced(draft.by_year, touched(agreement, draft), draft.schedule):
        form.refuse(flow.sentence(finding, scope.lines))
    for it in draft.reports:
        field = f"u-{it.number}" if it.number else cell(1, "due_on")
        if it.due_on <= it.to_on:
            form.refuse(_("A report is due after the period it covers."), field)


def _page(agreement: Agreement, form: Any, *, status: int = 200) -> Response:
    draft = session.get(AmendmentDraft, agreement.id)
    body = render_template(
        "grants/amendment/plan.html",
        agreement=agreement,
        form=form,
        number=next_number(agreement),
        instalments=_unpaid(agreement),
        reports=_unreceived(agreement),
        kinds=INSTALMENTS,
        report_names=REPORTS,
        columns=_columns(agreement, pure.from_json(draft.content) if draft else Draft()),
        cell=cell,
        new=NEW,
    )
    return make_response(body, status)
