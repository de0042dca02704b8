"""What samples are drawn from: the items of an agreement by both clocks. Pure."""

from __future__ import annotations

from enum import StrEnum

from tracker.audit.sampling import Item
from tracker.statements.statement import Disbursement, ExpenseFact, Statement


class Population(StrEnum):
    EXPENSES = "expenses"
    PAYMENTS = "payments"


def expense_key(expense: ExpenseFact) -> str:
    """``R2/salaires``: a line of a report."""
    return f"R{expense.report}/{expense.code}"


def payment_key(payment: Disbursement) -> str:
    """``P3``: a payment by its number."""
    return f"P{payment.payment}"


def report_of(key: str) -> int | None:
    """The number of the report that an expense is of; None for a payment."""
    report, slash, _line = key.partition("/")
    return int(report.removeprefix("R")) if slash else None


def items(statement: Statement, population: Population) -> list[Item]:
    """The items of ``population``: expenses at their accepted cost, payments at their gross amount."""
    if population is Population.PAYMENTS:
        return [Item(payment_key(it), it.gross) for it in statement.disbursements if it.payment is not None]
    return [Item(expense_key(it), it.accepted) for it in statement.expenses]
