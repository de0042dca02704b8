"""A report of the worked agreement that is still to be written, and what its form answers when it is filled in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tests import worked
from tests.worked import NUMBER
from tracker.db import now, session, transaction
from tracker.grants.models import Agreement, Obligation
from tracker.grants.service import Author
from tracker.reports import queries
from tracker.reports.models import Report
from tracker.reports.service import drafts

HOST = "ORG-001"
K = 20
HERE = f"/ententes/{NUMBER}/rapports/{K}"

ANSWERS = {
    "identity.contact": "Josée Tremblay",
    "story.done": "Douze ateliers dans trois municipalités.",
    "story.context_changed": "no",
    "finance.lines.materials.spent": "1 234,56",
}


def agreement() -> Agreement:
    """The worked agreement, taken in if need be."""
    found = session.scalar(select(Agreement).where(Agreement.number == NUMBER))
    if found is None:
        worked.take_in()
        found = session.scalars(select(Agreement).where(Agreement.number == NUMBER)).one()
    return found


def to_write(kind: str = "progress") -> Obligation:
    """A report of its last year, due in two weeks, that nobody has begun."""
    of = agreement()
    with transaction():
        obligation = Obligation(
            agreement=of,
            number=K,
            kind=kind,
            fiscal_year=of.fiscal_years[-1],
            from_on=date(2019, 1, 1),
            to_on=date(2019, 6, 30),
            due_on=date(2019, 10, 31),
        )
        session.add(obligation)
    return obligation


def author(email: str = "partenaire@demo.example") -> Author:
    return Author(email, now())


def begun(*, kind: str = "progress", **answers: str) -> Report:
    """The same, begun, with these answers (a dot in a path is written as two underscores)."""
    obligation = to_write(kind)
    with transaction():
        report = drafts.begin(obligation, author=author())
        edits = [drafts.Edit(path.replace("__", "."), text, 0) for path, text in answers.items()]
        drafts.save(report, edits, layout=queries.layout_of(report), author=author())
    return report


def complete(**answers: str) -> Report:
    """The same with everything that its form requires, indicators included."""
    obligation = to_write()
    with transaction():
        report = drafts.begin(obligation, author=author())
        layout = queries.layout_of(report)
        texts = ANSWERS | {path.replace("__", "."): text for path, text in answers.items()}
        for section in layout.sections:
            for grid in section.grids:
                texts |= {grid.cell(row.key, "actual"): "12" for row in grid.rows if grid.column("actual")}
                texts |= {grid.cell(row.key, "why"): "Comme prévu." for row in grid.rows if grid.column("spent")}
        edits = [drafts.Edit(path, text, 0) for path, text in texts.items()]
        drafts.save(report, edits, layout=layout, author=author())
    return report
