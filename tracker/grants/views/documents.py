"""The documents of a signed agreement, and its conditions recorded as met."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, may
from tracker.db import transaction
from tracker.errors import DomainError
from tracker.files import downloads
from tracker.grants import documents
from tracker.grants.creation.forms import DocumentsForm, MetForm
from tracker.grants.models import Condition
from tracker.grants.policy import load_agreement
from tracker.grants.views import flow
from tracker.web.dates import today


@may(Action.EDIT_AGREEMENTS)
def add(number: str) -> BaseResponse:
    """Attach files to a signed agreement."""
    agreement, form, status = load_agreement(number), DocumentsForm(), 200
    if request.method == "POST":
        status = flow.INVALID
        sent = form.files.data if form.validate() else None
        if sent is None:
            form.refuse(_("Choose a file."), "files")
        else:
            try:
                with transaction():
                    documents.attach(load_agreement(number), sent, author=flow.author())
                flash(_("The documents are attached."))
                return redirect(url_for("insight.agreement_documents", number=number), 303)
            except DomainError as refused:
                form.refuse(refused)
    return make_response(render_template("grants/documents.html", agreement=agreement, form=form), status)


@may(Action.SEE_AGREEMENTS)
def download(number: str, file_id: int) -> Response:
    """One of the agreement's documents."""
    return downloads.send(documents.file_of(load_agreement(number), file_id) or abort(404))


@may(Action.EDIT_AGREEMENTS)
def meet(number: str, condition: int) -> BaseResponse:
    """Record a condition as met, with what shows it."""
    found, form, status = _condition(number, condition), MetForm(), 200
    if found.met_on is not None:
        flash(_("This condition is recorded as met already."), "info")
        return redirect(url_for("insight.agreement_documents", number=number), 303)
    if request.method == "GET":
        form.met_on.data = today()
    elif form.validate():
        try:
            with transaction():
                documents.meet(
                    _condition(number, condition),
                    on=form.met_on.data or today(),
                    note=form.note.data or "",
                    sent=form.files.data,
                    author=flow.author(),
                )
            flash(_("The condition is recorded as met."))
            return redirect(url_for("insight.agreement_documents", number=number), 303)
        except DomainError as refused:
            form.refuse(refused)
    if request.method == "POST":
        status = flow.INVALID
    page = render_template("grants/condition.html", agreement=found.agreement, condition=found, form=form)
    return make_response(page, status)


def _condition(number: str, condition: int) -> Condition:
    agreement = load_agreement(number)
    return next((it for it in agreement.conditions if it.number == condition), None) or abort(404)
