"""Statements as files, not issued: what is asked for is in the address, so it can be kept and asked again."""

from __future__ import annotations

from flask import Blueprint, Response, request

from tracker.accounts.permissions import Action, may
from tracker.grants.policy import load_agreement
from tracker.statements import service
from tracker.statements.forms import asked

blueprint = Blueprint("statements", __name__)


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
