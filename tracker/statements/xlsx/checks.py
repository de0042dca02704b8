"""Every identity, the agreement of the sheets with the postings, and the trial balance: all as formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.ledger.accounts import BOOK_OF, Account, Kind
from tracker.ledger.accounts import Book as LedgerBook
from tracker.statements import wording as shared
from tracker.statements.statement import Identity
from tracker.statements.typography import long_day
from tracker.statements.xlsx import figures
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.book import Book
from tracker.statements.xlsx.details import Paid
from tracker.statements.xlsx.figures import Figure, Match, tied
from tracker.statements.xlsx.ledgers import LedgerCells
from tracker.statements.xlsx.lines import LineCells
from tracker.statements.xlsx.sheet import Cell, Sheet

A = Account
Sides = tuple[Figure, Figure]
HEAD = 4
NIL = Figure(0, "0")


@dataclass(frozen=True, slots=True)
class Sources:
    """The figures of the other sheets that the checks are made of."""

    total: LineCells
    ledgers: LedgerCells
    paid: Paid


def checks(book: Book, sources: Sources) -> Figure:
    """The sheet. Returns the sum of every difference, as seen from another sheet."""
    amount = book.amount_width
    sheet = book.sheet(w.CHECKS, (6, 74, amount, amount, 11), landscape=False)
    sheet.heading(book.say(w.CHECKS), book.say(w.CHECKS_CAPTION))
    sheet.section(HEAD - 1, book.say(shared.IDENTITIES))
    heads = (shared.REF, shared.IDENTITY, shared.LEFT, shared.RIGHT, shared.DIFFERENCE)
    sheet.head(HEAD, book.heads(heads), "rtmmx")
    sheet.freeze(HEAD, 2)
    rows = [(each.code, each.label[book.lang], sides_of(book, sources, each)) for each in book.statement.identities]
    last = _rows(sheet, HEAD + 1, rows)
    start = last + 2
    sheet.section(start, book.say(w.TIES))
    heads = (shared.REF, w.TIE, w.SHEETS_SIDE, w.POSTINGS, shared.DIFFERENCE)
    sheet.head(start + 1, book.heads(heads), "rtmmx")
    ties = [(f"T{n}", label, sides) for n, (label, sides) in enumerate(_ties(book, sources), start=1)]
    end = _rows(sheet, start + 2, ties)
    _trial_balance(book, sheet, end + 2)
    name = f"'{book.say(w.CHECKS)}'"
    spans = ((HEAD + 2, last), (start + 3, end))
    parts = [f"SUMPRODUCT(ABS({name}!E{first}:E{stop}))" for first, stop in spans if stop >= first]
    return Figure(0, "+".join(parts), compound=True)


def _rows(sheet: Sheet, first: int, rows: list[tuple[str, str, Sides]]) -> int:
    """Draw checks from ``first`` on; the row after the last one."""
    for index, (code, label, (left, right)) in enumerate(rows):
        at = first + index
        difference = sheet.at(at, 2, left.cents) - sheet.at(at, 3, right.cents)
        rule = "ink" if index == len(rows) - 1 else "row"
        cells: list[Cell] = [code, label, left, right, tied(difference, 0, code)]
        sheet.row(at, cells, "rtmmx", rule=rule, first=index == 0, nil=False)
    return first + len(rows)


def sides_of(book: Book, sources: Sources, identity: Identity) -> Sides:
    """Both sides of an identity as formulas; as plain numbers where the sheets do not go that far."""
    for left, right in _known(book, sources, identity.code):
        if (left.cents, right.cents) == (identity.left, identity.right):
            return left, right
    return Figure(identity.left), Figure(identity.right)


def _known(book: Book, sources: Sources, code: str) -> Iterator[Sides]:
    """The ways an identity of DOMAIN.md may be stated: for the year, or over all years so far."""
    if code in {"I1", "I2"}:
        yield from _of_lines(book, sources, code)
        return
    year = book.header.fiscal_year
    for scope in ("cumul",) if year is None else (year, "cumul"):
        yield from _of_ledgers(book, sources, code, scope)


def _of_lines(book: Book, sources: Sources, code: str) -> Iterator[Sides]:
    total, journal = sources.total.figures, book.journal
    if code == "I1" and "initial" in total:
        yield total["authorised"], total["initial"] + total["amendments"] + total["carry_in"] + total["transfers"]
        yield total["transfers"], NIL
    elif code == "I1":
        carried = book.but_kind(Kind.CARRIED_FORWARD)
        yield total["authorised"], journal.posted(book.of_account(A.AUTHORISED), but=carried)
        yield journal.posted(book.of_account(A.AUTHORISED), kind=book.of_kind(Kind.LINE_TRANSFERRED)), NIL
    else:
        declared = journal.declared(year=_year(book))
        yield total["accepted"], declared - total["disallowed"]
        yield total["declared"], declared
        yield total["balance"], total["authorised"] - total["accepted"]


def _of_ledgers(book: Book, sources: Sources, code: str, scope: str) -> Iterator[Sides]:
    """``u``, ``c`` and ``e`` are the rows of the sheet by year, deductions negative."""
    u, c = (
        {key: row[scope] for key, row in rows.items()} for rows in (sources.ledgers.funds, sources.ledgers.receivables)
    )
    e = {key: row["cumul"] for key, row in sources.ledgers.bridge.items()}
    moved = u.get("U8")
    net_cost = u["U2"] + c["C3"] + c["C4"] + u["U6"]
    if code == "I3":
        cash = book.journal.posted(book.of_account(A.CASH), kind=book.of_kind(Kind.PAID), year=_year(book, scope))
        yield -cash, u["U2"] + c["C3"]
    elif code in {"I4", "I5"}:
        first, *movements, last = (u if code == "I4" else c).values()
        for movement in movements:
            first = first + movement
        yield last, first
    elif code == "I6":
        yield e["committed"], -e["settled"] + e["payable"] - e["lapsed"]
    elif code == "I7":
        held, owed = u["U7"] - u["U1"], c["C6"] - c["C1"]
        yield net_cost + moved if moved else net_cost, -u["U4"] - u["U3"] + held + owed - c["C5"]
    elif code == "I8":
        yield net_cost, e["committed"] + e["lapsed"] - (c["C2"] + c["C5"]) + u["U6"]
    elif code == "I9":
        received = u["U2"] + u["U5"] + u["U6"]
        deferred, receivable = _above_nil(u["U7"]), _above_nil(-u["U7"])
        yield -u["U4"] - u["U3"], (received + moved if moved else received) - deferred + receivable
    elif code == "I10" and scope in sources.ledgers.accepted:
        yield sources.total.figures["accepted"], sources.ledgers.accepted[scope]
    elif code == "I11":
        yield _scheduled(book, sources.paid, scope), u["U2"]


def _above_nil(figure: Figure) -> Figure:
    return Figure(max(figure.cents, 0), f"MAX({figure.expression},0)")


def _year(book: Book, scope: str | None = None) -> Match | None:
    """The criterion for the statement's year, or for ``scope``; None over all years."""
    year = book.header.fiscal_year if scope in {None, book.header.fiscal_year} else None
    return None if year is None else Match(year, f'"{book.year(year)}"')


