"""Statements as files, not issued: what is asked for is in the address, so it can be kept and asked again."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import cast

from flask import Blueprint, Response, request

from tracker.accounts.permissions import Action, may
from tracker.db import now
from tracker.errors import DomainError, message
from tracker.grants.policy import load_agreement
from tracker.statements import service
from tracker.statements.statement import Lang
from tracker.web.dates import TIME_ZONE, NotADate, parse_date, today
from tracker.web.language import LANGUAGES, language

blueprint = Blueprint("statements", __name__)


@blueprint.get("/ententes/<number>/etat.<any(pdf,xlsx,json):form>")
@may(Action.SEE_AGREEMENTS)
def download(number: str, form: str) -> Response:
    agreement = load_agreement(number)
    statement = service.agreement_statement(
        agreement.number,
        year=request.args.get("annee", "").strip() or None,
        as_of=_as_of(request.args.get("arrete", "")),
        known_at=_known_at(request.args.get("connu", "")),
    )
    content = service.write(statement, form=form, lang=_language(request.args.get("langue", "")))
    response = Response(content, mimetype=service.CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{service.file_name(statement, form)}"'
    return response


def _as_of(text: str) -> date:
    """The day asked for, today without one."""
    return _day(text, "arrete") if text.strip() else today()


def _known_at(text: str) -> datetime:
    """The moment asked for, now without one. A day is taken to its end in Montréal."""
    text = text.strip()
    if not text:
        return now()
    if "T" not in text:
        return datetime.combine(_day(text, "connu"), time.max, TIME_ZONE)
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign in an address is a space
    except ValueError:
        raise _unreadable(text, "connu") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)


def _day(text: str, field: str) -> date:
    try:
        return parse_date(text)
    except NotADate:
        raise _unreadable(text, field) from None


def _unreadable(text: str, field: str) -> DomainError:
    said = message("“%(written)s” is not a date that can be read. Write it as 2018-02-16.", written=text[:40])
    return DomainError(said, field)


def _language(text: str) -> Lang:
    return cast(Lang, text if text in LANGUAGES else language())
