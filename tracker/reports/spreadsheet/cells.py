"""What one cell of a returned workbook says, as a person would have typed it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl.utils.datetime import from_excel

from tracker.errors import message
from tracker.ledger.money import NotMoney, cents_of_number, plain
from tracker.reports.form.answers import NotAnAnswer
from tracker.reports.form.questions import Question, QuestionKind

_NO_VALUE = message("This formula has no value yet: open the file in Excel or LibreOffice, save it, and send it.")
_ERROR = message("This cell holds an error of the spreadsheet.")
_PERCENT = message("The spreadsheet made a percentage of this. Format the cell as a number, and write it again.")
_DATE = message("The spreadsheet made a date of this. Write the number again, and format the cell as a number.")
_WORDS = (QuestionKind.LONG_TEXT, QuestionKind.SHORT_TEXT)
_NUMBERS = (QuestionKind.MONEY, QuestionKind.NUMBER)
_SERIALS = range(36_526, 73_051)
"""The days of 2000 to 2099 as a spreadsheet counts them."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a cell: its value as openpyxl reads it, whether that is an error of the spreadsheet, whether it is
    shown as a percentage, and whether it is a formula whose value the file does not hold."""

    value: Any = None
    is_error: bool = False
    is_percent: bool = False
    is_pending: bool = False
    epoch: datetime | None = None

    @property
    def shown(self) -> str:
        """The value, to be recognised by who wrote it."""
        return "" if self.value is None else _typed(self.value).strip()

    @property
    def is_blank(self) -> bool:
        return not self.shown and not self.is_pending


def text_of(question: Question, content: Content) -> str:
    """What the cell answers, as text to be read like any other. Raises NotAnAnswer for what can only be a mistake."""
    value = content.value
    if content.is_pending:
        raise NotAnAnswer(_NO_VALUE)
    if content.is_error:
        raise NotAnAnswer(_ERROR)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return _day(question, value)
    if isinstance(value, int | float):
        return _number(question, value, content)
    return "" if value is None else _typed(value)


def _day(question: Question, day: date) -> str:
    if question.kind in _NUMBERS:
        raise NotAnAnswer(_DATE)
    if not isinstance(day, datetime):
        return day.isoformat()
    return day.date().isoformat() if day.time() == datetime.min.time() else day.isoformat(" ", "minutes")


def _number(question: Question, value: int | float, content: Content) -> str:
    if content.is_percent:
        if question.kind not in _WORDS:
            raise NotAnAnswer(_PERCENT)
        return f"{(_exact(value) * 100).normalize():f} %"
    if question.kind is QuestionKind.MONEY:
        try:
            return plain(cents_of_number(value))
        except NotMoney as error:
            if error.reason == "size":
                raise NotAnAnswer(message("This amount is too large.")) from None
            raise NotAnAnswer(message("Write an amount with two decimals at most.")) from None
    if question.kind is QuestionKind.DATE and value in _SERIALS:
        day = from_excel(value, content.epoch) if content.epoch else from_excel(value)
        return day.date().isoformat() if isinstance(day, datetime) else str(day)
    return f"{_exact(value):f}"


def _exact(value: int | float) -> Decimal:
    """The number as the spreadsheet shows it: fifteen digits, without the noise of its binary ones."""
    found = Decimal(f"{value:.15g}").normalize()
    return found if found else Decimal(0)


def _typed(value: object) -> str:
    """Excel writes the end of a line from Windows as a code that openpyxl leaves as it is."""
    return str(value).replace("_x000D_\n", "\n").replace("_x000D_", "\n")
