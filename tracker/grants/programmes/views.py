"""Programmes, their settings, their models, the budget lines: /programmes…"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.db import transaction
from tracker.errors import DomainError
from tracker.grants.creation import model, rows
from tracker.grants.creation.model import Frame
from tracker.grants.creation.rows import cell
from tracker.grants.labels import INSTALMENTS, REPORTS
from tracker.grants.models import Programme
from tracker.grants.programmes import forms, queries, service, words
from tracker.grants.programmes.forms import NewForm, SettingsForm, WhyForm
from tracker.grants.programmes.service import Line, Settings
from tracker.grants.views import flow
from tracker.trail import queries as trail
from tracker.web.dates import today
from tracker.web.pages import Page, page_number

blueprint = Blueprint("programmes", __name__, url_prefix="/programmes")

_INVALID = 422
_ACTS = 20
_EXAMPLE = 100_000_00
"""The yearly allotment of the example under a model."""
_USUAL = Settings(
    name_fr="",
    name_en="",
    fiscal_year_start="04-01",
    holdback_rate=100_000,
    transfer_limit_rate=150_000,
    carry_forward_limit_rate=150_000,
    administration_limit_rate=100_000,
    stacking_limit_rate=900_000,
    document_threshold=1_000_00,
    unusual_rate=500_000,
    content_sign_off=False,
    finance_sign_off=False,
    published=False,
)
"""What a new programme is proposed: DOMAIN's usual limits."""


@blueprint.get("")
@may(Action.KEEP_PROGRAMMES)
def page() -> str:
    """Every programme, and the way to the budget lines that they share."""
    return render_template("grants/programmes/list.html", programmes=queries.programmes(), lines=queries.lines())


@blueprint.route("/nouveau", methods=["GET", "POST"])
@may(Action.KEEP_PROGRAMMES)
def add() -> Response:
    """A new programme, with the usual limits to begin from."""
    form = NewForm()
    if request.method == "GET":
        form.fill(_USUAL)
    elif form.validate():
        try:
            with transaction():
                service.add(
                    code=form.code.data or "",
                    settings=form.settings(None),
                    reason=form.reason.data or "",
                    author=flow.author(),
                )
            flash(_("The programme is added."), "success")
            return redirect(url_for("programmes.programme", code=form.code.data), 303)
        except DomainError as refused:
            form.refuse(refused)
    return _settings_page(None, form)


@blueprint.route("/<code>", methods=["GET", "POST"])
@may(Action.KEEP_PROGRAMMES)
def programme(code: str) -> Response:
    """What a programme decides, and what each change of it reaches."""
    found, form = _load(code), SettingsForm()
    if request.method == "GET":
        form.fill(service.settings_of(found))
    elif form.validate():
        try:
            with transaction():
                found = _load(code)
                changed = service.change(
                    found,
                    form.settings(service.settings_of(found)),
                    reason=form.reason.data or "",
                    author=flow.author(),
                )
            return _done(changed, url_for("programmes.programme", code=code))
        except DomainError as refused:
            form.refuse(refused)
    return _settings_page(_load(code), form)


@blueprint.route("/<code>/<any(versements,rapports):part>", methods=["GET", "POST"])
@may(Action.KEEP_PROGRAMMES)
def usual(code: str, part: str) -> Response:
    """The instalments or the reports that a new agreement is proposed, and an example of them."""
    found, name = _load(code), _PARTS[part]
    columns = forms.instalment_columns() if name == "instalments" else forms.report_columns()
    kept = [_shown(row) for row in found.payment_model[name]]
    count = rows.asked(request.form.get("rows"), len(kept), more=request.form.get("press") == "more")
    form, why = rows.form_of(columns, count)(), WhyForm()
    changed = found.payment_model
    if request.method == "GET":
        rows.fill(form, kept)
    elif request.form.get("press") != "more" and _read(form, columns, count) & why.validate():
        written = [(number, forms.model_row(row)) for number, row in rows.written(form, columns, count)]
        for number, field, text in words.objections(name, written):
            form.refuse(text, cell(number, field) if number else None)
        changed = {**found.payment_model, name: [row for _number, row in written]}
        if not form.problems:
            with transaction():
                done = service.change_model(_load(code), changed, reason=why.reason.data or "", author=flow.author())
            return _done(done, url_for("programmes.usual", code=code, part=part))
        changed = found.payment_model
    body = render_template(
        "grants/programmes/model.html",
        programme=found,
        part=part,
        name=name,
        form=form,
        why=why,
        columns=columns,
        count=count,
        cell=cell,
        example=_example(found, changed),
        labels={"instalments": INSTALMENTS, "reports": REPORTS},
        total=_EXAMPLE,
    )
    return make_response(body, _INVALID if form.problems or why.problems else 200)


