"""The index of the package on paper: what was tied, what to look at first, every file with its fingerprint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tracker.audit.package import wording as w
from tracker.audit.package.value import Dossier, Exchange, Said, Tie
from tracker.audit.package.xlsx import people
from tracker.ledger.money import format_money
from tracker.statements import typography
from tracker.statements import wording as shared
from tracker.statements.pdf import summary
from tracker.statements.pdf.document import Front, document
from tracker.statements.pdf.guarded import write
from tracker.statements.pdf.summary import Key
from tracker.statements.pdf.tables import BLANK, LANDSCAPE, Cell, Column, Figures, Note, Paper, Row, Section, fill
from tracker.statements.statement import CumulativeLine, Lang, Statement, YearLine
from tracker.statements.xlsx import wording as xw

Index: TypeAlias = Paper[Statement]
_WIDE = LANDSCAPE.width


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the package, as its index and its manifest name it."""

    name: str
    size: int
    sha256: str


def render(dossier: Dossier, lang: Lang, files: Sequence[Listed]) -> bytes:
    """The PDF of the index in ``lang``; ``files`` are all the others but the manifest."""
    return write(compose(dossier, lang, files), attachments=(), dated=dossier.statement.header.known_at)


def compose(dossier: Dossier, lang: Lang, files: Sequence[Listed]) -> str:
    """The HTML of the index, ready to render."""
    statement = dossier.statement
    paper = Paper(statement, lang, Figures(lang), LANDSCAPE)
    header = statement.header
    found = [
        _tables(paper, dossier),
        _controls(paper, dossier),
        _findings(paper, dossier),
        _approvals(paper, dossier),
        _settlements(paper, dossier),
        _sample(paper, dossier),
        _documents(paper, dossier),
        *evidence(dossier.evidence, lang),
        _files(paper, files),
        _how(lang),
    ]
    front = Front(
        header=header,
        document=w.DOCUMENT[lang],
        subject=fill(shared.AGREEMENT, lang, agreement=header.agreement),
        code=header.agreement,
        title=f"{summary.title(paper)} · {typography.prose(header.title[lang], lang)}",
        facts=summary.facts(paper, issued_on=None),
        lead=fill(w.INDEX_LEAD, lang, count=len(dossier.ties)),
        keys=_keys(dossier, lang),
        chart_title="",
        chart=lambda room: None,
    )
    return document(
        front, found, lang, widest=paper.figures.widest, landscape=True, attachments=(), verification=None
    )  # fmt: skip


def _keys(dossier: Dossier, lang: Lang) -> tuple[Key, ...]:
    expenses, approvals = dossier.statement.expenses, dossier.approvals
    accepted, gross = sum(it.accepted for it in expenses), sum(it.gross for it in approvals)
    overrides = sum(bool(it.override) for it in approvals)
    return (
        Key(
            w.FIGURES_TIED[lang],
            str(len(dossier.ties)),
            (fill(w.DIFFERENCE_OF, lang, amount=format_money(sum(it.difference for it in dossier.ties), lang)),),
        ),
        Key(w.ACCEPTED_COST[lang], format_money(accepted, lang), (fill(w.LINES_OF, lang, count=len(expenses)),)),
        Key(
            w.PAID[lang],
            format_money(gross, lang),
            (fill(w.PAYMENTS_OF, lang, count=len(approvals), overrides=overrides),),
        ),
        Key(w.FINDINGS[lang], str(len(dossier.exceptions)), (w.EXCEPTIONS_OF[lang],)),
    )


def _tables(paper: Index, dossier: Dossier) -> Section:
    lang, figures = paper.lang, paper.figures
    rows = [
        Row(
            "",
            group.title[lang],
            (
                Cell(str(len(group.ties)), "n"),
                *figures.body((sum(it.amount for it in group.ties), sum(it.journal for it in group.ties))),
                *figures.totals((sum(it.difference for it in group.ties),)),
            ),
        )
        for group in dossier.lead
    ]
    heads = (w.COUNT, w.ON_STATEMENT, w.IN_JOURNAL, w.DIFFERENCE)
    columns = (Column(shared.TABLE[lang], _WIDE - 112), *(Column(head[lang], 28.0, "h") for head in heads))
    return Section(w.TABLES[lang], w.TABLES_CAPTION[lang], (paper.table(columns, rows),))


