"""The receipt of a submitted report on paper: what was submitted, its fingerprint, the answers themselves.

Reports ask for it (``tracker.reports.service.receipts``); here is where PDF files are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app

from tracker.accounts import queries as people
from tracker.db import transaction
from tracker.directory.queries import instance
from tracker.errors import DomainError, message
from tracker.jobs import kinds
from tracker.reports import queries, shown
from tracker.reports.labels import report_name
from tracker.reports.models import Submission
from tracker.reports.service import receipts
from tracker.statements.pdf.engine import letters
from tracker.statements.pdf.guarded import write
from tracker.web.language import LANGUAGES, speaking

_NOT_SET = "\u25a1"


def init_app(app: Flask) -> None:
    """From now on workers can make receipts."""
    kinds.doing(receipts.RECEIPT)(make)


def make(arguments: Mapping[str, Any], report: kinds.Report) -> Mapping[str, Any]:
    """Make the receipt of a submission in both languages. Done again, it keeps those that are there."""
    for done, lang in enumerate(LANGUAGES, start=1):
        submission = _submission(arguments)
        if receipts.of(submission, lang) is None:
            content = render(submission, lang)
            with transaction():
                receipts.keep(_submission(arguments), lang=lang, content=content)
        report(done, len(LANGUAGES))
    return {"submission": arguments["submission"]}


def render(submission: Submission, lang: str) -> bytes:
    """The receipt of ``submission`` in ``lang``: PDF/A with tags, the same bytes for the same submission."""
    return write(_set(compose(submission, lang)), attachments=(), dated=submission.submitted_at)


def compose(submission: Submission, lang: str) -> str:
    """The HTML of the receipt, ready to render."""
    layout = queries.layout_of_submission(submission)
    obligation = submission.report.obligation
    with speaking(lang):
        template = current_app.jinja_env.get_template("print/receipt.html")  # a worker has no reader
        return template.render(
            lang=lang,
            funder=instance(),
            submission=submission,
            obligation=obligation,
            agreement=obligation.agreement,
            name=report_name(obligation),
            names=people.names((submission.submitted_by, submission.on_behalf_of)),
            sections=shown.sections(layout, submission.answers),
        )


def _set(html: str) -> str:
    """``html`` with a box for what our fonts have no letter for: no font of the machine replaces them."""
    known = letters()
    return "".join(letter if letter < " " or letter in known else _NOT_SET for letter in html)


def _submission(arguments: Mapping[str, Any]) -> Submission:
    found = queries.submission(int(arguments["submission"]))
    if found is None:
        raise DomainError(message("There is no such submission."))
    return found