def _scheduled(book: Book, paid: Paid, scope: str) -> Figure:
    """What the schedule says was paid in a year, or in all."""
    if scope == "cumul":
        return paid.gross
    criterion = f'"{book.year(scope)}"'
    return Figure(paid.by_year.get(scope, 0), f"SUMIFS({figures.PAID_GROSS},{figures.PAID_YEAR},{criterion})")


def _ties(book: Book, sources: Sources) -> Iterator[tuple[str, Sides]]:
    total, ledgers, journal = sources.total.figures, sources.ledgers, book.journal
    year, posted = _year(book), book.journal.posted
    years = [year for year in ledgers.funds["U7"] if year != "cumul"]

    def over_years(account: Account) -> Figure:
        """The account up to the last year reported on, one term a year."""
        sums = [posted(book.of_account(account), year=Match(each, f'"{book.year(each)}"')) for each in years]
        return Figure(
            sum(each.cents for each in sums), "+".join(each.expression for each in sums) or "0", compound=True
        )

    carried = book.but_kind(Kind.CARRIED_FORWARD) if year is None else None
    yield (
        book.say(w.TIE_AUTHORISED),
        (total["authorised"], posted(book.of_account(A.AUTHORISED), but=carried, year=year)),
    )
    yield (
        book.say(w.TIE_DECLARED),
        (journal.declared(year=year), posted(book.of_account(A.DECLARED), year=year)),
    )
    yield book.say(w.TIE_ACCEPTED), (total["accepted"], posted(book.of_account(A.EXPENSE), year=year))
    yield book.say(w.TIE_UNSPENT), (ledgers.funds["U7"]["cumul"], over_years(A.HELD))
    yield book.say(w.TIE_RECEIVABLES), (ledgers.receivables["C6"]["cumul"], over_years(A.RECEIVABLE))
    yield book.say(w.TIE_PAYABLE), (ledgers.bridge["payable"]["cumul"], posted(book.of_account(A.PAYABLE)))
    paid_in = year.value if year else "cumul"
    gross = posted(book.of_account(A.HELD), kind=book.of_kind(Kind.PAID), year=year)
    yield book.say(w.TIE_GROSS), (_scheduled(book, sources.paid, paid_in), gross)
    if paid_in in ledgers.accepted:
        yield book.say(w.TIE_BY_YEAR), (total["accepted"], ledgers.accepted[paid_in])


def _trial_balance(book: Book, sheet: Sheet, start: int) -> None:
    """Each account's postings, by book: a book's accounts cancel out."""
    caption = book.say(w.TRIAL_CAPTION)
    if book.until is not None:
        caption = f"{caption} {book.say(w.COMMITMENT_UNTIL, date=long_day(book.until, book.lang))}"
    sheet.section(start, book.say(w.TRIAL_BALANCE), caption)
    row = start + 2
    sheet.head(row, ["", book.say(w.ACCOUNT), book.say(w.AMOUNT), "", ""], "rtmmx")
    row += 1
    for ledger in LedgerBook:
        accounts = [account for account in Account if BOOK_OF[account] is ledger and account in book.journal.accounts]
        if not accounts:
            continue
        first, cents = row, 0
        for account in accounts:
            figure = book.journal.posted(book.of_account(account))
            cents += figure.cents
            label = book.account(account)
            if label != account.value:
                label = f"{label} ({account.value})"
            rule = "ink" if account == accounts[-1] else "row"
            sheet.row(row, ["", label, figure, None, None], "rtmtt", rule=rule, first=row == first)
            row += 1
        name = book.say(w.BOOKS[ledger.value])
        balance = sheet.sum(first, 2, row - 1, 2, cents)
        cells: list[Cell] = ["", name, balance, None, None]
        sheet.row(row, cells, "rtmtt", rule="ink", first=True, bold=True, nil=False)
        row += 1
