"""What auditors ask of an organisation, for its people: what, about which item, until when; and their answers."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import organisation_of, visitor
from tracker.audit import evidence, letters, words
from tracker.audit.forms import AnswerForm
from tracker.audit.life import State, Step, move
from tracker.audit.models import EvidenceRequest
from tracker.audit.subjects import subjects
from tracker.db import after_commit, now, transaction
from tracker.errors import DomainError
from tracker.files import service as files
from tracker.files.downloads import send
from tracker.web.dates import today
from tracker.web.security import takes_files

INVALID = 422


@may(Action.ANSWER_AUDITORS)
def listing() -> str:
    """Everything that auditors ask and asked, what waits first."""
    found = evidence.of_organisation(organisation_of(visitor()))
    still = evidence.open_among(found)
    waiting = [it for it in found if it.id in still and it.status is State.ASKED]
    return render_template(
        "audit/requests.html",
        waiting=sorted(waiting, key=lambda it: (it.due_on, it.id)),
        others=[it for it in found if it not in waiting],
        still=still,
        subjects=subjects(found),
        today=today(),
        words=words,
    )


@takes_files
@may(Action.ANSWER_AUDITORS)
def request(request_id: int) -> BaseResponse:
    """One request: what was said, and the answer."""
    found, form = _request(request_id), AnswerForm()
    if not form.is_submitted():
        return _page(found, form)
    if not form.validate():
        return _page(found, form, INVALID)
    sent = form.files.data
    try:
        with transaction():
            wanted, who, at = _request(request_id), visitor(), now()
            kept = (
                files.received(sent.files, sent.receipts, organisation=who.organisation_code, by=who.email, at=at)
                if sent
                else []
            )
            evidence.answer(wanted, text=form.text.data or "", files=kept, who=who, at=at)
            for letter in letters.answered(wanted):
                after_commit(letter)
    except DomainError as error:
        form.refuse(error)
        return _page(_request(request_id), form, INVALID)
    flash(_("The auditor has your answer. A receipt is on its way to you."), "success")
    return redirect(url_for("audit.request", request_id=request_id), 303)


@may(Action.ANSWER_AUDITORS)
def file(request_id: int, file_id: int) -> Response:
    """A file that was given."""
    return send(evidence.given(_request(request_id), file_id) or abort(404))


def _request(request_id: int) -> EvidenceRequest:
    return evidence.by_id(request_id, organisation=organisation_of(visitor())) or abort(404)


def _page(found: EvidenceRequest, form: AnswerForm, status: int = 200) -> Response:
    answers = evidence.is_open(found) and move(found.status, Step.ANSWER) is not None
    return make_response(
        render_template(
            "audit/request.html",
            request_=found,
            subject=subjects([found])[found.id],
            form=form if answers else None,
            problems=form.problems,
            over=not evidence.is_open(found),
            prints={turn.id: evidence.fingerprint(turn) for turn in found.turns},
            today=today(),
            words=words,
        ),
        status,
    )
