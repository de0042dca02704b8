"""The amendment in preparation: its budget by line and year, then its schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice

from tracker.accounts.permissions import Action, may
from tracker.db import session, transaction
from tracker.grants import amendment as pure
from tracker.grants import labels, preparation
from tracker.grants.amendment import Draft, Planned
from tracker.grants.forms import AmendmentForm, DraftForm, Scope
from tracker.grants.models import AmendmentDraft, InstalmentKind
from tracker.grants.policy import load_agreement
from tracker.grants.preparation import SavedMeanwhile
from tracker.grants.views import flow
from tracker.grants.views.signature import BUDGET, kept_draft, lengthened, next_number, number_in, outlook, unpaid_of
from tracker.ledger.accounts import Account
from tracker.web.dates import long_date
from tracker.web.fields import DateField, MoneyField
from tracker.web.filters import money
from tracker.web.language import language

NEW_KINDS = (InstalmentKind.ADJUSTMENT.value, InstalmentKind.ADVANCE.value)
"""What an instalment that an amendment adds may be: nothing that waits for a report."""


@may(Action.EDIT_AGREEMENTS)
def budget(number: str) -> Response:
    """The budget by line and year, with what to add to each or take away."""
    agreement = load_agreement(number)
    kept = session.get(AmendmentDraft, agreement.id)
    scope = lengthened(flow.scope_of(agreement), pure.from_json(kept.content) if kept else Draft())
    form = _grid(scope)
    if request.method == "GET":
        _fill(form, kept)
        return _budget_page(scope, form)
    if not form.validate():
        return _budget_page(scope, form, status=flow.INVALID)
    draft = _drafted(scope, form, kept)
    _judge(form, scope, draft)
    if form.problems:
        return _budget_page(scope, form, status=flow.INVALID)
    try:
        with transaction():
            preparation.save_amendment(agreement, draft, revision=number_in(form.revision), author=flow.author())
    except SavedMeanwhile as met:
        _show_theirs(form, met.draft)
        return _budget_page(scope, form, theirs=met.draft, status=flow.CHANGED)
    step = "grants.amendment_schedule" if draft.schedule or _grows(draft) else "grants.amendment_check"
    return redirect(url_for(step, number=number), 303)


@may(Action.EDIT_AGREEMENTS)
def schedule(number: str) -> Response:
    """Where the difference goes: unpaid instalments, or a new one."""
    agreement = load_agreement(number)
    scope = flow.scope_of(agreement)
    kept = kept_draft(agreement)
    draft = pure.from_json(kept.content)
    unpaid = unpaid_of(agreement, draft)
    form = _places(draft, unpaid)
    if request.method == "GET":
        _place(form, kept, draft)
        return _schedule_page(scope, form, draft, unpaid)
    if form.validate():
        draft = _placed(form, draft, unpaid)
        _judge_places(form, draft, unpaid)
    if form.problems:
        return _schedule_page(scope, form, draft, unpaid, status=flow.INVALID)
    try:
        with transaction():
            preparation.save_amendment(agreement, draft, revision=number_in(form.revision), author=flow.author())
    except SavedMeanwhile as met:
        form.revision.data = form.revision.raw_data = None
        form.refuse(_saved_by(met.draft))
        return _schedule_page(scope, form, draft, unpaid, theirs=met.draft, status=flow.CHANGED)
    return redirect(url_for("grants.amendment_check", number=number), 303)


@may(Action.EDIT_AGREEMENTS)
def drop(number: str) -> Response:
    """Give up the amendment in preparation."""
    agreement = load_agreement(number)
    with transaction():
        preparation.drop_amendment(agreement, author=flow.author())
    flash(_("The amendment in preparation was dropped."))
    return redirect(url_for("insight.agreement", number=number), 303)


# ── The budget ────────────────────────────────────────────────────────────────────────────────────


def _grid(scope: Scope) -> Any:
    """The form, with a field for each line of each year."""
    cells = {
        _cell(year, line): MoneyField(f"{name}, {year}", negative=True)
        for year in scope.years
        for line, name in scope.lines.items()
    }
    form = type("AmendmentGrid", (AmendmentForm,), cells)()
    form.ends_on = scope.agreement.ends_on
    return form


def _cell(year: str, line: str) -> str:
    return f"c-{year}-{line}"


def _fill(form: Any, kept: AmendmentDraft | None) -> None:
    if kept is None:
        form.revision.data = "0"
        return
    draft = pure.from_json(kept.content)
    form.revision.data = str(kept.revision)
    form.signed_on.data, form.effective_on.data, form.reason.data = draft.signed_on, draft.effective_on, draft.reason
    for (year, line), amount in draft.changes.items():
        form[_cell(year, line)].data = amount


def _drafted(scope: Scope, form: Any, kept: AmendmentDraft | None) -> Draft:
    """What was filled in. A schedule that still answers the same differences is kept, else one is proposed."""
    changes = {
        (year, line): amount for year in scope.years for line in scope.lines if (amount := form[_cell(year, line)].data)
    }
    before = pure.from_json(kept.content) if kept else Draft()
    draft = replace(
        before,
        signed_on=form.signed_on.data,
        effective_on=form.effective_on.data,
        reason=form.reason.data,
        changes=changes,
    )
    if before.by_year == draft.by_year and before.schedule:
        return draft
    others = tuple(it for it in before.schedule if it.fiscal_year not in {*before.by_year, *draft.by_year})
    return replace(draft, schedule=(*pure.proposed(draft.by_year, unpaid_of(scope.agreement, draft)), *others))


def _judge(form: Any, scope: Scope, draft: Draft) -> None:
    """The rules' refusals, each beside the amount it is about."""
    if not draft.changes and not (draft.ends_on or draft.reports or draft.schedule):
        form.refuse(_("Change at least one amount."))
    if draft.signed_on and draft.signed_on < scope.agreement.signed_on:
        day = long_date(scope.agreement.signed_on, language())
        form.refuse(_("The agreement itself was signed on %(day)s.", day=day), "signed_on")
    for finding in outlook(scope, draft).refusals:
        year, line = finding.message.values.get("year"), finding.message.values.get("line")
        touched = [at for at in draft.changes if at[0] == year and (line is None or at[1] == line)]
        form.refuse(flow.sentence(finding, scope.lines), _cell(*touched[0]) if touched else None)


