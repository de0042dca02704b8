"""The sheets of allocation keys: shares of agreements that serve several regions, and regions with their shares."""

from __future__ import annotations

from tracker.ledger.money import Cents
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.sharing import WHOLE
from tracker.statements.consolidated.value import AMOUNTS, NATIONAL, RegionRow, added
from tracker.statements.consolidated.xlsx import wording as x
from tracker.statements.consolidated.xlsx.folder import COLUMNS, OF_AGREEMENTS, OF_SHARES, REGION, Folder
from tracker.statements.consolidated.xlsx.rows import FIRST, HEAD, Totals, amount_columns, amount_heads, name_columns
from tracker.statements.xlsx.figures import Figure, tied
from tracker.statements.xlsx.sheet import Cell

_SHARE, _AMOUNTS = 4, 5


def shares(book: Folder, own: Totals) -> None:
    """A row for each region's share of each agreement, typed; of a region, its total with them."""
    statement = book.statement
    sheet = book.sheet(x.SHARES, (6, 15, 40, 26, 11, *amount_columns(book)), landscape=True)
    sheet.heading(book.say(x.SHARES), book.say(w.SHARES_CAPTION))
    kinds = "rittp" + "m" * len(AMOUNTS)
    sheet.head(HEAD, amount_heads(book, (x.REF, x.NUMBER, x.NAME, w.REGION, w.SHARE)), kinds)
    sheet.freeze(HEAD, 3)
    rows = statement.shares
    for index, it in enumerate(rows):
        at, rule = FIRST + index, "ink" if it is rows[-1] else "row"
        cells: list[Cell] = [it.ref, it.number, it.name[book.lang], book.region(it.region), None]
        cells += [Figure(amount) for amount in it.figures.amounts]
        sheet.row(at, cells, kinds, rule=rule, first=index == 0)
        sheet.percent(at, _SHARE, it.share, WHOLE, rule=rule)
    last = FIRST + len(rows) - 1
    columns = {COLUMNS[name]: _AMOUNTS + n for n, name in enumerate(AMOUNTS)}
    name_columns(sheet, OF_SHARES, last, {REGION: 3} | columns)
    sums = added(it.figures for it in rows).amounts
    given = [
        tied(book.total(OF_SHARES, COLUMNS[name], cents), cents, name)
        for name, cents in zip(AMOUNTS, sums, strict=True)
    ]
    blanks: list[Cell] = [None] * 3
    sheet.row(last + 1, ["", book.say(w.SHARES_TOTAL), *blanks, *given], kinds, rule="ink", bold=True, nil=False)
    if statement.header.kind != "region":
        return
    national = statement.header.code == NATIONAL
    sheet.row(last + 2, ["", book.say(w.OWN_TOTAL[national]), *blanks, *own.values()], kinds, bold=True, nil=False)
    both = [
        tied(sheet.at(last + 1, _AMOUNTS + n, given[n].cents) + sheet.at(last + 2, _AMOUNTS + n, cents), total, name)
        for n, (name, cents, total) in enumerate(
            zip(AMOUNTS, statement.total.amounts, statement.with_shares.amounts, strict=True)
        )
    ]
    words: list[Cell] = ["", book.say(w.WITH_SHARES[national]), *blanks, *both]
    sheet.row(last + 3, words, kinds, rule="ink", first=True, bold=True, nil=False)


def regions(book: Folder) -> Totals:
    """A programme's regions: sums of the agreements and of the shares. Returns the totals."""
    rows = book.statement.regions
    sheet = book.sheet(x.REGIONS, (6, 30, 11, 11, *amount_columns(book)), landscape=True)
    sheet.heading(book.say(w.BY_REGION), book.say(w.BY_REGION_CAPTION))
    kinds = "rtnn" + "m" * len(AMOUNTS)
    sheet.head(HEAD, amount_heads(book, (x.REF, w.REGION, x.COUNT, x.SHARES)), kinds)
    sheet.freeze(HEAD, 2)
    for index, it in enumerate(rows):
        at = FIRST + index
        cells: list[Cell] = [it.ref, book.region(it.region), it.agreements, it.parts or None]
        cells += [_amount(book, it, name, at) for name in AMOUNTS]
        sheet.row(at, cells, kinds, rule="ink" if it is rows[-1] else "row", first=index == 0)
    at, total = FIRST + len(rows), book.statement.total
    column = len(kinds) - len(AMOUNTS)
    figures = {
        name: tied(
            sheet.sum(FIRST, column + n, at - 1, column + n, sum(getattr(it.figures, name) for it in rows)), cents, name
        )
        for n, (name, cents) in enumerate(zip(AMOUNTS, total.amounts, strict=True))
    }
    words: list[Cell] = ["", book.say(shared.TOTAL), sum(it.agreements for it in rows), None]
    sheet.row(at, [*words, *figures.values()], kinds, rule="ink", first=True, bold=True, nil=False)
    return {name: sheet.seen(at, column + n, it.cents) for n, (name, it) in enumerate(figures.items())}


def _amount(book: Folder, it: RegionRow, name: str, at: int) -> Figure:
    """What its agreements add up to, with its shares; what has no region, without those of everybody."""
    where = {REGION: f"$B{at + 1}"}
    own: Cents = getattr(it.own, name)
    shared_: Cents = getattr(it.shared, name)
    figure = book.sums(OF_AGREEMENTS, COLUMNS[name], own, **where)
    if it.region == NATIONAL:
        return figure - book.total(OF_SHARES, COLUMNS[name], -shared_)
    return figure + book.sums(OF_SHARES, COLUMNS[name], shared_, **where)
