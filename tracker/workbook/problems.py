"""What is wrong with a workbook, all at once, each with its place. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracker.errors import Message
from tracker.ledger.money import plain
from tracker.workbook.cells import money
from tracker.workbook.sheets import SHEETS, Row, columns


@dataclass(frozen=True, slots=True)
class Problem:
    """``cell`` is an address such as ``F12``, empty for a whole sheet; ``expected`` says what should be there."""

    sheet: str
    cell: str
    value: str
    expected: Message


class Rejected(Exception):
    """The workbook cannot be taken; nothing was changed. Holds every problem, in reading order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def letter(position: int) -> str:
    """Column 0 is ``A``, 26 is ``AA``."""
    name = ""
    position += 1
    while position:
        position, remainder = divmod(position - 1, 26)
        name = chr(65 + remainder) + name
    return name


_POSITIONS = {
    name: {column.attribute: position for position, column in enumerate(columns(cls))} for name, cls in SHEETS.items()
}


class Findings:
    """Collects errors and warnings while a portfolio is checked. ``places`` maps a sheet's attributes
    to the columns of the file at hand, whose order is its writer's own."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.unread: list[tuple[type[Row], dict[str, Any]]] = []  # rows that a bad cell keeps out, as far as read
        self.warnings: list[Problem] = []
        self.places: dict[str, dict[str, int]] = dict(_POSITIONS)

    def error(self, row: Row, attribute: str, expected: Message) -> None:
        problem = self._problem(row, attribute, expected)
        if problem not in self.errors:  # a year outside its agreement is seen by the row and by the rule
            self.errors.append(problem)

    def warning(self, row: Row, attribute: str, expected: Message) -> None:
        self.warnings.append(self._problem(row, attribute, expected))

    def _problem(self, row: Row, attribute: str, expected: Message) -> Problem:
        value = getattr(row, attribute)
        position = self.places[row.sheet].get(attribute, 0)
        return Problem(row.sheet, f"{letter(position)}{row.at}", _shown(row, attribute, value), expected)

    def raise_errors(self) -> None:
        """Raise Rejected if there is any error."""
        if self.errors:
            order = list(SHEETS)
            raise Rejected(sorted(self.errors, key=lambda p: order.index(p.sheet) if p.sheet in order else -1))


def _shown(row: Row, attribute: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and any(c.attribute == attribute and c.parse is money for c in columns(type(row))):
        return plain(value)
    return str(value)
