"""What review decides: costs accepted and refused, interest, adjustments after acceptance. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from tracker.errors import Amount, message
from tracker.grants import decisions
from tracker.grants.events import Event, not_positive
from tracker.grants.terms import Finding, Terms, outside
from tracker.ledger import entries
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Claim, Entry, Leg
from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents
from tracker.ledger.position import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Event):
    """A report's costs, each accepted or disallowed (DOMAIN rule 11). ``number`` is the report's."""

    kind: ClassVar[Kind] = Kind.REPORT_ACCEPTED
    year: str
    claims: tuple[Claim, ...]

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from outside(terms, self.year)
        for claim in self.claims:
            yield from disallowance(claim)

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.report_accepted(year=self.year, claims=self.claims)


def disallowance(claim: Claim) -> Iterator[Finding]:
    """A finding if more is refused than was declared, or less than nothing."""
    if not 0 <= claim.disallowed <= max(claim.declared, 0):
        yield Finding(message("an amount between zero and what was declared (rule 11)"), "disallowed")


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestDeclared(Event):
    """Interest on the funds held, which belongs to the agreement (DOMAIN rule 18)."""

    kind: ClassVar[Kind] = Kind.INTEREST_DECLARED
    year: str
    amount: Cents

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from outside(terms, self.year)
        if self.amount < 0:
            yield Finding(message("an amount of zero or more"), "amount")

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.interest(year=self.year, amount=self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted(Event):
    """A cost disallowed after acceptance, booked to the decision's year or to post-closing (DOMAIN rule 13)."""

    kind: ClassVar[Kind] = Kind.ADJUSTED
    booked_to: str
    origin_year: str
    line: str
    amount: Cents
    recover: bool

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        if self.booked_to != POST_CLOSING:
            yield from outside(terms, self.booked_to, "booked_to")
        yield from not_positive(self.amount)
        accepted = position.balance(
            Account.EXPENSE, year=self.origin_year, line=self.line, kinds=(Kind.REPORT_ACCEPTED,)
        ) + position.balance(Account.EXPENSE, origin_year=self.origin_year, line=self.line, kinds=(Kind.ADJUSTED,))
        if self.amount > accepted:
            yield Finding(
                message(
                    "at most the %(amount)s accepted on line %(line)s in %(year)s (rule 13)",
                    amount=Amount(accepted),
                    line=self.line,
                    year=self.origin_year,
                ),
                "amount",
            )

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.adjustment(
            booked_to=self.booked_to,
            origin_year=self.origin_year,
            line=self.line,
            amount=self.amount,
            recover=self.recover,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Event):
    """An acceptance, or the interest it brought, taken back while its report is reviewed again (REPORTS.md).
    ``undoing`` is the journal entry that reverses it; ``number`` the report's."""

    kind: ClassVar[Kind] = Kind.REVERSED
    undoing: Entry

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        owed = position.balance(Account.RECEIVABLE) + _sum(self.undoing, Account.RECEIVABLE)
        if owed < 0:
            yield Finding(
                message(
                    "This report cannot be reopened: %(amount)s of what it established as owed is already recovered, "
                    "offset or written off (rule 14). Record an adjustment instead.",
                    amount=Amount(-owed),
                )
            )
        if any(leg.host not in (None, terms.host_on(self.on)) for leg in self.undoing.legs):
            yield Finding(
                message("This report cannot be reopened: the fiscal host has changed since. Record an adjustment.")
            )
        for leg in self.undoing.legs:
            if leg.account is not Account.EXPENSE:
                continue
            left = decisions.accepted(position, leg.fiscal_year, leg.line) + leg.amount
            if left < 0:
                yield Finding(
                    message(
                        "This report cannot be reopened: %(amount)s of line %(line)s was refused after its acceptance.",
                        amount=Amount(-left),
                        line=leg.line,
                    )
                )

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return self.undoing.legs

    def entry(self, terms: Terms, position: Position) -> Entry:
        return self.undoing


def _sum(entry: Entry, account: Account) -> Cents:
    return sum(leg.amount for leg in entry.legs if leg.account is account)
