"""The reviewers' pages: the queue, what is late, a report section by section, the library of learnings."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask

from tracker.reports.review.views import acting, deciding, library, lists, reading, reopening, replying

blueprint = Blueprint("review", __name__)

_REPORT = "/ententes/<number>/rapports/<int:k>"
_GET, _POST = ("GET",), ("POST",)
for rule, endpoint, view, methods in (
    ("/examen", "queue", lists.queue, _GET),
    ("/examen/retards", "late", lists.late, _GET),
    ("/examen/retards.<any(csv,xlsx):form>", "late_file", lists.late_file, _GET),
    (f"{_REPORT}/examen", "report", reading.report, _GET),
    (f"{_REPORT}/examen/<section>", "section", reading.report, _GET),
    (f"{_REPORT}/examen/prise", "take_up", deciding.take_up, _POST),
    (f"{_REPORT}/examen/postes", "rest", deciding.rest, _POST),
    (f"{_REPORT}/examen/postes/<line>", "line", deciding.line, _POST),
    (f"{_REPORT}/examen/<section>/decision", "decide_section", deciding.section, _POST),
    (f"{_REPORT}/examen/commentaires", "comment", deciding.comment, _POST),
    (f"{_REPORT}/examen/commentaires/<int:comment_id>/fin", "resolve", deciding.resolve, _POST),
    (f"{_REPORT}/examen/reponse", "reply", replying.reply, _POST),
    (f"{_REPORT}/examen/renvoi", "send_back", deciding.send_back, _POST),
    (f"{_REPORT}/examen/acceptation", "accept", deciding.accept, _POST),
    (f"{_REPORT}/examen/pieces/<int:file_id>", "document", reading.document, _GET),
    (f"{_REPORT}/reouverture", "reopening", reopening.ask, _POST),
    (f"{_REPORT}/reouverture/decision", "decide_reopening", reopening.decide, _POST),
    ("/apprentissages", "library", library.page, _GET),
    ("/apprentissages/<int:learning_id>/retrait", "withdraw", library.withdraw, _POST),
):
    blueprint.add_url_rule(rule, endpoint, view, methods=methods)


def init_app(app: Flask, *, is_issued: Callable[[str, str], bool]) -> None:
    """``is_issued(agreement, year)`` is asked of whoever keeps the statements."""
    app.extensions[acting.IS_ISSUED] = is_issued
