"""The documents behind the costs of a report. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.ledger.money import Cents
from tracker.reports.form.answers import cents
from tracker.reports.form.layout import Grid, Layout, Values
from tracker.reports.form.template import SectionKind


@dataclass(frozen=True, slots=True)
class Voucher:
    """A document behind a cost, as the partner wrote it."""

    line: str
    supplier: str
    number: str
    dated: date | None
    amount: Cents

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.supplier, self.number) if part)


def vouchers(layout: Layout | None, answers: Values) -> list[Voucher]:
    """The documents that the report lists."""
    found = []
    for grid in grids(layout, SectionKind.ATTACHMENTS):
        for row in grid.filled(answers):
            said = {it.key: answers.get(grid.cell(row.key, it.key), "") for it in grid.columns}
            dated = date.fromisoformat(said["dated"]) if said["dated"] else None
            found.append(Voucher(said["line"], said["supplier"], said["number"], dated, cents(said["amount"])))
    return found


def grids(layout: Layout | None, kind: SectionKind) -> list[Grid]:
    """The tables of this kind in a form; none of what never was one."""
    return [grid for section in layout.sections for grid in section.grids if grid.kind is kind] if layout else []
