"""Reports of the demo that wait for their reviewer, written on their forms as partners write them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from tracker.accounts.models import PARTNER_ROLES, Person
from tracker.db import session
from tracker.demo import narratives
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement, HostMandate, Obligation
from tracker.grants.service import Author
from tracker.ledger.money import plain
from tracker.reports import queries
from tracker.reports.form.facts import Facts
from tracker.reports.service import drafts, submissions
from tracker.reports.service.drafts import Edit

SUBMITTED = 3
"""How many come in with what others brought, to be recorded once they are accepted."""

_CONTRIBUTION = {
    "source": "Municipalité",
    "kind": "in_kind",
    "public": "yes",
    "quantity": "40",
    "unit_value": "35,00",
    "basis": "Tarif de location de la salle",
}


def write_waiting(*, on: date, actor: str, at: datetime) -> None:
    """Write and submit ``SUBMITTED`` reports that are due and have not come, of hosts whose people are not in the
    cast: theirs stays to be written."""
    author = Author(actor, at)
    for obligation in _due(on)[:SUBMITTED]:
        report = drafts.begin(obligation, author=author)
        layout = queries.layout_of(report)
        texts = {**narratives.of(obligation).offered(), **_figures(layout.facts), **_contribution()}
        answers = narratives.answered(layout, texts).answers
        drafts.save(report, [Edit(path, text, 0) for path, text in answers.items()], layout=layout, author=author)
        submissions.submit_draft(report, submitted_on=on, language="fr", author=author)


def _due(on: date) -> list[Obligation]:
    cast = select(Person.organisation_code).where(Person.role.in_(PARTNER_ROLES))
    return list(
        session.scalars(
            select(Obligation)
            .join(Obligation.agreement)
            .join(HostMandate, HostMandate.agreement_id == Agreement.id)
            .join(Organisation, HostMandate.organisation_id == Organisation.id)
            .where(
                Obligation.received_on.is_(None),
                Obligation.due_on <= on,
                HostMandate.to_on.is_(None),
                Organisation.code.not_in(cast),
            )
            .order_by(Agreement.number, Obligation.number)
        )
    )


def _contribution() -> dict[str, str]:
    return {f"contributions.contributions.c1.{column}": text for column, text in _CONTRIBUTION.items()}


def _figures(facts: Facts) -> dict[str, str]:
    written = {}
    for rank, line in enumerate(facts.lines):
        left = max(0, line.authorised - line.accepted - line.pending)
        written[f"finance.lines.{line.code}.spent"] = plain(left * (96 + rank % 4) // 100)
    for indicator in facts.indicators:
        written[f"indicators.indicators.{indicator.code}.actual"] = indicator.last or indicator.target or "12"
    return written
