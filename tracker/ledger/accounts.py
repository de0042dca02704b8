"""The books and their accounts (LEDGER.md, and docs/decisions for the claims book). Pure."""

from __future__ import annotations

from enum import StrEnum


class Account(StrEnum):
    # budget: what may be spent
    AUTHORISED = "authorised"
    AUTHORITY = "authority"
    # commitment: what we owe, paid, gave up; by allotment year
    COMMITTED = "committed"
    PAYABLE = "payable"
    SETTLED = "settled"
    LAPSED = "lapsed"
    # funds: where the money is
    CASH = "cash"
    HELD = "held"
    INTEREST = "interest"
    EXPENSE = "expense"
    RECEIVABLE = "receivable"
    WRITTEN_OFF = "written_off"
    # claims: what was declared, and its two fates
    DECLARED = "declared"
    ALLOWED = "allowed"
    DISALLOWED = "disallowed"


class Book(StrEnum):
    BUDGET = "budget"
    COMMITMENT = "commitment"
    FUNDS = "funds"
    CLAIMS = "claims"


A = Account
BOOK_OF: dict[Account, Book] = {
    **dict.fromkeys((A.AUTHORISED, A.AUTHORITY), Book.BUDGET),
    **dict.fromkeys((A.COMMITTED, A.PAYABLE, A.SETTLED, A.LAPSED), Book.COMMITMENT),
    **dict.fromkeys((A.CASH, A.HELD, A.INTEREST, A.EXPENSE, A.RECEIVABLE, A.WRITTEN_OFF), Book.FUNDS),
    **dict.fromkeys((A.DECLARED, A.ALLOWED, A.DISALLOWED), Book.CLAIMS),
}


class Kind(StrEnum):
    """What happened. The value is what `journal_entry.kind` holds."""

    SIGNED = "agreement_signed"
    AMENDED = "amendment"
    HOST_CHANGED = "host_change"
    REPORT_ACCEPTED = "report_accepted"
    INTEREST_DECLARED = "interest_declared"
    ADJUSTED = "adjustment"
    CARRIED_FORWARD = "carry_forward"
    LINE_TRANSFERRED = "line_transfer"
    FRAMEWORK_TRANSFERRED = "framework_transfer"
    PAID = "payment"
    RECOVERED = "recovery"
    RETURNED = "funds_returned"
    WRITTEN_OFF = "write_off"
    LAPSED = "lapse"
    REVERSED = "reversal"
