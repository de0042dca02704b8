"""The journal: filter it, take it away, recompute its chain."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from tracker.accounts.permissions import Action, may
from tracker.accounts.saved.filters import filtered_by
from tracker.db import now
from tracker.errors import DomainError, message
from tracker.insight import labels
from tracker.insight.journal import files, queries
from tracker.insight.journal.forms import NAMES, asked
from tracker.insight.trace import words
from tracker.ledger import journal
from tracker.ledger.accounts import Kind
from tracker.web.dates import today
from tracker.web.language import language, say

blueprint = Blueprint("journal", __name__)

PER_PAGE = 50
_CHUNK = 64 * 1024


@blueprint.get("/journal")
@may(Action.READ_JOURNAL)
@filtered_by(*NAMES)
def page() -> str:
    wanted = asked(request.args)
    return render_template(
        "insight/journal/list.html",
        asked=wanted,
        typed={name: request.args.get(name, "") for name in NAMES},
        problems=[{"text": say(said), "href": f"#filter-{field}"} for field, said in wanted.problems],
        found=None
        if wanted.problems
        else queries.page(wanted.filter, before=wanted.before, after=wanted.after, size=PER_PAGE),
        head=journal.head(),
        kinds=[("", _("All")), *((code, str(name)) for code, name in labels.ENTRIES.items())],
        labels=labels,
        record=_record,
        with_filters=_with_filters,
    )


@blueprint.get("/journal.<any(csv,xlsx):form>")
@may(Action.READ_JOURNAL)
def file(form: str) -> Response:
    wanted = asked(request.args)
    if wanted.problems:
        field, said = wanted.problems[0]
        raise DomainError(said, field)
    if form == "xlsx" and queries.posting_count(wanted.filter) > files.MOST_IN_XLSX:
        raise DomainError(
            message("an Excel extract of at most 50,000 postings: narrow the filter, or take the CSV file")
        )
    name = _("journal") + f"-{today().isoformat()}.{form}"
    write, kind = files.FORMS[form]
    out = TemporaryFile()  # noqa: SIM115 - closed once sent
    write(queries.rows(wanted.filter, upto=journal.head()[0]), out, language())
    response = Response(_sent(out), mimetype=kind)
    response.headers["Content-Length"] = str(out.tell())
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/journal/verification")
@may(Action.READ_JOURNAL)
def check() -> str:
    return render_template("insight/journal/check.html", head=journal.head(), verdict=None)


@blueprint.post("/journal/verification")
@may(Action.READ_JOURNAL)
def verify() -> str:
    verdict = journal.verify()
    reasons = {
        "number": _("a number is missing before it"),
        "link": _("it does not follow the entry before"),
        "hash": _("its content is not what was sealed"),
        "balance": _("its postings do not balance"),
        "head": _("the journal's head is not its last entry"),
    }
    return render_template(
        "insight/journal/check.html",
        head=journal.head(),
        verdict=verdict,
        why=reasons.get(verdict.why, ""),
        at=now(),
    )


def _sent(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        yield from iter(lambda: out.read(_CHUNK), b"")


def _record(source: str) -> str:
    """``Rapport 2``: what an entry comes from, in words."""
    kind, _colon, number = source.rpartition(":")
    return words.record(Kind(kind), int(number))


def _with_filters(endpoint: str, **more: Any) -> str:
    """Another page of this list, or a file of it."""
    kept = {name: request.args[name] for name in NAMES if request.args.get(name)}
    return url_for(endpoint, **kept, **more)  # type: ignore[arg-type]
