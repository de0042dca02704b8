"""Which report, who acts on it, and where to go afterwards."""

from __future__ import annotations

from typing import cast

from flask import abort, current_app, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from tracker.accounts.policy import visitor
from tracker.db import after_commit, now
from tracker.grants.service import Author
from tracker.reports import queries
from tracker.reports.models import Report
from tracker.reports.policy import load_obligation
from tracker.reports.review.letters import Letter

IS_ISSUED = "is_issued"
INVALID = 422


def author() -> Author:
    """The person of this request, now."""
    return Author(visitor().email, now())


def load(number: str, k: int) -> Report:
    """Report ``k`` of the agreement once it came in, if the person of this request may see it; 404 otherwise."""
    report = queries.report_of(load_obligation(number, k))
    return report if report and report.submitted_on else abort(404)


def is_issued(report: Report) -> bool:
    """Whether the statement of the report's year is issued: then the report is locked."""
    due = report.obligation
    return cast(bool, current_app.extensions[IS_ISSUED](due.agreement.number, due.fiscal_year))


def post_letters(letters: list[Letter]) -> None:
    """Send them once what they tell is committed."""
    for letter in letters:
        after_commit(letter)


def to_report(report: Report, section: str = "", **values: object) -> Response:
    """See other: the page of the review, at this section."""
    return redirect(address(report, section, **values), 303)


def address(report: Report, section: str = "", **values: object) -> str:
    """The address of the review, or of one of its sections."""
    due = report.obligation
    place = {"number": due.agreement.number, "k": due.number, **values}
    return url_for("review.section", section=section, **place) if section else url_for("review.report", **place)  # type: ignore[arg-type]
