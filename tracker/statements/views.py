"""Statements as files: not issued, at an address that says what is asked for, so it can be asked again;
and issued, as they were made.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.grants.policy import load_agreement
from tracker.statements import issue, issued, service
from tracker.statements.forms import WHOLE, IssueForm, asked
from tracker.statements.signing import signer
from tracker.web.dates import today
from tracker.web.language import LANGUAGES

blueprint = Blueprint("statements", __name__)

_INVALID = 422


@blueprint.get("/ententes/<number>/etat.<any(pdf,xlsx,json):form>")
@may(Action.SEE_AGREEMENTS)
def download(number: str, form: str) -> Response:
    agreement = load_agreement(number)
    wanted = asked(request.args)
    statement = service.agreement_statement(
        agreement.number, year=wanted.year, as_of=wanted.as_of, known_at=wanted.known_at
    )
    content = service.write(statement, form=form, lang=wanted.lang)
    response = Response(content, mimetype=service.CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{service.file_name(statement, form)}"'
    return response


@blueprint.route("/ententes/<number>/etats/emettre", methods=["GET", "POST"])
@may(Action.ISSUE_STATEMENTS)
def issue_agreement(number: str) -> BaseResponse:
    """Choose a statement, read what issuing it does, and issue it."""
    agreement = load_agreement(number)
    number = agreement.number
    form = IssueForm(arrete=today(), langues=list(LANGUAGES))
    form.offer(agreement.fiscal_years)
    if not form.validate_on_submit():
        page = render_template("statements/issue.html", form=form, number=number)
        return make_response(page, _INVALID if form.is_submitted() else 200)
    with transaction():
        frozen = issue.freeze_agreement(
            number,
            year=None if form.annee.data == WHOLE else form.annee.data,
            as_of=form.arrete.data or today(),
            languages=form.langues.data,
            signer=signer(),
            actor=visitor().email,
            at=now(),
        )
    files = issue.draw(frozen)
    with transaction():
        issue.keep(frozen.number, files)
    if frozen.fresh:
        flash(_("Statement %(number)s is issued.", number=frozen.number), "success")
    else:
        flash(_("Nothing has changed since statement %(number)s: it stands.", number=frozen.number), "info")
    return redirect(url_for("insight.agreement_statements", number=number), 303)


@blueprint.get("/ententes/<number>/etats/<which>/<int:rank>/<any(fr,en):lang>.<any(pdf,xlsx):form>")
@may(Action.SEE_AGREEMENTS)
def issued_file(number: str, which: str, rank: int, lang: str, form: str) -> Response:
    """A file as it was made when the statement was issued; never drawn again."""
    agreement = load_agreement(number)
    period = which.removeprefix(f"{WHOLE}-")
    kind = issue.YEAR if period == which else issue.CUMULATIVE
    file = issued.file_of(agreement.number, period=period, kind=kind, rank=rank, lang=lang, form=form)
    if file is None:
        abort(404)
    response = Response(file.content, mimetype=service.CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
