"""Who an organisation's page is about. Unknown is 404; the directory is open to whoever may see it at all."""

from __future__ import annotations

from flask import abort
from sqlalchemy import select

from tracker.accounts.policy import visitor
from tracker.db import now, session
from tracker.directory import queries
from tracker.directory.merging.service import Who
from tracker.directory.models import Membership, Merger, Organisation, Regroupement


def load_organisation(code: str) -> Organisation:
    """The organisation of this code, merged or not; 404 if there is none."""
    return queries.organisation(code) or abort(404)


def load_regroupement(code: str) -> Regroupement:
    """The regroupement of this code; 404 if there is none."""
    return session.scalar(select(Regroupement).where(Regroupement.code == code)) or abort(404)


def load_membership(code: str, membership_id: int) -> Membership:
    """This membership of the organisation of this code; 404 if it has none such."""
    found = session.get(Membership, membership_id)
    return found if found is not None and found.organisation.code == code else abort(404)


def load_pair(first: str, second: str) -> tuple[Organisation, Organisation]:
    """Two different organisations, in the order of their codes; 404 otherwise."""
    if first >= second:
        abort(404)
    return load_organisation(first), load_organisation(second)


def load_merger(merger_id: int) -> Merger:
    """The merger of this number, decided or not; 404 if there is none."""
    return session.get(Merger, merger_id) or abort(404)


def acting() -> Who:
    """The person of this request, now."""
    me = visitor()
    return Who(me.person_id, me.email, now())
