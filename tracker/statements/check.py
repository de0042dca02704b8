"""Every invariant of the data: the identities for every agreement, and records against the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.orm import aliased

from tracker.db import session
from tracker.errors import DomainError, Message, message
from tracker.grants import models as g
from tracker.grants.models.allocation import WHOLE
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.models import JournalEntry, Posting
from tracker.reports import models as r
from tracker.statements.build import assemble, read
from tracker.statements.models import IssuedStatement
from tracker.statements.statement import Text
from tracker.statements.verify import faults_of_record

Total = Callable[..., object]
_NOBODY = Text("", "")
_Reversed = aliased(JournalEntry)


def check_everything(*, as_of: date, known_at: datetime, progress: Total = lambda done, total: None) -> list[Message]:
    """What does not hold, as sentences; an empty list when all is well."""
    faults = [*_records_against_journal(), *_reports_against_obligations(), *_keys(), *_issued_statements()]
    numbers = session.scalars(select(g.Agreement.number).order_by(g.Agreement.number)).all()
    for done, number in enumerate(numbers, start=1):
        try:
            record = read(number, as_of=as_of, known_at=known_at)
            for year in (None, *record.fiscal_years):
                assemble(record, year=year, funder=_NOBODY, fictional=False)
        except DomainError as error:
            faults.append(error.message)
        session.expunge_all()  # memory stays that of one agreement
        progress(done, len(numbers))
    return faults


def _keys() -> list[Message]:
    """Allocation keys whose shares do not make a hundred per cent."""
    query = (
        select(g.Agreement.number, func.sum(g.AllocationShare.share).label("whole"))
        .join(g.AllocationKey, g.AllocationKey.agreement_id == g.Agreement.id)
        .join(g.AllocationKey.shares)
        .group_by(g.Agreement.number, g.AllocationKey.id)
        .order_by(g.Agreement.number)
    )
    return [
        message("agreement %(number)s: the shares of an allocation key do not make 100%%", number=row.number)
        for row in session.execute(query)
        if row.whole != WHOLE
    ]


def _issued_statements() -> Iterator[Message]:
    """Issued statements whose record, signature, journal or stored files are not as they were issued."""
    for id_ in session.scalars(select(IssuedStatement.id).order_by(IssuedStatement.id)).all():
        row = session.get_one(IssuedStatement, id_)
        yield from faults_of_record(row)
        for file in row.files:
            if hashlib.sha256(file.content).hexdigest() != file.sha256:
                yield message("statement %(number)s: its file %(name)s was altered", number=row.number, name=file.name)
        session.expunge_all()


def _records_against_journal() -> list[Message]:
    """Per agreement, what the records add up to and what the journal says of it."""
    pairs: tuple[tuple[str, Select[str, int], Account, tuple[Kind, ...], int], ...] = (
        (
            "payment",
            _sum(g.Payment.gross, g.Payment).join(g.Agreement, g.Payment.agreement_id == g.Agreement.id),
            Account.HELD,
            (Kind.PAID,),
            1,
        ),
        (
            "expense",
            _sum(r.Expense.declared, r.Expense)
            .join(r.Report, r.Expense.report_id == r.Report.id)
            .join(g.Obligation, r.Report.obligation_id == g.Obligation.id)
            .join(g.Agreement, g.Obligation.agreement_id == g.Agreement.id)
            .where(r.Report.accepted_on.is_not(None)),
            Account.DECLARED,
            (Kind.REPORT_ACCEPTED,),
            1,
        ),
        (
            "amendment",
            _sum(g.AmendmentLine.amount, g.AmendmentLine)
            .join(g.Amendment, g.AmendmentLine.amendment_id == g.Amendment.id)
            .join(g.Agreement, g.Amendment.agreement_id == g.Agreement.id),
            Account.COMMITTED,
            (Kind.SIGNED, Kind.AMENDED),
            -1,
        ),
    )
    faults = []
    for table, records, account, kinds, sign in pairs:
        recorded = {number: total for number, total in session.execute(records).all() if total}
        posted = {
            number: total * sign
            for number, total in session.execute(
                select(Posting.agreement, cast(func.sum(Posting.amount), BigInteger))
                .join(JournalEntry, Posting.entry == JournalEntry.seq)
                .outerjoin(_Reversed, JournalEntry.reverses == _Reversed.seq)
                .where(
                    Posting.account == account.value,
                    func.coalesce(_Reversed.kind, JournalEntry.kind).in_([kind.value for kind in kinds]),
                )
                .group_by(Posting.agreement)
            )
            if total
        }
        faults += [
            message(
                "agreement %(number)s: the journal and the table %(table)s do not add up to the same",
                number=number,
                table=table,
            )
            for number in sorted(recorded.keys() | posted.keys())
            if recorded.get(number) != posted.get(number)
        ]
    return faults


def _sum(column: Any, model: Any) -> Select[str, int]:
    return (
        select(g.Agreement.number, cast(func.sum(column), BigInteger)).select_from(model).group_by(g.Agreement.number)
    )


def _reports_against_obligations() -> list[Message]:
    query = (
        select(g.Agreement.number, g.Obligation.number)
        .join(g.Obligation.agreement)
        .outerjoin(r.Report, r.Report.obligation_id == g.Obligation.id)
        .where(
            (g.Obligation.received_on.is_distinct_from(r.Report.submitted_on))
            | (g.Obligation.fulfilled_on.is_distinct_from(r.Report.accepted_on))
        )
    )
    return [
        message("agreement %(number)s: report %(report)s and what is due of it differ", number=number, report=report)
        for number, report in session.execute(query)
    ]
