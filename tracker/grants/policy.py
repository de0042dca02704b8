"""Which agreements somebody may see. Unknown and forbidden are the same 404."""

from __future__ import annotations

from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, select, true

from tracker.accounts.policy import organisation_of, visitor
from tracker.accounts.visitor import Visitor
from tracker.db import session
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement, HostMandate


def may_see(person: Visitor) -> ColumnElement[bool]:
    """For the ``where`` of any query on ``Agreement``: a partner sees those that their organisation
    hosts or has hosted, everybody else sees all.
    """
    code = organisation_of(person)
    if code is None:
        return true()
    hosted = exists().where(
        HostMandate.agreement_id == Agreement.id,
        HostMandate.organisation_id == Organisation.id,
        Organisation.code == code,
    )
    return hosted.correlate(Agreement)  # whatever else the query joins


def visible_agreements() -> Select[Any]:
    """The agreements that the person of this request may see, to filter and sort further."""
    return select(Agreement).where(may_see(visitor()))


def load_agreement(number: str) -> Agreement:
    """The agreement of this number, if the person of this request may see it; 404 otherwise."""
    agreement: Agreement | None = session.scalar(visible_agreements().where(Agreement.number == number))
    if agreement is None:
        abort(404)
    return agreement
