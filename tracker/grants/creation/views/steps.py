"""The list of drafts, the tasks of one, and its steps: each is saved by itself."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, can, may
from tracker.db import now, transaction
from tracker.grants import documents, preparation
from tracker.grants.creation import checks, queries, service
from tracker.grants.creation.checks import Step
from tracker.grants.creation.draft import Draft, from_json
from tracker.grants.creation.forms import BeginForm, StepForm
from tracker.grants.creation.service import SavedMeanwhile
from tracker.grants.creation.views import choosing
from tracker.grants.creation.views.opening import LATER, Open, Page, load, opened
from tracker.grants.creation.views.pages import PAGES
from tracker.grants.models import AgreementDraft
from tracker.grants.views import flow
from tracker.grants.views.signature import number_in
from tracker.web.filters import money
from tracker.web.language import say


@may(Action.READ_JOURNAL)
def listing() -> Response:
    """The agreements being written, and the button that begins one."""
    drafts = [(it, from_json(it.content)) for it in queries.drafts()]
    subjects = {it.id: queries.subject_of(draft) for it, draft in drafts}
    page = render_template(
        "grants/creation/list.html",
        drafts=drafts,
        subjects={key: choosing.called(it) for key, it in subjects.items() if it},
        key=secrets.token_urlsafe(24),
        may_write=can(Action.EDIT_AGREEMENTS),
    )
    return make_response(page)


@may(Action.EDIT_AGREEMENTS)
def begin() -> Response:
    """A new draft; a double click begins one."""
    form, who = BeginForm(), flow.author()
    if not form.validate() or not form.key.data:
        return redirect(url_for("creation.listing"), 303)
    with transaction():
        if not preparation.use_key(form.key.data[:43], who):
            return redirect(url_for("creation.listing"), 303)
        kept = service.begin(author=who)
        here = url_for("creation.tasks", draft_id=kept.id)
    return redirect(here, 303)


@may(Action.READ_JOURNAL)
def tasks(draft_id: int) -> Response:
    """What is written, what is missing, step by step."""
    at = load(draft_id)
    missing = checks.refusals(at.draft, at.around)
    page = render_template(
        "grants/creation/tasks.html",
        at=at,
        tasks=[_task(at, step, missing) for step in PAGES],
        complete=not any(missing.values()),
        files=len(documents.attached(at.kept)),
        may_write=can(Action.EDIT_AGREEMENTS),
    )
    return make_response(page)


def _task(at: Open, step: Step, missing: Any) -> dict[str, Any]:
    page = PAGES[step]
    task = {"title": page.title, "hint": _hint(at, step), "tone": "todo", "status": _("To complete")}
    if any(missing[it] for it in page.after):
        return {**task, "tone": "closed", "status": _("Not yet")}
    if can(Action.EDIT_AGREEMENTS):
        task["href"] = url_for("creation.step", draft_id=at.kept.id, step=step.value)
    if missing[step]:
        return task
    if page.optional and not task["hint"]:
        return {**task, "tone": "idle", "status": _("Optional")}
    return {**task, "tone": "done", "status": _("Complete")}


def _hint(at: Open, step: Step) -> str:
    draft = at.draft
    subject = queries.subject_of(draft) if step is Step.SUBJECT else None
    if subject:
        return choosing.called(subject)
    if step is Step.HOST:
        return at.around.host_name
    if step is Step.IDENTITY:
        return " · ".join(filter(None, (draft.number, at.name if at.name != draft.number else "")))
    if step is Step.BUDGET and draft.total:
        return str(money(draft.total))
    return _counted(step, draft)


def _counted(step: Step, draft: Draft) -> str:
    """How many rows a step has; empty without any."""
    said = {
        Step.REPORTS: ngettext("%(num)s report", "%(num)s reports", len(draft.reports)),
        Step.SCHEDULE: ngettext("%(num)s instalment", "%(num)s instalments", len(draft.instalments)),
        Step.CONDITIONS: ngettext("%(num)s condition", "%(num)s conditions", len(draft.conditions)),
        Step.CONTRIBUTIONS: ngettext("%(num)s contribution", "%(num)s contributions", len(draft.contributions)),
        Step.INDICATORS: ngettext("%(num)s indicator", "%(num)s indicators", len(draft.indicators)),
    }
    there = {
        Step.REPORTS: draft.reports,
        Step.SCHEDULE: draft.instalments,
        Step.CONDITIONS: draft.conditions,
        Step.CONTRIBUTIONS: draft.contributions,
        Step.INDICATORS: draft.indicators,
    }
    return said[step] if there.get(step) else ""


@may(Action.EDIT_AGREEMENTS)
def step(draft_id: int, step: str) -> Response:
    """One step: filled in, saved."""
    at, which = load(draft_id), Step(step)
    page = PAGES[which]
    missing = checks.refusals(at.draft, at.around)
    if any(missing[it] for it in page.after):
        return redirect(url_for("creation.tasks", draft_id=draft_id), 303)
    form = page.form(at)()
    page.offer(at, form)
    pressed = request.form.get("press", "")
    if request.method == "GET":
        form.revision.data = str(at.kept.revision)
        page.fill(at, form)
        return show(at, which, form)
    if pressed not in ("", LATER):
        page.press(at, form, pressed)
        return show(at, which, form)
    draft = page.read(at, form) if form.validate() else at.draft
    if not form.problems and pressed != LATER:
        for finding in checks.refusals(draft, queries.around(draft, at=now()))[which]:
            form.refuse(say(finding.message), finding.field)
    if form.problems:
        return show(at, which, form, status=flow.INVALID)
    try:
        with transaction():
            service.save(load(draft_id).kept, draft, revision=number_in(form.revision), author=flow.author())
    except SavedMeanwhile as met:
        _show_theirs(form, page, met.kept)
        return show(opened(met.kept), which, form, theirs=met.kept, status=flow.CHANGED)
    return redirect(_after(at, which, pressed), 303)


def _after(at: Open, step: Step, pressed: str) -> str:
    order = list(PAGES)
    following = order[order.index(step) + 1 :]
    if pressed == LATER or not following:
        return url_for("creation.tasks", draft_id=at.kept.id)
    return url_for("creation.step", draft_id=at.kept.id, step=following[0].value)


def show(
    at: Open, step: Step, form: Any, *, theirs: AgreementDraft | None = None, status: int = 200, **others: Any
) -> Response:
    """A step as its form stands; ``theirs`` is the draft that somebody else saved meanwhile."""
    page = PAGES[step]
    order = list(PAGES)
    body = render_template(
        f"grants/creation/{page.template}.html",
        at=at,
        step=step,
        page=page,
        form=form,
        theirs=theirs,
        rank=order.index(step) + 1,
        steps=len(order),
        here=url_for("creation.step", draft_id=at.kept.id, step=step.value),
        **{"problems": form.problems, **page.values(at, form), **others},
    )
    return make_response(body, status)


def _show_theirs(form: Any, page: Page, kept: AgreementDraft) -> None:
    """Both values, where two people wrote differently; saved again, what is on screen replaces theirs."""
    at = opened(kept)
    other = page.form(at)(formdata=None)
    page.offer(at, other)
    page.fill(at, other)
    form.revision.data, form.revision.raw_data = str(kept.revision), None
    for field in form:
        if field.name in other and field.name not in ("revision", "rows", "csrf_token", "words", "pasted"):
            value = other[field.name].data
            if (value or None) != (field.data or None):
                form.refuse(_("%(who)s wrote %(what)s.", who=kept.saved_by, what=_said(value)), field.name)


def _said(value: Any) -> str:
    if isinstance(value, bool) or value in (None, ""):
        return str(_("yes") if value else _("nothing"))
    if isinstance(value, date):
        return value.isoformat()
    return str(money(value)) if isinstance(value, int) else str(value)


@may(Action.EDIT_AGREEMENTS)
def drop(draft_id: int) -> Response:
    """Give a draft up."""
    if not StepForm().validate():
        abort(400)
    with transaction():
        service.drop(load(draft_id).kept, author=flow.author())
    flash(_("The agreement in preparation was dropped."))
    return redirect(url_for("creation.listing"), 303)
