"""What a reviewer does to a report: each a form of the review's page, sent with POST, back to the page."""

from __future__ import annotations

from typing import Any

from flask import abort, flash
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.db import now, transaction
from tracker.errors import DomainError
from tracker.ledger.entries import Claim
from tracker.reports.models import Report
from tracker.reports.review import letters, queries
from tracker.reports.review.forms import ActForm, CommentForm, LineForm, SectionForm, TakeUpForm
from tracker.reports.review.standing import Audience, Decision
from tracker.reports.review.views import reading
from tracker.reports.review.views.acting import author, load, post_letters, to_report
from tracker.reports.service import comments, review
from tracker.web.dates import today
from tracker.web.filters import money
from tracker.web.forms import Form
from tracker.web.language import say


@may(Action.REVIEW_REPORTS)
def take_up(number: str, k: int) -> Response:
    """Have the report, or hand it over to another officer."""
    report, form = load(number, k), TakeUpForm()
    if not form.validate():
        abort(400)
    to = form.reviewer.data or ""
    if to and to not in {it.email for it in queries.officers()}:
        abort(400)
    refusal = _do(lambda: review.take_up(load(number, k), author=author(), reviewer=to))
    if refusal:
        flash(say(refusal.message), "error")
    return to_report(report)


@may(Action.REVIEW_REPORTS)
def line(number: str, k: int, line: str) -> Response:
    """Decide one declared line."""
    report, form = load(number, k), LineForm()
    if not form.validate():
        return reading.page(report, opened=line, line_form=form)

    def act() -> None:
        review.decide_line(
            load(number, k),
            line,
            disallowed=form.disallowed.data or 0,
            recover=form.recover.data == "yes",
            reason=form.reason.data or "",
            revision=form.revision.data or 0,
            author=author(),
        )

    if refusal := _do(act):
        form.refuse(refusal)
        return reading.page(load(number, k), opened=line, line_form=form)
    return to_report(report, reading.finance_of(report), _anchor=f"line-{line}")


@may(Action.REVIEW_REPORTS)
def rest(number: str, k: int) -> Response:
    """Accept in full every line that nobody has decided."""
    report = load(number, k)
    _sent(ActForm())
    made = [0]

    def act() -> None:
        made[0] = review.decide_rest(load(number, k), author=author())

    refusal = _do(act)
    if refusal:
        flash(say(refusal.message), "error")
    elif made[0]:
        flash(ngettext("%(num)s line accepted.", "%(num)s lines accepted.", made[0]), "success")
    return to_report(report, reading.finance_of(report))


@may(Action.REVIEW_REPORTS)
def section(number: str, k: int, section: str) -> Response:
    """Accept a section, or mark it to be returned; what is written goes to the partner."""
    report, form = load(number, k), SectionForm()
    if not form.validate() or form.decision.data not in list(Decision):
        abort(400)
    decision = Decision(form.decision.data)

    def act() -> None:
        it = load(number, k)
        review.decide_section(it, section, decision, author=author())
        if form.comment.data:
            comments.comment(
                it,
                form.comment.data,
                audience=Audience.PARTNER,
                author=author(),
                section=section,
                path=_path(it, section, form.path.data),
            )

    if refusal := _do(act):
        form.refuse(refusal)
        return reading.page(load(number, k), section=section, section_form=form)
    return to_report(
        report, reading.next_section(load(number, k), section) if decision is Decision.ACCEPTED else section
    )


@may(Action.REVIEW_REPORTS)
def comment(number: str, k: int) -> Response:
    """Say something to the partner, or among ourselves."""
    report, form = load(number, k), CommentForm()
    if not form.validate() or form.audience.data not in list(Audience):
        abort(400)
    section = form.section.data or ""
    audience = Audience(form.audience.data)

    def act() -> None:
        it = load(number, k)
        comments.comment(
            it,
            form.text.data or "",
            audience=audience,
            author=author(),
            section=section or None,
            path=_path(it, section, form.path.data),
        )

    if refusal := _do(act):
        form.refuse(say(refusal.message), "text")
        return reading.page(load(number, k), section=section, comment_form=form, audience=audience)
    return to_report(report, section, notes=audience.value, _anchor="comments")


@may(Action.REVIEW_REPORTS)
def resolve(number: str, k: int, comment_id: int) -> Response:
    """What was asked is done."""
    report = load(number, k)
    _sent(ActForm())
    with transaction():
        said = queries.comment_of(load(number, k), comment_id) or abort(404)
        comments.resolve(said, author=author())
    return to_report(report, said.section or "", notes=said.audience, _anchor="comments")


@may(Action.REVIEW_REPORTS)
def send_back(number: str, k: int) -> Response:
    """Return the report to the partner."""
    report = load(number, k)
    _sent(ActForm())

    def act() -> None:
        it = load(number, k)
        submission = review.send_back(it, author=author())
        post_letters(letters.returned(it, submission))

    if refusal := _do(act):
        flash(say(refusal.message), "error")
    else:
        flash(_("The report is back with the partner, who was told what to change."), "success")
    return to_report(report)


@may(Action.REVIEW_REPORTS)
def accept(number: str, k: int) -> Response:
    """Accept the report: costs, receivable, interest and contributions are recorded in one go."""
    report = load(number, k)
    _sent(ActForm())
    forms: dict[str, Any] = {}
    if not report.submissions:
        forms = {it.line_code: LineForm(prefix=f"{it.line_code}-") for it in report.expenses if it.declared}
        checked = [form.validate() for form in forms.values()]
        if not all(checked):
            return reading.page(report, whole=forms)
    done: list[str] = []

    def act() -> None:
        it = load(number, k)
        waiting = queries.waiting_for(it, at=now(), today=today())
        declared = {expense.line_code: expense.declared for expense in it.expenses}
        refused = [
            (
                Claim(code, declared[code], form.disallowed.data or 0, form.recover.data == "yes"),
                form.reason.data or "",
            )
            for code, form in forms.items()
            if form.disallowed.data
        ]
        review.accept(it, accepted_on=today(), author=author(), refused=refused)
        lost = sum(expense.disallowed for expense in it.expenses)
        cost = sum(expense.declared for expense in it.expenses) - lost
        post_letters(letters.accepted(it, cost=cost, refused=lost, freed=waiting))
        done.append(
            _("The report is accepted: %(cost)s of costs, %(refused)s refused.", cost=money(cost), refused=money(lost))
        )
        done.extend(
            _("It no longer holds back instalment %(ref)s of %(amount)s.", ref=case.ref, amount=money(case.amount))
            for case in waiting
        )

    if refusal := _do(act):
        if forms:
            next(iter(forms.values())).refuse(say(refusal.message))
            return reading.page(load(number, k), whole=forms)
        flash(say(refusal.message), "error")
    for text in done:
        flash(text, "success")
    return to_report(report)


def _do(act: Any) -> DomainError | None:
    """Do it in one transaction; what was refused, if it was."""
    try:
        with transaction():
            act()
    except DomainError as error:
        return error
    return None


def _sent(form: Form) -> None:
    """A form that is only a button: it must be ours."""
    if not form.validate():
        abort(400)


def _path(report: Report, section: str, path: str | None) -> str | None:
    """The answer that a remark is about, if it is one of the section's."""
    return path if path and path in {place for place, _label in reading.places(report, section)} else None