@blueprint.route("/postes", methods=["GET", "POST"])
@may(Action.KEEP_PROGRAMMES)
def lines() -> Response:
    """The budget lines, in the order of every budget and statement."""
    kept, columns = queries.lines(), forms.line_columns()
    shown: list[dict[str, Any]] = [
        {
            "code": it.code,
            "name_fr": it.name_fr,
            "name_en": it.name_en,
            "administration": it.administration,
            "rank": rank * 10,
        }
        for rank, it in enumerate(kept, start=1)
    ]
    count = rows.asked(request.form.get("rows"), len(shown), more=request.form.get("press") == "more")
    form, why = rows.form_of(columns, count)(), WhyForm()
    if request.method == "GET":
        rows.fill(form, shown)
    elif request.form.get("press") != "more" and _read(form, columns, count) & why.validate():
        try:
            with transaction():
                done = service.keep_lines(
                    _lines(rows.written(form, columns, count)), reason=why.reason.data or "", author=flow.author()
                )
            return _done(done, url_for("programmes.lines"))
        except DomainError as refused:
            form.refuse(refused)
    acts, total = trail.of(service.LINES, service.LINES, page=page_number(), size=_ACTS)
    body = render_template(
        "grants/programmes/lines.html",
        form=form,
        why=why,
        columns=columns,
        count=count,
        cell=cell,
        in_use=queries.lines_in_use(),
        acts=[{"it": it, "title": words.act(it.action), "rows": words.line_changes(it.difference)} for it in acts],
        acts_page=Page(acts, page_number(), _ACTS, total),
    )
    return make_response(body, _INVALID if form.problems or why.problems else 200)


_PARTS = {"versements": "instalments", "rapports": "reports"}


def _load(code: str) -> Programme:
    return queries.programme_of(code) or abort(404)


def _read(form: Any, columns: Sequence[rows.Column], count: int) -> bool:
    form.validate()
    rows.judge(form, columns, count)
    return not form.problems


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value // 100 if name == "share" else value for name, value in row.items()}


def _lines(written: Any) -> list[Line]:
    return [
        Line(
            code=row["code"],
            name_fr=row["name_fr"],
            name_en=row["name_en"],
            administration=bool(row["administration"]),
            rank=int(row["rank"] or number * 10),
        )
        for number, row in written
    ]


def _done(changed: bool, here: str) -> Response:
    flash(_("The change is recorded.") if changed else _("Nothing was different."), "success" if changed else "info")
    return redirect(here, 303)


def _example(programme: Programme, usual: Mapping[str, Any]) -> dict[str, Any]:
    """What the model makes of two years that begin with the next fiscal year."""
    calendar = programme.calendar
    starts_on = date(today().year + 1, calendar.month, calendar.day)
    years = calendar.years_between(starts_on, starts_on.replace(year=starts_on.year + 1))
    frame = Frame(calendar, starts_on, calendar.ends_on(years[-1]), programme.holdback_rate)
    due = model.reports(usual, frame)
    allotments = dict.fromkeys(frame.years, _EXAMPLE)
    return {
        "years": frame.years,
        "reports": due,
        "instalments": model.instalments(usual, frame, allotments=allotments, due=due),
    }


def _settings_page(found: Programme | None, form: SettingsForm) -> Response:
    acts, total = trail.of("programme", found.code, page=page_number(), size=_ACTS) if found else ((), 0)
    body = render_template(
        "grants/programmes/programme.html",
        programme=found,
        form=form,
        signed=queries.agreements_of(found) if found else 0,
        acts=[{"it": it, "title": words.act(it.action), "rows": words.changes(it.difference)} for it in acts],
        acts_page=Page(acts, page_number(), _ACTS, total),
    )
    return make_response(body, _INVALID if form.problems else 200)
