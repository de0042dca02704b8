"""Instalments and reports due are superseded, never just changed: what they said before is kept with the moment
until which it held, so that an older "known as at" shows the plan of that time (DOMAIN rule 4, LEDGER)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.db import session
from tracker.grants import falling
from tracker.grants.models import Agreement, FormerInstalment, FormerObligation, Instalment, Obligation
from tracker.ledger.money import Cents

if TYPE_CHECKING:
    from tracker.grants.service import Author


@dataclass(frozen=True, slots=True)
class KnownInstalment:
    """An instalment as it was known at a moment."""

    id: int
    number: int
    kind: str
    fiscal_year: str
    due_on: date
    amount: Cents
    required_report: int | None


@dataclass(frozen=True, slots=True)
class KnownObligation:
    """A report due as it was known at a moment; ``id`` is 0 for one that fell away since."""

    id: int
    number: int
    kind: str
    fiscal_year: str
    from_on: date
    to_on: date
    due_on: date


def instalments_known_at(agreement: Agreement, known_at: datetime) -> tuple[KnownInstalment, ...]:
    """The schedule as it stood at ``known_at``."""
    former: dict[int, FormerInstalment] = {}
    for past in session.scalars(
        select(FormerInstalment)
        .where(FormerInstalment.agreement_id == agreement.id, FormerInstalment.superseded_at > known_at)
        .order_by(FormerInstalment.superseded_at.desc(), FormerInstalment.id.desc())
    ):
        former[past.instalment_id] = past
    return tuple(_instalment(it, former.get(it.id)) for it in agreement.instalments if it.recorded_at <= known_at)


def _instalment(it: Instalment, past: FormerInstalment | None) -> KnownInstalment:
    said = past or it
    required = past.required_report if past else (it.required_obligation.number if it.required_obligation else None)
    return KnownInstalment(it.id, it.number, said.kind, said.fiscal_year, said.due_on, said.amount, required)


def obligations_known_at(agreement: Agreement, known_at: datetime) -> tuple[KnownObligation, ...]:
    """The reports due as they stood at ``known_at``."""
    ids = {it.number: it.id for it in agreement.obligations}
    found: dict[int, Obligation | FormerObligation] = {
        it.number: it for it in agreement.obligations if it.recorded_at <= known_at
    }
    for past in session.scalars(
        select(FormerObligation)
        .where(
            FormerObligation.agreement_id == agreement.id,
            FormerObligation.recorded_at <= known_at,
            FormerObligation.superseded_at > known_at,
        )
        .order_by(FormerObligation.id)
    ):
        found[past.number] = past
    return tuple(
        KnownObligation(ids.get(number, 0), number, it.kind, it.fiscal_year, it.from_on, it.to_on, it.due_on)
        for number, it in sorted(found.items())
    )


def ends_on_known_at(agreement: Agreement, known_at: datetime) -> date:
    """The last day of ``agreement`` as it was known at ``known_at``: an amendment may have moved it since."""
    later = [it.former_ends_on for it in agreement.amendments if it.former_ends_on and it.recorded_at > known_at]
    return later[0] if later else agreement.ends_on


def supersede_instalment(
    it: Instalment,
    *,
    at: datetime,
    due_on: date | None = None,
    amount: Cents | None = None,
    required: Obligation | bool | None = True,
) -> None:
    """Give ``it`` another day, amount or report to wait for (True leaves it), and keep what it said."""
    wanted = it.required_obligation if required is True else required or None
    changes = (due_on or it.due_on, it.amount if amount is None else amount, wanted)
    if changes == (it.due_on, it.amount, it.required_obligation):
        return
    session.add(
        FormerInstalment(
            agreement_id=it.agreement_id,
            instalment_id=it.id,
            kind=it.kind,
            fiscal_year=it.fiscal_year,
            due_on=it.due_on,
            amount=it.amount,
            required_report=it.required_obligation.number if it.required_obligation else None,
            superseded_at=at,
        )
    )
    it.due_on, it.amount, it.required_obligation = changes


def supersede_obligation(it: Obligation, *, at: datetime, **changes: object) -> None:
    """Change columns of ``it``, and keep what it said."""
    if all(getattr(it, name) == value for name, value in changes.items()):
        return
    _keep(it, at)
    for name, value in changes.items():
        setattr(it, name, value)
    it.recorded_at = at


def let_fall(it: Obligation, *, author: Author, reason: str) -> None:
    """Take a report that will not be due away, keeping what it said and what somebody wrote for it. Nothing may
    wait for it any more."""
    _keep(it, author.at)
    falling.keep(it, author=author, reason=reason)
    session.delete(it)
    session.flush()


def _keep(it: Obligation, at: datetime) -> None:
    session.add(
        FormerObligation(
            agreement_id=it.agreement_id,
            number=it.number,
            kind=it.kind,
            fiscal_year=it.fiscal_year,
            from_on=it.from_on,
            to_on=it.to_on,
            due_on=it.due_on,
            recorded_at=it.recorded_at,
            superseded_at=at,
        )
    )
    session.flush()
