"""The numbered sections of a consolidated statement, and the annex that lists its agreements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from tracker.ledger.money import format_rate
from tracker.statements import typography
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.sharing import WHOLE
from tracker.statements.consolidated.value import (
    NATIONAL,
    AgreementRow,
    Consolidated,
    Figures,
    GroupRow,
    IndicatorRow,
    ShareRow,
    added,
)
from tracker.statements.ledgers import RECEIVABLES_ROWS, bridge_rows, funds_rows
from tracker.statements.pdf import schedules
from tracker.statements.pdf.sections import bridge_tables, ledger_tables, spending
from tracker.statements.pdf.tables import BLANK, Cell, Column, Paper, Row, Section, Table, fill
from tracker.statements.statement import Text

Sheet: TypeAlias = Paper[Consolidated]


def compose(paper: Sheet) -> tuple[Section, ...]:
    """Every section that has something to say, the agreements last."""
    makers: tuple[Callable[[Sheet], Section | None], ...] = (
        _groups,
        _regions,
        _shares_of_a_region,
        _years,
        _lines,
        _funds,
        _receivables,
        _bridge,
        _organisations,
        _results,
        schedules.notes,
        schedules.identities,
        _agreements,
        _shares_of_a_programme,
    )
    found = [section for make in makers if (section := make(paper)) is not None]
    return (*found, schedules.references(paper, found))


def _groups(paper: Sheet) -> Section:
    """A programme's streams, each with its regions; a region's streams."""
    lang, statement = paper.lang, paper.statement
    rows: list[Row] = []
    for stream in statement.streams:
        of_stream, name = statement.of_stream(stream), w.STREAM_NAME[stream][lang]
        if statement.header.kind == "region":
            rows += [Row(it.ref, name, _cells(paper, it.figures, first=not rows)) for it in of_stream]
            continue
        rows.append(Row("", name, css="x", aside=_counted(paper, of_stream)))
        top = len(rows) == 1
        rows += [
            Row(it.ref, _region(paper, it.region), _cells(paper, it.figures, first=top and not index))
            for index, it in enumerate(of_stream)
        ]
        if len(of_stream) > 1:
            rows.append(Row("", name, _totals(paper, added(it.figures for it in of_stream)), "k"))
    rows.append(Row("", shared.TOTAL[lang], _totals(paper, statement.total), "s"))
    head = w.STREAM if statement.header.kind == "region" else w.REGION
    return Section(
        w.BY_GROUP[statement.header.kind][lang],
        w.BY_GROUP_CAPTION[lang],
        (_table(paper, head[lang], rows),),
        refs=_refs(statement.groups),
        leads_to=w.LEADS_TO_GROUPS[lang],
    )


def _regions(paper: Sheet) -> Section | None:
    """A programme's regions, each with its shares of agreements that serve several."""
    lang, regions = paper.lang, paper.statement.regions
    if not regions:
        return None
    rows = [
        Row(it.ref, _region(paper, it.region), _cells(paper, it.figures, first=not index))
        for index, it in enumerate(regions)
    ]
    rows.append(Row("", shared.TOTAL[lang], _totals(paper, paper.statement.total), "s"))
    return Section(
        w.BY_REGION[lang],
        w.BY_REGION_CAPTION[lang],
        (_table(paper, w.REGION[lang], rows),),
        refs=schedules.ref_range([it.ref for it in regions]),
        leads_to=w.LEADS_TO_REGIONS[lang],
    )


def _shares_of_a_region(paper: Sheet) -> Section | None:
    """Beside a region's own agreements, its shares of others; of what has no region, what leaves it."""
    lang, statement = paper.lang, paper.statement
    if statement.header.kind != "region" or not statement.shares:
        return None
    national = statement.header.code == NATIONAL
    rows = [
        Row(it.ref, _shared(paper, it), _cells(paper, it.figures, first=not index))
        for index, it in enumerate(statement.shares)
    ]
    given = added(it.figures for it in statement.shares)
    rows += [
        Row("", w.SHARES_TOTAL[lang], _totals(paper, given), "k"),
        Row("", w.OWN_TOTAL[national][lang], _totals(paper, statement.total), "k"),
        Row("", w.WITH_SHARES[national][lang], _totals(paper, statement.with_shares), "s"),
    ]
    return _section_of_shares(paper, rows, w.AGREEMENT)


