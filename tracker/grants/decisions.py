"""What a decision would change, figure by figure, and what stands in its way. Pure.

The check page shows it before anything is written; the trail keeps it once it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.errors import Amount, message
from tracker.grants import events
from tracker.grants.events import Event
from tracker.grants.terms import Finding, Terms
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Leg
from tracker.ledger.money import Cents
from tracker.ledger.position import Position

A = Account

SIGN = {
    A.AUTHORISED: 1,
    A.COMMITTED: -1,
    A.PAYABLE: 1,
    A.LAPSED: 1,
    A.EXPENSE: 1,
    A.HELD: 1,
    A.INTEREST: -1,
    A.RECEIVABLE: 1,
    A.WRITTEN_OFF: 1,
    A.CASH: -1,
}
"""The accounts that people follow, in the order they are shown, and the sign that people give them."""

_BY_YEAR = frozenset({A.PAYABLE, A.LAPSED, A.INTEREST})


@dataclass(frozen=True, slots=True)
class Figure:
    """What a balance is of: an account, perhaps of one year, one line or one host."""

    account: Account
    year: str | None = None
    line: str | None = None
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One balance before and after a decision; ``total`` sums lines that are shown above it."""

    figure: Figure
    before: Cents
    after: Cents
    total: bool = False

    @property
    def change(self) -> Cents:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Outlook:
    """A decision looked at before it is taken."""

    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """What stops it: a broken rule, or a limit that nobody may pass."""
        return tuple(it for it in self.findings if not it.approvable)

    @property
    def limits(self) -> tuple[Finding, ...]:
        """The limits it passes, that a second person may approve."""
        return tuple(it for it in self.findings if it.approvable)


def look(event: Event, terms: Terms, position: Position) -> Outlook:
    """What ``event`` would change where the agreement stands, and what the rules say of it."""
    findings = [*event.findings(terms, position), *_now(event, position)]
    if any(not it.warning for it in findings):
        return Outlook((), tuple(findings))
    return Outlook(effects(event, terms, position), tuple(findings))


def effects(event: Event, terms: Terms, position: Position) -> tuple[Effect, ...]:
    """Each balance of the agreement that ``event`` moves, before and after."""
    moved: defaultdict[Figure, Cents] = defaultdict(int)
    for leg in event.legs(terms, position):
        if leg.account in SIGN and leg.agreement in (None, terms.number):
            moved[_figure(event.kind, leg)] += leg.amount * SIGN[leg.account]
    found = [_effect(position, figure, change) for figure, change in moved.items() if change]
    found.sort(key=lambda it: list(SIGN).index(it.figure.account))
    return tuple(_with_totals(position, found))


def recorded(found: Sequence[Effect]) -> list[list[Any]]:
    """``found`` as the trail keeps it: account, year, line, host, before, after."""
    return [
        [it.figure.account.value, it.figure.year, it.figure.line, it.figure.host, it.before, it.after]
        for it in found
        if not it.total
    ]


def restored(rows: Sequence[Sequence[Any]]) -> tuple[Effect, ...]:
    """What ``recorded`` kept."""
    return tuple(
        Effect(Figure(Account(account), year, line, host), before, after)
        for account, year, line, host, before, after in rows
    )


def _now(event: Event, position: Position) -> Iterator[Finding]:
    """What is refused of a decision taken now, though history may hold it."""
    if isinstance(event, events.Returned):
        held = max(0, position.balance(A.HELD))
        if event.amount > held:
            yield Finding(message("at most the %(amount)s of unspent funds held", amount=Amount(held)), "amount")


def _figure(kind: Kind, leg: Leg) -> Figure:
    if leg.account is A.AUTHORISED:
        return Figure(leg.account, leg.fiscal_year, leg.line)
    if leg.account is A.EXPENSE:
        return Figure(leg.account, leg.origin_year or leg.fiscal_year, leg.line)
    if leg.account in _BY_YEAR:
        return Figure(leg.account, leg.fiscal_year)
    return Figure(leg.account, host=leg.host if kind is Kind.HOST_CHANGED else None)


def _effect(position: Position, figure: Figure, change: Cents) -> Effect:
    before = accepted(position, figure.year, figure.line) if figure.account is A.EXPENSE else _balance(position, figure)
    return Effect(figure, before, before + change)


def accepted(position: Position, year: str | None, line: str | None) -> Cents:
    """The cost accepted on ``line`` in the reports of ``year``, less what was refused of it since."""
    return position.balance(A.EXPENSE, year=year, line=line, kinds=(Kind.REPORT_ACCEPTED,)) + position.balance(
        A.EXPENSE, origin_year=year, line=line, kinds=(Kind.ADJUSTED,)
    )


def _balance(position: Position, figure: Figure) -> Cents:
    found = position.balance(figure.account, year=figure.year, line=figure.line, host=figure.host)
    return found * SIGN[figure.account]


def _with_totals(position: Position, found: Sequence[Effect]) -> Iterator[Effect]:
    for effect in found:
        yield effect
        year = effect.figure.year
        same = [it for it in found if it.figure.account is A.AUTHORISED and it.figure.year == year]
        if effect.figure.account is A.AUTHORISED and len(same) > 1 and effect is same[-1]:
            before = _balance(position, Figure(A.AUTHORISED, year))
            yield Effect(Figure(A.AUTHORISED, year), before, before + sum(it.change for it in same), total=True)
