"""Telling the partner what became of their report: a letter to each of the host's people, in their language.

A letter says what was said to the partner, and nothing of what the funder's people said among themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import current_app, url_for
from flask_babel import gettext as _

from tracker.grants.payments.queries import Case
from tracker.ledger.money import Cents
from tracker.reports.labels import report_called
from tracker.reports.models import Report, Submission
from tracker.reports.review import queries
from tracker.web import mail
from tracker.web.filters import money
from tracker.web.language import language, speaking

Letter = Callable[[], object]


def returned(report: Report, submission: Submission) -> list[Letter]:
    """What to call after the commit: the report came back, with what to change in which section."""

    def text() -> tuple[str, list[str]]:
        titles = {it.key: it.title[language()] for it in queries.standing(report).returned}
        said = [
            f"{titles.get(it.section or '', '')}\n{it.text}".strip()
            for it in queries.shared_comments(report)
            if it.submission_id == submission.id and it.resolved_at is None
        ]
        opening = _(
            "Your %(report)s of agreement %(number)s came back: only the sections named here are open again.",
            report=report_called(report.obligation),
            number=report.obligation.agreement.number,
        )
        return _("Your %(report)s came back", report=report_called(report.obligation)), [opening, *said]

    return _to_host(report, text)


def accepted(report: Report, *, cost: Cents, refused: Cents, freed: Sequence[Case]) -> list[Letter]:
    """What to call after the commit: the report is accepted, and what that frees."""

    def text() -> tuple[str, list[str]]:
        subject = _("Your %(report)s is accepted", report=report_called(report.obligation))
        lines = [
            _(
                "Your %(report)s of agreement %(number)s is accepted: %(cost)s of costs.",
                report=report_called(report.obligation),
                number=report.obligation.agreement.number,
                cost=money(cost),
            )
        ]
        lines += [
            _(
                "Refused: %(amount)s, %(line)s. %(reason)s",
                amount=money(it.disallowed),
                line=_line_name(it.line_code),
                reason=it.reason or "",
            )
            for it in report.expenses
            if it.disallowed
        ]
        lines += [
            _("It no longer holds back instalment %(ref)s of %(amount)s.", ref=it.ref, amount=money(it.amount))
            for it in freed
        ]
        return subject, lines

    return _to_host(report, text)


def reopened(report: Report) -> list[Letter]:
    """What to call after the commit: an accepted report is reviewed again."""

    def text() -> tuple[str, list[str]]:
        called = report_called(report.obligation)
        return _("Your %(report)s is reviewed again", report=called), [
            _(
                "Your %(report)s of agreement %(number)s, which was accepted, is reviewed again. "
                "You have nothing to do unless we write to you.",
                report=called,
                number=report.obligation.agreement.number,
            )
        ]

    return _to_host(report, text)


def _to_host(report: Report, text: Callable[[], tuple[str, list[str]]]) -> list[Letter]:
    path = url_for("insight.agreement_reports", number=report.obligation.agreement.number)
    address = current_app.config["BASE_URL"].rstrip("/") + path
    made = []
    for person in queries.host_people(report.obligation.agreement):
        with speaking(person.language):
            subject, paragraphs = text()
            body = "\n\n".join([_("Hello %(name)s,", name=person.name), *paragraphs, address])
        made.append(_letter(person.email, subject, body))
    return made


def _letter(to: str, subject: str, text: str) -> Letter:
    return lambda: mail.send(to=to, subject=subject, text=text)


def _line_name(code: str) -> str:
    return next((it.label[language()] for it in queries.line_names() if it.code == code), code)
