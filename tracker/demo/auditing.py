"""An auditor at work in the demo: a sample of the worked agreement, and what its host was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO

from sqlalchemy import select

from tracker.accounts.models import Person, Role
from tracker.accounts.visitor import Visitor
from tracker.audit import evidence, papers
from tracker.audit.populations import Population
from tracker.audit.sampling import Method
from tracker.db import session
from tracker.demo.shape import WORKED_RANK
from tracker.files import service as files
from tracker.grants.models import Agreement
from tracker.statements import service as statements
from tracker.web.dates import local_day

TOLERABLE = 60_000_00
SEED = "démonstration"
_DAYS = timedelta(days=21)
_HOURS = "semaine;heures\n2016-09-12;35\n2016-09-19;35\n2016-09-26;28\n2016-10-03;35\n"


def ask_and_answer(people: Sequence[Person], *, on: date, at: datetime) -> None:
    """Draw a sample of the worked agreement as of ``on``; its first item waits for the host, the second is answered
    with a file."""
    number = f"PE-2016-{WORKED_RANK:03d}"
    agreement = session.scalars(select(Agreement).where(Agreement.number == number)).one()
    auditor, partner = (
        _visitor(next(it for it in people if it.role == role)) for role in (Role.AUDITOR, Role.PREPARER)
    )
    sample = papers.draw(
        agreement,
        statements.agreement_statement(agreement.number, year=None, as_of=on, known_at=at),
        population=Population.EXPENSES,
        method=Method.MONETARY_UNIT,
        seed=SEED,
        risk=5,
        tolerable=TOLERABLE,
        size=0,
        who=auditor,
        at=at,
    )
    due_on = local_day(at) + _DAYS
    waits, answered = sample.items[:2]
    said = "Les contrats de travail et les talons de paie de septembre et octobre 2016."
    evidence.ask(waits, asked_of=evidence.PARTNER, text=said, due_on=due_on, who=auditor, at=at)
    said = "Les feuilles de temps qui appuient ce montant."
    asked = evidence.ask(answered, asked_of=evidence.PARTNER, text=said, due_on=due_on, who=auditor, at=at)
    kept = files.keep(
        BytesIO(_HOURS.encode()), name="feuilles-de-temps.csv", organisation=partner.organisation_code,
        by=partner.email, at=at,
    )  # fmt: skip
    evidence.answer(asked, text="Voici le relevé des heures.", files=[kept], who=partner, at=at)


def _visitor(person: Person) -> Visitor:
    """The person as if they were here; without a session of theirs."""
    return Visitor(
        0, person.id, person.email, person.name, Role(person.role), person.organisation_code, person.language
    )