def _shares_of_a_programme(paper: Sheet) -> Section | None:
    """Every key: the regions of an agreement, their shares and what they get."""
    lang, statement = paper.lang, paper.statement
    if statement.header.kind != "programme" or not statement.shares:
        return None
    rows: list[Row] = []
    for number in dict.fromkeys(it.number for it in statement.shares):
        of_one = [it for it in statement.shares if it.number == number]
        first = len(rows) == 0
        rows.append(Row("", f"{typography.unbroken(number)} {of_one[0].name[lang]}", css="x"))
        rows += [
            Row(it.ref, _shared(paper, it), _cells(paper, it.figures, first=first and not index))
            for index, it in enumerate(of_one)
        ]
        rows.append(Row("", shared.TOTAL[lang], _totals(paper, added(it.figures for it in of_one)), "k"))
    return _section_of_shares(paper, rows, w.REGION, css="long")


def _shared(paper: Sheet, it: ShareRow) -> str:
    """Whose share, and how much of the whole: a region's of an agreement, or the other way round."""
    lang = paper.lang
    if paper.statement.header.kind == "programme":
        name = _region(paper, it.region)
    else:
        name = f"{typography.unbroken(it.number)} {it.name[lang]}"
    return f"{name}, {format_rate(it.share, WHOLE, lang, decimals=2)}" if it.share != WHOLE else name


def _section_of_shares(paper: Sheet, rows: Sequence[Row], first: Text, *, css: str = "") -> Section:
    lang, statement = paper.lang, paper.statement
    return Section(
        w.SHARES[statement.header.kind][lang],
        w.SHARES_CAPTION[lang],
        (_table(paper, first[lang], rows, css=css),),
        refs=schedules.ref_range([it.ref for it in statement.shares]),
        leads_to=w.LEADS_TO_SHARES[lang],
    )


def _years(paper: Sheet) -> Section | None:
    lang, years = paper.lang, paper.statement.years
    if not years:
        return None
    rows = [
        Row(it.ref, typography.fiscal_year(it.fiscal_year, lang), _cells(paper, it.figures, first=not index))
        for index, it in enumerate(years)
    ]
    rows.append(Row("", shared.TOTAL[lang], _totals(paper, paper.statement.total), "s"))
    return Section(
        w.BY_YEAR[lang],
        w.BY_YEAR_CAPTION[lang],
        (_table(paper, w.FISCAL_YEAR[lang], rows),),
        refs=f"{years[0].ref}–{years[-1].ref}",
        leads_to=w.LEADS_TO_YEARS[lang],
    )


def _lines(paper: Sheet) -> Section:
    lang, statement = paper.lang, paper.statement
    table = spending(paper, statement.lines, statement.whole, statement.whole.ref)
    if statement.eliminated:
        less = (-statement.eliminated, 0, 0, 0, -statement.eliminated)
        out = Row(f"L{len(statement.lines) + 1}", w.ELIMINATED[lang], (*paper.figures.body(less), BLANK))
        table = Table(table.head_ref, table.columns, (*table.rows[:-1], out, table.rows[-1]), table.css)
    return Section(
        shared.BUDGET_LINES[lang],
        (w.LINES_CAPTION if statement.eliminated else shared.IN_DOLLARS)[lang],
        (table,),
        refs=f"L1–{statement.whole.ref}",
        leads_to=shared.LEADS_TO_LINES[lang],
    )


def _funds(paper: Sheet) -> Section:
    years = paper.statement.ledgers
    rows = funds_rows(years)
    return Section(
        w.FUNDS[paper.lang],
        shared.IN_DOLLARS[paper.lang],
        ledger_tables(paper, years, rows),
        refs="U1–U8" if len(rows) > 7 else "U1–U7",
        leads_to=shared.LEADS_TO_FUNDS[paper.lang],
    )


def _receivables(paper: Sheet) -> Section:
    return Section(
        w.RECEIVABLES[paper.lang],
        shared.RECEIVABLES_CAPTION[paper.lang],
        ledger_tables(paper, paper.statement.ledgers, RECEIVABLES_ROWS),
        refs="C1–C6",
        leads_to=shared.LEADS_TO_RECEIVABLES[paper.lang],
    )


def _bridge(paper: Sheet) -> Section:
    allotments = paper.statement.allotments
    return Section(
        w.BRIDGE[paper.lang],
        shared.BRIDGE_CAPTION[paper.lang],
        bridge_tables(paper, allotments),
        refs=f"E1–E{len(bridge_rows(allotments))}",
        leads_to=shared.LEADS_TO_BRIDGE[paper.lang],
    )


