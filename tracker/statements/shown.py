"""What the public page of a statement shows of its record: the amounts to compare with the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from tracker.ledger.fiscal import POST_CLOSING
from tracker.statements import kinds
from tracker.statements.canonical import Record
from tracker.web.dates import long_date
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
    what = kinds.what_is(kind)
    if what in kinds.OF_SEVERAL:
        return str(header["name"][language()])
    number, named = ("code", "name") if what == kinds.FRAMEWORK else ("agreement", "beneficiary")
    agreement = _("agreement %(agreement)s", agreement=header[number])
    return f"{agreement} · {header[named][language()]}"


def host(record: Record) -> str | None:
    """The fiscal host, of a statement that has one."""
    found: str | None = record["header"].get("host")
    return found


def key_figures(kind: str, record: Record) -> list[dict[str, str]]:
    """The amounts of the statement's first page."""
    return [{"text": text, "value": money(_cents(amount), parentheses=True)} for text, amount in _key(kind, record)]


def table(kind: str, record: Record) -> Table:
    """Its main table: budget lines, the years of disbursements, or the hosts of a cut-off."""
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
    if kinds.what_is(kind) == kinds.HANDOVER:
        of_a_host = ("received", "accepted", "handed", "held", "receivable")
        return Table(
            title=_("By fiscal host"),
            first=_("Fiscal host"),
            heads=(_("Received"), _("Accepted"), _("From (to) another host"), _("Held"), _("Receivables")),
            rows=tuple((_mandate(it), _amounts(it, of_a_host)) for it in figures["hosts"]),
            sums=_amounts(figures["totals"], of_a_host),
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
    totals, what = figures["totals"], kinds.what_is(kind)
    if what == kinds.HANDOVER:
        return (
            (_("Balance handed over"), figures["handed_over"]["unspent"]),
            (_("Receivables handed over"), figures["handed_over"]["receivable"]),
            (_("Accepted"), totals["accepted"]),
        )
    commitment = figures["commitment"]
    if what == kinds.DISBURSEMENTS:
        return (
            (_("Committed"), commitment["committed"]),
            (_("Paid"), commitment["settled"]),
            (_("Lapsed"), commitment["lapsed"]),
            (_("Payable"), commitment["payable"]),
        )
    if kinds.SORTS[what].consolidates:
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


def _mandate(host: Mapping[str, str]) -> str:
    """A host, with the first day of its mandate: one that came back has two."""
    since = long_date(date.fromisoformat(host["from"]), language())
    return str(_("%(host)s, from %(day)s", host=host["name"], day=since))


def _cents(text: str) -> int:
    return int(text.replace(".", ""))


def _year(label: str) -> str:
    return str(_("post-closing")) if label == POST_CLOSING else label
