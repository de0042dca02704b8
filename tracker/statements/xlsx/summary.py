"""The first sheet: who and what, the key figures, the budget and the net cost, each linked to its source."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.ledger.money import format_money
from tracker.statements import wording as shared
from tracker.statements.typography import long_day, long_moment
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.book import Book
from tracker.statements.xlsx.figures import Figure, tied
from tracker.statements.xlsx.ledgers import LedgerCells
from tracker.statements.xlsx.lines import LineCells
from tracker.statements.xlsx.look import INK, PETROL, SECONDARY, TRACK, WARNING
from tracker.statements.xlsx.sheet import Cell, Sheet

FACTS = 4
LAST = 7
"""The last column: reference, line, five amounts, share."""
COLUMNS = ("authorised", "declared", "disallowed", "accepted", "balance")


def summary(book: Book, lines: Sequence[LineCells], total: LineCells, ledgers: LedgerCells, difference: Figure) -> None:
    """The sheet, once those that it quotes are drawn."""
    amount = max(15.0, book.amount_width)
    sheet = book.sheet(w.SUMMARY, (6, 34, amount, amount, amount, max(amount, 17), amount, 10), landscape=False)
    row = _masthead(book, sheet)
    row = _facts(book, sheet, row)
    row = _key_figures(book, sheet, row + 1, total, ledgers)
    row = _chart(book, sheet, row + 1, lines, total)
    row = _budget(book, sheet, row + 1, lines, total)
    row = _net_cost(book, sheet, row + 1, ledgers)
    _closing_words(book, sheet, row + 1, difference)


def _masthead(book: Book, sheet: Sheet) -> int:
    header = book.header
    sheet.worksheet.set_row(0, 32)
    sheet.note(0, 1, book.say(shared.DOCUMENT), font_name="Cambria", font_size=20, font_color=PETROL)
    subtitle = f"{book.title()} · {header.title[book.lang]}"
    height = sheet.merged(1, 1, LAST, subtitle, font_name="Cambria", font_size=12)
    sheet.worksheet.set_row(1, height * 1.2 + 2)
    if header.fictional:
        sheet.note(2, 1, book.say(shared.FICTIONAL), bold=True, font_color=WARNING)
    return FACTS


def _facts(book: Book, sheet: Sheet, row: int) -> int:
    """Names at left, dates and numbers at right."""
    header, say, lang = book.header, book.say, book.lang
    region = header.region[lang] if header.region else say(shared.NATIONAL)
    if header.region_code:
        region = f"{header.region_code} – {region}"
    left = [
        (book.term(shared.BENEFICIARY, header.stream), header.beneficiary[lang]),
        (say(shared.HOST), say(w.HOST_SINCE, host=header.host, date=long_day(header.host_since, lang))),
        (say(shared.NEQ), header.host_neq or "–"),
        (say(shared.REGION_AND_STREAM), f"{region}, {book.term(shared.STREAM, header.stream)}"),
        (say(w.PROGRAMME), header.programme[lang]),
    ]
    if header.framework:
        left.append((say(shared.FRAMEWORK), header.framework))
    start, end = (day.isoformat() for day in header.period)
    right = [
        (say(shared.PERIOD), say(w.PERIOD, start=start, end=end)),
        (say(shared.SIGNED_ON), header.signed_on.isoformat()),
        (say(shared.AS_OF), header.as_of.isoformat()),
        (say(shared.KNOWN_AT), long_moment(book.known_at(), lang)),
        (say(w.STATEMENT), say(w.NUMBER, number=header.number) if header.number else say(shared.NOT_ISSUED)),
    ]
    for index in range(max(len(left), len(right))):
        at, height = row + index, 16.5
        if index < len(left):
            label, value = left[index]
            sheet.note(at, 1, label, font_size=10, font_color=SECONDARY, valign="top")
            height = max(height, sheet.merged(at, 2, 4, value, valign="top"))
        if index < len(right):
            label, value = right[index]
            sheet.note(at, 5, label, font_size=10, font_color=SECONDARY, valign="top")
            height = max(height, sheet.merged(at, 6, LAST, value, valign="top"))
        sheet.worksheet.set_row(at, height)
    return row + max(len(left), len(right))


def _key_figures(book: Book, sheet: Sheet, row: int, total: LineCells, ledgers: LedgerCells) -> int:
    year = book.header.fiscal_year
    accepted = Figure(total.figures["accepted"].cents, "Total_accepte")
    balance = Figure(total.figures["balance"].cents, "Total_solde")
    if year is None:
        bands = [
            (shared.COMMITMENT, Figure(ledgers.bridge["committed"]["cumul"].cents, "Engagement"), w.UNDER_COMMITMENT),
            (shared.ACCEPTED, accepted, w.UNDER_ACCEPTED),
            (shared.NET_COST, Figure(_net(ledgers, "cumul"), "Cout_net"), shared.KEY_NET_COST_RETURNED),
            (shared.BUDGET_BALANCE, balance, shared.KEY_BALANCE),
        ]
    else:
        bands = [
            (shared.AUTHORISED, Figure(total.figures["authorised"].cents, "Total_autorise"), w.UNDER_AUTHORISED),
            (shared.ACCEPTED, accepted, w.UNDER_ACCEPTED),
            (shared.BUDGET_BALANCE, balance, shared.KEY_BALANCE),
            (shared.UNSPENT, ledgers.funds["U7"][year], w.UNDER_UNSPENT),
        ]
    money = {"font_name": "Cambria", "font_size": 15, "font_color": PETROL, "align": "left"}
    for (label, figure, under), (first, last) in zip(bands, ((1, 1), (2, 3), (4, 5), (6, 7)), strict=True):
        head = {"bold": True, "top": 2, "top_color": PETROL}
        style = book.style(num_format=book.money_format("key"), **money)
        for column in range(first, last + 1):
            sheet.worksheet.write_blank(row, column, None, book.style(**head))
        sheet.note(row, first, book.say(label), **head)
        if last > first:
            sheet.worksheet.merge_range(row + 1, first, row + 1, last, "", style)
        sheet.formula(row + 1, first, figure, style)
        sheet.note(row + 2, first, book.say(under), font_size=8.5, font_color=SECONDARY, valign="top")
    sheet.worksheet.set_row(row, 20)
    sheet.worksheet.set_row(row + 1, 23)
    sheet.worksheet.set_row(row + 2, 14)
    return row + 3


def _chart(book: Book, sheet: Sheet, row: int, lines: Sequence[LineCells], total: LineCells) -> int:
    """Accepted as bars, authorised as an outline that a bar may pass when a line is overspent."""
    if not lines:
        return row
    sheet.section(row, book.say(shared.CHART))
    chart = book.workbook.add_chart({"type": "bar"})
    name = book.say(w.LINES)
    first, last = (_row(lines[index].figures["accepted"]) for index in (0, -1))
    fonts = {"name": "Calibri", "size": 9, "color": INK}
    for key, label, look in (
        ("authorised", shared.AUTHORISED, {"fill": {"color": TRACK}, "border": {"color": SECONDARY, "width": 0.75}}),
        ("accepted", shared.ACCEPTED, {"fill": {"color": PETROL}, "border": {"none": True}}),
    ):
        column = _column(lines[0].figures[key])
        chart.add_series(
            {
                "name": book.say(label),
                "categories": f"='{name}'!$B${first}:$B${last}",
                "values": f"='{name}'!${column}${first}:${column}${last}",
                "gap": 55,
                "overlap": 100,
                **look,
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
    chart.set_plotarea({"layout": {"x": 0.27, "y": 0.14, "width": 0.69, "height": 0.7}})
    chart.set_legend({"position": "top", "font": fonts})
    chart.set_chartarea({"border": {"none": True}})
    rows = 3 + len(lines)
    widths = sum(int(width * 7 + 5) for width in sheet.widths[1:])
    chart.set_size({"width": widths, "height": rows * 20})
    said = {
        "accepted": format_money(total.figures["accepted"].cents, book.lang, parentheses=True),
        "authorised": format_money(total.figures["authorised"].cents, book.lang, parentheses=True),
    }
    options = {"description": book.say(w.CHART_ALT, **said), "object_position": 2}
    sheet.worksheet.insert_chart(row + 1, 1, chart, options)
    for index in range(rows):
        sheet.worksheet.set_row(row + 1 + index, 15)
    return row + 1 + rows


def _budget(book: Book, sheet: Sheet, row: int, lines: Sequence[LineCells], total: LineCells) -> int:
    sheet.section(row, book.say(w.FROM_BUDGET))
    heads = (
        shared.REF,
        shared.LINE,
        shared.AUTHORISED,
        shared.DECLARED,
        shared.DISALLOWED,
        shared.ACCEPTED,
        shared.BALANCE,
        shared.USED,
    )
    kinds = "rtmmmmmp"
    sheet.head(row + 1, [book.say(head) for head in heads], kinds)
    row += 2
    for index, line in enumerate(lines):
        last = index == len(lines) - 1
        cells: list[Cell] = [line.ref, line.name, *[line.figures[key] for key in COLUMNS], None]
        sheet.row(row, cells, kinds, first=index == 0, rule="ink" if last else "row")
        cells_here = [
            sheet.at(row, column, line.figures[key].cents) for column, key in ((5, "accepted"), (2, "authorised"))
        ]
        sheet.rate(row, LAST, cells_here[0], cells_here[1], rule="ink" if last else "row")
        row += 1
    cells = [total.ref, total.name, *[total.figures[key] for key in COLUMNS], None]
    sheet.row(row, cells, kinds, rule="ink", first=True, bold=True, nil=False)
    here = [sheet.at(row, column, total.figures[key].cents) for column, key in ((5, "accepted"), (2, "authorised"))]
    sheet.rate(row, LAST, here[0], here[1], rule="ink", bold=True)
    return row + 1


def _net(ledgers: LedgerCells, scope: str) -> int:
    cells = (ledgers.funds["U2"], ledgers.receivables["C3"], ledgers.receivables["C4"], ledgers.funds["U6"])
    return sum(row[scope].cents for row in cells)


def _net_cost(book: Book, sheet: Sheet, row: int, ledgers: LedgerCells) -> int:
    """From the payments to the net cost: of the year, or of the agreement."""
    sheet.section(row, book.say(w.FROM_PAYMENTS))
    kinds = "rtttttmt"
    sheet.head(row + 1, ["", book.say(shared.STEP), "", "", "", "", book.say(w.AMOUNT), ""], kinds)
    scope = book.header.fiscal_year or "cumul"
    top = row + 2
    gross, offset = ledgers.funds["U2"][scope], ledgers.receivables["C3"][scope]
    recovered, returned = ledgers.receivables["C4"][scope], ledgers.funds["U6"][scope]
    cash = gross.cents + offset.cents
    steps = [
        ("gross", gross, False),
        ("offset", offset, False),
        ("cash", sheet.sum(top, 6, top + 1, 6, cash), True),
        ("recovered", recovered, False),
        ("returned", returned, False),
        ("net_cost", sheet.sum(top + 2, 6, top + 4, 6, _net(ledgers, scope)), True),
    ]
    labels = {
        "gross": w.GROSS_PAYMENTS,
        "offset": w.OFFSET_ON_PAYMENTS,
        "cash": shared.CASH,
        "recovered": w.RECOVERED,
        "returned": w.RETURNED,
        "net_cost": shared.NET_COST,
    }
    for index, (key, figure, bold) in enumerate(steps):
        at = top + index
        rule = "ink" if bold or key in {"offset", "returned"} else "row"
        cells: list[Cell] = ["", book.say(labels[key]), None, None, None, None, figure, None]
        sheet.row(at, cells, kinds, rule=rule, first=bold or index == 0, bold=bold, nil=not bold)
    if book.statement.cumulative is not None:
        tied(steps[-1][1], book.statement.cumulative.totals.net_cost, "net cost")
    sheet.name_cell("Cout_net", top + 5, 6)
    return top + 6


def _closing_words(book: Book, sheet: Sheet, row: int, difference: Figure) -> None:
    sheet.note(row, 1, book.say(w.ALL_CHECKS), font_size=9, font_color=SECONDARY)
    sheet.formula(row, 6, difference, book.style(num_format="0.00", align="right", indent=1))
    height = sheet.merged(row + 2, 1, LAST, book.say(shared.NO_AUDITOR), font_name="Cambria", font_size=12)
    sheet.worksheet.set_row(row + 2, height + 4)
    head = book.say(shared.JOURNAL_HEAD, seq=book.header.journal_seq, head=book.header.journal_head)
    sheet.note(row + 3, 1, head, font_size=8, font_color=SECONDARY)


def _row(figure: Figure) -> int:
    return int("".join(each for each in figure.expression.rpartition("!")[2] if each.isdigit()))


def _column(figure: Figure) -> str:
    return "".join(each for each in figure.expression.rpartition("!")[2] if each.isalpha())
