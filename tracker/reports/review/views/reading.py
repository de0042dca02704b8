"""A report as its reviewer reads it: section by section, beside the report before and the automatic checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from tracker.accounts import queries as people
from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.db import now, session
from tracker.files import downloads
from tracker.files.models import StoredFile
from tracker.ledger.money import Cents, format_rate
from tracker.reports import queries as reports
from tracker.reports import shown
from tracker.reports.form.check import check
from tracker.reports.form.layout import Layout
from tracker.reports.form.template import SectionKind
from tracker.reports.labels import STATES, report_called, report_name
from tracker.reports.life import State
from tracker.reports.models import Comment, Report, Submission
from tracker.reports.review import queries
from tracker.reports.review.checks import Check, Line, Severity, run
from tracker.reports.review.forms import (
    AskReopeningForm,
    CommentForm,
    DecideReopeningForm,
    LineForm,
    SectionForm,
    TakeUpForm,
)
from tracker.reports.review.standing import Audience, Decision, Refusal, Standing
from tracker.reports.review.views.acting import INVALID, is_issued, load
from tracker.reports.review.vouchers import Voucher, vouchers
from tracker.reports.service import learnings, reopening
from tracker.web.dates import today
from tracker.web.filters import money
from tracker.web.language import language

_OPEN = (State.SUBMITTED, State.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A declared line with its decision; ``documents`` are those that the partner lists behind it."""

    line: Line
    refused: Cents
    accepted: Cents
    decision: Refusal | None
    why: str
    documents: tuple[tuple[Voucher, tuple[Mapping[str, Any], ...]], ...]

    @property
    def change(self) -> Cents | None:
        return None if self.line.before is None else self.line.declared - self.line.before


@may(Action.SEE_REVIEWS)
def report(number: str, k: int, section: str = "") -> Response:
    """The report, at one of its sections."""
    return page(load(number, k), section=section, opened=request.args.get("poste", ""))


@may(Action.SEE_REVIEWS)
def document(number: str, k: int, file_id: int) -> Response:
    """A document that a version of the report lists."""
    found = load(number, k)
    if file_id not in {it["id"] for version in found.submissions for it in version.files}:
        abort(404)
    return downloads.send(session.get(StoredFile, file_id) or abort(404))


def page(
    report: Report,
    *,
    section: str = "",
    opened: str = "",
    audience: Audience | None = None,
    line_form: LineForm | None = None,
    section_form: SectionForm | None = None,
    comment_form: CommentForm | None = None,
    whole: Mapping[str, LineForm] | None = None,
    ask_form: AskReopeningForm | None = None,
    decide_form: DecideReopeningForm | None = None,
) -> Response:
    """The page of a review; a form given with what was refused comes back as it was filled in."""
    lang = language()
    stands = queries.standing(report)
    submission = reports.last_submission(report)
    layout = reports.layout_of_submission(submission) if submission else None
    section = section or (finance_of(report) if opened else "") or _first(stands)
    if section and section not in {it.key for it in stands.sections}:
        abort(404)
    acts = report.state in _OPEN and can(Action.REVIEW_REPORTS)
    notes = audience or (Audience.INTERNAL if request.args.get("notes") == Audience.INTERNAL else Audience.PARTNER)
    dossier = queries.dossier(report, lang=lang)
    before = queries.previous_report(report)
    finance = next((it.finance for it in stands.sections if it.key == section), submission is None)
    if acts and submission is None and whole is None:
        whole = {it.code: _line_form(it.code, report) for it in stands.lines}
    lines = _lines(report, stands, dossier.lines, submission, layout)
    said = queries.comments_of(report)
    asked = reopening.asked(report)
    ask_form = ask_form or AskReopeningForm(None)
    decide_form = decide_form or DecideReopeningForm(None)
    forms = [it for it in (line_form, section_form, comment_form, ask_form, decide_form) if it is not None]
    problems = [problem for form in (*forms, *(whole or {}).values()) for problem in form.problems]
    checks = run(dossier)
    return make_response(
        render_template(
            "reports/review/report.html",
            report=report,
            due=report.obligation,
            agreement=report.obligation.agreement,
            name=report_name(report.obligation),
            state=STATES[State(report.state)],
            submission=submission,
            versions=report.submissions,
            stands=stands,
            section=section,
            body=_body(layout, submission, section) if submission and layout and section else None,
            previous=_previous(report, layout),
            finance=finance,
            lines=lines,
            opened=opened,
            whole=whole,
            line_form=line_form or _line_form(opened, report, lines),
            section_form=_offer(section_form or SectionForm(None), report, section),
            comment_form=_offer(comment_form or CommentForm(None), report, section),
            take_form=_officers(TakeUpForm(None), report),
            ask_form=ask_form,
            decide_form=decide_form,
            problems=problems,
            acts=acts,
            looks=[it for it in checks if it.severity is Severity.LOOK],
            minor=[it for it in checks if it.severity is Severity.MINOR],
            passed=[it for it in checks if it.severity is Severity.PASSED],
            before=before,
            before_name=report_name(before.obligation) if before else "",
            before_called=report_called(before.obligation) if before else "",
            notes=notes,
            Audience=Audience,
            Decision=Decision,
            said=[it for it in said if it.audience == notes.value],
            counts={it: sum(1 for one in said if one.audience == it.value) for it in Audience},
            people=people.names(_involved(report, said, stands, submission)),
            effects=_effects(report, stands, submission, layout, whole),
            changed=_changed(submission, layout),
            asked=asked,
            issued=is_issued(report),
            me=visitor(),
            days_late=max(0, (report.submitted_on - report.obligation.due_on).days) if report.submitted_on else 0,
            waited=(today() - report.submitted_on).days if report.submitted_on else 0,
            titles={it.key: it.title[lang] for it in stands.sections},
            label=_labels(layout, submission),
            tab_items=lambda: _tabs(report, stands, section),
            titles_of=lambda them: ", ".join(it.title[lang] for it in them),
            finance_key=next((it.key for it in stands.sections if it.finance), ""),
            change_of=_change,
            check_link=lambda it: check_href(report, it),
        ),
        INVALID if problems else 200,
    )


