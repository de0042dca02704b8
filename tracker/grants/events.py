"""What can happen to an agreement's money, and the rules that decide whether it may. Pure.

An event holds the facts of one decision. ``findings`` says what the rules of DOMAIN.md have against
it where the agreement stands; ``legs`` gives its postings. Screens, the portfolio workbook and the
demo all go through here, so a rule is written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tracker.errors import Amount, Message, message
from tracker.grants.terms import Finding, Terms, outside
from tracker.ledger import entries
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Entry, Leg
from tracker.ledger.money import Cents, share_of
from tracker.ledger.position import Position

A = Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One decision on ``on``. ``number`` tells it from others of its kind within the agreement."""

    kind: ClassVar[Kind]
    on: date
    number: int
    memo: str = ""

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        """What the rules have against it. Nothing is checked here that another layer could not know."""
        return iter(())

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        raise NotImplementedError

    def entry(self, terms: Terms, position: Position) -> Entry:
        """The event as a journal entry; ``position`` is where the agreement stands before it."""
        return Entry(
            kind=self.kind,
            agreement=terms.number,
            host=terms.host_on(self.on),
            occurred_on=self.on,
            legs=self.legs(terms, position),
            source=f"{self.kind.value}:{self.number}",
            memo=self.memo[:500],
        )


def not_positive(amount: Cents, name: str = "amount") -> Iterator[Finding]:
    """A finding if ``amount`` is not above zero."""
    if amount <= 0:
        yield Finding(message("an amount above zero"), name)


def _above(amount: Cents, ceiling: Cents, expected: Message, name: str = "amount") -> Iterator[Finding]:
    if amount > ceiling:
        yield Finding(_with_amount(expected, ceiling), name)


