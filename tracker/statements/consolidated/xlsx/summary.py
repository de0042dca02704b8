"""The first sheet: what and when, the key figures, the years or the streams as a chart."""

from __future__ import annotations

from tracker.ledger.fiscal import POST_CLOSING
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.front import facts, lead, title
from tracker.statements.consolidated.value import AMOUNTS
from tracker.statements.consolidated.xlsx import wording as x
from tracker.statements.consolidated.xlsx.folder import Folder
from tracker.statements.consolidated.xlsx.rows import FIRST, Totals
from tracker.statements.xlsx import wording as words
from tracker.statements.xlsx.figures import Figure
from tracker.statements.xlsx.look import INK, PETROL, SECONDARY, TRACK, WARNING
from tracker.statements.xlsx.sheet import Sheet
from tracker.web.dates import local_day

LAST = 5
BETWEEN = "#8FA6AB"


def summary(book: Folder, totals: Totals, difference: Figure) -> None:
    """The sheet, once those that it quotes are drawn."""
    amount = max(19.0, book.amount_width + 3)
    sheet = book.sheet(words.SUMMARY, (4, *[amount] * LAST), landscape=False)
    sheet.worksheet.set_row(0, 32)
    sheet.note(0, 1, book.say(shared.DOCUMENT), font_name="Cambria", font_size=20, font_color=PETROL)
    sheet.note(1, 1, title(book.statement, book.lang), font_name="Cambria", font_size=12)
    if book.dated.fictional:
        sheet.note(2, 1, book.say(shared.FICTIONAL), bold=True, font_color=WARNING)
    sheet.on_one_page()
    row = _facts(book, sheet, 4)
    height = sheet.merged(row + 1, 1, LAST, lead(book.statement, book.lang), font_name="Cambria", font_size=11)
    sheet.worksheet.set_row(row + 1, height + 8)
    row = _keys(book, sheet, row + 3, totals)
    row = _chart(book, sheet, row + 1)
    _closing_words(book, sheet, row + 1, difference)


def _facts(book: Folder, sheet: Sheet, row: int) -> int:
    header = book.statement.header
    left, right = facts(book.statement, book.lang, local_day(header.known_at) if header.number else None)
    for index in range(max(len(left), len(right))):
        for (label, value), (at, end) in (
            *(((it), (1, 3)) for it in left[index : index + 1]),
            *(((it), (4, LAST)) for it in right[index : index + 1]),
        ):
            sheet.note(row + index, at, label, font_size=10, font_color=SECONDARY, valign="top")
            if end - at > 1:
                sheet.merged(row + index, at + 1, end, value, valign="top")
            else:
                sheet.note(row + index, end, value, valign="top")
        sheet.worksheet.set_row(row + index, 16.5)
    return row + max(len(left), len(right))


def _keys(book: Folder, sheet: Sheet, row: int, totals: Totals) -> int:
    style = book.style(
        num_format=book.money_format("key"), font_name="Cambria", font_size=14, font_color=PETROL, align="left"
    )
    for column, name in enumerate(AMOUNTS, start=1):
        sheet.note(row, column, book.say(w.AMOUNT_NAMES[name]), bold=True, top=2, top_color=PETROL)
        sheet.formula(row + 1, column, totals[name], style)
        sheet.name_cell(f"Total_{name}", row + 1, column)
    sheet.worksheet.set_row(row, 20)
    sheet.worksheet.set_row(row + 1, 23)
    return row + 2


def _chart(book: Folder, sheet: Sheet, row: int) -> int:
    """Committed, paid, accepted: by fiscal year, or by stream and region."""
    by_year = bool(book.statement.years)
    name, names, column, rows = (
        (x.YEARS, "B", 2, _without_post_closing(book)) if by_year else (x.GROUPS, "B:$C", 5, len(book.statement.groups))
    )
    sheet.section(row, book.say(w.CHART_YEARS if by_year else w.CHART_STREAMS))
    first, last, quoted = FIRST + 1, FIRST + rows, f"'{book.say(name)}'"
    start, _, end = names.partition(":$")
    chart = book.workbook.add_chart({"type": "bar"})
    fonts = {"name": "Calibri", "size": 9, "color": INK}
    for offset, (label, colour) in enumerate(
        ((w.CHART_COMMITTED, TRACK), (w.CHART_PAID, BETWEEN), (w.CHART_ACCEPTED, PETROL))
    ):
        letter = chr(ord("A") + column + offset)
        chart.add_series(
            {
                "name": book.say(label),
                "categories": f"={quoted}!${start}${first}:${end or start}${last}",
                "values": f"={quoted}!${letter}${first}:${letter}${last}",
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    chart.set_y_axis({"reverse": True, "num_font": fonts, "line": {"color": INK}, "major_tick_mark": "none"})
    chart.set_x_axis(
        {
            "num_font": {**fonts, "color": SECONDARY},
            "num_format": r'#,##0\ "$"' if book.lang == "fr" else r'"$"#,##0',
            "major_gridlines": {"visible": True, "line": {"color": "#C9D0D0", "width": 0.5}},
            "line": {"none": True},
            "label_position": "high",
        }
    )
    chart.set_legend({"position": "top", "font": fonts})
    chart.set_chartarea({"border": {"none": True}})
    tall = max(12, min(40, 4 + 2 * rows))
    chart.set_size({"width": sum(int(width * 7 + 5) for width in sheet.widths[1:]), "height": tall * 20})
    said = book.say(w.CHART_YEARS if by_year else w.CHART_STREAMS)
    sheet.worksheet.insert_chart(row + 1, 1, chart, {"description": said, "object_position": 2})
    for index in range(tall):
        sheet.worksheet.set_row(row + 1 + index, 15)
    return row + 1 + tall


def _without_post_closing(book: Folder) -> int:
    """How many rows are fiscal years."""
    return sum(it.fiscal_year != POST_CLOSING for it in book.statement.years)


def _closing_words(book: Folder, sheet: Sheet, row: int, difference: Figure) -> None:
    sheet.note(row, 1, book.say(words.ALL_CHECKS), font_size=9, font_color=SECONDARY)
    sheet.formula(row, 3, difference, book.style(num_format="0.00", align="right", indent=1))
    height = sheet.merged(row + 2, 1, LAST, book.say(shared.NO_AUDITOR), font_name="Cambria", font_size=12)
    sheet.worksheet.set_row(row + 2, height + 4)
    header = book.statement.header
    head = book.say(shared.JOURNAL_HEAD, seq=header.journal_seq, head=header.journal_head)
    sheet.note(row + 3, 1, head, font_size=8, font_color=SECONDARY)
