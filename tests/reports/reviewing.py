"""The worked agreement on the eve of a report, its report filled in as a partner would, and its reviewer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

from tests import worked
from tests.insight import books
from tracker.db import now, session, transaction
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement, Obligation
from tracker.grants.service import Author
from tracker.reports import queries
from tracker.reports.form.check import check
from tracker.reports.form.questions import Question, QuestionKind
from tracker.reports.models import Report
from tracker.reports.review import queries as reviewed
from tracker.reports.review.standing import Decision
from tracker.reports.service import drafts, review, submissions

PARTNER, SIGNATORY = "partenaire@demo.example", "signataire@demo.example"
OFFICER, OTHER, DIRECTOR = "bailleur@demo.example", "autre@demo.example", "direction@demo.example"
HOST = "ORG-001"

STORY = {
    "identity.contact": "Josée Gélinas",
    "story.done": "Douze ateliers parent-enfant dans trois municipalités.",
    "story.context_changed": "no",
}
CHILD = {
    "actions.actions.a1.title": "Heure du conte",
    "actions.actions.a1.system": "child",
    "actions.actions.a1.status": "done",
}


def noon(day: str) -> datetime:
    at = date.fromisoformat(day)
    return datetime(at.year, at.month, at.day, 16, tzinfo=UTC)


def take_in(day: str, folder: Path) -> None:
    """The worked agreement as it was known at the end of ``day``."""
    worked.take_in(books.as_of(date.fromisoformat(day), folder / "known.xlsx"))
    with transaction():
        session.scalars(select(Organisation).where(Organisation.code == HOST)).one().email = "hote@demo.example"


def obligation(k: int) -> Obligation:
    return session.scalars(
        select(Obligation).join(Obligation.agreement).where(Agreement.number == worked.NUMBER, Obligation.number == k)
    ).one()


def report(k: int) -> Report:
    found = queries.report_of(obligation(k))
    assert found is not None
    return found


def by(email: str) -> Author:
    return Author(email, now())


def submit(k: int, spent: dict[str, str], **more: str) -> Report:
    """Report ``k`` written and submitted today, with these costs and, on top of the least that is asked, ``more``
    (a dot in a path is written as two underscores)."""
    with transaction():
        it = drafts.begin(obligation(k), author=by(PARTNER))
    answers = {**STORY, **CHILD, **{path.replace("__", "."): text for path, text in more.items()}}
    write(k, answers | {f"finance.lines.{line}.spent": amount for line, amount in spent.items()})
    with transaction():
        it = report(k)
        for code in [each.code for each in queries.facts_of(it.obligation).indicators]:
            path = f"indicators.indicators.{code}.actual"
            if path not in queries.texts_of(it):
                write_in(it, {path: "40"})
        explain(it)
        submissions.submit_draft(it, submitted_on=now().date(), language="fr", author=by(SIGNATORY))
    return report(k)


def again(k: int, answers: dict[str, str]) -> Report:
    """The partner changes these answers of what came back, and submits it again."""
    write(k, answers)
    with transaction():
        submissions.submit_draft(report(k), submitted_on=now().date(), language="fr", author=by(SIGNATORY))
    return report(k)


def write(k: int, answers: dict[str, str]) -> None:
    with transaction():
        write_in(report(k), answers)


def write_in(it: Report, answers: dict[str, str]) -> None:
    known = queries.draft_of(it)
    edits = [drafts.Edit(path, text, known[path].revision if path in known else 0) for path, text in answers.items()]
    saved = drafts.save(it, edits, layout=queries.layout_of(it), author=by(PARTNER))
    assert not saved.conflicts


def explain(it: Report) -> None:
    """A word for every line that differs from its budget."""
    lines = [each.code for each in queries.facts_of(it.obligation).lines]
    write_in(it, {f"finance.lines.{line}.why": "Comme prévu au plan." for line in lines})


def accept_sections(it: Report, *, but: tuple[str, ...] = (), author: Author | None = None) -> None:
    """Every section accepted but these; lines must be decided before."""
    for section in reviewed.standing(it).sections:
        if section.key not in but:
            review.decide_section(it, section.key, Decision.ACCEPTED, author=author or by(OFFICER))


def submit_somehow(number: str, k: int, *, on: date) -> None:
    """Report ``k`` of any agreement, answered with the least that its form takes, and submitted on that day."""
    found = select(Obligation).join(Obligation.agreement).where(Agreement.number == number, Obligation.number == k)
    with transaction():
        it = drafts.begin(session.scalars(found).one(), author=by(PARTNER))
        layout = queries.layout_of(it)
        lines = [each.code for each in layout.facts.lines]
        write_in(it, {f"finance.lines.{line}.spent": "100,00" for line in lines})
        for _attempt in range(5):
            blocking = check(layout, queries.texts_of(it)).blocking
            write_in(it, {problem.path: _some(layout.question(problem.path)) for problem in blocking})
        submissions.submit_draft(it, submitted_on=on, language="fr", author=by(SIGNATORY))


def _some(question: Question | None) -> str:
    """An answer to this question."""
    kind = question.kind if question else QuestionKind.SHORT_TEXT
    if kind is QuestionKind.CHOICE and question:
        return question.choices[0].code
    return {
        QuestionKind.NUMBER: "12",
        QuestionKind.MONEY: "12,00",
        QuestionKind.YES_NO: "no",
        QuestionKind.DATE: "2020-03-02",
    }.get(kind, "Comme prévu")
