"""A cut-off statement as an Excel workbook: each host's movements typed, every balance and sum a formula."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.ledger.money import Cents, format_money
from tracker.statements import wording as shared
from tracker.statements.handover import wording as w
from tracker.statements.handover.pdf import FUNDS, OWED
from tracker.statements.handover.value import HandOver
from tracker.statements.statement import Lang, Text
from tracker.statements.xlsx import wording as x
from tracker.statements.xlsx.binder import Binder
from tracker.statements.xlsx.figures import Figure, tied
from tracker.statements.xlsx.look import SECONDARY, WARNING
from tracker.statements.xlsx.sheet import Cell

HEAD, FIRST = 4, 5
SHEETS = (w.HOSTS_SHEET, w.OWED_SHEET, w.OBLIGATIONS_SHEET, x.NOTES, x.CHECKS)


class CutOff(Binder):
    """One workbook of one cut-off statement in one language."""

    def __init__(self, statement: HandOver, lang: Lang) -> None:
        self.statement = statement
        header = statement.header
        self.lang = lang
        super().__init__(
            header,
            lang,
            sheets=SHEETS,
            subject=self.say(shared.AGREEMENT, agreement=header.agreement),
            title=f"{w.DOCUMENT[lang]} – {header.agreement}",
            about=header.title[lang],
            keyword=header.agreement,
        )

    @property
    def amount_width(self) -> float:
        """Wide enough for all that was received."""
        largest = max(map(abs, (*self.statement.whole.funds, *self.statement.whole.owed)))
        return max(14.0, len(format_money(largest, self.lang)) + 2.5)


def write(statement: HandOver, lang: Lang, *, proof: bytes = b"") -> bytes:
    """The workbook of ``statement`` in ``lang``, as ``tracker.statements.xlsx.write``."""
    book = CutOff(statement, lang)
    parts = statement.parts
    _hosts(book, w.HOSTS_SHEET, w.HOSTS, FUNDS, [it.flows.funds for it in parts])
    _hosts(book, w.OWED_SHEET, w.OWED, OWED, [it.flows.owed for it in parts])
    _obligations(book)
    _notes(book)
    _checks(book)
    if proof:
        book.carry(proof)
    return book.bytes()


def _hosts(book: CutOff, name: Text, title: Text, heads: Sequence[Text], amounts: Sequence[tuple[Cents, ...]]) -> None:
    """A row for each host, its last column the sum of the others; totals below."""
    statement, header = book.statement, book.statement.header
    sheet = book.sheet(name, (6, 34, 12, 12, *[book.amount_width] * len(heads)), landscape=True)
    sheet.heading(f"{book.say(title)} – {header.agreement}", header.title[book.lang])
    said = book.say(shared.AS_OF_RUNNING, date=header.as_of.isoformat())
    sheet.note(2, 1, f"{said} · {book.say(shared.UNAUDITED)}", font_size=9, font_color=SECONDARY)
    if header.fictional:
        sheet.note(2, 6, book.say(shared.FICTIONAL), bold=True, font_color=WARNING)
    kinds = "rtdd" + "m" * len(heads)
    sheet.head(HEAD, book.heads((shared.REF, w.HOST, w.FROM, w.TO, *heads)), kinds)
    sheet.freeze(HEAD, 2)
    first, last = 4, 4 + len(heads) - 1
    for index, (part, row) in enumerate(zip(statement.parts, amounts, strict=True)):
        at = FIRST + index
        closing = tied(sheet.sum(at, first, at, last - 1, sum(row[:-1])), row[-1], part.ref)
        cells: list[Cell] = [part.ref, part.name, part.from_on, part.to_on, *map(Figure, row[:-1]), closing]
        rule = "ink" if part is statement.parts[-1] else "row"
        sheet.row(at, cells, kinds, first=not index, rule=rule)
    end = FIRST + len(statement.parts)
    sums = [sum(column) for column in zip(*amounts, strict=True)]
    totals: list[Cell] = [sheet.sum(FIRST, first + n, end - 1, first + n, cents) for n, cents in enumerate(sums)]
    cells = ["", book.say(shared.TOTAL), None, None, *totals]
    sheet.row(end, cells, kinds, rule="ink", first=True, bold=True, nil=False)


def _obligations(book: CutOff) -> None:
    sheet = book.sheet(w.OBLIGATIONS_SHEET, (6, 26, 12, 12, 12, 16), landscape=False)
    sheet.heading(book.say(w.OBLIGATIONS), book.say(w.OBLIGATIONS_CAPTION, date=book.statement.cut_off.isoformat()))
    sheet.head(HEAD - 1, book.heads((shared.REF, w.REPORT, w.FROM, w.TO, shared.DUE_ON, w.STATE)), "rtdddt")
    sheet.freeze(HEAD - 1, 2)
    found = book.statement.obligations
    if not found:
        sheet.note(HEAD, 1, book.say(w.NO_OBLIGATION), font_color=SECONDARY)
    for index, it in enumerate(found):
        cells: list[Cell] = [
            it.ref,
            f"{book.term(shared.REPORT_KIND, it.kind)} {it.number}",
            it.from_on,
            it.to_on,
            it.due_on,
            book.say(w.STATES[it.state]),
        ]
        sheet.row(HEAD + index, cells, "rtdddt", first=not index, rule="ink" if it is found[-1] else "row")


def _notes(book: CutOff) -> None:
    sheet = book.sheet(x.NOTES, (6, 30, 90), landscape=True)
    sheet.heading(book.say(shared.NOTES), book.statement.header.title[book.lang])
    sheet.freeze(0, 2)
    for row, note in enumerate(book.statement.notes, start=3):
        sheet.note(row, 0, note.ref, font_size=8, font_color=SECONDARY, valign="top")
        sheet.note(row, 1, book.say(note.title), bold=True, valign="top", text_wrap=True)
        sheet.note(row, 2, book.say(note.text), valign="top", text_wrap=True)
        sheet.worksheet.set_row(row, sheet.height(2, book.say(note.text)) + 4)


def _checks(book: CutOff) -> None:
    """Each identity, both its sides."""
    amount = book.amount_width
    sheet = book.sheet(x.CHECKS, (6, 70, amount, amount, 11), landscape=True)
    sheet.heading(book.say(x.CHECKS), book.say(x.CHECKS_CAPTION))
    heads = (shared.REF, shared.IDENTITY, shared.LEFT, shared.RIGHT, shared.DIFFERENCE)
    sheet.head(HEAD - 1, book.heads(heads), "rtmmx")
    sheet.freeze(HEAD - 1, 2)
    for index, it in enumerate(book.statement.identities):
        at = HEAD + index
        difference = sheet.at(at, 2, it.left) - sheet.at(at, 3, it.right)
        cells: list[Cell] = [
            it.code,
            book.say(it.label),
            Figure(it.left),
            Figure(it.right),
            tied(difference, 0, it.code),
        ]
        rule = "ink" if it is book.statement.identities[-1] else "row"
        sheet.row(at, cells, "rtmmx", first=not index, nil=False, rule=rule)
