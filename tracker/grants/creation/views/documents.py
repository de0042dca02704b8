"""The documents of a draft: added, downloaded, taken off before the signature."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, can, may
from tracker.db import transaction
from tracker.errors import DomainError
from tracker.files import downloads
from tracker.grants import documents
from tracker.grants.creation.forms import DocumentsForm, StepForm
from tracker.grants.creation.views.opening import load
from tracker.grants.views import flow


@may(Action.READ_JOURNAL)
def page(draft_id: int) -> BaseResponse:
    """What is attached, and where more is added."""
    if request.method == "POST" and not can(Action.EDIT_AGREEMENTS):
        abort(403)
    at, form, status = load(draft_id), DocumentsForm(), 200
    if request.method == "POST":
        if form.validate():
            try:
                with transaction():
                    if form.files.data:
                        documents.attach(load(draft_id).kept, form.files.data, author=flow.author())
                return redirect(url_for("creation.documents", draft_id=draft_id), 303)
            except DomainError as refused:
                form.refuse(refused)
        status, at = flow.INVALID, load(draft_id)
    listed = [
        replace(it, href=url_for("creation.document", draft_id=draft_id, file_id=it.id))
        for it in documents.attached(at.kept)
    ]
    may_write = can(Action.EDIT_AGREEMENTS)
    text = render_template("grants/creation/documents.html", at=at, form=form, files=listed, may_write=may_write)
    return make_response(text, status)


@may(Action.READ_JOURNAL)
def download(draft_id: int, file_id: int) -> Response:
    """One of them."""
    return downloads.send(documents.file_of(load(draft_id).kept, file_id) or abort(404))


@may(Action.EDIT_AGREEMENTS)
def remove(draft_id: int, file_id: int) -> BaseResponse:
    """Take one off."""
    if not StepForm().validate():
        abort(400)
    with transaction():
        documents.remove(load(draft_id).kept, file_id)
    return redirect(url_for("creation.documents", draft_id=draft_id), 303)
