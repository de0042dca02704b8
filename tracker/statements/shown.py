"""What the public page of a statement shows of its record: the amounts to compare with the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tracker.ledger.fiscal import POST_CLOSING
from tracker.statements import kinds
from tracker.statements.canonical import Record
from tracker.web.filters import money
from tracker.web.language import language


@dataclass(frozen=True, slots=True)
class Table:
    """Amounts in cents by row; ``first`` is the head of the rows' names."""

    title: str
    first: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    sums: tuple[int, ...]


def about(kind: str, record: Record) -> str:
    """Whose statement it is: the agreement and who it benefits, the region, the programme."""
    header = record["header"]
    if kinds.what_is(kind) in kinds.OF_AN_AGREEMENT:
        agreement = _("agreement %(agreement)s", agreement=header["agreement"])
        return f"{agreement} · {header['beneficiary'][language()]}"
    return str(header["name"][language()])


def host(record: Record) -> str | None:
    """The fiscal host, of a statement that has one."""
    found: str | None = record["header"].get("host")
    return found


def key_figures(kind: str, record: Record) -> list[dict[str, str]]:
    """The amounts of the statement's first page."""
    return [{"text": text, "value": money(_cents(amount), parentheses=True)} for text, amount in _key(kind, record)]


def table(kind: str, record: Record) -> Table:
    """Its main table: budget lines, or the years of disbursements."""
    figures = record["figures"]
    if kinds.what_is(kind) == kinds.DISBURSEMENTS:
        columns = ("scheduled", "gross", "offset", "cash")
        years = figures["years"]
        rows = [(_year(it["fiscal_year"]), _amounts(it, columns)) for it in years]
        return Table(
            title=_("By year of payment"),
            first=_("Fiscal year"),
            heads=(_("Scheduled"), _("Gross"), _("Offset"), _("Cash")),
            rows=tuple(rows),
            sums=_added([amounts for _name, amounts in rows]),
        )
    columns = ("authorised", "declared", "accepted", "balance")
    return Table(
        title=_("By budget line"),
        first=_("Budget line"),
        heads=(_("Authorised"), _("Declared"), _("Accepted"), _("Balance")),
        rows=tuple((record["lines"][it["line"]][language()], _amounts(it, columns)) for it in figures["lines"]),
        sums=_amounts(figures["line_totals" if "line_totals" in figures else "totals"], columns),
    )


def _key(kind: str, record: Record) -> Sequence[tuple[str, str]]:
    figures: Mapping[str, Any] = record["figures"]
    totals, commitment = figures["totals"], figures["commitment"]
    what = kinds.what_is(kind)
    if what == kinds.DISBURSEMENTS:
        return (
            (_("Committed"), commitment["committed"]),
            (_("Paid"), commitment["settled"]),
            (_("Lapsed"), commitment["lapsed"]),
            (_("Payable"), commitment["payable"]),
        )
    if what in kinds.OF_SEVERAL:
        return (
            (_("Committed"), totals["committed"]),
            (_("Paid"), totals["paid"]),
            (_("Accepted"), totals["accepted"]),
            (_("Unspent balance"), totals["held"]),
            (_("Receivables"), totals["receivable"]),
        )
    whole = kinds.is_cumulative(kind)
    return (
        (_("Committed"), commitment["committed"]),
        (_("Authorised"), totals["authorised"]),
        (_("Accepted"), totals["accepted"]),
        (_("Unspent balance"), totals["unspent"] if whole else figures["funds"]["closing"]),
        (_("Receivables"), totals["receivable"] if whole else figures["receivables"]["closing"]),
    )


def _amounts(row: Mapping[str, str], columns: Sequence[str]) -> tuple[int, ...]:
    return tuple(_cents(row[column]) for column in columns)


def _added(rows: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))


def _cents(text: str) -> int:
    return int(text.replace(".", ""))


def _year(label: str) -> str:
    return str(_("post-closing")) if label == POST_CLOSING else label
