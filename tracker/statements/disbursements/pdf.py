"""A statement of disbursements on paper, as the statement of the agreement is; its pages are turned round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents, format_money, format_rate
from tracker.statements import typography
from tracker.statements import wording as shared
from tracker.statements.disbursements import wording as w
from tracker.statements.disbursements.value import Schedule, ScheduleRow
from tracker.statements.ledgers import bridge_rows
from tracker.statements.pdf import Attachment, Verification, schedules, summary
from tracker.statements.pdf.chart import Chart, Legend, Measure, draw
from tracker.statements.pdf.document import Front, document
from tracker.statements.pdf.guarded import write
from tracker.statements.pdf.sections import bridge_tables
from tracker.statements.pdf.summary import Key
from tracker.statements.pdf.tables import BLANK, LANDSCAPE, Cell, Column, Figures, Paper, Row, Section, fill
from tracker.statements.statement import Lang, Text

Sheet: TypeAlias = Paper[Schedule]

_LEGEND = Legend(
    title=w.CHART_TITLE,
    line=w.CHART_LINE,
    authorised=w.CHART_COMMITTED,
    accepted=w.CHART_PAID,
    balance=w.PAYABLE,
    used=shared.USED,
)


def render(
    statement: Schedule,
    lang: Lang,
    *,
    attachments: Sequence[Attachment] = (),
    verification: Verification | None = None,
) -> bytes:
    """The PDF of ``statement`` in ``lang``; as ``tracker.statements.pdf.render``."""
    html = compose(statement, lang, attachments=attachments, verification=verification)
    return write(html, attachments=attachments, dated=statement.header.known_at)


def compose(
    statement: Schedule, lang: Lang, *, attachments: Sequence[Attachment], verification: Verification | None
) -> str:
    """The HTML of the statement, ready to render."""
    paper = Paper(statement, lang, Figures(lang), LANDSCAPE)
    header = statement.header
    makers = (_schedule, _years, _bridge, schedules.notes, schedules.identities)
    found = [section for make in makers if (section := make(paper)) is not None]
    front = Front(
        header=header,
        document=w.DOCUMENT[lang],
        subject=fill(shared.AGREEMENT, lang, agreement=header.agreement),
        code=header.agreement,
        title=f"{summary.title(paper)} · {typography.prose(header.title[lang], lang)}",
        facts=summary.facts(paper, issued_on=verification.issued_on if verification else None),
        lead=_lead(statement, lang),
        keys=_keys(statement, lang),
        chart_title=w.CHART[lang],
        chart=lambda room: _chart(statement, lang, room),
    )
    return document(
        front,
        [*found, schedules.references(paper, found)],
        lang,
        widest=paper.figures.widest,
        landscape=True,
        attachments=attachments,
        verification=verification,
    )


def _schedule(paper: Sheet) -> Section:
    """Each instalment: what was planned, what it waits for, what was paid."""
    lang, figures, statement = paper.lang, paper.figures, paper.statement
    if not statement.rows:
        return Section(shared.DISBURSEMENTS[lang], w.NO_ROWS[lang])
    rows = [_row(paper, it, first=not index) for index, it in enumerate(statement.rows)]
    totals = figures.totals((statement.scheduled, statement.gross, -statement.offset, statement.cash))
    last = f"V{len(rows) + 1}" if statement.header.fiscal_year is None else ""
    cells = (*[BLANK] * 5, *totals, BLANK)
    rows.append(Row(last, shared.TOTAL[lang], cells, "s"))
    columns = (
        Column(w.TYPE[lang], 27.0),
        Column(w.ALLOTMENT[lang], 19.0),
        Column(shared.DUE_ON[lang], 18.0),
        Column(shared.CONDITION[lang], 18.0),
        Column(shared.PAID_ON[lang], 18.0),
        Column(w.REFERENCE[lang], 22.4),
        *(Column(head[lang], 23.0, "h") for head in (shared.SCHEDULED, shared.GROSS, shared.OFFSET, shared.CASH)),
        Column(w.STATUS[lang], 18.0, "h p"),
    )
    return Section(
        shared.DISBURSEMENTS[lang],
        shared.IN_DOLLARS[lang],
        (paper.table(columns, rows),),
        refs=schedules.ref_range([row.ref for row in rows if row.ref]),
        leads_to=shared.LEADS_TO_DISBURSEMENTS[lang],
    )


def _row(paper: Sheet, row: ScheduleRow, *, first: bool) -> Row:
    lang, item = paper.lang, row.item
    kind = shared.INSTALMENT_KIND[item.kind] if item.kind else shared.OUTSIDE_SCHEDULE
    condition = fill(shared.REPORT, lang, number=item.required_report) if item.required_report else "–"
    cells = (
        Cell(typography.fiscal_year(item.fiscal_year, lang)),
        schedules.day(item.due_on),
        Cell(condition),
        schedules.day(item.paid_on),
        Cell(item.reference or "–"),
        *paper.figures.body((item.scheduled or 0, item.gross, -item.offset, item.cash), first=first),
        Cell(w.STATUSES[row.status][lang], "p"),
    )
    return Row(item.ref, kind[lang], cells)


def _years(paper: Sheet) -> Section:
    """Payments by the year they were made in, beside what the journal says (identity I11)."""
    lang, figures, years = paper.lang, paper.figures, paper.statement.years
    rows = [
        Row(
            it.ref,
            typography.fiscal_year(it.fiscal_year, lang),
            (*figures.body((it.scheduled, it.gross, -it.offset, it.cash, it.journal), first=not index), BLANK),
        )
        for index, it in enumerate(years)
    ]
    sums = [
        sum(column)
        for column in zip(*((it.scheduled, it.gross, -it.offset, it.cash, it.journal) for it in years), strict=True)
    ]
    rows.append(Row("", shared.TOTAL[lang], (*figures.totals(sums), BLANK), "s"))
    heads = (shared.SCHEDULED, shared.GROSS, shared.OFFSET, shared.CASH, w.JOURNAL)
    return Section(
        w.BY_YEAR[lang],
        w.BY_YEAR_CAPTION[lang],
        (paper.table(paper.columns(w.FISCAL_YEAR[lang], [head[lang] for head in heads], ""), rows),),
        refs=schedules.ref_range([it.ref for it in years]),
        leads_to=w.LEADS_TO_YEARS[lang],
    )


def _bridge(paper: Sheet) -> Section | None:
    allotments = paper.statement.allotments
    return Section(
        shared.BRIDGE[paper.lang],
        shared.BRIDGE_CAPTION[paper.lang],
        bridge_tables(paper, allotments),
        refs=f"E1–E{len(bridge_rows(allotments))}",
        leads_to=shared.LEADS_TO_BRIDGE[paper.lang],
    )


def _lead(statement: Schedule, lang: Lang) -> str:
    words = {
        "committed": format_money(statement.committed, lang),
        "settled": format_money(statement.settled, lang),
        "payable": format_money(statement.payable, lang),
    }
    parts = [fill(w.LEAD if statement.payable else w.LEAD_SETTLED, lang, **words)]
    if statement.header.fiscal_year is not None:
        gross = sum(it.gross for it in statement.years)
        parts.append(fill(w.LEAD_YEAR, lang, gross=format_money(gross, lang)))
    waiting = [it.item for it in statement.rows if it.status not in ("paid", "lapsed") and it.item.due_on]
    if waiting:
        following = min(waiting, key=lambda it: (it.due_on is None, it.due_on))
        assert following.due_on is not None  # noqa: S101 - chosen above
        date_text = typography.long_day(following.due_on, lang)
        parts.append(fill(w.LEAD_NEXT, lang, amount=format_money(following.scheduled or 0, lang), date=date_text))
    return " ".join(parts)


def _keys(statement: Schedule, lang: Lang) -> tuple[Key, ...]:
    def said(words: Text, cents: Cents) -> str:
        return fill(words, lang, amount=format_money(cents, lang))

    years = statement.years
    offset, cash = sum(it.offset for it in years), sum(it.cash for it in years)
    share = fill(w.KEY_SHARE, lang, rate=format_rate(statement.settled, statement.committed, lang))
    kept = said(w.KEY_OFFSET, offset) if offset else w.KEY_NO_OFFSET[lang]
    lapsed = said(w.KEY_LAPSED, statement.lapsed) if statement.lapsed else w.KEY_NO_LAPSE[lang]
    return (
        Key(w.COMMITMENT[lang], format_money(statement.committed, lang), (w.KEY_COMMITMENT[lang],)),
        Key(w.SETTLED[lang], format_money(statement.settled, lang), (share,)),
        Key(w.CASH[lang], format_money(cash, lang), (kept,)),
        Key(w.PAYABLE[lang], format_money(statement.payable, lang), (lapsed,)),
    )


def _chart(statement: Schedule, lang: Lang, room: float) -> Chart | None:
    measures = [
        Measure(typography.fiscal_year(it.fiscal_year, lang), it.committed, it.settled, it.payable)
        for it in statement.allotments
        if it.fiscal_year != POST_CLOSING
    ]
    return draw(measures, _LEGEND, lang, room=room)
