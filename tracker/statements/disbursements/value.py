"""The frozen value of a statement of disbursements. Pure: plain values, both languages."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.ledger.money import Cents
from tracker.statements.statement import Allotment, Disbursement, Header, Identity, Note


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """An instalment, its payment, or a payment outside the schedule, and where it stands. ``paid_in`` is
    the fiscal year it was paid in; ``missing`` the reports that it waits for."""

    item: Disbursement
    status: str  # paid, lapsed, blocked, ready, to_come
    missing: tuple[int, ...]
    paid_in: str | None


@dataclass(frozen=True, slots=True)
class ScheduleYear:
    """One fiscal year, or post-closing: what was planned from its allotment, what was paid in it, and what
    the journal's funds say was (identity I11)."""

    ref: str  # Y1, Y2…
    fiscal_year: str
    scheduled: Cents
    gross: Cents
    offset: Cents
    cash: Cents
    journal: Cents


@dataclass(frozen=True, slots=True)
class Schedule:
    """Statement e. On a year's statement ``rows`` are those of its allotment or paid in it."""

    header: Header
    rows: tuple[ScheduleRow, ...]
    years: tuple[ScheduleYear, ...]
    allotments: tuple[Allotment, ...]
    notes: tuple[Note, ...]
    identities: tuple[Identity, ...]
    entries: tuple[int, ...]  # of the journal, that count

    @property
    def scheduled(self) -> Cents:
        """What the instalments listed plan; one that was paid in parts is planned once."""
        return sum({it.item.instalment: it.item.scheduled or 0 for it in self.rows}.values())

    @property
    def gross(self) -> Cents:
        return sum(it.item.gross for it in self.rows)

    @property
    def offset(self) -> Cents:
        return sum(it.item.offset for it in self.rows)

    @property
    def cash(self) -> Cents:
        return sum(it.item.cash for it in self.rows)

    @property
    def committed(self) -> Cents:
        return sum(it.committed for it in self.allotments)

    @property
    def settled(self) -> Cents:
        return sum(it.settled for it in self.allotments)

    @property
    def lapsed(self) -> Cents:
        return sum(it.lapsed for it in self.allotments)

    @property
    def payable(self) -> Cents:
        return sum(it.payable for it in self.allotments)
