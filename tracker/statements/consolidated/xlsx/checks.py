"""Every identity and every agreement of two sheets, as formulas that must come to 0.00."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.value import AMOUNTS
from tracker.statements.consolidated.xlsx import wording as x
from tracker.statements.consolidated.xlsx.folder import Folder
from tracker.statements.consolidated.xlsx.rows import Totals
from tracker.statements.statement import Identity
from tracker.statements.xlsx import wording as words
from tracker.statements.xlsx.figures import Figure, tied
from tracker.statements.xlsx.sheet import Cell, Sheet

HEAD = 4
Sides = tuple[Figure, Figure]


def checks(
    book: Folder,
    agreements: Totals,
    groups: Totals,
    regions: Totals | None,
    cells: Totals | None,
    years: Totals | None,
    lines: dict[str, Figure],
    ledgers: dict[str, Figure],
) -> Figure:
    """The sheet. Returns the sum of every difference, as seen from another sheet."""
    amount = book.amount_width
    sheet = book.sheet(words.CHECKS, (6, 78, amount, amount, 11), landscape=True)
    sheet.heading(book.say(words.CHECKS), book.say(x.CHECKS_CAPTION))
    sheet.section(HEAD - 1, book.say(shared.IDENTITIES))
    heads = (shared.REF, shared.IDENTITY, shared.LEFT, shared.RIGHT, shared.DIFFERENCE)
    sheet.head(HEAD, book.heads(heads), "rtmmx")
    sheet.freeze(HEAD, 2)
    rows = [(it.code, book.say(it.label), _sides(it, ledgers, lines)) for it in book.statement.identities]
    last = _rows(sheet, HEAD + 1, rows)
    start = last + 1
    sheet.section(start, book.say(words.TIES))
    heads = (shared.REF, words.TIE, x.AGREEMENTS, x.OTHER_SHEET, shared.DIFFERENCE)
    sheet.head(start + 1, book.heads(heads), "rtmmx")
    ties = [
        (f"T{n}", label, sides)
        for n, (label, sides) in enumerate(
            _ties(book, agreements, groups, regions, cells, years, lines, ledgers), start=1
        )
    ]
    end = _rows(sheet, start + 2, ties)
    name = f"'{book.say(words.CHECKS)}'"
    spans = ((HEAD + 2, last), (start + 3, end))
    return Figure(0, "+".join(f"SUMPRODUCT(ABS({name}!E{a}:E{b}))" for a, b in spans), compound=True)


def _rows(sheet: Sheet, first: int, rows: list[tuple[str, str, Sides]]) -> int:
    """Draw checks from ``first`` on; the row after the last one."""
    for index, (code, label, (left, right)) in enumerate(rows):
        at = first + index
        difference = sheet.at(at, 2, left.cents) - sheet.at(at, 3, right.cents)
        rule = "ink" if index == len(rows) - 1 else "row"
        cells: list[Cell] = [code, label, left, right, tied(difference, 0, code)]
        sheet.row(at, cells, "rtmmx", rule=rule, first=index == 0, nil=False)
    return first + len(rows)


def _sides(identity: Identity, f: dict[str, Figure], lines: dict[str, Figure]) -> Sides:
    """Both sides as formulas where the sheets go that far, as plain numbers elsewhere. ``f`` are the
    ledgers, deductions negative."""
    moved = [f[ref] for ref in ("U8",) if ref in f]
    known: dict[str, Sides] = {
        "I2": (lines["accepted"], lines["declared"] - lines["disallowed"]),
        "I4": (f["U7"], _add(f["U1"], f["U2"], f["U3"], f["U4"], f["U5"], f["U6"], *moved)),
        "I5": (f["C6"], _add(f["C1"], f["C2"], f["C3"], f["C4"], f["C5"])),
        "I6": (f["E3"], f["E6"] - f["E4"] - f["E5"]),
        "I7": (
            _add(f["U2"], f["C3"], f["C4"], f["U6"], *moved),
            _add(-f["U4"], -f["U3"], f["U7"] - f["U1"], f["C6"] - f["C1"], -f["C5"]),
        ),
    }
    left, right = known.get(identity.code, (Figure(identity.left), Figure(identity.right)))
    if (left.cents, right.cents) == (identity.left, identity.right):
        return left, right
    return Figure(identity.left), Figure(identity.right)


def _add(first: Figure, *others: Figure) -> Figure:
    for other in others:
        first = first + other
    return first


def _ties(
    book: Folder,
    agreements: Totals,
    groups: Totals,
    regions: Totals | None,
    cells: Totals | None,
    years: Totals | None,
    lines: dict[str, Figure],
    ledgers: dict[str, Figure],
) -> Iterator[tuple[str, Sides]]:
    for words_, totals in (
        (x.TIE_GROUPS, groups),
        (x.TIE_REGIONS, regions),
        (x.TIE_CELLS, cells),
        (x.TIE_YEARS, years),
    ):
        for name in AMOUNTS if totals else ():
            assert totals is not None  # noqa: S101 - the loop is empty without
            yield book.say(words_, amount=book.say(w.AMOUNT_NAMES[name])), (agreements[name], totals[name])
    yield book.say(x.TIE_LINES, amount=book.say(w.ACCEPTED)), (agreements["accepted"], lines["accepted"])
    for name, figure in (
        ("committed", ledgers["E3"]),
        ("paid", ledgers["U2"]),
        ("accepted", -ledgers["U4"]),
        ("held", ledgers["U7"]),
        ("receivable", ledgers["C6"]),
    ):
        yield book.say(x.TIE_LEDGERS, amount=book.say(w.AMOUNT_NAMES[name])), (agreements[name], figure)