def finance_of(report: Report) -> str:
    """The key of the section that declares costs; empty for a report that has none."""
    return next((it.key for it in queries.standing(report).sections if it.finance), "")


def next_section(report: Report, section: str) -> str:
    """The section to read after this one: the next that is not decided, or this one when all are."""
    keys = [it.key for it in queries.standing(report).sections]
    left = {it.key for it in queries.standing(report).pending_sections}
    at = keys.index(section)
    return next((key for key in (*keys[at + 1 :], *keys[:at]) if key in left), section)


def places(report: Report, section: str) -> list[tuple[str, str]]:
    """The answers of a section that a remark can be about, with what is asked there."""
    submission = reports.last_submission(report)
    if submission is None or not section:
        return []
    layout = reports.layout_of_submission(submission)
    found = layout.section(section)
    if found is None:
        return []
    return [(it.path, shown.place(layout, it.path, submission.answers)) for it in found.cells(submission.answers)]


def _first(stands: Standing) -> str:
    """The first section that waits for a decision; the one of costs when none does."""
    left = [it.key for it in stands.pending_sections] or [it.key for it in stands.sections if it.finance]
    return next(iter([*left, *(it.key for it in stands.sections)]), "")


def _body(layout: Layout, submission: Submission, section: str) -> shown.ShownSection:
    former = queries.version_before(submission)
    found = shown.sections(layout, submission.answers, before=former.answers if former else None)
    return next(it for it in found if it.key == section)


def _previous(report: Report, layout: Layout | None) -> dict[str, str]:
    """What the report before answered, in words, by path."""
    former = reports.previous_submission(report.obligation) if layout else None
    return shown.previous(layout, former.answers) if former and layout else {}


def _lines(
    report: Report, stands: Standing, lines: Sequence[Line], submission: Submission | None, layout: Layout | None
) -> list[ShownLine]:
    decided = {it.code: it for it in stands.lines}
    answers = submission.answers if submission else {}
    why = {path.split(".")[-2]: text for path, text in answers.items() if path.endswith(".why") and ".lines." in path}
    expenses = {it.line_code: it for it in report.expenses}
    listed = _documents(submission, layout)
    closed = report.accepted_on is not None or submission is None
    found = []
    for line in lines:
        expense, standing = expenses[line.code], decided.get(line.code)
        decision = standing.decision if standing else None
        refused = expense.disallowed if closed else decision.disallowed if decision else 0
        known = closed or decision is not None
        found.append(
            ShownLine(
                line,
                refused,
                line.declared - refused if (known and report.state != State.SUBMITTED) or decision else 0,
                decision,
                why.get(line.code, ""),
                tuple(it for it in listed if it[0].line == line.code),
            )
        )
    return found


def _documents(
    submission: Submission | None, layout: Layout | None
) -> list[tuple[Voucher, tuple[Mapping[str, Any], ...]]]:
    """Each document that the partner lists, with the files of its row."""
    if submission is None or layout is None:
        return []
    grids = [grid for section in layout.sections for grid in section.grids if grid.kind is SectionKind.ATTACHMENTS]
    rows = [f"{grid.path}.{row.key}" for grid in grids for row in grid.filled(submission.answers)]
    listed = vouchers(layout, submission.answers)
    return [
        (voucher, tuple(it for it in submission.files if (it["path"] or "").startswith(row)))
        for row, voucher in zip(rows, listed, strict=True)
    ]


