"""The lead sheets: one workbook whose formulas tie every figure to the postings that it lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.audit.package import lead
from tracker.audit.package import wording as w
from tracker.audit.package.value import Approval, Dossier, Term, Tie
from tracker.audit.populations import expense_key
from tracker.ledger.money import format_money
from tracker.statements import typography
from tracker.statements import wording as shared
from tracker.statements.statement import Lang, Text
from tracker.statements.xlsx import details
from tracker.statements.xlsx import wording as xw
from tracker.statements.xlsx.book import Book
from tracker.statements.xlsx.figures import Figure, Journal, Match, tied
from tracker.statements.xlsx.sheet import Cell, Sheet

SHEETS = (
    w.LEAD,
    w.CONTROL_SHEET,
    xw.EXPENSES,
    w.APPROVALS,
    w.SETTLEMENT_SHEET,
    w.FINDINGS,
    w.SAMPLE,
    w.DOCUMENTS,
    xw.POSTINGS,
)
HEAD, FIRST = 3, 4


def write(dossier: Dossier, lang: Lang) -> bytes:
    """The workbook of ``dossier`` in ``lang``; the same bytes for the same input.

    Raises ``Untied`` if a formula's value is not the figure that it stands for: such a file is not written.
    """
    book = Book(dossier.statement, lang, sheets=SHEETS, document=w.DOCUMENT)
    details.postings(book)
    details.expenses(book)
    _lead(book, dossier)
    _controls(book, dossier)
    _approvals(book, dossier)
    _settlements(book, dossier)
    _findings(book, dossier)
    _sample(book, dossier)
    _documents(book, dossier)
    return book.bytes()


def summed(term: Term, book: Book) -> str:
    """What a term adds up, in words: ``+ dépense · 2017-2018 · L3``."""
    parts = [book.account(term.account)]
    if term.kind:
        parts.append(book.kind(term.kind))
    if term.but:
        parts.append(f"≠ {book.kind(term.but)}")
    if term.year:
        parts.append(book.year(term.year))
    if term.line:
        parts.append(book.line_ref(term.line))
    return f"{'−' if term.sign < 0 else '+'} {' · '.join(parts)}"


def _lead(book: Book, dossier: Dossier) -> None:
    amount = book.amount_width
    sheet = book.sheet(w.LEAD, (6, 52, amount, amount, 11, 60), landscape=True)
    sheet.heading(book.say(w.LEAD), book.say(w.LEAD_CAPTION))
    heads = (shared.REF, w.FIGURE, w.ON_STATEMENT, w.IN_JOURNAL, w.DIFFERENCE, w.SUMMED)
    row = 5
    spans = []
    for group in dossier.lead:
        sheet.section(row, book.say(group.title))
        sheet.head(row + 1, book.heads(heads), "rtmmxt")
        first = row + 2
        row = _ties(book, sheet, first, group.ties, book.journal)
        spans.append((first + 1, row))
        row += 1
    name = f"'{book.say(w.LEAD)}'"
    parts = [f"SUMPRODUCT(ABS({name}!E{first}:E{last}))" for first, last in spans]
    whole: list[Cell] = ["", book.say(w.ALL_DIFFERENCES), None, None, Figure(0, "+".join(parts), compound=True), None]
    sheet.row(3, whole, "rtmmxt", rule="ink", first=True, bold=True, nil=False)
    sheet.name_cell("Ecart_total", 3, 4)
    sheet.worksheet.freeze_panes(4, 2)


def _controls(book: Book, dossier: Dossier) -> None:
    amount = book.amount_width
    sheet = book.sheet(w.CONTROL_SHEET, (6, 52, amount, amount, 11, 60), landscape=True)
    sheet.heading(book.say(w.CONTROLS), book.say(w.CONTROLS_CAPTION))
    heads = (shared.REF, w.LISTED, w.IN_RECORDS, w.IN_JOURNAL, w.DIFFERENCE, w.SUMMED)
    sheet.head(HEAD, book.heads(heads), "rtmmxt")
    _ties(book, sheet, FIRST, dossier.controls, lead.journal_of(dossier.statement, dated=False))
    sheet.freeze(HEAD, 2)


def _ties(book: Book, sheet: Sheet, first: int, ties: Sequence[Tie], journal: Journal) -> int:
    """Draw ties from row ``first`` on; the row after the last one."""
    for index, tie in enumerate(ties):
        at = first + index
        found = tied(_formula(book, journal, tie.terms), tie.journal, tie.label.en)
        difference = sheet.at(at, 2, tie.amount) - sheet.at(at, 3, tie.journal)
        cells: list[Cell] = [
            tie.ref,
            book.say(tie.label),
            Figure(tie.amount),
            found,
            tied(difference, 0, tie.label.en),
            "   ".join(summed(term, book) for term in tie.terms) or "–",
        ]
        sheet.row(
            at, cells, "rtmmxt", first=index == 0, rule="ink" if index == len(ties) - 1 else "row", nil=False
        )  # fmt: skip
    return first + len(ties)


def _formula(book: Book, journal: Journal, terms: Sequence[Term]) -> Figure:
    total: Figure | None = None
    for term in terms:
        words = {
            "kind": book.kind(term.kind) if term.kind else "",
            "but": f"<>{book.kind(term.but)}" if term.but else "",
            "year": book.year(term.year) if term.year else "",
            "line": book.line_ref(term.line) if term.line else "",
        }
        wanted = {name: Match(match.value, f'"{words[name]}"') for name, match in lead.criteria(term).items()}
        figure = journal.posted(book.of_account(term.account), **wanted)
        if total is None:
            total = figure if term.sign > 0 else -figure
        else:
            total = total + figure if term.sign > 0 else total - figure
    return total or Figure(0, "0")


def _approvals(book: Book, dossier: Dossier) -> None:
    amount = book.amount_width
    widths = (6, 11, 11, 12, amount, amount, amount, 18, 26, 26, 26, 40)
    heads = (
        w.KEY, xw.INSTALMENT, shared.PAID_ON, xw.YEAR_PAID, shared.GROSS, shared.OFFSET, shared.CASH, xw.REFERENCE,
        w.REQUESTED, w.FIRST, w.SECOND, w.OVERRIDE,
    )  # fmt: skip
    refs = {it.payment: it.ref for it in dossier.statement.disbursements}
    rows: list[list[Cell]] = [
        [
            f"P{it.payment}",
            refs.get(it.payment, "–"),
            it.paid_on,
            book.year(it.fiscal_year),
            Figure(it.gross),
            Figure(-it.offset),
            Figure(it.cash),
            it.reference,
            *_people(book, it),
            it.override,
        ]
        for it in dossier.approvals
    ]
    sums = {4: sum(it.gross for it in dossier.approvals), 5: -sum(it.offset for it in dossier.approvals),
            6: sum(it.cash for it in dossier.approvals)}  # fmt: skip
    titles = (w.APPROVALS, w.APPROVALS_TITLE, w.APPROVALS_CAPTION, w.NO_PAYMENTS)
    _list(book, titles, widths, heads, "rtdtmmmttttt", rows, sums)


def people(approval: Approval, lang: Lang) -> list[str]:
    """Who asked, who approved first and second; who recorded it, for a payment of the past."""
    if approval.requested is None:
        return [w.HISTORY[lang].format(who=approval.recorded_by), "–", "–"]
    acts = (approval.requested, approval.first, approval.second)
    return [
        w.BY_AT[lang].format(who=it[0], day=typography.day(typography.local_day(it[1]))) if it else "–" for it in acts
    ]


def _people(book: Book, approval: Approval) -> Iterator[str]:
    yield from people(approval, book.lang)


def _settlements(book: Book, dossier: Dossier) -> None:
    amount = book.amount_width
    rows: list[list[Cell]] = [
        [str(it.number), book.say(w.SETTLEMENT[it.kind]), it.on, book.year(it.fiscal_year), Figure(it.amount), it.basis]
        for it in dossier.settlements
    ]
    heads = (shared.REF, xw.TYPE, xw.DATE, xw.FISCAL_YEAR, xw.AMOUNT, w.BASIS)
    titles = (w.SETTLEMENT_SHEET, w.SETTLEMENTS_TITLE, w.SETTLEMENTS_CAPTION, w.NO_SETTLEMENTS)
    _list(book, titles, (6, 24, 12, 13, amount, 70), heads, "rtdtmt", rows, {})


def _findings(book: Book, dossier: Dossier) -> None:
    amount = book.amount_width
    rows: list[list[Cell]] = [
        [
            f"X{rank}",
            book.say(w.FINDING[it.kind]),
            it.on,
            it.what[book.lang],
            None if it.amount is None else Figure(it.amount),
        ]
        for rank, it in enumerate(dossier.exceptions, start=1)
    ]
    heads = (shared.REF, xw.TYPE, xw.DATE, shared.FACT, xw.AMOUNT)
    titles = (w.FINDINGS, w.FINDINGS, w.FINDINGS_CAPTION, w.NO_FINDINGS)
    _list(book, titles, (6, 30, 12, 96, amount), heads, "rtdtm", rows, {})


def _sample(book: Book, dossier: Dossier) -> None:
    amount = book.amount_width
    sample, statement = dossier.sample, dossier.statement
    expenses = {expense_key(it): it for it in statement.expenses}
    rows: list[list[Cell]] = []
    for rank, it in enumerate(sample.drawn.chosen if sample.drawn else (), start=1):
        expense = expenses[it.item.key]
        why = book.say(w.CERTAIN) if it.certain else book.say(w.HIT, hit=format_money(it.hit or 0, book.lang))
        report = book.say(shared.REPORT, number=expense.report)
        name = book.line_name(expense.code)
        rows.append([f"S{rank}", it.item.key, report, name, Figure(it.item.amount), why])
    heads = (shared.REF, w.KEY, xw.REPORT, shared.LINE, w.COLUMNS["accepted"], w.WHY)
    titles = (w.SAMPLE, w.SAMPLE_TITLE, w.SAMPLE_CAPTION, w.NO_SAMPLE)
    sheet = _list(book, titles, (6, 26, 16, 36, amount, 30), heads, "rtttmt", rows, {})
    at = FIRST + max(len(rows), 1) + 2
    drawn = sample.drawn
    facts: list[tuple[Text, Cell]] = [
        (w.SEED, sample.seed),
        (w.RISK, f"{sample.risk}\u00a0%" if book.lang == "fr" else f"{sample.risk}%"),
        (w.TOLERABLE, Figure(sample.tolerable)),
        (w.INTERVAL, Figure(drawn.interval if drawn else 0)),
        (w.START, Figure(drawn.start if drawn else 0)),
        (w.POPULATION_OF, Figure(sample.amount)),
    ]
    for index, (label, value) in enumerate(facts):
        kind = "m" if isinstance(value, Figure) else "t"
        sheet.row(at + index, ["", book.say(label), value], f"rt{kind}", first=True)


def _documents(book: Book, dossier: Dossier) -> None:
    amount = book.amount_width
    rows: list[list[Cell]] = [
        [
            f"D{rank}",
            book.say(shared.REPORT, number=it.report),
            book.line_name(it.line),
            it.supplier,
            it.on,
            it.number,
            Figure(it.amount),
            it.path or book.say(w.NOT_KEPT),
            it.sha256,
        ]
        for rank, it in enumerate(dossier.documents, start=1)
    ]
    heads = (shared.REF, xw.REPORT, shared.LINE, w.SUPPLIER, xw.DATE, w.NUMBER, xw.AMOUNT, w.FILE, w.FINGERPRINT)
    titles = (w.DOCUMENTS, w.DOCUMENTS_TITLE, w.DOCUMENTS_CAPTION, w.NO_DOCUMENTS)
    _list(book, titles, (6, 12, 30, 36, 12, 18, amount, 40, 66), heads, "rtttdtmtt", rows, {})


def _list(
    book: Book,
    titles: tuple[Text, Text, Text, Text],
    widths: Sequence[float],
    heads: Sequence[Text],
    kinds: str,
    rows: Sequence[list[Any]],
    sums: dict[int, int],
) -> Sheet:
    """A sheet that lists records, with totals of some of its columns; says so when there are none."""
    name, title, caption, none = titles
    sheet = book.sheet(name, widths, landscape=True)
    sheet.heading(book.say(title), book.say(caption))
    sheet.head(HEAD, book.heads(heads), kinds)
    for index, cells in enumerate(rows):
        sheet.row(
            FIRST + index, cells, kinds, first=index == 0, rule="ink" if index == len(rows) - 1 else "row"
        )  # fmt: skip
    if not rows:
        blank: list[Cell] = ["", book.say(none), *[None] * (len(kinds) - 2)]
        sheet.row(FIRST, blank, f"r{'i' * (len(kinds) - 1)}", rule="ink")
    elif sums:
        last = FIRST + len(rows) - 1
        foot: list[Cell] = ["", book.say(shared.TOTAL), *[None] * (len(kinds) - 2)]
        for column, cents in sums.items():
            foot[column] = sheet.sum(FIRST, column, last, column, cents)
        sheet.row(last + 1, foot, kinds, rule="ink", first=True, bold=True, nil=False)
    sheet.freeze(HEAD, 2)
    return sheet
