"""Statements as files: not issued, at an address that says what is asked for, so it can be asked again;
and issued, as they were made.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, may
from tracker.grants.policy import last_day, load_agreement
from tracker.statements import answers, issued, service, shelf
from tracker.statements.forms import IssueForm, asked_about
from tracker.web.dates import today
from tracker.web.language import LANGUAGES

blueprint = Blueprint("statements", __name__)

_INVALID = 422


@blueprint.get("/ententes/<number>/etat.<any(pdf,xlsx,json):form>")
@may(Action.SEE_AGREEMENTS)
def download(number: str, form: str) -> Response:
    agreement = load_agreement(number)
    wanted = asked_about(agreement, request.args)
    statement = service.agreement_statement(
        agreement.number, year=wanted.year, as_of=wanted.as_of, known_at=wanted.known_at
    )
    return answers.working_copy(statement, form, wanted.lang)


@blueprint.route("/ententes/<number>/etats/emettre", methods=["GET", "POST"])
@may(Action.ISSUE_STATEMENTS)
def issue_agreement(number: str) -> BaseResponse:
    """Choose a statement of the agreement, read what issuing it does, and issue it."""
    agreement = load_agreement(number)
    number = agreement.number
    form = IssueForm(arrete=today(), langues=list(LANGUAGES))
    form.offer(agreement)
    if not form.validate_on_submit():
        page = render_template("statements/issue.html", form=form, number=number)
        return make_response(page, _INVALID if form.is_submitted() else 200)
    answers.issued_now(
        form.what,
        number,
        year=form.year,
        as_of=form.arrete.data or today(),
        languages=form.langues.data,
    )
    return redirect(url_for("insight.agreement_statements", number=number), 303)


@blueprint.get("/ententes/<number>/etats/<which>/<int:rank>/<any(fr,en):lang>.<any(pdf,xlsx):form>")
@may(Action.SEE_AGREEMENTS)
def issued_file(number: str, which: str, rank: int, lang: str, form: str) -> Response:
    agreement = load_agreement(number)
    kind, period = shelf.kind_and_period(which)
    found = issued.file_of(kind, agreement.number, period=period, rank=rank, lang=lang, form=form)
    last = last_day(agreement)
    if found is not None and last is not None and found.statement.as_of > last:
        abort(404)
    return answers.as_issued(found)
