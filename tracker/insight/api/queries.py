"""What the interface reads beside what pages read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.policy import organisation_of
from tracker.accounts.visitor import Visitor
from tracker.db import session
from tracker.directory.models import Membership, Organisation, Phase, Regroupement
from tracker.grants.models import Agreement, BudgetLine, HostMandate
from tracker.grants.policy import may_see, sees_all, still_theirs


def agreements(numbers: Sequence[str]) -> dict[str, Agreement]:
    """The agreements of these numbers, by number, with what a list says of them."""
    found = session.scalars(
        select(Agreement)
        .where(Agreement.number.in_(numbers))
        .options(
            joinedload(Agreement.programme),
            joinedload(Agreement.framework),
            joinedload(Agreement.regroupement),
            joinedload(Agreement.phase).joinedload(Phase.project),
            selectinload(Agreement.mandates).joinedload(HostMandate.organisation),
        )
    )
    return {it.number: it for it in found}


def organisations(person: Visitor) -> ColumnElement[bool]:
    """For the ``where`` of a query on ``Organisation``: their own, and those that host an agreement that they see
    or are of its regroupement; all of them for who sees every agreement. Who has left an agreement does not
    learn who came after."""
    if sees_all(person):
        return true()
    hosts = select(HostMandate.organisation_id).join(HostMandate.agreement).where(may_see(person), still_theirs(person))
    groups = select(Agreement.regroupement_id).where(may_see(person), Agreement.regroupement_id.is_not(None))
    members = select(Membership.organisation_id).where(Membership.regroupement_id.in_(groups))
    return Organisation.id.in_(hosts) | Organisation.id.in_(members) | (Organisation.code == organisation_of(person))


def regroupements(person: Visitor) -> ColumnElement[bool]:
    """For the ``where`` of a query on ``Regroupement``: those of an agreement that they see, or all of them."""
    if sees_all(person):
        return true()
    return Regroupement.id.in_(select(Agreement.regroupement_id).where(may_see(person)))


def line_order() -> tuple[str, ...]:
    """The codes of all budget lines, in their order: with the journal, what decides a statement's figures."""
    return tuple(session.scalars(select(BudgetLine.code).order_by(BudgetLine.position)))
