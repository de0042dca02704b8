"""The frozen value that every writer takes and nothing else. Pure: plain values, both languages.

Amounts are cents. Fiscal years are labels (``2016-2017``) or ``post-closing``. Texts that people
wrote are kept as written; what the program says is a ``Text`` in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from tracker.bilingual import Text as Text
from tracker.ledger.fiscal import FiscalCalendar
from tracker.ledger.money import Cents

Lang: TypeAlias = Literal["fr", "en"]


@dataclass(frozen=True, slots=True)
class Header:
    """Who, what, when. ``fiscal_year`` is None on a cumulative statement."""

    funder: Text
    programme: Text
    agreement: str
    title: Text
    stream: str  # local, regional, indigenous, project
    beneficiary: Text  # the regroupement, or the project and its phase
    region_code: str | None
    region: Text | None  # None: national
    host: str
    host_neq: str | None
    host_since: date
    signed_on: date
    starts_on: date
    ends_on: date
    fiscal_years: tuple[str, ...]
    calendar: FiscalCalendar  # the programme's, for the dates that a fiscal year covers
    fiscal_year: str | None
    as_of: date
    known_at: datetime
    journal_seq: int
    journal_head: str
    fictional: bool  # demo data: every page says so
    number: str | None = None  # of an issued statement
    framework: str | None = None  # the parent agreement's number

    @property
    def period(self) -> tuple[date, date]:
        """The first and last day that the statement covers."""
        if self.fiscal_year is None:
            return self.starts_on, self.ends_on
        return (
            max(self.starts_on, self.calendar.starts_on(self.fiscal_year)),
            min(self.ends_on, self.calendar.ends_on(self.fiscal_year)),
        )


@dataclass(frozen=True, slots=True)
class YearLine:
    """Statement a: a budget line in one year. ``reports`` follow ``YearTable.reports``."""

    ref: str  # L1, L2…
    code: str
    name: Text
    initial: Cents
    amendments: Cents
    carry_in: Cents
    transfers: Cents
    authorised: Cents
    reports: tuple[Cents, ...]
    declared: Cents
    disallowed: Cents
    accepted: Cents
    balance: Cents


@dataclass(frozen=True, slots=True)
class CumulativeLine:
    """Statement b: a budget line over the agreement; carry-ins, which cancel out, are left out."""

    ref: str
    code: str
    name: Text
    authorised: Cents
    declared: Cents
    disallowed: Cents
    accepted: Cents
    balance: Cents


@dataclass(frozen=True, slots=True)
class Funds:
    """The unspent balance U of DOMAIN rule 12; ``transferred`` is under a framework, + in, − out."""

    opening: Cents
    gross: Cents
    interest: Cents
    accepted: Cents
    receivables_established: Cents
    returned: Cents
    transferred: Cents
    closing: Cents


@dataclass(frozen=True, slots=True)
class Receivables:
    opening: Cents
    established: Cents
    offset: Cents
    recovered: Cents
    written_off: Cents
    closing: Cents


@dataclass(frozen=True, slots=True)
class LedgerYear:
    """U and receivables as reported in one fiscal year, or post-closing."""

    fiscal_year: str
    funds: Funds
    receivables: Receivables


@dataclass(frozen=True, slots=True)
class Commitment:
    """committed = settled + lapsed + payable (identity I6)."""

    committed: Cents
    settled: Cents
    lapsed: Cents
    payable: Cents


@dataclass(frozen=True, slots=True)
class Allotment:
    """One fiscal year's share of the commitment: original → amendments → settled → lapsed → payable."""

    fiscal_year: str
    original: Cents
    amendments: tuple[tuple[int, Cents], ...]  # (number, amount), every amendment; number 0: all of them together
    settled: Cents
    lapsed: Cents
    payable: Cents

    @property
    def committed(self) -> Cents:
        return self.original + sum(amount for _, amount in self.amendments)


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a cumulative statement. ``net_cost`` = cash − recovered − returned."""

    authorised: Cents
    declared: Cents
    disallowed: Cents
    accepted: Cents
    balance: Cents
    gross: Cents
    offset: Cents
    cash: Cents
    recovered: Cents
    returned: Cents
    net_cost: Cents
    interest: Cents
    unspent: Cents
    receivable: Cents
    written_off: Cents


@dataclass(frozen=True, slots=True)
class ReportFact:
    """A report of the agreement as at the as-of date."""

    number: int
    kind: str  # progress, annual, final
    fiscal_year: str
    from_on: date
    to_on: date
    due_on: date
    submitted_on: date | None
    accepted_on: date | None


@dataclass(frozen=True, slots=True)
class Disbursement:
    """A row of the schedule: an instalment, its payment, or a payment outside the schedule."""

    ref: str  # V1, V2…
    instalment: int | None
    kind: str | None  # advance, conditional, holdback, adjustment; None outside the schedule
    fiscal_year: str  # the allotment
    due_on: date | None
    required_report: int | None
    scheduled: Cents | None
    payment: int | None
    paid_on: date | None
    gross: Cents  # nil until paid
    offset: Cents
    cash: Cents
    reference: str | None


@dataclass(frozen=True, slots=True)
class ExpenseFact:
    """One line of an accepted report."""

    report: int
    fiscal_year: str
    code: str
    declared: Cents
    disallowed: Cents
    accepted: Cents
    recover: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class PostingFact:
    """A posting that the figures are sums of. ``line_ref`` is the L reference of its budget line."""

    seq: int
    kind: str
    occurred_on: date
    source: str
    host: str
    account: str
    fiscal_year: str
    origin_year: str | None
    code: str | None
    amount: Cents


@dataclass(frozen=True, slots=True)
class ContributionFact:
    ref: str  # A1, A2…
    source: str
    kind: str  # cash, in_kind
    public: bool
    amounts: tuple[tuple[str, Cents], ...]  # (fiscal year, amount)

    @property
    def total(self) -> Cents:
        return sum(amount for _, amount in self.amounts)


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """Targets and actuals as decimal text, by year and over the agreement, added up as ``aggregation`` says."""

    ref: str  # R1, R2…
    code: str
    name: Text
    unit: str
    system: str
    aggregation: str  # sum, average, last, max
    baseline: str | None
    years: tuple[tuple[str, str | None, str | None], ...]  # (fiscal year, target, actual)
    target: str | None
    actual: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note to the statement; ``ref`` is N1, N2…"""

    ref: str
    key: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """A declaration or decision as recorded: what, by whom, when. ``ref`` is D1, D2…"""

    ref: str
    what: Text
    by: Text
    on: date


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity of DOMAIN.md and both its sides, equal to the cent."""

    code: str  # I1…
    label: Text
    left: Cents
    right: Cents


@dataclass(frozen=True, slots=True)
class YearTable:
    """Statement a's own figures: lines of one fiscal year, their totals, the year's ledgers."""

    fiscal_year: str
    reports: tuple[int, ...]  # numbers of the year's accepted reports, in order
    lines: tuple[YearLine, ...]
    total: YearLine
    ledger: LedgerYear
    commitment: Commitment


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Statement b's own figures."""

    lines: tuple[CumulativeLine, ...]
    totals: Totals
    years: tuple[LedgerYear, ...]  # the fiscal years, then post-closing
    commitment: Commitment


@dataclass(frozen=True, slots=True)
class Statement:
    """Statement a (``year`` set) or b (``cumulative`` set), with what both carry.

    ``ledgers`` holds every year up to the statement's own; ``allotments`` every year of the agreement.
    """

    header: Header
    year: YearTable | None
    cumulative: Cumulative | None
    ledgers: tuple[LedgerYear, ...]
    allotments: tuple[Allotment, ...]
    reports: tuple[ReportFact, ...]
    disbursements: tuple[Disbursement, ...]
    expenses: tuple[ExpenseFact, ...]
    contributions: tuple[ContributionFact, ...]
    indicators: tuple[IndicatorFact, ...]
    notes: tuple[Note, ...]
    facts: tuple[Fact, ...]
    identities: tuple[Identity, ...]
    postings: tuple[PostingFact, ...]
