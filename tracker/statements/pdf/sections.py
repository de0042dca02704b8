"""The numbered sections after the first page: which ones a statement has, and the tables of its accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents
from tracker.statements import typography, wording
from tracker.statements.ledgers import RECEIVABLES_ROWS, LedgerRow, bridge_rows, funds_rows, moved, over_all
from tracker.statements.pdf import schedules
from tracker.statements.pdf.tables import (
    BLANK,
    Cell,
    Context,
    Paper,
    Row,
    Section,
    Table,
    blocks,
    fill,
    in_slots,
    slot_heads,
)
from tracker.statements.statement import Allotment, Cumulative, CumulativeLine, LedgerYear, Totals, YearLine, YearTable


def compose(context: Context) -> tuple[Section, ...]:
    """Every section that has something to say, in the order of the paper."""
    makers: tuple[Callable[[Context], Section | None], ...] = (
        funds,
        receivables,
        bridge,
        schedules.reports,
        schedules.disbursements,
        schedules.results,
        schedules.contributions,
        schedules.notes,
        schedules.facts,
        schedules.identities,
    )
    found = [*line_sections(context), *(section for make in makers if (section := make(context)) is not None)]
    return (*found, schedules.references(context, found))


def line_sections(context: Context) -> list[Section]:
    """Statement a says where a year's budget comes from, what was spent and in which report; b what was spent."""
    statement, lang = context.statement, context.lang
    if statement.cumulative is not None:
        return [_cumulative_lines(context, statement.cumulative)]
    if statement.year is None:
        return []
    year = statement.year
    found = [_year_budget(context, year), _year_expenses(context, year)]
    if year.reports:
        caption = fill(wording.YEAR_REPORTS_CAPTION, lang, date=typography.long_day(statement.header.as_of, lang))
        found.append(Section(wording.YEAR_REPORTS[lang], caption, _year_reports(context, year)))
    return found


def funds(context: Context) -> Section:
    """The ledger of U, by fiscal year (DOMAIN rule 12)."""
    header, lang = context.statement.header, context.lang
    caption = fill(
        wording.FUNDS_CAPTION,
        lang,
        first=typography.yearly_day(header.calendar.starts_on(header.fiscal_years[0]), lang),
        last=typography.yearly_day(header.calendar.ends_on(header.fiscal_years[0]), lang),
    )
    years = _ledger_years(context)
    rows = funds_rows(years)
    return Section(
        wording.FUNDS[lang],
        caption,
        ledger_tables(context, years, rows),
        refs="U1–U8" if len(rows) > 7 else "U1–U7",
        leads_to=wording.LEADS_TO_FUNDS[lang],
    )


def receivables(context: Context) -> Section:
    """The ledger of receivables, by fiscal year (DOMAIN rule 14)."""
    lang = context.lang
    return Section(
        wording.RECEIVABLES[lang],
        wording.RECEIVABLES_CAPTION[lang],
        ledger_tables(context, _ledger_years(context), RECEIVABLES_ROWS),
        refs="C1–C6",
        leads_to=wording.LEADS_TO_RECEIVABLES[lang],
    )


def bridge(context: Context) -> Section | None:
    """From the original agreement to what is left to pay, by allotment (identity I6)."""
    lang, allotments = context.lang, context.statement.allotments
    if not allotments:
        return None
    return Section(
        wording.BRIDGE[lang],
        wording.BRIDGE_CAPTION[lang],
        bridge_tables(context, allotments),
        refs=f"E1–E{len(bridge_rows(allotments))}",
        leads_to=wording.LEADS_TO_BRIDGE[lang],
    )


def bridge_tables(context: Paper[Any], allotments: tuple[Allotment, ...]) -> tuple[Table, ...]:
    """The steps of the bridge, a column for each allotment."""
    lang, figures = context.lang, context.figures
    heads = [typography.fiscal_year(a.fiscal_year, lang) for a in allotments]
    tables = []
    for block in blocks(len(allotments)):
        rows = []
        for index, step in enumerate(bridge_rows(allotments)):
            write = (
                figures.totals if step.total else lambda amounts, first=not index: figures.body(amounts, first=first)
            )
            cells = in_slots(block, write(step.amounts), write((sum(step.amounts),))[0])
            rows.append(Row(step.ref, step.label[lang], (*cells, context.note(step.note)), "s" if step.total else ""))
        columns = context.columns(wording.STEP[lang], slot_heads(block, heads, lang), wording.NOTE[lang])
        tables.append(context.table(columns, rows))
    return tuple(tables)


def _cumulative_lines(context: Context, cumulative: Cumulative) -> Section:
    lang = context.lang
    last = f"L{len(cumulative.lines) + 1}"
    return Section(
        wording.BUDGET_LINES[lang],
        wording.IN_DOLLARS[lang],
        (spending(context, cumulative.lines, cumulative.totals, last),),
        refs=f"L1–{last}",
        leads_to=wording.LEADS_TO_LINES[lang],
    )


