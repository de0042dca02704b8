"""The worked agreement on a day, its host's account verified, and the three people a payment needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from tests import people, worked
from tests.insight import books
from tracker.accounts.models import Role
from tracker.db import now, session, transaction
from tracker.directory.models import Organisation
from tracker.grants.payments import details, queries, service
from tracker.grants.payments.models import PaymentRequest
from tracker.grants.payments.queries import Case
from tracker.grants.payments.service import Asked, Who
from tracker.web.dates import today

HOST = "ORG-001"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


def at(day: date, folder: Path, *, verified: bool = True) -> None:
    """Take the worked agreement in as it was at the end of ``day``."""
    worked.take_in(books.as_of(day, folder / f"{day}.xlsx"))
    with transaction():
        host = session.scalars(select(Organisation).where(Organisation.code == HOST)).one()
        host.email = "hote@demo.example"
        if verified:
            details.record_verified(
                [host.id],
                entered_by=people.person(Role.OFFICER),
                confirmed_by=people.person(Role.APPROVER),
                actor="demo",
                at=now() - timedelta(days=3),
            )


def who(role: Role | str, email: str | None = None) -> Who:
    """Somebody of this role, now."""
    person = people.person(role, email=email)
    return Who(person_id=person.id, email=person.email, role=Role(person.role), at=now(), today=today())


def case(number: int) -> Case:
    """The instalment V``number`` of the worked agreement, which is not paid."""
    (found,) = queries.cases(queries.unpaid(worked.NUMBER, number), at=now(), today=today())
    return found


def asked_for(number: int, *, override: str = "", token: str = "jeton") -> int:  # noqa: S107 - not a password
    """Ask for what is proposed; the request's id."""
    with transaction():
        it = case(number)
        wanted = Asked(it.proposal.gross, it.proposal.offset, it.proposal.lapse, override)
        return service.request_payment(it, wanted, token=token, who=who(Role.OFFICER)).id


def approved(number: int, *, override: str = "") -> int:
    """The same, approved twice."""
    made = asked_for(number, override=override)
    for role in (Role.APPROVER, Role.DIRECTOR):
        with transaction():
            service.approve(made, who=who(role))
    return made


def request(request_id: int) -> PaymentRequest:
    found = queries.request_of(request_id)
    assert found is not None
    return found