def _show_theirs(form: Any, theirs: AmendmentDraft) -> None:
    """Both values, where two people wrote differently; saved again, what is on screen replaces theirs."""
    draft = pure.from_json(theirs.content)
    form.revision.data, form.revision.raw_data = str(theirs.revision), None
    for field in form:
        if isinstance(field, MoneyField):
            amount = next((it for at, it in draft.changes.items() if _cell(*at) == field.name), 0)
            if amount != (field.data or 0):
                form.refuse(_("%(who)s wrote %(what)s.", who=theirs.saved_by, what=money(amount)), field.name)
    for name, value in (("signed_on", draft.signed_on), ("effective_on", draft.effective_on), ("reason", draft.reason)):
        if form[name].data != value:
            what = long_date(value, language()) if isinstance(value, date) else value
            form.refuse(_("%(who)s wrote %(what)s.", who=theirs.saved_by, what=what), name)


def _budget_page(scope: Scope, form: Any, *, status: int = 200, theirs: AmendmentDraft | None = None) -> Response:
    now = {
        (year, line): scope.position.balance(Account.AUTHORISED, year=year, line=line, kinds=BUDGET)
        for year in scope.years
        for line in scope.lines
    }
    budgeted = [
        line for line in scope.lines if any(now[year, line] or form[_cell(year, line)].data for year in scope.years)
    ]
    page = render_template(
        "grants/amendment/budget.html",
        agreement=scope.agreement,
        scope=scope,
        form=form,
        now=now,
        cell=_cell,
        budgeted=budgeted,
        others=[line for line in scope.lines if line not in budgeted],
        theirs=theirs,
        number=next_number(scope.agreement),
    )
    return make_response(page, status)