def _year_budget(context: Context, year: YearTable) -> Section:
    lang, figures = context.lang, context.figures
    heads = (wording.INITIAL, wording.AMENDMENTS, wording.CARRY_IN, wording.TRANSFERS, wording.AUTHORISED)

    def amounts(line: YearLine) -> tuple[Cents, ...]:
        return line.initial, line.amendments, line.carry_in, line.transfers, line.authorised

    rows = [
        Row(line.ref, line.name[lang], (*figures.body(amounts(line), first=not index), BLANK))
        for index, line in enumerate(year.lines)
    ]
    rows.append(_total(context, year.total.ref, (*figures.totals(amounts(year.total)), BLANK)))
    columns = context.columns(wording.LINE[lang], [head[lang] for head in heads], "")
    return Section(
        wording.YEAR_BUDGET[lang],
        wording.IN_DOLLARS[lang],
        (context.table(columns, rows),),
        refs=f"L1–{year.total.ref}",
        leads_to=wording.LEADS_TO_LINES[lang],
    )


def _year_expenses(context: Context, year: YearTable) -> Section:
    caption = wording.YEAR_EXPENSES_CAPTION if year.reports else wording.YEAR_NO_REPORT
    table = spending(context, year.lines, year.total, year.total.ref)
    return Section(wording.YEAR_EXPENSES[context.lang], caption[context.lang], (table,))


def _year_reports(context: Context, year: YearTable) -> tuple[Table, ...]:
    lang, figures = context.lang, context.figures
    heads = [fill(wording.REPORT, lang, number=number) for number in year.reports]
    sums = [sum(line.reports[at] for line in year.lines) for at in range(len(heads))]
    tables = []
    for block in blocks(len(heads)):
        rows = []
        for index, line in enumerate(year.lines):
            declared = figures.money(line.declared, symbol=not index)
            cells = in_slots(block, figures.body(line.reports, first=not index), declared)
            rows.append(Row(line.ref, line.name[lang], (*cells, BLANK)))
        cells = in_slots(block, figures.totals(sums), figures.totals((year.total.declared,))[0])
        rows.append(_total(context, year.total.ref, (*cells, BLANK)))
        labels = slot_heads(block, heads, lang, total=wording.TOTAL)
        tables.append(context.table(context.columns(wording.LINE[lang], labels, ""), rows))
    return tuple(tables)


def spending(
    context: Paper[Any],
    lines: Sequence[CumulativeLine | YearLine],
    total: Totals | YearLine | CumulativeLine,
    total_ref: str,
) -> Table:
    """Authorised, declared, disallowed, accepted, balance and the share used, line by line."""
    lang, figures = context.lang, context.figures
    heads = (wording.AUTHORISED, wording.DECLARED, wording.DISALLOWED, wording.ACCEPTED, wording.BALANCE)

    def amounts(line: CumulativeLine | YearLine | Totals) -> tuple[Cents, ...]:
        return line.authorised, line.declared, line.disallowed, line.accepted, line.balance

    rows = [
        Row(
            line.ref,
            line.name[lang],
            (*figures.body(amounts(line), first=not index), figures.rate(line.accepted, line.authorised)),
        )
        for index, line in enumerate(lines)
    ]
    used = figures.rate(total.accepted, total.authorised)
    rows.append(_total(context, total_ref, (*figures.totals(amounts(total)), used)))
    columns = context.columns(wording.LINE[lang], [head[lang] for head in heads], wording.USED[lang])
    return context.table(columns, rows)


def ledger_tables(
    context: Paper[Any], years: tuple[LedgerYear, ...], ledger_rows: Sequence[LedgerRow]
) -> tuple[Table, ...]:
    """A ledger, a column for each year; post-closing keeps its place before the total."""
    lang, figures = context.lang, context.figures
    overall = over_all(years)
    heads = [typography.fiscal_year(year.fiscal_year, lang) for year in years]
    tables = []
    for block in blocks(len(years), post_closing=years[-1].fiscal_year == POST_CLOSING):
        rows = []
        for index, row in enumerate(ledger_rows):
            closing = row.kind == "closing"
            cells = [
                figures.money(row.amount(year), symbol=closing or not index, zero=closing) for year in (*years, overall)
            ]
            note = context.note(row.note)
            rows.append(
                Row(row.ref, row.label[lang], (*in_slots(block, cells[:-1], cells[-1]), note), "s" if closing else "")
            )
        columns = context.columns(wording.MOVEMENT[lang], slot_heads(block, heads, lang), wording.NOTE[lang])
        tables.append(context.table(columns, rows))
    return tuple(tables)


def _ledger_years(context: Context) -> tuple[LedgerYear, ...]:
    """The years of the ledgers; post-closing only where something happened after the last one."""
    return tuple(year for year in context.statement.ledgers if year.fiscal_year != POST_CLOSING or moved(year))


def _total(context: Paper[Any], ref: str, cells: tuple[Cell, ...]) -> Row:
    return Row(ref, wording.TOTAL[context.lang], cells, "s")
