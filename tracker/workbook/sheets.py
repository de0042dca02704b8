"""The form of the workbook: one class a sheet, one field a column (INTERFACES.md, "Portfolio workbook").

The order of the classes is the order in which sheets are written; the order of their fields, that
of the columns. Field metadata says how a cell is read and what its value refers to.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tracker.directory.models import OrganisationKind, RegroupementKind
from tracker.grants.models import ContributionKind, InstalmentKind, ReportKind, Stream
from tracker.ledger.money import Cents
from tracker.reports.models import Aggregation, System
from tracker.workbook import cells
from tracker.workbook.cells import Parser


def _column(
    parse: Parser, *, name: str = "", required: bool = True, refers_to: str | None = None, default: Any = None
) -> Any:
    """A column: how it is read, whether it may be blank (then ``default``), whose code it holds."""
    metadata = {"parse": parse, "name": name, "required": required, "refers_to": refers_to}
    if required:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def _agreement() -> Any:
    return _column(cells.code, refers_to="agreements")


def _line(name: str = "") -> Any:
    return _column(cells.code, name=name, refers_to="budget_lines")


def _optional(parse: Parser, *, refers_to: str | None = None, name: str = "", default: Any = None) -> Any:
    return _column(parse, required=False, refers_to=refers_to, name=name, default=default)


_NAME = cells.text(250)
_REASON = cells.text(500)
_REFERENCE = cells.text(64)


@dataclass(slots=True, kw_only=True)
class Row:
    """A fact of one sheet. ``at`` is its row there; 0 when it does not come from a file."""

    sheet: ClassVar[str]
    key: ClassVar[tuple[str, ...]] = ()
    at: int = dataclasses.field(default=0, compare=False)


@dataclass(slots=True, kw_only=True)
class Programme(Row):
    sheet = "programmes"
    key = ("code",)
    code: str = _column(cells.code)
    name_fr: str = _column(_NAME)
    name_en: str = _column(_NAME)
    fiscal_year_start: str = _column(cells.fiscal_year_start)
    holdback_rate: int = _column(cells.rate)
    transfer_limit_rate: int = _column(cells.rate)
    carry_forward_limit_rate: int = _column(cells.rate)
    administration_limit_rate: int = _column(cells.rate)
    stacking_limit_rate: int = _column(cells.rate)


@dataclass(slots=True, kw_only=True)
class Organisation(Row):
    sheet = "organisations"
    key = ("code",)
    code: str = _column(cells.code)
    name: str = _column(_NAME)
    kind: str = _column(cells.choice(*OrganisationKind))
    neq: str | None = _optional(cells.neq)
    region: str | None = _optional(cells.region)
    city: str | None = _optional(cells.text(120))
    language: str = _optional(cells.choice("fr", "en"), default="fr")
    email: str | None = _optional(cells.email)


@dataclass(slots=True, kw_only=True)
class Regroupement(Row):
    sheet = "regroupements"
    key = ("code",)
    code: str = _column(cells.code)
    name: str = _column(_NAME)
    kind: str = _column(cells.choice(*RegroupementKind))
    region: str | None = _optional(cells.region)


@dataclass(slots=True, kw_only=True)
class Membership(Row):
    sheet = "memberships"
    key = ("regroupement", "organisation", "from_on")
    regroupement: str = _column(cells.code, refers_to="regroupements")
    organisation: str = _column(cells.code, refers_to="organisations")
    from_on: date = _column(cells.day, name="from")
    to_on: date | None = _optional(cells.day, name="to")


@dataclass(slots=True, kw_only=True)
class Project(Row):
    sheet = "projects"
    key = ("code",)
    code: str = _column(cells.code)
    name_fr: str = _column(_NAME)
    name_en: str = _column(_NAME)


@dataclass(slots=True, kw_only=True)
class BudgetLine(Row):
    sheet = "budget_lines"
    key = ("code",)
    code: str = _column(cells.code)
    name_fr: str = _column(cells.text(120))
    name_en: str = _column(cells.text(120))
    administration: bool = _column(cells.yes_no)


@dataclass(slots=True, kw_only=True)
class Agreement(Row):
    sheet = "agreements"
    key = ("number",)
    number: str = _column(cells.code)
    programme: str = _column(cells.code, refers_to="programmes")
    stream: str = _column(cells.choice(*Stream))
    title_fr: str = _column(_NAME)
    title_en: str = _column(_NAME)
    regroupement: str | None = _optional(cells.code, refers_to="regroupements")
    project: str | None = _optional(cells.code, refers_to="projects")
    phase: int | None = _optional(cells.positive)
    framework: str | None = _optional(cells.code, refers_to="agreements")
    signed_on: date = _column(cells.day)
    starts_on: date = _column(cells.day)
    ends_on: date = _column(cells.day)


@dataclass(slots=True, kw_only=True)
class Host(Row):
    sheet = "hosts"
    key = ("agreement", "from_on")
    agreement: str = _agreement()
    organisation: str = _column(cells.code, refers_to="organisations")
    from_on: date = _column(cells.day, name="from")
    to_on: date | None = _optional(cells.day, name="to")


@dataclass(slots=True, kw_only=True)
class Budget(Row):
    sheet = "budget"
    key = ("agreement", "fiscal_year", "line")
    agreement: str = _agreement()
    fiscal_year: str = _column(cells.fiscal_year)
    line: str = _line()
    amount: Cents = _column(cells.money)


@dataclass(slots=True, kw_only=True)
class Amendment(Row):
    sheet = "amendments"
    key = ("agreement", "amendment", "fiscal_year", "line")
    agreement: str = _agreement()
    amendment: int = _column(cells.positive)
    signed_on: date = _column(cells.day)
    effective_on: date = _column(cells.day)
    fiscal_year: str = _column(cells.fiscal_year)
    line: str = _line()
    amount: Cents = _column(cells.money)


@dataclass(slots=True, kw_only=True)
class Transfer(Row):
    sheet = "transfers"
    agreement: str = _agreement()
    decided_on: date = _column(cells.day)
    fiscal_year: str = _column(cells.fiscal_year)
    from_line: str = _line()
    to_line: str = _line()
    amount: Cents = _column(cells.money)


@dataclass(slots=True, kw_only=True)
class CarryForward(Row):
    sheet = "carry_forwards"
    agreement: str = _agreement()
    decided_on: date = _column(cells.day)
    from_year: str = _column(cells.fiscal_year)
    to_year: str = _column(cells.fiscal_year)
    line: str = _line()
    amount: Cents = _column(cells.money)


@dataclass(slots=True, kw_only=True)
class Instalment(Row):
    sheet = "instalments"
    key = ("agreement", "instalment")
    agreement: str = _agreement()
    instalment: int = _column(cells.positive)
    kind: str = _column(cells.choice(*InstalmentKind))
    fiscal_year: str = _column(cells.fiscal_year)
    due_on: date = _column(cells.day)
    amount: Cents = _column(cells.money)
    requires_report: int | None = _optional(cells.positive)


@dataclass(slots=True, kw_only=True)
class Report(Row):
    sheet = "reports"
    key = ("agreement", "report")
    agreement: str = _agreement()
    report: int = _column(cells.positive)
    kind: str = _column(cells.choice(*ReportKind))
    fiscal_year: str = _column(cells.fiscal_year)
    from_on: date = _column(cells.day, name="from")
    to_on: date = _column(cells.day, name="to")
    due_on: date = _column(cells.day)
    submitted_on: date | None = _optional(cells.day)
    accepted_on: date | None = _optional(cells.day)


@dataclass(slots=True, kw_only=True)
class Expense(Row):
    sheet = "expenses"
    key = ("agreement", "report", "line")
    agreement: str = _agreement()
    report: int = _column(cells.positive)
    line: str = _line()
    declared: Cents = _column(cells.money)
    disallowed: Cents = _optional(cells.money, default=0)
    recover: bool = _optional(cells.yes_no, default=False)
    reason: str | None = _optional(_REASON)


@dataclass(slots=True, kw_only=True)
class Interest(Row):
    sheet = "interest"
    agreement: str = _agreement()
    fiscal_year: str = _column(cells.fiscal_year)
    declared_on: date = _column(cells.day)
    amount: Cents = _column(cells.money)


@dataclass(slots=True, kw_only=True)
class Adjustment(Row):
    sheet = "adjustments"
    agreement: str = _agreement()
    decided_on: date = _column(cells.day)
    report: int = _column(cells.positive)
    line: str = _line()
    amount: Cents = _column(cells.money)
    booked_to: str = _column(cells.fiscal_year_or_post_closing)
    recover: bool = _optional(cells.yes_no, default=False)
    reason: str | None = _optional(_REASON)


@dataclass(slots=True, kw_only=True)
class Payment(Row):
    sheet = "payments"
    key = ("agreement", "payment")
    agreement: str = _agreement()
    payment: int = _column(cells.positive)
    instalment: int | None = _optional(cells.positive)
    fiscal_year: str = _column(cells.fiscal_year)
    paid_on: date = _column(cells.day)
    gross: Cents = _column(cells.money)
    offset: Cents = _optional(cells.money, default=0)
    reference: str | None = _optional(_REFERENCE)


@dataclass(slots=True, kw_only=True)
class Recovery(Row):
    sheet = "recoveries"
    agreement: str = _agreement()
    received_on: date = _column(cells.day)
    amount: Cents = _column(cells.money)
    reference: str | None = _optional(_REFERENCE)


@dataclass(slots=True, kw_only=True)
class Return(Row):
    sheet = "returns"
    agreement: str = _agreement()
    returned_on: date = _column(cells.day)
    amount: Cents = _column(cells.money)
    reference: str | None = _optional(_REFERENCE)


@dataclass(slots=True, kw_only=True)
class WriteOff(Row):
    sheet = "write_offs"
    agreement: str = _agreement()
    decided_on: date = _column(cells.day)
    amount: Cents = _column(cells.money)
    resolution: str = _column(_NAME)


@dataclass(slots=True, kw_only=True)
class Lapse(Row):
    sheet = "lapses"
    agreement: str = _agreement()
    decided_on: date = _column(cells.day)
    fiscal_year: str = _column(cells.fiscal_year)
    amount: Cents = _column(cells.money)
    reason: str = _optional(_REASON, default="")


@dataclass(slots=True, kw_only=True)
class Contribution(Row):
    sheet = "contributions"
    agreement: str = _agreement()
    fiscal_year: str = _column(cells.fiscal_year)
    source: str = _column(_NAME)
    kind: str = _column(cells.choice(*ContributionKind))
    public: bool = _column(cells.yes_no)
    amount: Cents = _column(cells.money)


@dataclass(slots=True, kw_only=True)
class Indicator(Row):
    sheet = "indicators"
    key = ("agreement", "indicator")
    agreement: str = _agreement()
    indicator: str = _column(cells.code)
    name_fr: str = _column(_NAME)
    name_en: str = _column(_NAME)
    unit: str = _column(cells.text(48))
    system: str = _column(cells.choice(*System))
    factor: str | None = _optional(cells.text(48))
    aggregation: str = _column(cells.choice(*Aggregation))
    baseline: str | None = _optional(cells.decimal)


@dataclass(slots=True, kw_only=True)
class IndicatorValue(Row):
    sheet = "indicator_values"
    key = ("agreement", "indicator", "report")
    agreement: str = _agreement()
    indicator: str = _column(cells.code)
    report: int = _column(cells.positive)
    target: str | None = _optional(cells.decimal)
    actual: str | None = _optional(cells.decimal)


@dataclass(slots=True, kw_only=True)
class FrameworkTransfer(Row):
    sheet = "framework_transfers"
    framework: str = _column(cells.code, refers_to="agreements")
    agreement: str = _agreement()
    transferred_on: date = _column(cells.day)
    amount: Cents = _column(cells.money)


SHEETS: dict[str, type[Row]] = {
    cls.sheet: cls for cls in Row.__subclasses__()
}  # the last of a name: slots make classes twice


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the workbook shows it: ``name`` in the header row, ``attribute`` on the row class."""

    name: str
    attribute: str
    parse: Parser
    required: bool
    refers_to: str | None


def columns(cls: type[Row]) -> tuple[Column, ...]:
    """The columns of a sheet, in order."""
    return tuple(
        Column(
            name=f.metadata["name"] or f.name,
            attribute=f.name,
            parse=f.metadata["parse"],
            required=f.metadata["required"],
            refers_to=f.metadata["refers_to"],
        )
        for f in dataclasses.fields(cls)
        if f.metadata
    )