# ── The schedule ──────────────────────────────────────────────────────────────────────────────────


def _grows(draft: Draft) -> bool:
    return any(change > 0 for change in draft.by_year.values())


def _places(draft: Draft, unpaid: tuple[Planned, ...]) -> Any:
    """A field for each unpaid instalment, and a new one for each allotment that changes."""
    fields: dict[str, Field] = {
        f"i-{it.number}": MoneyField(_l("Instalment %(number)s", number=it.number)) for it in unpaid
    }
    for year in draft.by_year:
        fields[f"new-{year}"] = MoneyField(_l("New instalment, %(year)s", year=year))
        fields[f"due-{year}"] = DateField(_l("Planned on, %(year)s", year=year))
        fields[f"kind-{year}"] = SelectField(
            _l("Type, %(year)s", year=year),
            choices=[SelectChoice(it, labels.INSTALMENTS[it]) for it in NEW_KINDS],
            default=NEW_KINDS[0],
        )
    return type("ScheduleForm", (DraftForm,), fields)()


def _place(form: Any, kept: AmendmentDraft, draft: Draft) -> None:
    form.revision.data = str(kept.revision)
    for it in draft.schedule:
        if it.number is None and f"new-{it.fiscal_year}" in form:
            form[f"new-{it.fiscal_year}"].data, form[f"due-{it.fiscal_year}"].data = it.amount, it.due_on
            form[f"kind-{it.fiscal_year}"].data = it.kind or NEW_KINDS[0]
        elif f"i-{it.number}" in form:
            form[f"i-{it.number}"].data = it.amount


def _placed(form: Any, draft: Draft, unpaid: tuple[Planned, ...]) -> Draft:
    placed = [Planned(it.fiscal_year, form[f"i-{it.number}"].data or 0, it.number, it.due_on) for it in unpaid]
    placed += [
        Planned(year, amount, due_on=form[f"due-{year}"].data, kind=form[f"kind-{year}"].data)
        for year in draft.by_year
        if (amount := form[f"new-{year}"].data)
    ]
    placed += [it for it in draft.schedule if it.fiscal_year not in draft.by_year]
    return replace(draft, schedule=tuple(placed))


def _judge_places(form: Any, draft: Draft, unpaid: tuple[Planned, ...]) -> None:
    for it in draft.schedule:
        if it.number is None and it.due_on is None and f"due-{it.fiscal_year}" in form:
            form.refuse(_("Write the date of the new instalment."), f"due-{it.fiscal_year}")
    mine = [it for it in draft.schedule if it.fiscal_year in draft.by_year]
    for finding in pure.misplaced(draft.by_year, unpaid, mine):
        form.refuse(flow.sentence(finding, {}), finding.field)


def _schedule_page(
    scope: Scope,
    form: Any,
    draft: Draft,
    unpaid: tuple[Planned, ...],
    *,
    status: int = 200,
    theirs: AmendmentDraft | None = None,
) -> Response:
    rows = {it.number: it for it in scope.agreement.instalments}
    years = [
        {
            "year": year,
            "change": change,
            "unpaid": [rows[it.number or 0] for it in unpaid if it.fiscal_year == year],
            "before": sum(it.amount for it in unpaid if it.fiscal_year == year),
        }
        for year, change in draft.by_year.items()
    ]
    page = render_template(
        "grants/amendment/schedule.html",
        agreement=scope.agreement,
        form=form,
        years=years,
        kinds=labels.INSTALMENTS,
        theirs=theirs,
        number=next_number(scope.agreement),
    )
    return make_response(page, status)


def _saved_by(draft: AmendmentDraft) -> str:
    text: str = _("%(who)s saved this amendment meanwhile. Open it again to see how it stands.", who=draft.saved_by)
    return text
