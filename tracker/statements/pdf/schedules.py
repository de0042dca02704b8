"""The sections that list facts: reports, payments, results, contributions, notes, decisions, identities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker.ledger.money import format_rate
from tracker.statements import typography, wording
from tracker.statements.pdf.tables import (
    BLANK,
    NIL,
    Cell,
    Column,
    Context,
    Note,
    Paper,
    Row,
    Section,
    blocks,
    fill,
    in_slots,
    slot_heads,
)
from tracker.statements.statement import Disbursement, IndicatorFact, Lang, ReportFact

_DATE = 16.8


def reports(context: Context) -> Section | None:
    """What was due, when it came, how late, and what it declared."""
    lang, figures, statement = context.lang, context.figures, context.statement
    year = statement.header.fiscal_year
    wanted = [report for report in statement.reports if year is None or report.fiscal_year == year]
    if not wanted:
        return None
    rows, sums, first = [], [0, 0, 0], True
    for report in wanted:
        expenses = [e for e in statement.expenses if e.report == report.number]
        amounts = (
            sum(e.declared for e in expenses),
            sum(e.disallowed for e in expenses),
            sum(e.accepted for e in expenses),
        )
        sums = [total + amount for total, amount in zip(sums, amounts, strict=True)]
        kind = wording.REPORT_KIND[report.kind][lang]
        label = f"{report.number}, {kind}, {typography.fiscal_year(report.fiscal_year, lang)}"
        dates = (report.due_on, report.submitted_on, report.accepted_on)
        cells = (*map(day, dates), *figures.body(amounts, first=first), _lateness(context, report))
        rows.append(Row("", label, cells))
        first = first and not any(amounts)
    rows.append(Row("", wording.TOTAL[lang], (BLANK, BLANK, BLANK, *figures.totals(sums), BLANK), "s"))
    heads = (wording.DUE_ON, wording.SUBMITTED_ON, wording.ACCEPTED_ON)
    columns = (
        Column(wording.REPORT_HEAD[lang], context.grid.label + 2 * context.grid.amount - 3 * _DATE),
        *(Column(head[lang], _DATE) for head in heads),
        *(
            Column(head[lang], context.grid.amount, "h")
            for head in (wording.DECLARED, wording.DISALLOWED, wording.ACCEPTED)
        ),
        Column(wording.LATE[lang], context.grid.last, "h p"),
    )
    return Section(wording.REPORTS[lang], wording.REPORTS_CAPTION[lang], (context.table(columns, rows),))


def disbursements(context: Context) -> Section | None:
    """The schedule: what was due, what it waited for, what was paid (identity I11)."""
    lang, figures, listed = context.lang, context.figures, context.statement.disbursements
    if not listed:
        return None
    rows, scheduled, first = [], {}, True
    for item in listed:
        if item.instalment is not None:
            scheduled[item.instalment] = item.scheduled or 0
        amounts = (item.scheduled or 0, item.gross, -item.offset, item.cash)
        cells = (day(item.due_on), day(item.paid_on), *figures.body(amounts, first=first))
        condition = fill(wording.REPORT, lang, number=item.required_report) if item.required_report else ""
        rows.append(Row(item.ref, _instalment(context, item), (*cells, Cell(condition, "p"))))
        first = False
    totals = (
        sum(scheduled.values()),
        sum(item.gross for item in listed),
        -sum(item.offset for item in listed),
        sum(item.cash for item in listed),
    )
    # A year lists some of the schedule's rows, so only the whole schedule has a reference for its total.
    last = f"V{len(listed) + 1}" if context.statement.year is None else ""
    rows.append(Row(last, wording.TOTAL[lang], (BLANK, BLANK, *figures.totals(totals), BLANK), "s"))
    heads = (wording.SCHEDULED, wording.GROSS, wording.OFFSET, wording.CASH)
    columns = (
        Column(wording.INSTALMENT[lang], context.grid.label + context.grid.amount - 2 * _DATE),
        Column(wording.DUE_ON[lang], _DATE),
        Column(wording.PAID_ON[lang], _DATE),
        *(Column(head[lang], context.grid.amount, "h") for head in heads),
        Column(wording.CONDITION[lang], context.grid.last, "h p"),
    )
    return Section(
        wording.DISBURSEMENTS[lang],
        _what_is_due(context, listed),
        (context.table(columns, rows),),
        refs=ref_range([row.ref for row in rows if row.ref]),
        leads_to=wording.LEADS_TO_DISBURSEMENTS[lang],
    )


def results(context: Context) -> Section | None:
    """Targets and actuals of each indicator, by year and over the agreement."""
    lang, facts = context.lang, context.statement.indicators
    if not facts:
        return None
    years = [year for year, _, _ in facts[0].years]
    heads = [typography.fiscal_year(year, lang) for year in years]
    tables = []
    parts = blocks(len(years))
    for block in parts:
        rows = []
        for fact in facts:
            values = {year: (target, actual) for year, target, actual in fact.years}
            targets = [quantity(context, values.get(year, (None, None))[0]) for year in years]
            actuals = [quantity(context, values.get(year, (None, None))[1]) for year in years]
            share = BLANK if block is not parts[-1] else Cell(reached(fact.target, fact.actual, lang), "p")
            rows += [
                Row(fact.ref, fact.name[lang], css="x", aside=_described(context, fact)),
                Row(
                    "",
                    wording.TARGET[lang],
                    (*in_slots(block, targets, quantity(context, fact.target)), BLANK),
                ),
                Row(
                    "",
                    wording.ACTUAL[lang],
                    (*in_slots(block, actuals, quantity(context, fact.actual)), share),
                    "k",
                ),
            ]
        columns = context.columns(wording.INDICATOR[lang], slot_heads(block, heads, lang), wording.REACHED[lang])
        tables.append(context.table(columns, rows))
    return Section(
        wording.RESULTS[lang],
        wording.RESULTS_CAPTION[lang],
        tuple(tables),
        refs=ref_range([fact.ref for fact in facts]),
        leads_to=wording.LEADS_TO_RESULTS[lang],
    )


def contributions(context: Context) -> Section | None:
    """What others brought, in cash and in kind: outside every other figure (DOMAIN rule 19)."""
    lang, figures, facts = context.lang, context.figures, context.statement.contributions
    if not facts:
        return None
    by_year = [dict(fact.amounts) for fact in facts]
    years = sorted({year for amounts in by_year for year in amounts})
    heads = [typography.fiscal_year(year, lang) for year in years]
    sums = [sum(amounts.get(year, 0) for amounts in by_year) for year in years]
    last = f"A{len(facts) + 1}"
    tables = []
    for block in blocks(len(years)):
        rows = []
        for index, (fact, amounts) in enumerate(zip(facts, by_year, strict=True)):
            cells = figures.body([amounts.get(year, 0) for year in years], first=not index)
            total = figures.money(sum(amounts.values()), symbol=not index)
            kind = wording.CONTRIBUTION_KIND[fact.kind, fact.public][lang]
            rows.append(Row(fact.ref, f"{fact.source}, {kind}", (*in_slots(block, cells, total), BLANK)))
        cells = in_slots(block, figures.totals(sums), figures.totals((sum(sums),))[0])
        rows.append(Row(last, wording.TOTAL[lang], (*cells, BLANK), "s"))
        columns = context.columns(wording.SOURCE[lang], slot_heads(block, heads, lang), "")
        tables.append(context.table(columns, rows))
    return Section(
        wording.CONTRIBUTIONS[lang],
        wording.CONTRIBUTIONS_CAPTION[lang],
        tuple(tables),
        refs=f"{facts[0].ref}–{last}",
        leads_to=wording.LEADS_TO_CONTRIBUTIONS[lang],
    )


def notes(context: Paper[Any]) -> Section | None:
    """The notes that the build found reason for."""
    lang, found = context.lang, context.statement.notes
    if not found:
        return None
    return Section(
        wording.NOTES[lang], notes=tuple(Note(note.ref, note.title[lang], note.text[lang]) for note in found)
    )


def facts(context: Context) -> Section | None:
    """Declarations and decisions: who and when, never an opinion."""
    lang, found = context.lang, context.statement.facts
    if not found:
        return None
    rows = [Row(fact.ref, fact.what[lang], (Cell(fact.by[lang]), day(fact.on))) for fact in found]
    columns = (
        Column(wording.FACT[lang], 64.0),
        Column(wording.BY[lang], context.grid.width - 64.0 - _DATE),
        Column(wording.ON[lang], _DATE),
    )
    return Section(wording.FACTS[lang], wording.FACTS_CAPTION[lang], (context.table(columns, rows),))


def identities(context: Paper[Any]) -> Section | None:
    """Both sides of every identity, equal to the cent."""
    lang, figures, found = context.lang, context.figures, context.statement.identities
    if not found:
        return None
    rows = []
    for index, identity in enumerate(found):
        sides = [figures.money(side, symbol=not index, zero=True) for side in (identity.left, identity.right)]
        difference = figures.money(identity.left - identity.right, zero=True).text
        rows.append(Row(identity.code, identity.label[lang], (*sides, Cell(difference, "p"))))
    columns = (
        Column(wording.IDENTITY[lang], context.grid.width - 2 * context.grid.amount - context.grid.last),
        Column(wording.LEFT[lang], context.grid.amount, "h"),
        Column(wording.RIGHT[lang], context.grid.amount, "h"),
        Column(wording.DIFFERENCE[lang], context.grid.last, "h p"),
    )
    table = context.table(columns, rows, css="i")
    return Section(wording.IDENTITIES[lang], wording.IDENTITIES_CAPTION[lang], (table,))


def references(context: Paper[Any], sections: Sequence[Section]) -> Section:
    """The key: which references a table bears and what each leads to."""
    lang = context.lang
    rows = [Row("", s.refs, (Cell(s.title), Cell(s.leads_to))) for s in sections if s.refs]
    columns = (
        Column(wording.REFERENCES[lang], 22.0),
        Column(wording.TABLE[lang], 72.0),
        Column(wording.LEADS_TO[lang], context.grid.width - 94.0),
    )
    return Section(wording.REFERENCES[lang], wording.REFERENCES_CAPTION[lang], (context.table(columns, rows),))


def day(when: date | None) -> Cell:
    """A day in a table; a dash without one."""
    return Cell(typography.day(when) if when else NIL, "c")


def _lateness(context: Context, report: ReportFact) -> Cell:
    days = ((report.submitted_on or context.statement.header.as_of) - report.due_on).days
    return Cell(fill(wording.DAYS, context.lang, count=days), "p") if days > 0 else BLANK


def _instalment(context: Context, item: Disbursement) -> str:
    kind = wording.INSTALMENT_KIND[item.kind] if item.kind else wording.OUTSIDE_SCHEDULE
    return f"{kind[context.lang]} {typography.fiscal_year(item.fiscal_year, context.lang)}"


def _what_is_due(context: Context, listed: Sequence[Disbursement]) -> str:
    lang = context.lang
    due = sorted(item.due_on for item in listed if item.paid_on is None and item.due_on and item.scheduled)
    if not due:
        return wording.DISBURSEMENTS_PAID[lang]
    date_text = typography.long_day(due[0], lang)
    if len(due) == 1:
        return fill(wording.DISBURSEMENTS_ONE_DUE, lang, date=date_text)
    return fill(wording.DISBURSEMENTS_DUE, lang, count=len(due), date=date_text)


def ref_range(refs: Sequence[str]) -> str:
    """``V1–V4`` where the numbers follow each other, ``V1, V4`` where they do not."""
    if len(refs) == 1:
        return refs[0]
    numbers = [int(ref[1:]) for ref in refs]
    unbroken = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return f"{refs[0]}–{refs[-1]}" if unbroken else ", ".join(refs)


def quantity(context: Paper[Any], value: str | None) -> Cell:
    """A measure in a table; a dash without one."""
    return Cell(NIL if value is None else typography.quantity(value, context.lang), "n")


def reached(target: str | None, actual: str | None, lang: Lang) -> str:
    """The actual as a share of the target; nothing where one is missing."""
    if target is None or actual is None:
        return ""
    numerator, denominator = typography.ratio(actual, target)
    return format_rate(numerator, denominator, lang) if denominator else ""


def _described(context: Context, fact: IndicatorFact) -> str:
    lang = context.lang
    parts = [fact.code, fact.unit, wording.SYSTEM[fact.system][lang], wording.AGGREGATION[fact.aggregation][lang]]
    if fact.baseline is not None:
        parts.append(fill(wording.BASELINE, lang, value=typography.quantity(fact.baseline, lang)))
    return " · ".join(part for part in parts if part)
