"""Everything that a new agreement would be, and its signature."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.db import after_commit, session, transaction
from tracker.grants import documents, letters, officers, preparation
from tracker.grants.creation import checks, queries, service
from tracker.grants.creation.forms import (
    AGGREGATIONS,
    CONTRIBUTIONS,
    SYSTEMS,
    SignForm,
)
from tracker.grants.creation.service import SavedMeanwhile
from tracker.grants.creation.views import choosing
from tracker.grants.creation.views.opening import Open, load, opened
from tracker.grants.creation.views.pages import PAGES
from tracker.grants.labels import INSTALMENTS, REPORTS, STREAMS
from tracker.grants.models import AgreementDraft, DecisionKey
from tracker.grants.service import RuleBroken
from tracker.grants.terms import Finding
from tracker.grants.views import flow
from tracker.grants.views.signature import number_in
from tracker.web.dates import today
from tracker.web.filters import money
from tracker.web.language import say


@may(Action.READ_JOURNAL)
def check(draft_id: int) -> Response:
    """The whole agreement as it would be signed; the director signs here."""
    form = SignForm(formdata=None)
    form.signed_on.data = today()
    return _page(load(draft_id), form)


@may(Action.SIGN_AMENDMENTS)
def sign(draft_id: int) -> Response:
    """Sign: the agreement is recorded and posted, once."""
    form, who = SignForm(), flow.author()
    signed = _signed_already(form)
    if signed is not None:
        return signed
    at = load(draft_id)
    if not form.validate():
        return _page(at, form, status=flow.INVALID)
    if not form.confirmed():
        return _page(at, form, status=flow.INVALID)
    try:
        with transaction():
            if not preparation.use_key((form.key.data or "")[:43], who):
                return flow.already(at.draft.number)
            signed_on: date = form.signed_on.data or today()
            at = load(draft_id)
            agreement = service.sign(at.kept, revision=number_in(form.revision), signed_on=signed_on, author=who)
            number, total = agreement.number, at.draft.total
            for letter in letters.given([agreement], by=visitor()):
                after_commit(letter)
    except SavedMeanwhile as met:
        return _page(opened(met.kept), form, changed=True, status=flow.CHANGED)
    except RuleBroken as broken:
        form.refuse(flow.sentence(broken.findings[0], {}))
        return _page(load(draft_id), form, status=flow.INVALID)
    flash(_("Agreement signed: a commitment of %(amount)s is in the journal.", amount=money(total)))
    return redirect(url_for("insight.agreement", number=number), 303)


def _signed_already(form: SignForm) -> Response | None:
    """A second click finds no draft any more: it is told so, and led to what was signed."""
    if session.get(DecisionKey, (form.key.data or "")[:43]) is None:
        return None
    if queries.agreement_of(request.form.get("number", "")) is None:
        abort(404)
    return flow.already(request.form["number"])


def _page(at: Open, form: SignForm, *, changed: bool = False, status: int = 200) -> Response:
    kept: AgreementDraft = at.kept
    missing = checks.refusals(at.draft, at.around)
    form.key.data, form.key.raw_data = secrets.token_urlsafe(24), None
    form.revision.data, form.revision.raw_data = str(kept.revision), None
    subject = queries.subject_of(at.draft)
    page = render_template(
        "grants/creation/check.html",
        at=at,
        kept=kept,
        form=form,
        changed=changed,
        missing=[
            {"title": PAGES[step].title, "step": step.value, "texts": _once(findings, at.lines)}
            for step, findings in missing.items()
            if findings
        ],
        warnings=[say(it.message) for it in checks.warnings(at.draft, at.around)],
        evidence=choosing.evidence(at),
        subject=choosing.called(subject) if subject else "",
        officer=getattr(officers.called(at.draft.officer), "name", ""),
        years=at.years,
        budget=_budget(at),
        labels=_LABELS,
        wrote=visitor().email in kept.written_by,
        may_sign=can(Action.SIGN_AMENDMENTS),
        may_write=can(Action.EDIT_AGREEMENTS),
        framework=_framework(at),
        files=[
            replace(it, href=url_for("creation.document", draft_id=kept.id, file_id=it.id))
            for it in documents.attached(kept)
        ],
    )
    return make_response(page, status)


_LABELS = {
    "instalments": INSTALMENTS,
    "reports": REPORTS,
    "streams": STREAMS,
    "contributions": CONTRIBUTIONS,
    "systems": SYSTEMS,
    "aggregations": AGGREGATIONS,
}


def _once(findings: Sequence[Finding], lines: Mapping[str, str]) -> list[str]:
    """What is missing, each said once: two titles, or two dates, are one sentence."""
    return list(dict.fromkeys(flow.sentence(it, lines) for it in findings))


def _budget(at: Open) -> list[tuple[str, list[int]]]:
    """The lines that have an amount, with it for each year."""
    lines = {line for _year, line in at.draft.lines}
    return [
        (name, [at.draft.lines.get((year, code), 0) for year in at.years])
        for code, name in at.lines.items()
        if code in lines
    ]


def _framework(at: Open) -> dict[str, Any] | None:
    """What the framework has for sub-agreements, before and after (DOMAIN rule 21)."""
    if at.around.room is None:
        return None
    return {"number": at.draft.framework, "before": at.around.room, "after": at.around.room - at.draft.total}
