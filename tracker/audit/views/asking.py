"""What an auditor asks about an item, and what came: asked, asked again, closed. The auditor's own."""

from __future__ import annotations

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.audit import evidence, letters
from tracker.audit.forms import AskAgainForm, AskForm
from tracker.audit.letters import Letter
from tracker.audit.models import AuditItem, EvidenceRequest
from tracker.audit.views.samples import INVALID, do, item_or_404, item_page
from tracker.db import after_commit, now
from tracker.files.downloads import send
from tracker.web.forms import Form


@may(Action.KEEP_WORKING_PAPERS)
def ask(number: str, sample: int, rank: int) -> BaseResponse:
    """Ask for evidence about an item."""
    found, form = item_or_404(number, sample, rank), AskForm(prefix="ask")
    if not form.validate() or form.due_on.data is None:
        return item_page(found, form, status=INVALID)
    due_on = form.due_on.data

    def asked_for(it: AuditItem) -> None:
        made = evidence.ask(
            it, asked_of=form.asked_of.data, text=form.text.data or "", due_on=due_on, who=visitor(), at=now()
        )
        _post(letters.asked(made))

    return _done(do(found, form, asked_for, _here(found)), _("The request is kept."))


@may(Action.KEEP_WORKING_PAPERS)
def again(number: str, sample: int, rank: int, request_id: int) -> BaseResponse:
    """Ask for more, or again."""
    found, form = item_or_404(number, sample, rank), AskAgainForm(prefix=f"r{request_id}")
    _request(found, request_id)
    if not form.validate() or form.due_on.data is None:
        return item_page(found, form, request_id=request_id, status=INVALID)
    due_on = form.due_on.data

    def asked_again(it: AuditItem) -> None:
        wanted = _request(it, request_id)
        evidence.ask_again(wanted, text=form.text.data or "", due_on=due_on, who=visitor(), at=now())
        _post(letters.asked(wanted))

    return _done(do(found, form, asked_again, _here(found)), _("The request is kept."))


@may(Action.KEEP_WORKING_PAPERS)
def close(number: str, sample: int, rank: int, request_id: int) -> BaseResponse:
    """Nothing more is asked."""
    found = item_or_404(number, sample, rank)
    _request(found, request_id)

    def closed(it: AuditItem) -> None:
        wanted = _request(it, request_id)
        evidence.close(wanted, who=visitor(), at=now())
        _post(letters.closed(wanted))

    return _done(do(found, Form(), closed, _here(found)), _("The request is closed."))


@may(Action.KEEP_WORKING_PAPERS)
def file(number: str, sample: int, rank: int, request_id: int, file_id: int) -> Response:
    """A file that answers."""
    wanted = _request(item_or_404(number, sample, rank), request_id)
    return send(evidence.given(wanted, file_id) or abort(404))


def _request(item: AuditItem, request_id: int) -> EvidenceRequest:
    return next((it for it in item.requests if it.id == request_id), None) or abort(404)


def _here(item: AuditItem) -> str:
    sample = item.sample
    return url_for(
        "audit.item", number=sample.agreement.number, sample=sample.number, rank=item.rank, _anchor="evidence"
    )


def _post(made: list[Letter]) -> None:
    for letter in made:
        after_commit(letter)


def _done(response: BaseResponse, text: str) -> BaseResponse:
    if response.status_code == 303:
        flash(text, "success")
    return response