def _controls(paper: Index, dossier: Dossier) -> Section:
    lang = paper.lang
    rows = [Row(tie.ref, tie.label[lang], _sides(paper, tie)) for tie in dossier.controls]
    heads = (w.IN_RECORDS, w.IN_JOURNAL, w.DIFFERENCE)
    columns = (Column(w.LISTED[lang], _WIDE - 90), *(Column(head[lang], 30.0, "h") for head in heads))
    return Section(w.CONTROLS[lang], w.CONTROLS_CAPTION[lang], (paper.table(columns, rows),))


def _sides(paper: Index, tie: Tie) -> tuple[Cell, ...]:
    figures = paper.figures
    return (*figures.body((tie.amount, tie.journal)), *figures.totals((tie.difference,)))


def _findings(paper: Index, dossier: Dossier) -> Section:
    lang, figures = paper.lang, paper.figures
    if not dossier.exceptions:
        return Section(w.FINDINGS[lang], w.NO_FINDINGS[lang])
    rows = [
        Row(
            f"X{rank}",
            w.FINDING[it.kind][lang],
            (
                Cell(typography.day(it.on) if it.on else "–"),
                Cell(typography.prose(it.what[lang], lang)),
                figures.money(it.amount) if it.amount is not None else BLANK,
            ),
        )
        for rank, it in enumerate(dossier.exceptions, start=1)
    ]
    columns = (
        Column(xw.TYPE[lang], 46.0),
        Column(xw.DATE[lang], 20.0),
        Column(shared.FACT[lang], _WIDE - 92),
        Column(xw.AMOUNT[lang], 26.0, "h"),
    )
    return Section(w.FINDINGS[lang], w.FINDINGS_CAPTION[lang], (paper.table(columns, rows),))


def _approvals(paper: Index, dossier: Dossier) -> Section:
    lang, figures = paper.lang, paper.figures
    if not dossier.approvals:
        return Section(w.APPROVALS_TITLE[lang], w.NO_PAYMENTS[lang])
    rows = [
        Row(
            f"P{it.payment}",
            typography.day(it.paid_on),
            (*figures.body((it.gross, -it.offset, it.cash), first=not rank), *map(Cell, people(it, lang))),
        )
        for rank, it in enumerate(dossier.approvals)
    ]
    sums = (
        sum(it.gross for it in dossier.approvals),
        -sum(it.offset for it in dossier.approvals),
        sum(it.cash for it in dossier.approvals),
    )
    rows.append(Row("", shared.TOTAL[lang], (*figures.totals(sums), BLANK, BLANK, BLANK), "s"))
    columns = (
        Column(shared.PAID_ON[lang], 22.0),
        *(Column(head[lang], 25.0, "h") for head in (shared.GROSS, shared.OFFSET, shared.CASH)),
        *(Column(head[lang], (_WIDE - 97) / 3) for head in (w.REQUESTED, w.FIRST, w.SECOND)),
    )
    return Section(w.APPROVALS_TITLE[lang], w.APPROVALS_CAPTION[lang], (paper.table(columns, rows),))


def _settlements(paper: Index, dossier: Dossier) -> Section:
    lang, figures = paper.lang, paper.figures
    if not dossier.settlements:
        return Section(w.SETTLEMENTS_TITLE[lang], w.NO_SETTLEMENTS[lang])
    rows = [
        Row(
            "",
            w.SETTLEMENT[it.kind][lang],
            (
                Cell(typography.day(it.on)),
                Cell(typography.fiscal_year(it.fiscal_year, lang)),
                figures.money(it.amount, symbol=not rank),
                Cell(typography.prose(it.basis, lang)),
            ),
        )
        for rank, it in enumerate(dossier.settlements)
    ]
    columns = (
        Column(xw.TYPE[lang], 46.0),
        Column(xw.DATE[lang], 22.0),
        Column(xw.FISCAL_YEAR[lang], 28.0),
        Column(xw.AMOUNT[lang], 28.0, "h"),
        Column(w.BASIS[lang], _WIDE - 124),
    )
    return Section(w.SETTLEMENTS_TITLE[lang], w.SETTLEMENTS_CAPTION[lang], (paper.table(columns, rows),))


