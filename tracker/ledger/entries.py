"""What happened, as postings: the second table of LEDGER.md, one function a row. Pure.

A function takes the facts of one event and returns the postings, which add up to zero in each
book. It checks nothing but that: the rules are in ``tracker.grants.rules``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.ledger.accounts import BOOK_OF, Account, Book, Kind
from tracker.ledger.money import Cents

A = Account


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting before it is written. ``fiscal_year`` is the year it is reported in (or
    post-closing); ``origin_year`` the allotment a payment belongs to, or the year an adjusted cost
    comes from. ``agreement`` is empty for the entry's own agreement."""

    account: Account
    fiscal_year: str
    amount: Cents
    line: str | None = None
    origin_year: str | None = None
    host: str | None = None
    agreement: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of one agreement, ready for the journal. ``source`` names the record it comes
    from, as ``payment:12``: number within the agreement, not a database id."""

    kind: Kind
    agreement: str
    host: str
    occurred_on: date
    legs: tuple[Leg, ...]
    source: str
    memo: str = ""
    reverses: int | None = None

    def __post_init__(self) -> None:
        sums: defaultdict[Book, Cents] = defaultdict(int)
        for leg in self.legs:
            sums[BOOK_OF[leg.account]] += leg.amount
        if any(sums.values()):
            raise ValueError(f"{self.kind} {self.source} of {self.agreement} does not balance: {dict(sums)}")


Lines = Mapping[tuple[str, str], Cents]
"""Amounts by (fiscal year, budget line)."""


def _drop_nil(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    return tuple(leg for leg in legs if leg.amount)


def budget(lines: Lines) -> tuple[Leg, ...]:
    """An agreement is signed, or amended: what may be spent, and what we owe."""
    legs: list[Leg] = []
    allotments: defaultdict[str, Cents] = defaultdict(int)
    for (year, line), amount in lines.items():
        legs += [Leg(A.AUTHORISED, year, amount, line), Leg(A.AUTHORITY, year, -amount, line)]
        allotments[year] += amount
    for year, amount in allotments.items():
        legs += [Leg(A.PAYABLE, year, amount), Leg(A.COMMITTED, year, -amount)]
    return _drop_nil(legs)


def line_transfer(*, year: str, from_line: str, to_line: str, amount: Cents) -> tuple[Leg, ...]:
    """A move between lines of one year, total unchanged (DOMAIN rule 15)."""
    return _drop_nil([Leg(A.AUTHORISED, year, -amount, from_line), Leg(A.AUTHORISED, year, amount, to_line)])


def carry_forward(*, from_year: str, to_year: str, line: str, amount: Cents) -> tuple[Leg, ...]:
    """Reuse of an unspent balance next year; no commitment moves."""
    return _drop_nil(
        [Leg(A.AUTHORISED, to_year, amount, line, from_year), Leg(A.AUTHORITY, to_year, -amount, line, from_year)]
    )


def payment(*, paid_year: str, allotment_year: str, gross: Cents, offset: Cents) -> tuple[Leg, ...]:
    """Cash out, net of what is offset against receivables."""
    return _drop_nil(
        [
            Leg(A.PAYABLE, allotment_year, -gross),
            Leg(A.SETTLED, allotment_year, gross),
            Leg(A.HELD, paid_year, gross, None, allotment_year),
            Leg(A.CASH, paid_year, offset - gross, None, allotment_year),
            Leg(A.RECEIVABLE, paid_year, -offset, None, allotment_year),
        ]
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of a report as reviewed: declared = accepted + disallowed (DOMAIN rule 11)."""

    line: str
    declared: Cents
    disallowed: Cents = 0
    recover: bool = False


def report_accepted(*, year: str, claims: Iterable[Claim]) -> tuple[Leg, ...]:
    """Accepted cost leaves the funds held; a disallowance to recover opens a receivable."""
    legs: list[Leg] = []
    held = 0
    for claim in claims:
        accepted = claim.declared - claim.disallowed
        legs += [
            Leg(A.DECLARED, year, claim.declared, claim.line),
            Leg(A.DISALLOWED, year, -claim.disallowed, claim.line),
            Leg(A.ALLOWED, year, -accepted, claim.line),
            Leg(A.EXPENSE, year, accepted, claim.line),
        ]
        held -= accepted
        if claim.recover:
            legs.append(Leg(A.RECEIVABLE, year, claim.disallowed, claim.line))
            held -= claim.disallowed
    legs.append(Leg(A.HELD, year, held))
    return _drop_nil(legs)


def interest(*, year: str, amount: Cents) -> tuple[Leg, ...]:
    """Interest belongs to the agreement: it adds to the funds held (DOMAIN rule 18)."""
    return _drop_nil([Leg(A.HELD, year, amount), Leg(A.INTEREST, year, -amount)])


def adjustment(*, booked_to: str, origin_year: str, line: str, amount: Cents, recover: bool) -> tuple[Leg, ...]:
    """A cost disallowed after acceptance: recovered, or back to the funds held (DOMAIN rule 13)."""
    counterpart = A.RECEIVABLE if recover else A.HELD
    return _drop_nil(
        [
            Leg(A.EXPENSE, booked_to, -amount, line, origin_year),
            Leg(counterpart, booked_to, amount, line, origin_year),
            Leg(A.ALLOWED, booked_to, amount, line, origin_year),
            Leg(A.DISALLOWED, booked_to, -amount, line, origin_year),
        ]
    )


def recovery(*, year: str, amount: Cents) -> tuple[Leg, ...]:
    """Cash collected against a receivable (DOMAIN rule 14)."""
    return _drop_nil([Leg(A.CASH, year, amount), Leg(A.RECEIVABLE, year, -amount)])


def funds_returned(*, year: str, amount: Cents) -> tuple[Leg, ...]:
    """Unspent funds that the host sends back (DOMAIN rule 12)."""
    return _drop_nil([Leg(A.CASH, year, amount), Leg(A.HELD, year, -amount)])


def write_off(*, year: str, amount: Cents) -> tuple[Leg, ...]:
    """A receivable given up, by resolution (DOMAIN rule 14)."""
    return _drop_nil([Leg(A.WRITTEN_OFF, year, amount), Leg(A.RECEIVABLE, year, -amount)])


def lapse(*, year: str, amount: Cents) -> tuple[Leg, ...]:
    """Commitment of an allotment that will never be paid (DOMAIN rule 9)."""
    return _drop_nil([Leg(A.PAYABLE, year, -amount), Leg(A.LAPSED, year, amount)])


def host_change(*, year: str, old: str, new: str, held: Cents, receivable: Cents) -> tuple[Leg, ...]:
    """U and receivables move to the next host (DOMAIN rule 22)."""
    return _drop_nil(
        [
            Leg(A.HELD, year, -held, host=old),
            Leg(A.HELD, year, held, host=new),
            Leg(A.RECEIVABLE, year, -receivable, host=old),
            Leg(A.RECEIVABLE, year, receivable, host=new),
        ]
    )


def framework_transfer(
    *, amount: Cents, framework_year: str, agreement: str, agreement_year: str, agreement_host: str
) -> tuple[Leg, ...]:
    """An advance from a framework's holder to a sub-agreement: not an expense (DOMAIN rule 21)."""
    return _drop_nil(
        [
            Leg(A.HELD, framework_year, -amount),
            Leg(A.HELD, agreement_year, amount, host=agreement_host, agreement=agreement),
        ]
    )