def _line_form(code: str, report: Report, lines: Sequence[ShownLine] = ()) -> LineForm:
    """The form of one line as it stands; with its code before each name where all are on one page."""
    if lines:
        decision = next((it.decision for it in lines if it.line.code == code), None)
        return LineForm(
            None,
            disallowed=decision.disallowed if decision else None,
            reason=decision.reason if decision else "",
            recover="yes" if decision is None or decision.recover or not decision.disallowed else "no",
            revision=decision.revision if decision else 0,
        )
    expense = next((it for it in report.expenses if it.line_code == code), None)
    return LineForm(
        None,
        prefix=f"{code}-" if expense else "",
        disallowed=expense.disallowed if expense else None,
        reason=(expense.reason or "") if expense else "",
        recover="no" if expense and expense.disallowed and not expense.recover else "yes",
    )


def _offer(form: Any, report: Report, section: str) -> Any:
    whole = _("The whole section") if section else _("The whole report")
    form.path.choices = [SelectChoice(*place) for place in (("", whole), *places(report, section))]
    return form


def _officers(form: TakeUpForm, report: Report) -> TakeUpForm:
    form.reviewer.choices = [
        SelectChoice(it.email, it.name) for it in queries.officers() if it.email != report.reviewer
    ]
    return form


def _effects(
    report: Report,
    stands: Standing,
    submission: Submission | None,
    layout: Layout | None,
    whole: Mapping[str, LineForm] | None,
) -> list[str]:
    """What acceptance will do, before it is done."""
    if report.state not in _OPEN:
        return []
    year = report.obligation.fiscal_year
    found = []
    if submission is None:
        found.append(_("Record the accepted costs in %(year)s.", year=year))
    else:
        cost = stands.declared - stands.disallowed
        found.append(_("Record %(cost)s of accepted costs in %(year)s.", cost=money(cost), year=year))
        if stands.recovered:
            found.append(_("Establish a receivable of %(amount)s.", amount=money(stands.recovered)))
        if stands.disallowed - stands.recovered:
            kept = money(stands.disallowed - stands.recovered)
            found.append(_("Leave %(amount)s refused in the funds held.", amount=kept))
    if submission and layout:
        checked = check(layout, submission.answers)
        if interest := checked.interest():
            found.append(_("Record interest of %(amount)s.", amount=money(interest)))
        offered = sum(1 for _it in learnings.offers(layout, submission.answers))
        if offered:
            found.append(
                ngettext("Share %(num)s learning in the library.", "Share %(num)s learnings in the library.", offered)
            )
    return found + [
        _("No longer hold back instalment %(ref)s of %(amount)s.", ref=case.ref, amount=money(case.amount))
        for case in queries.waiting_for(report, at=now(), today=today())
    ]


def _changed(submission: Submission | None, layout: Layout | None) -> list[shown.ShownChange]:
    """What this version changed of the one before."""
    former = queries.version_before(submission) if submission else None
    return shown.differences(layout, former.answers, submission.answers) if former and submission and layout else []


def _involved(report: Report, said: Sequence[Comment], stands: Standing, submission: Submission | None) -> list[str]:
    """The addresses of whoever the page names."""
    found = [report.reviewer, *(it.author for it in said), *(it.asked_by for it in queries.reopenings_of(report))]
    found += [it.decision.by for it in stands.lines if it.decision]
    found += [submission.submitted_by, submission.on_behalf_of] if submission else []
    return [it for it in found if it]


def _tabs(report: Report, stands: Standing, current: str) -> list[dict[str, Any]]:
    """The sections: a tick for those that are accepted; those that go back say so."""
    due = report.obligation
    return [
        {
            "text": _("%(section)s (to return)", section=it.title[language()])
            if it.decision is Decision.RETURNED
            else it.title[language()],
            "href": url_for("review.section", number=due.agreement.number, k=due.number, section=it.key),
            "current": it.key == current,
            "done": it.decision is Decision.ACCEPTED,
        }
        for it in stands.sections
    ]


def _change(row: ShownLine) -> str | None:
    """How much more or less than last time, as a share."""
    before = row.line.before
    if not before or row.change is None:
        return None
    rate = format_rate(abs(row.change), abs(before), language(), decimals=0)
    return f"{'+' if row.change > 0 else '−' if row.change < 0 else ''}{rate}"


def _labels(layout: Layout | None, submission: Submission | None) -> Any:
    """For templates: what is asked at a path, in words."""

    def label(path: str) -> str:
        return shown.place(layout, path, submission.answers) if layout and submission else path

    return label


def check_href(report: Report, it: Check) -> str:
    """Where to look at what a check noticed."""
    due = report.obligation
    place: dict[str, Any] = {"number": due.agreement.number, "k": due.number}
    if it.section is None:
        return url_for("review.report", **place)
    if it.line:
        return url_for("review.section", section=it.section, poste=it.line, _anchor=f"line-{it.line}", **place)
    return url_for("review.section", section=it.section, **place)
