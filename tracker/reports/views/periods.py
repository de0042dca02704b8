"""The officer's pages of due dates: move one, ask for one more report."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from tracker.accounts.permissions import Action, may
from tracker.db import transaction
from tracker.grants.forms import choose, day_field, reason_field
from tracker.grants.labels import REPORTS
from tracker.grants.policy import load_agreement
from tracker.grants.service import RuleBroken
from tracker.grants.views.flow import author, refuse
from tracker.reports.policy import load_obligation
from tracker.reports.service import periods
from tracker.web.fields import Required
from tracker.web.forms import Form

INVALID = 422


class ExtensionForm(Form):
    """A later date for one report."""

    due_on = day_field(_l("New due date"), past=False)
    reason = reason_field()


class RequestForm(Form):
    """One more report."""

    kind = RadioField(
        _l("Kind of report"),
        [Required(_l("Choose the kind of report."))],
        choices=[SelectChoice(*each) for each in REPORTS.items()],
    )
    fiscal_year = choose(_l("Fiscal year"), _l("Choose the fiscal year."))
    from_on = day_field(_l("First day of the period"), past=False)
    to_on = day_field(_l("Last day of the period"), past=False)
    due_on = day_field(_l("Due on"), past=False)
    reason = reason_field()


@may(Action.REVIEW_REPORTS)
def extend(number: str, k: int) -> Response:
    """Move the due date of one report."""
    agreement = load_agreement(number)
    obligation = load_obligation(number, k)
    form: Any = ExtensionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                agreement = load_agreement(number)
                periods.extend(
                    load_obligation(number, k), due_on=form.due_on.data, reason=form.reason.data, author=author()
                )
        except RuleBroken as refusal:
            refuse(form, refusal.findings)
        else:
            flash(_("The due date is moved."), "success")
            return _back(number, k)
        agreement = load_agreement(number)
        obligation = load_obligation(number, k)
    page = render_template(
        "reports/extend.html",
        form=form,
        agreement=agreement,
        obligation=obligation,
        extensions=periods.extensions_of(obligation),
        kinds=REPORTS,
    )
    return make_response(page, INVALID if form.problems else 200)


@may(Action.REVIEW_REPORTS)
def request_one(number: str) -> Response:
    """Ask for one more report."""
    agreement = load_agreement(number)
    form: Any = RequestForm()
    form.fiscal_year.choices = [SelectChoice(year, year) for year in agreement.fiscal_years]
    if form.validate_on_submit():
        try:
            with transaction():
                asked = periods.request(
                    load_agreement(number),
                    kind=form.kind.data,
                    fiscal_year=form.fiscal_year.data,
                    from_on=form.from_on.data,
                    to_on=form.to_on.data,
                    due_on=form.due_on.data,
                    reason=form.reason.data,
                    author=author(),
                ).number
        except RuleBroken as refusal:
            refuse(form, refusal.findings)
        else:
            flash(_("The report is asked for."), "success")
            return _back(number, asked)
        agreement = load_agreement(number)
    page = render_template("reports/request.html", form=form, agreement=agreement)
    return make_response(page, INVALID if form.problems else 200)


def _back(number: str, k: int) -> Response:
    return redirect(url_for("insight.agreement_reports", number=number, _anchor=f"r{k}"), 303)