def _with_amount(said: Message, cents: Cents) -> Message:
    return Message(said.text, {**said.values, "amount": Amount(cents)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Event):
    """The original agreement, n° 0, or an amendment (DOMAIN rules 3 and 4)."""

    kind: ClassVar[Kind] = Kind.SIGNED
    lines: dict[tuple[str, str], Cents]

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        for (year, line), amount in self.lines.items():
            yield from outside(terms, year)
            if position.balance(A.AUTHORISED, year=year, line=line) + amount < 0:
                yield Finding(
                    message("no less than what line %(line)s has in %(year)s", line=line, year=year), "amount"
                )
        for year in {year for year, _ in self.lines}:
            change = sum(amount for (at, _), amount in self.lines.items() if at == year)
            payable = position.balance(A.PAYABLE, year=year)
            if payable + change < 0:
                yield Finding(
                    message(
                        "a reduction of at most %(amount)s in %(year)s: the rest is already paid or lapsed (rule 3)",
                        amount=Amount(payable),
                        year=year,
                    ),
                    "amount",
                )

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.budget(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended(Signed):
    kind: ClassVar[Kind] = Kind.AMENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTransferred(Event):
    """A move between two lines of a year (DOMAIN rule 15)."""

    kind: ClassVar[Kind] = Kind.LINE_TRANSFERRED
    year: str
    from_line: str
    to_line: str
    amount: Cents

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from outside(terms, self.year)
        yield from not_positive(self.amount)
        if self.from_line == self.to_line:
            yield Finding(message("another line than the one the money leaves"), "to_line")
        yield from _above(
            self.amount,
            position.balance(A.AUTHORISED, year=self.year, line=self.from_line),
            message("at most the %(amount)s authorised on line %(line)s", line=self.from_line),
        )
        for name, line in (("from_line", self.from_line), ("to_line", self.to_line)):
            if line in terms.administration_lines:
                yield Finding(message("the administration line is excluded from transfers (rule 15)"), name, True)
            budgeted = position.balance(A.AUTHORISED, year=self.year, line=line, kinds=(Kind.SIGNED, Kind.AMENDED))
            moved = position.balance(A.AUTHORISED, year=self.year, line=line, kinds=(Kind.LINE_TRANSFERRED,))
            change = -self.amount if line == self.from_line else self.amount
            limit = share_of(budgeted, terms.limits.transfer)
            if abs(moved + change) > limit:
                yield Finding(
                    message(
                        "cumulative transfers of line %(line)s exceed the automatic limit of %(amount)s (rule 15)",
                        line=line,
                        amount=Amount(limit),
                    ),
                    "amount",
                    warning=True,
                    approvable=True,
                )

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.line_transfer(year=self.year, from_line=self.from_line, to_line=self.to_line, amount=self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedForward(Event):
    """Authorised reuse of an unspent balance next year, on one line (DOMAIN rule 17)."""

    kind: ClassVar[Kind] = Kind.CARRIED_FORWARD
    from_year: str
    to_year: str
    line: str
    amount: Cents

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from outside(terms, self.from_year, "from_year")
        yield from outside(terms, self.to_year, "to_year")
        yield from not_positive(self.amount)
        if self.to_year <= self.from_year:
            yield Finding(message("a fiscal year after %(year)s", year=self.from_year), "to_year")
        already = position.balance(A.AUTHORISED, origin_year=self.from_year, kinds=(Kind.CARRIED_FORWARD,))
        allotment = -position.balance(A.COMMITTED, year=self.from_year)
        ceilings = (
            (
                carriable(position, self.from_year),
                message(
                    "carry-forwards of %(year)s exceed the %(amount)s of unspent cash and unpaid holdback (rule 17)",
                    year=self.from_year,
                ),
            ),
            (
                share_of(allotment, terms.limits.carry_forward),
                message(
                    "carry-forwards of %(year)s exceed the programme's limit of %(amount)s (rule 17)",
                    year=self.from_year,
                ),
            ),
        )
        for ceiling, said in ceilings:
            if already + self.amount > ceiling:
                yield Finding(_with_amount(said, ceiling), "amount", True)

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.carry_forward(from_year=self.from_year, to_year=self.to_year, line=self.line, amount=self.amount)


def carriable(position: Position, year: str) -> Cents:
    """What a carry-forward from ``year`` may take: the cash unspent at its end and the part of its
    allotment still unpaid then (DOMAIN rule 17)."""
    held = position.balance(A.HELD, until=year)
    allotment = -position.balance(A.COMMITTED, year=year)
    paid = position.balance(A.HELD, until=year, origin_year=year, kinds=(Kind.PAID,))
    return max(0, held) + max(0, allotment - paid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid(Event):
    """The outflow: gross = cash + offset (DOMAIN rules 5 and 6)."""

    kind: ClassVar[Kind] = Kind.PAID
    allotment_year: str
    gross: Cents
    offset: Cents

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from outside(terms, self.allotment_year)
        yield from not_positive(self.gross, "gross")
        if not 0 <= self.offset <= max(self.gross, 0):
            yield Finding(message("an offset between zero and the gross amount"), "offset")
        yield from _above(
            self.gross,
            position.balance(A.PAYABLE, year=self.allotment_year),
            message(
                "at most the %(amount)s still payable from the allotment of %(year)s (rule 5)", year=self.allotment_year
            ),
            "gross",
        )
        yield from _above(
            self.offset,
            position.balance(A.RECEIVABLE),
            message("at most the %(amount)s receivable (rule 14)"),
            "offset",
        )
        if terms.in_a_gap(self.on):
            yield Finding(message("a day on which a fiscal host is in place (rule 22)"), "paid_on")

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.payment(
            paid_year=terms.reported_in(self.on),
            allotment_year=self.allotment_year,
            gross=self.gross,
            offset=self.offset,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfReceivable(Event):
    amount: Cents

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from not_positive(self.amount)
        yield from _above(
            self.amount, position.balance(A.RECEIVABLE), message("at most the %(amount)s receivable (rule 14)")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered(_OfReceivable):
    """Money received against a receivable (DOMAIN rule 14)."""

    kind: ClassVar[Kind] = Kind.RECOVERED

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.recovery(year=terms.reported_in(self.on), amount=self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOff(_OfReceivable):
    """A receivable given up; its resolution is the memo (DOMAIN rule 14)."""

    kind: ClassVar[Kind] = Kind.WRITTEN_OFF

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from _OfReceivable.findings(self, terms, position)
        if not self.memo:
            yield Finding(message("the resolution that decided it (rule 14)"), "resolution")

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.write_off(year=terms.reported_in(self.on), amount=self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Event):
    """Unspent funds given back."""

    kind: ClassVar[Kind] = Kind.RETURNED
    amount: Cents

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from not_positive(self.amount)

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.funds_returned(year=terms.reported_in(self.on), amount=self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed(Event):
    """Commitment that will never be paid, of one year's allotment."""

    kind: ClassVar[Kind] = Kind.LAPSED
    year: str
    amount: Cents

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from outside(terms, self.year)
        yield from not_positive(self.amount)
        yield from _above(
            self.amount,
            position.balance(A.PAYABLE, year=self.year),
            message("at most the %(amount)s still payable from the allotment of %(year)s (rule 5)", year=self.year),
        )

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.lapse(year=self.year, amount=self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostChanged(Event):
    """U and receivables move from one host to the next on its first day (DOMAIN rule 22)."""

    kind: ClassVar[Kind] = Kind.HOST_CHANGED
    old: str
    new: str

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.host_change(
            year=terms.reported_in(self.on),
            old=self.old,
            new=self.new,
            held=position.balance(A.HELD, host=self.old),
            receivable=position.balance(A.RECEIVABLE, host=self.old),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkTransferred(Event):
    """An advance to a sub-agreement: not an expense (DOMAIN rule 21). The event is the framework's."""

    kind: ClassVar[Kind] = Kind.FRAMEWORK_TRANSFERRED
    sub: Terms
    amount: Cents

    def findings(self, terms: Terms, position: Position) -> Iterator[Finding]:
        yield from not_positive(self.amount)

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return entries.framework_transfer(
            amount=self.amount,
            framework_year=terms.reported_in(self.on),
            agreement=self.sub.number,
            agreement_year=self.sub.reported_in(self.on),
            agreement_host=self.sub.host_on(self.on),
        )
