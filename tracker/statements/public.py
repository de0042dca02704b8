"""What anybody who holds a statement may ask: is it the one that was issued? The code on it opens the page; a file
alone, such as an audit package, is checked on a page without a code.

The code in the address has 78 bits, so that nobody reads statements by trying codes; the six figures
printed beside it are of the fingerprint, and are for comparing what is read with what is published.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, may, public
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.errors import DomainError
from tracker.files import downloads
from tracker.grants.policy import load_agreement, whole_portfolio
from tracker.statements import audits, issued, shelf, shown, verify
from tracker.statements.canonical import comparison_code, proof
from tracker.statements.forms import AuditReportForm, CheckForm
from tracker.statements.issue import file_name, grouped
from tracker.statements.models import IssuedStatement
from tracker.web.dates import today
from tracker.web.language import language
from tracker.web.limits import Limit, count, network
from tracker.web.security import takes_files

blueprint = Blueprint("verification", __name__)

_INVALID = 422
_TOO_MANY = 429
_CHECKS = Limit(30, timedelta(minutes=10))
"""Files that one network may have looked into: more than a person drops, less than a machine could ask."""


@blueprint.route("/verifier", methods=["GET", "POST"])
@public
@takes_files
def check_file() -> Response:
    """Whether the file sent is one that was made here: a statement, an audit package."""
    form = CheckForm()
    verdict, status = _judged(form) if form.is_submitted() else (None, 200)
    code = grouped(verdict.issued.code) if verdict and verdict.issued else None
    html = render_template("statements/check.html", form=form, verdict=verdict, code=code)
    return _unlisted(make_response(html, status))


@blueprint.get("/verifier/<code>")
@public
def page(code: str) -> Response:
    """The statement of this code: number, date, recipient, figures, fingerprint, whether it stands."""
    return _page(_load(code), CheckForm())


@blueprint.post("/verifier/<code>")
@public
@takes_files
def check(code: str) -> Response:
    """Whether the file sent is the statement of this code, or something else that was made here."""
    form = CheckForm()
    _load(code)
    verdict, status = _judged(form)
    return _page(_load(code), form, verdict=verdict, status=status)


@blueprint.get("/verifier/<code>/etat.json")
@public
def record(code: str) -> Response:
    """The record with its signature, for a program to verify: what the PDF carries inside."""
    row = _load(code)
    response = make_response(proof(row.canonical.encode(), public_key=row.public_key, signature=row.signature))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(row, "json")}"'
    return _unlisted(response)


@blueprint.get("/verifier/<code>/rapport-<int:rank>.pdf")
@public
def audit_report(code: str, rank: int) -> Response:
    """An auditor's signed report, as it was attached."""
    found = audits.of(_load(code))
    if not 0 < rank <= len(found):
        abort(404)
    return _unlisted(downloads.send(found[rank - 1].file))


@blueprint.route("/verifier/<code>/rapport", methods=["GET", "POST"])
@may(Action.ATTACH_AUDIT_REPORTS)
@takes_files
def attach(code: str) -> BaseResponse:
    """Attach an auditor's signed report to a statement that the reader may see."""
    row, form = _load(code), AuditReportForm()
    if row.agreement:
        load_agreement(row.agreement)
    else:
        whole_portfolio()
    if form.validate_on_submit():
        file = form.file.data
        try:
            with transaction():
                audits.attach(
                    row,
                    file.stream,
                    name=file.filename or "rapport.pdf",
                    auditor=form.auditor.data or "",
                    signed_on=form.day.data or today(),
                    by=visitor().email,
                    at=now(),
                )
        except DomainError as refused:
            form.refuse(refused if refused.field != "files" else DomainError(refused.message, "file"))
        else:
            flash(_("The report is attached to statement %(number)s.", number=row.number), "success")
            return redirect(url_for("verification.page", code=grouped(row.code)), 303)
    row = _load(code)
    html = render_template("statements/audit.html", row=row, form=form, code=grouped(row.code), title=shelf.title(row))
    return make_response(html, _INVALID if form.is_submitted() else 200)


def _judged(form: CheckForm) -> tuple[verify.Verdict | None, int]:
    """What the file sent is, and the status of the answer; nothing where none is looked into."""
    if not form.validate_on_submit():
        return None, _INVALID
    if not count(_CHECKS, "statement check", network()):
        form.refuse(_("Too many files from this network: try again in ten minutes."), "fichier")
        return None, _TOO_MANY
    return verify.judge_file(form.fichier.data.stream), 200


def _load(code: str) -> IssuedStatement:
    return issued.by_code(code) or abort(404)


def _page(
    row: IssuedStatement, form: CheckForm, *, verdict: verify.Verdict | None = None, status: int = 200
) -> Response:
    said = issued.record_of(row)
    html = render_template(
        "statements/verify.html",
        row=row,
        form=form,
        verdict=verdict,
        other=verdict is not None and verdict.issued is not None and verdict.issued.id != row.id,
        code=grouped(row.code),
        six=comparison_code(row.sha256),
        title=shelf.title(row),
        about=shown.about(row.kind, said),
        funder=said["header"]["funder"][language()],
        host=shown.host(said),
        figures=shown.key_figures(row.kind, said),
        main=shown.table(row.kind, said),
        faults=verify.faults_of_record(row),
        reports=audits.of(row),
    )
    return _unlisted(make_response(html, status))


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
