"""What a figure of a statement is: its reference and column, and what it is a sum of. Pure.

``L4`` and ``accepted`` on the statement of a year, ``U7`` and ``2016-2017`` on the cumulative one: the
reference is the one in the margin of the paper, the column is named as in the statement's JSON, by a
fiscal year, or ``total``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias

from tracker.ledger.accounts import Account, Kind
from tracker.ledger.money import Cents
from tracker.statements.statement import Text

TOTAL = "total"

Key: TypeAlias = tuple[str, str]
"""A reference and a column."""


class Moved(Protocol):
    """A posting, or the sum of several: what a ``Sum`` asks about it."""

    @property
    def kind(self) -> Kind: ...
    @property
    def source(self) -> str: ...
    @property
    def occurred_on(self) -> date: ...
    @property
    def account(self) -> Account: ...
    @property
    def fiscal_year(self) -> str: ...
    @property
    def line(self) -> str | None: ...
    @property
    def amount(self) -> Cents: ...
    @property
    def host(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sum:
    """``sign`` times the postings of ``account`` that match everything given. ``since`` and ``until`` leave out
    what took effect before the one day and after the other."""

    account: Account
    sign: int = 1
    kinds: frozenset[Kind] | None = None
    years: frozenset[str] | None = None
    line: str | None = None
    source: str | None = None
    until: date | None = None
    since: date | None = None
    host: str | None = None

    def takes(self, it: Moved) -> bool:
        """Whether ``it`` is part of this sum."""
        return (
            it.account == self.account
            and (self.kinds is None or it.kind in self.kinds)
            and (self.years is None or it.fiscal_year in self.years)
            and (self.line is None or it.line == self.line)
            and (self.source is None or it.source == self.source)
            and (self.until is None or it.occurred_on <= self.until)
            and (self.since is None or it.occurred_on >= self.since)
            and (self.host is None or it.host == self.host)
        )

    def of(self, moved: Iterable[Moved]) -> Cents:
        """What it adds up to."""
        return self.sign * sum(it.amount for it in moved if self.takes(it))


@dataclass(frozen=True, slots=True)
class Part:
    """One step of how a figure is made: ``sign`` times the figure at ``key``."""

    key: Key
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the statement prints it: its row in words, and the sums and other figures it is made of.

    ``sums`` is empty where the journal has nothing: what is planned, what others contributed, results.
    ``planned`` are the numbers of the instalments that a planned amount is made of; ``quantity`` replaces
    ``amount`` for a result.
    """

    ref: str
    column: str
    row: Text
    amount: Cents
    sums: tuple[Sum, ...] = ()
    parts: tuple[Part, ...] = ()
    quantity: str | None = None
    planned: tuple[int, ...] = ()

    @property
    def key(self) -> Key:
        return self.ref, self.column


@dataclass(frozen=True, slots=True)
class Deed:
    """What a reference without an amount stands for: a report, a decision. ``kind`` and ``number`` are its record's."""

    kind: Kind
    number: int

    @property
    def source(self) -> str:
        """What its entry in the journal says that it comes from."""
        return f"{self.kind.value}:{self.number}"


@dataclass(frozen=True, slots=True)
class Figures:
    """All references of one statement: of figures, and of ``deeds``. ``defaults`` is the column that a reference
    alone means."""

    by_key: Mapping[Key, Figure]
    defaults: Mapping[str, str] = field(default_factory=dict)
    deeds: Mapping[str, Deed] = field(default_factory=dict)

    def find(self, ref: str, column: str | None = None) -> Figure | None:
        """The figure at ``ref``, as people type it."""
        typed = as_printed(ref)
        return self.by_key.get((typed, column or self.defaults.get(typed, TOTAL)))

    def columns(self, ref: str) -> list[str]:
        """The columns that ``ref`` has a figure in, in the order of the paper."""
        return [column for at, column in self.by_key if at == ref]

    def refs(self, letter: str) -> list[str]:
        """The references of one table, in order."""
        every = [*(ref for ref, _column in self.by_key), *self.deeds]
        return list(dict.fromkeys(ref for ref in every if ref[0] == letter))


def deed(source: str) -> Deed:
    """``payment:4`` read again."""
    kind, _colon, number = source.rpartition(":")
    return Deed(Kind(kind), int(number))


def as_printed(typed: str) -> str:
    """A reference as people type it: capitals and spaces do not count."""
    return "".join(typed.split()).upper()
