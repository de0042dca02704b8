"""The statements of what binds agreements and hosts together: a framework with its sub-agreements, a change
of fiscal host. Not issued (``views`` does that): what is asked for is in the address.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from tracker.accounts.permissions import Action, may
from tracker.grants.policy import load_agreement
from tracker.statements import answers, service
from tracker.statements.consolidated.framework import NotAFramework
from tracker.statements.forms import asked_about
from tracker.statements.handover.build import NoHostThen
from tracker.web.dates import NotADate, parse_date

blueprint = Blueprint("structures", __name__)


@blueprint.get("/ententes/<number>/cadre.<any(pdf,xlsx,json):form>")
@may(Action.SEE_AGREEMENTS)
def framework(number: str, form: str) -> Response:
    agreement = load_agreement(number)
    wanted = asked_about(agreement, request.args)
    try:
        built = service.framework_statement(
            agreement.number, year=wanted.year, as_of=wanted.as_of, known_at=wanted.known_at
        )
    except NotAFramework:
        abort(404)
    return answers.working_copy(built, form, wanted.lang)


@blueprint.get("/ententes/<number>/coupure.<any(pdf,xlsx,json):form>")
@may(Action.SEE_AGREEMENTS)
def handover(number: str, form: str) -> Response:
    """The cut-off at the end of ``fin``: without it, of the last mandate that closed; 404 when none did."""
    agreement = load_agreement(number)
    wanted = asked_about(agreement, request.args)
    closed = [it.to_on for it in agreement.mandates if it.to_on is not None and it.to_on <= wanted.as_of]
    try:
        cut_off = parse_date(request.args["fin"]) if request.args.get("fin") else closed[-1] if closed else abort(404)
        built = service.handover_statement(
            agreement.number, cut_off=cut_off, as_of=wanted.as_of, known_at=wanted.known_at
        )
    except (NoHostThen, NotADate):
        abort(404)
    return answers.working_copy(built, form, wanted.lang)
