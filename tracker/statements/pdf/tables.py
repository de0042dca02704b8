"""Tables on one grid: a reference in the margin, a label, five amounts, a narrow last column.

Figures carry the classes that align their decimals (see ``statement.css``): ``n`` a figure, ``g``
within parentheses, ``d`` with its dollar sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from tracker.ledger.money import Cents, format_money, format_rate
from tracker.statements import wording
from tracker.statements.statement import Identity, Lang, Statement, Text
from tracker.statements.statement import Note as NoteFact

SLOTS = 5
NIL = "–"


@dataclass(frozen=True, slots=True)
class Grid:
    """The one grid of every table, in millimetres, beside the 10 of the margin for references."""

    label: float
    amount: float
    last: float

    @property
    def width(self) -> float:
        return self.label + SLOTS * self.amount + self.last


PORTRAIT = Grid(47.9, 21.4, 14.0)
LANDSCAPE = Grid(93.4, 25.0, 14.0)
"""For amounts from ten million on; its tables stand on pages turned round."""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str = ""
    css: str = ""


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Column:
    head: str
    width: float
    css: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """``css``: ``s`` a total, ``k`` a strong row, ``x`` a heading over the rows that follow it."""

    ref: str
    label: str
    cells: tuple[Cell, ...] = ()
    css: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``head_ref`` is the head of the margin; empty where rows have no reference."""

    head_ref: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    css: str = ""

    @property
    def whole(self) -> bool:
        """Short enough to stay on one page."""
        return len(self.rows) <= 16


@dataclass(frozen=True, slots=True)
class Block:
    """Some years of a ledger, side by side: an index into the years, ``TOTAL``, or None, per slot."""

    slots: tuple[int | None, ...]


TOTAL = -1


class Figures:
    """Sets amounts in one language and remembers the widest."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.widest: Cents = 0

    def money(self, cents: Cents, *, symbol: bool = False, zero: bool = False) -> Cell:
        """A figure. Nil is a dash, unless ``zero`` (totals and closings) spells it."""
        if cents == 0 and not zero:
            return Cell(NIL, "n")
        self.widest = max(self.widest, abs(cents))
        css = "n" + (" g" if cents < 0 else "") + (" d" if symbol else "")
        return Cell(format_money(cents, self.lang, symbol=symbol, parentheses=True), css)

    def body(self, amounts: Sequence[Cents], *, first: bool = False) -> tuple[Cell, ...]:
        """Figures of a row; the first row of a table carries the dollar sign."""
        return tuple(self.money(a, symbol=first) for a in amounts)

    def totals(self, amounts: Sequence[Cents]) -> tuple[Cell, ...]:
        return tuple(self.money(a, symbol=True, zero=True) for a in amounts)

    def rate(self, numerator: int, denominator: int) -> Cell:
        return Cell(format_rate(numerator, denominator, self.lang), "p")


def blocks(years: int, *, post_closing: bool = False) -> tuple[Block, ...]:
    """How ``years`` columns (the last of them perhaps post-closing) and a total share the five slots.

    The total keeps the fifth slot and post-closing the fourth, so that the same year stands in the
    same place in every table; more years than fit continue in a further block, the total in the last.
    """
    if years == 1:
        return (Block((None, None, None, None, 0)),)
    found, start = [], 0
    while years - start > SLOTS - 1:
        take = min(SLOTS, years - start - 1)
        found.append(Block(tuple(range(start, start + take)) + (None,) * (SLOTS - take)))
        start += take
    slots: list[int | None] = [*range(start, years)]
    slots += [None] * (SLOTS - 1 - len(slots))
    if post_closing and slots[-1] is None:
        slots[slots.index(years - 1)] = None
        slots[-1] = years - 1
    return (*found, Block((*slots, TOTAL)))


def in_slots(block: Block, cells: Sequence[Cell], total: Cell) -> tuple[Cell, ...]:
    """The cells of a row where ``block`` wants them."""
    return tuple(BLANK if at is None else total if at == TOTAL else cells[at] for at in block.slots)


def slot_heads(block: Block, heads: Sequence[str], lang: Lang, *, total: Text = wording.CUMULATIVE) -> list[str]:
    """The heads of a block's columns; an unused slot has none."""
    return ["" if at is None else total[lang] if at == TOTAL else heads[at] for at in block.slots]


def fill(text: Text, lang: Lang, **values: object) -> str:
    """The words of ``text`` in ``lang`` with its named places filled."""
    return text[lang].format(**values)


@dataclass(frozen=True, slots=True)
class Note:
    ref: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """``refs`` and ``leads_to`` feed the key of references at the end."""

    title: str
    caption: str = ""
    tables: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()
    refs: str = ""
    leads_to: str = ""


class Noted(Protocol):
    """What every statement has for its tables: notes that rows refer to, and identities."""

    @property
    def notes(self) -> tuple[NoteFact, ...]: ...
    @property
    def identities(self) -> tuple[Identity, ...]: ...


S = TypeVar("S", bound=Noted)


@dataclass(frozen=True)
class Paper(Generic[S]):
    """What every section is composed from."""

    statement: S
    lang: Lang
    figures: Figures
    grid: Grid = PORTRAIT

    def note(self, key: str | None) -> Cell:
        """The number of the note that explains a row, if the statement has it."""
        for note in self.statement.notes:
            if note.key == key:
                return Cell(note.ref.removeprefix("N"), "p")
        return BLANK

    def columns(self, first: str, heads: Sequence[str], last: str) -> tuple[Column, ...]:
        """The label's column, five amounts, the last; blanks keep their place."""
        grid, padded = self.grid, [*heads, *[""] * (SLOTS - len(heads))]
        return (
            Column(first, grid.label),
            *(Column(head, grid.amount, "h") for head in padded),
            Column(last, grid.last, "h p"),
        )

    def table(self, columns: tuple[Column, ...], rows: Sequence[Row], *, css: str = "") -> Table:
        """A table whose rows have their reference in the margin."""
        head = wording.REF[self.lang] if any(row.ref for row in rows) else ""
        return Table(head, columns, tuple(rows), css)


Context: TypeAlias = Paper[Statement]
