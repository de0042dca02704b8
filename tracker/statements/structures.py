"""The statements of what binds agreements and hosts together: a framework with its sub-agreements, a change
of fiscal host. Not issued: what is asked for is in the address.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from tracker.accounts.permissions import Action, may
from tracker.grants.policy import load_agreement
from tracker.statements import service
from tracker.statements.consolidated.framework import NotAFramework
from tracker.statements.forms import asked

blueprint = Blueprint("structures", __name__)


@blueprint.get("/ententes/<number>/cadre.<any(pdf,xlsx,json):form>")
@may(Action.SEE_AGREEMENTS)
def framework(number: str, form: str) -> Response:
    agreement = load_agreement(number)
    wanted = asked(request.args)
    try:
        built = service.framework_statement(
            agreement.number, year=wanted.year, as_of=wanted.as_of, known_at=wanted.known_at
        )
    except NotAFramework:
        abort(404)
    return _file(built, form, service.write(built, form=form, lang=wanted.lang))


def _file(built: service.AnyStatement, form: str, content: bytes) -> Response:
    response = Response(content, mimetype=service.CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{service.file_name(built, form)}"'
    return response