def _sample(paper: Index, dossier: Dossier) -> Section:
    lang, figures, sample = paper.lang, paper.figures, dossier.sample
    if sample.drawn is None:
        return Section(w.SAMPLE_TITLE[lang], w.NO_SAMPLE[lang])
    drawn = sample.drawn
    said = {
        w.SEED: sample.seed,
        w.RISK: f"{sample.risk} %" if lang == "fr" else f"{sample.risk}%",
        w.TOLERABLE: format_money(sample.tolerable, lang),
        w.INTERVAL: format_money(drawn.interval, lang),
        w.START: format_money(drawn.start, lang),
        w.POPULATION_OF: f"{format_money(sample.amount, lang)}, {fill(w.ITEMS, lang, count=sample.size)}",
    }
    names = {it.code: it.name for it in _lines(dossier.statement)}
    rows = []
    for rank, it in enumerate(drawn.chosen, start=1):
        report, _slash, code = it.item.key.partition("/")
        name = names[code][lang] if code in names else code
        why = w.CERTAIN[lang] if it.certain else fill(w.HIT, lang, hit=format_money(it.hit or 0, lang))
        what = fill(shared.REPORT, lang, number=report.removeprefix("R"))
        rows.append(Row(f"S{rank}", name, (Cell(what), figures.money(it.item.amount, symbol=rank == 1), Cell(why))))
    columns = (
        Column(shared.LINE[lang], _WIDE - 122),
        Column(xw.REPORT[lang], 32.0),
        Column(w.COLUMNS["accepted"][lang], 30.0, "h"),
        Column(w.WHY[lang], 60.0),
    )
    notes = tuple(Note("", label[lang], value) for label, value in said.items())
    return Section(w.SAMPLE_TITLE[lang], w.SAMPLE_CAPTION[lang], (paper.table(columns, rows),), notes=notes)


def _lines(statement: Statement) -> Sequence[CumulativeLine | YearLine]:
    table = statement.year or statement.cumulative
    return table.lines if table else ()


def evidence(exchanges: Sequence[Exchange], lang: Lang) -> list[Section]:
    """What an auditor asked for and what came, turn by turn; nothing when nothing was asked."""
    notes = tuple(
        Note(f"S{it.rank}", _turn(it, turn, lang), "\n".join(filter(None, (turn.text, *_given(turn, lang)))))
        for it in exchanges
        for turn in it.turns
    )
    return [Section(w.REQUESTS[lang], w.REQUESTS_CAPTION[lang], notes=notes)] if notes else []


def _turn(it: Exchange, turn: Said, lang: Lang) -> str:
    day = typography.long_day(turn.on, lang)
    said = fill(w.TURNS[turn.step], lang, who=turn.name, day=day, of=it.organisation or w.ASKED_OF[it.asked_of][lang])
    if turn.due_on:
        said = fill(w.DUE, lang, said=said, due=typography.long_day(turn.due_on, lang))
    return f"{it.key}, {said}"


def _given(turn: Said, lang: Lang) -> Iterator[str]:
    for file in turn.files:
        yield fill(w.GIVEN, lang, path=f"{w.EVIDENCE_FOLDER[lang]}/{file.path}", sha256=file.sha256)
    if turn.step == "answer":
        yield fill(w.PRINT_OF_ANSWER, lang, sha256=turn.fingerprint)


def _documents(paper: Index, dossier: Dossier) -> Section:
    lang, found = paper.lang, dossier.documents
    if not found:
        return Section(w.DOCUMENTS_TITLE[lang], w.NO_DOCUMENTS[lang])
    said = fill(
        w.DOCUMENTS_SUM,
        lang,
        count=len(found),
        amount=format_money(sum(it.amount for it in found), lang),
        kept=sum(it.path is not None for it in found),
    )
    return Section(w.DOCUMENTS_TITLE[lang], said)


def _files(paper: Index, files: Sequence[Listed]) -> Section:
    lang = paper.lang
    rows = [Row("", it.name, (Cell(typography.quantity(str(it.size), lang), "n"), Cell(it.sha256))) for it in files]
    columns = (
        Column(w.FILE[lang], _WIDE - 150),
        Column(w.BYTES[lang], 24.0, "h"),
        Column(w.FINGERPRINT[lang], 126.0),
    )
    return Section(w.FILES[lang], w.FILES_CAPTION[lang], (paper.table(columns, rows),))


def _how(lang: Lang) -> Section:
    return Section(
        w.HOW[lang], notes=tuple(Note(str(n), title[lang], text[lang]) for n, (title, text) in enumerate(w.STEPS, 1))
    )