def _organisations(paper: Sheet) -> Section:
    lang = paper.lang
    rows = [
        Row(
            "",
            w.WHOLE[lang] if it.stream is None else w.STREAM_NAME[it.stream][lang],
            tuple(Cell(typography.quantity(str(count), lang), "n") for count in (it.hosts, it.organisations)),
            "s" if it.stream is None else "",
        )
        for it in paper.statement.organisations
    ]
    grid = paper.grid
    columns = (
        Column(w.STREAM[lang], grid.width - 4 * grid.amount),
        *(Column(head[lang], 2 * grid.amount, "h") for head in (w.HOSTS, w.PARTNERS)),
    )
    return Section(w.ORGANISATIONS[lang], w.ORGANISATIONS_CAPTION[lang], (paper.table(columns, rows),))


def _results(paper: Sheet) -> Section | None:
    lang, grid, indicators = paper.lang, paper.grid, paper.statement.indicators
    if not indicators:
        return None
    rows = [
        Row(
            it.ref,
            it.name[lang],
            (
                Cell(_described(paper, it)),
                schedules.quantity(paper, it.target),
                Cell(w.FEW[lang], "n") if it.suppressed else schedules.quantity(paper, it.actual),
                Cell(schedules.reached(it.target, it.actual, lang), "p"),
            ),
        )
        for it in indicators
    ]
    columns = (
        Column(shared.INDICATOR[lang], grid.label + grid.amount * 0.6),
        Column(w.MEASURE[lang], grid.amount * 2.4),
        *(Column(head[lang], grid.amount, "h") for head in (shared.TARGET, shared.ACTUAL)),
        Column(shared.REACHED[lang], grid.last, "h p"),
    )
    return Section(
        shared.RESULTS[lang],
        w.RESULTS_CAPTION[lang],
        (paper.table(columns, rows),),
        refs=_refs(indicators),
        leads_to=shared.LEADS_TO_RESULTS[lang],
    )


def _described(paper: Sheet, it: IndicatorRow) -> str:
    lang = paper.lang
    measured = w.MEASURED_BY_ONE if it.agreements == 1 else w.MEASURED_BY
    return f"{fill(measured, lang, count=it.agreements)}, {w.OVER_PLACES[it.aggregation][lang]}"


def _agreements(paper: Sheet) -> Section:
    """The annex: its head is repeated on every page."""
    lang, statement = paper.lang, paper.statement
    rows: list[Row] = []
    place: tuple[str, str] | None = None
    for it in statement.rows:
        if (it.stream, it.region) != place:
            place = (it.stream, it.region)
            stream = w.STREAM_NAME[it.stream][lang]
            rows.append(Row("", f"{stream}, {_region(paper, it.region)}", css="x"))
        label = f"{typography.unbroken(it.number)} {it.name[lang]}"
        if it.framework:
            label = f"{label}, {fill(w.SUB_OF, lang, framework=typography.unbroken(it.framework))}"
        rows.append(Row(it.ref, label, _cells(paper, it.figures, first=len(rows) == 1)))
    rows.append(Row("", shared.TOTAL[lang], _totals(paper, statement.total), "s"))
    return Section(
        w.ANNEX[lang],
        w.ANNEX_CAPTION[lang],
        (_table(paper, w.AGREEMENT[lang], rows, css="long"),),
        refs=_refs(statement.rows),
        leads_to=w.LEADS_TO_AGREEMENTS[lang],
    )


def _table(paper: Sheet, first: str, rows: Sequence[Row], *, css: str = "") -> Table:
    heads = [w.AMOUNT_NAMES[name][paper.lang] for name in w.AMOUNT_NAMES]
    return paper.table(paper.columns(first, heads, w.LATE[paper.lang]), rows, css=css)


def _cells(paper: Sheet, figures: Figures, *, first: bool = False) -> tuple[Cell, ...]:
    return (*paper.figures.body(figures.amounts, first=first), _late(figures))


def _totals(paper: Sheet, figures: Figures) -> tuple[Cell, ...]:
    return (*paper.figures.totals(figures.amounts), _late(figures))


def _late(figures: Figures) -> Cell:
    return Cell(str(figures.late), "p") if figures.late else BLANK


def _region(paper: Sheet, code: str) -> str:
    name = paper.statement.header.region(code)[paper.lang]
    return f"{code} – {name}" if code.isdigit() else name


def _counted(paper: Sheet, groups: Sequence[GroupRow]) -> str:
    count = sum(it.agreements for it in groups)
    return fill(w.MEASURED_BY_ONE if count == 1 else w.MEASURED_BY, paper.lang, count=count)


def _refs(rows: Sequence[GroupRow] | Sequence[IndicatorRow] | Sequence[AgreementRow]) -> str:
    return schedules.ref_range([row.ref for row in rows]) if rows else ""
