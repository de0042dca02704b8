"""The frozen value of a region's or a programme's statement. Pure: plain values, both languages.

A statement of one year consolidates the statements of that year of every agreement that has it, and
a cumulative one those of every agreement signed: each figure is the sum of theirs. What a framework
agreement passes on to its sub-agreements is internal to it: their commitment and their budget are
left out (DOMAIN rule 21).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tracker.ledger.money import Cents
from tracker.statements.statement import Allotment, Commitment, CumulativeLine, Identity, LedgerYear, Note, Text

NATIONAL = "national"
"""The code of what has no region, projects first of all."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What every row says. On a year's statement ``committed`` is the whole commitment as at the year's
    end, ``paid`` and ``accepted`` are the year's, ``held`` and ``receivable`` where it ended; on a
    cumulative one, all to date. ``late`` counts reports past due and not received."""

    committed: Cents = 0
    paid: Cents = 0
    accepted: Cents = 0
    held: Cents = 0
    receivable: Cents = 0
    late: int = 0

    @property
    def amounts(self) -> tuple[Cents, Cents, Cents, Cents, Cents]:
        return self.committed, self.paid, self.accepted, self.held, self.receivable


AMOUNTS = ("committed", "paid", "accepted", "held", "receivable")
"""The fields of ``Figures.amounts``, in its order."""


def added(rows: Iterable[Figures]) -> Figures:
    """The sum of ``rows``."""
    listed = [(*row.amounts, row.late) for row in rows]
    return Figures(*(sum(column) for column in zip(*listed, strict=True))) if listed else Figures()


@dataclass(frozen=True, slots=True)
class Header:
    """Whose, what, when. ``fiscal_year`` is None on a cumulative statement."""

    funder: Text
    programme: Text  # of one programme its name, of several all of their names
    kind: str  # region, programme, framework
    code: str  # 04, national; the programme's code; the framework's number
    name: Text
    fiscal_years: tuple[str, ...]  # that the agreements have
    fiscal_year: str | None
    period: tuple[date, date]
    as_of: date
    known_at: datetime
    journal_seq: int
    journal_head: str
    fictional: bool
    regions: tuple[tuple[str, Text], ...]  # code and name of every region that a row names, national last
    number: str | None = None  # of an issued statement

    def region(self, code: str) -> Text:
        """The name of a region; its code if it has none here."""
        return dict(self.regions).get(code, Text(code, code))


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement and its figures. A sub-agreement's commitment is nil here: its framework has it."""

    ref: str  # G1, G2…
    number: str
    name: Text  # the regroupement, or the project and its phase
    stream: str
    region: str  # a region's code, or NATIONAL
    framework: str | None
    host: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The agreements of one stream in one region; ``organisations`` are distinct ones (DOMAIN rule 24)."""

    ref: str  # S1, S2…
    stream: str
    region: str
    agreements: int
    organisations: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What one region gets of an agreement that serves several, by its allocation key; ``share`` is in
    hundredths of a per cent. On the statement of what has no region it is what leaves it, negative."""

    ref: str  # P1, P2…
    number: str
    name: Text
    stream: str
    region: str
    share: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region of a programme: its own agreements, and its shares of those that serve several. Of what has
    no region, what leaves it by those keys is negative in ``shared``."""

    ref: str  # Q1, Q2…
    region: str
    agreements: int
    parts: int
    own: Figures
    shared: Figures

    @property
    def figures(self) -> Figures:
        return added((self.own, self.shared))


@dataclass(frozen=True, slots=True)
class YearRow:
    """One fiscal year of a cumulative statement, or post-closing: the commitment by allotment, what was
    paid and accepted in it, and what was held and owed at its end. ``late`` is nil: a year has none."""

    ref: str  # Y1, Y2…
    fiscal_year: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class CellRow:
    """One stream in one region in one fiscal year: what moved. ``held`` and ``receivable`` are changes, so
    that cells add up in every direction."""

    stream: str
    region: str
    fiscal_year: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """Distinct organisations of one stream, or of all where ``stream`` is None."""

    stream: str | None
    hosts: int
    organisations: int


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator over the agreements that measure it. ``aggregation`` says how their values add up;
    ``suppressed``: the actual is a count under five, which nothing published may say (rule 25)."""

    ref: str  # R1, R2…
    code: str
    name: Text
    unit: str
    system: str
    aggregation: str
    agreements: int
    target: str | None
    actual: str | None
    suppressed: bool


@dataclass(frozen=True, slots=True)
class Consolidated:
    """Statement c or d. ``groups`` are streams × regions, ``cells`` these × years; ``eliminated`` is the
    authorised budget of sub-agreements, which the lines hold and the total does not."""

    header: Header
    total: Figures
    rows: tuple[AgreementRow, ...]
    groups: tuple[GroupRow, ...]
    years: tuple[YearRow, ...]  # none on a year's statement
    cells: tuple[CellRow, ...]
    lines: tuple[CumulativeLine, ...]
    eliminated: Cents
    whole: CumulativeLine  # the total of the lines, after elimination
    ledgers: tuple[LedgerYear, ...]
    allotments: tuple[Allotment, ...]
    commitment: Commitment
    organisations: tuple[OrganisationRow, ...]
    indicators: tuple[IndicatorRow, ...]
    notes: tuple[Note, ...]
    identities: tuple[Identity, ...]
    shares: tuple[ShareRow, ...] = ()  # where agreements that serve several regions have a key
    regions: tuple[RegionRow, ...] = ()  # of a programme that has shares

    @property
    def with_shares(self) -> Figures:
        """A region's total with its shares of agreements that serve several."""
        return added((self.total, *(it.figures for it in self.shares)))

    def of_stream(self, stream: str) -> tuple[GroupRow, ...]:
        return tuple(group for group in self.groups if group.stream == stream)

    @property
    def streams(self) -> tuple[str, ...]:
        """Those that have an agreement, in the order of the domain."""
        return tuple(dict.fromkeys(group.stream for group in self.groups))
