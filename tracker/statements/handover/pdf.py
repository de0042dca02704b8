"""A cut-off statement on paper, as the other statements are; its pages are turned round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tracker.ledger.money import Cents, format_money
from tracker.statements import typography
from tracker.statements import wording as shared
from tracker.statements.handover import wording as w
from tracker.statements.handover.value import HandOver, Part
from tracker.statements.pdf import Attachment, Verification, schedules, summary
from tracker.statements.pdf.chart import Chart, Legend, Measure, draw
from tracker.statements.pdf.document import Front, document
from tracker.statements.pdf.guarded import write
from tracker.statements.pdf.summary import Key
from tracker.statements.pdf.tables import LANDSCAPE, Cell, Column, Figures, Paper, Row, Section, Table, fill
from tracker.statements.statement import Lang, Text

Sheet: TypeAlias = Paper[HandOver]

FUNDS = (w.RECEIVED, w.INTEREST, w.ACCEPTED, w.ESTABLISHED, w.RETURNED, w.HANDED, w.HELD)
OWED = (w.ESTABLISHED, w.OFFSET, w.RECOVERED, w.WRITTEN_OFF, w.HANDED, w.RECEIVABLE)

_LEGEND = Legend(
    title=w.CHART_TITLE,
    line=w.CHART_LINE,
    authorised=w.CHART_ENTRUSTED,
    accepted=w.CHART_ACCEPTED,
    balance=w.HELD,
    used=shared.USED,
)


def render(
    statement: HandOver,
    lang: Lang,
    *,
    attachments: Sequence[Attachment] = (),
    verification: Verification | None = None,
) -> bytes:
    """The PDF of ``statement`` in ``lang``; as ``tracker.statements.pdf.render``."""
    html = compose(statement, lang, attachments=attachments, verification=verification)
    return write(html, attachments=attachments, dated=statement.header.known_at)


def compose(
    statement: HandOver, lang: Lang, *, attachments: Sequence[Attachment], verification: Verification | None
) -> str:
    """The HTML of the statement, ready to render."""
    paper = Paper(statement, lang, Figures(lang), LANDSCAPE)
    header = statement.header
    makers = (_funds, _owed, _obligations, schedules.notes, schedules.identities)
    found = [section for make in makers if (section := make(paper)) is not None]
    cut_off = fill(w.KEY_ON, lang, date=typography.long_day(statement.cut_off, lang))
    front = Front(
        header=header,
        document=w.DOCUMENT[lang],
        subject=fill(shared.AGREEMENT, lang, agreement=header.agreement),
        code=header.agreement,
        title=f"{summary.title(paper)} · {cut_off}",
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


def _funds(paper: Sheet) -> Section:
    """What each host received, spent, handed over and holds."""
    parts = paper.statement.parts
    return Section(
        w.HOSTS[paper.lang],
        w.HOSTS_CAPTION[paper.lang],
        (_table(paper, FUNDS, [it.flows.funds for it in parts], paper.statement.whole.funds),),
        refs=schedules.ref_range([it.ref for it in parts]),
        leads_to=w.LEADS_TO_HOSTS[paper.lang],
    )


def _owed(paper: Sheet) -> Section | None:
    """The receivables on each host, if there ever were any."""
    parts = paper.statement.parts
    if not any(any(it.flows.owed) for it in parts):
        return None
    return Section(
        w.OWED[paper.lang],
        shared.IN_DOLLARS[paper.lang],
        (_table(paper, OWED, [it.flows.owed for it in parts], paper.statement.whole.owed),),
    )


def _table(paper: Sheet, heads: Sequence[Text], amounts: Sequence[tuple[Cents, ...]], sums: tuple[Cents, ...]) -> Table:
    lang, figures = paper.lang, paper.figures
    rows = [
        Row(part.ref, host_label(part), figures.body(row, first=not index))
        for index, (part, row) in enumerate(zip(paper.statement.parts, amounts, strict=True))
    ]
    rows.append(Row("", shared.TOTAL[lang], figures.totals(sums), "s"))
    columns = (
        Column(w.HOST[lang], paper.grid.width - len(heads) * 25.0),
        *(Column(head[lang], 25.0, "h") for head in heads),
    )
    return paper.table(columns, rows)


def host_label(part: Part) -> str:
    """A host and the days of its mandate."""
    last = typography.day(part.to_on) if part.to_on else "…"
    return f"{part.name}, {typography.day(part.from_on)} – {last}"


def _obligations(paper: Sheet) -> Section:
    """The reports that were not accepted by the cut-off."""
    lang, statement = paper.lang, paper.statement
    caption = fill(w.OBLIGATIONS_CAPTION, lang, date=typography.long_day(statement.cut_off, lang))
    if not statement.obligations:
        return Section(w.OBLIGATIONS[lang], w.NO_OBLIGATION[lang])
    rows = [
        Row(
            it.ref,
            f"{shared.REPORT_KIND[it.kind][lang]} {it.number}",
            (
                Cell(f"{typography.day(it.from_on)} – {typography.day(it.to_on)}"),
                schedules.day(it.due_on),
                Cell(w.STATES[it.state][lang], "p"),
            ),
        )
        for it in statement.obligations
    ]
    columns = (
        Column(w.REPORT[lang], paper.grid.width - 130.0),
        Column(w.PERIOD[lang], 70.0),
        Column(shared.DUE_ON[lang], 30.0),
        Column(w.STATE[lang], 30.0, "h p"),
    )
    return Section(
        w.OBLIGATIONS[lang],
        caption,
        (paper.table(columns, rows),),
        refs=schedules.ref_range([it.ref for it in statement.obligations]),
        leads_to=w.LEADS_TO_REPORTS[lang],
    )


def _lead(statement: HandOver, lang: Lang) -> str:
    owed, nothing = w.LEAD, w.LEAD_NOTHING_OWED
    if statement.unspent < 0:
        owed, nothing = w.LEAD_ADVANCED, w.LEAD_ADVANCED_NOTHING_OWED
    words = owed if statement.receivable else nothing
    parts = [
        fill(
            words,
            lang,
            date=typography.long_day(statement.cut_off, lang),
            outgoing=statement.outgoing,
            unspent=format_money(abs(statement.unspent), lang),
            receivable=format_money(statement.receivable, lang),
        )
    ]
    if statement.incoming:
        parts.append(fill(w.LEAD_TO, lang, incoming=statement.incoming))
    count = len(statement.obligations)
    reports = w.LEAD_NO_REPORT if not count else w.LEAD_ONE_REPORT if count == 1 else w.LEAD_REPORTS
    parts.append(fill(reports, lang, count=count))
    return " ".join(parts)


def _chart(statement: HandOver, lang: Lang, room: float) -> Chart | None:
    """What each host was entrusted with, and what of it is accepted."""
    measures = [
        Measure(it.name, flows.received + flows.interest + max(0, flows.handed), flows.accepted, flows.held)
        for it in statement.parts
        for flows in (it.flows,)
    ]
    return draw(measures, _LEGEND, lang, room=room)


def _keys(statement: HandOver, lang: Lang) -> tuple[Key, ...]:
    on = fill(w.KEY_ON, lang, date=typography.long_day(statement.cut_off, lang))
    late = sum(it.state == "late" for it in statement.obligations)
    said = fill(w.KEY_LATE, lang, count=late) if late else w.KEY_NO_LATE[lang]
    return (
        Key(w.KEY_UNSPENT[lang], format_money(statement.unspent, lang), (on,)),
        Key(w.KEY_RECEIVABLE[lang], format_money(statement.receivable, lang), (on,)),
        Key(w.KEY_REPORTS[lang], str(len(statement.obligations)), (said,)),
        Key(w.KEY_ACCEPTED[lang], format_money(statement.whole.accepted, lang), (w.KEY_ALL_HOSTS[lang],)),
    )
