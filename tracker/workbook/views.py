"""The portfolio workbook on screen: send it, see what it holds or what is wrong, take it in."""

from __future__ import annotations

import io
from pathlib import Path

from flask import Blueprint, abort, flash, make_response, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.db import after_commit, now, transaction
from tracker.workbook import inbox, service
from tracker.workbook.export import recorded
from tracker.workbook.forms import WorkbookForm
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.problems import Rejected
from tracker.workbook.writer import write

blueprint = Blueprint("workbook", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_INVALID = 422


@blueprint.route("/importer", methods=["GET", "POST"])
@may(Action.IMPORT_PORTFOLIO)
def send() -> Response:
    """Choose a workbook; nothing is taken in before its preview is confirmed."""
    form = WorkbookForm()
    if form.validate_on_submit():
        token = inbox.keep(form.file.data.stream, sent_as=form.file.data.filename)
        return redirect(url_for("workbook.preview", token=token), 303)
    status = _INVALID if form.is_submitted() else 200
    return make_response(render_template("workbook/send.html", form=form), status)


@blueprint.get("/importer/<token>")
@may(Action.IMPORT_PORTFOLIO)
def preview(token: str) -> Response:
    """What would be taken in, or every fault with its cell; the same after a reload."""
    path, name = _waiting(token)
    try:
        plan = service.plan_file(path)
    except Rejected as rejected:
        page = render_template("workbook/faults.html", problems=rejected.problems, name=name)
        return make_response(page, _INVALID)
    return make_response(render_template("workbook/preview.html", plan=plan, name=name, token=token))


@blueprint.post("/importer/<token>")
@may(Action.IMPORT_PORTFOLIO)
def take_in(token: str) -> Response:
    """Take the workbook in, all or nothing; judged again, for the database may have moved on."""
    path, name = _waiting(token)
    try:
        with transaction():
            plan = service.plan_file(path)
            service.carry_out(plan, actor=current_user.email, at=now(), reason=name)
            after_commit(lambda: inbox.drop(token))
    except Rejected:
        return redirect(url_for("workbook.preview", token=token), 303)
    flash(_("%(name)s is imported: %(count)s journal entries.", name=name, count=len(plan.entries)))
    return redirect(url_for("insight.portfolio"), 303)


@blueprint.get("/importer/modele.xlsx")
@may(Action.IMPORT_PORTFOLIO)
def model() -> Response:
    """The empty workbook, every sheet and column named."""
    return _download(write(Portfolio()), "portefeuille-modele.xlsx")


@blueprint.get("/exporter/portefeuille.xlsx")
@may(Action.IMPORT_PORTFOLIO)
def export() -> Response:
    """Everything on record, in the form that the import takes."""
    return _download(write(recorded()), f"portefeuille-{now():%Y-%m-%d}.xlsx")


def _waiting(token: str) -> tuple[Path, str]:
    return inbox.find(token) or abort(404)


def _download(content: bytes, name: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
