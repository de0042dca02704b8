"""Reading one answer. The same for a web field, a saved draft and a spreadsheet's cell. Pure.

An answer is kept as its canonical text: ``1234.50`` for money and numbers, ``2018-02-16``, ``yes``, a choice's
code. What a person typed is read by the same rules as everywhere: ``1 234,56``, ``$1,234.56``, ``16 février 2018``.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from tracker.errors import Message, message
from tracker.ledger.money import Cents, NotMoney, parse_money, plain
from tracker.reports.form.questions import Question, QuestionKind
from tracker.web.dates import NotADate, parse_date
from tracker.web.text import clean

LONGEST = 20_000
"""Characters that any answer may have; word limits say more."""

_MONEY = {
    "form": message("Write an amount such as 1,234.56."),
    "ambiguous": message("This amount can be read two ways. Write it with its cents, such as 1234.00."),
    "precision": message("Write an amount with two decimals at most."),
    "size": message("This amount is too large."),
}
_DATE = {
    "form": message("Write a date such as 2018-02-16."),
    "ambiguous": message("This date can be read two ways. Write it as year-month-day, such as 2018-02-16."),
    "impossible": message("This date does not exist. Check the day, the month and the year."),
}
_NUMBER = re.compile(r"-?(?:[0-9]{1,12}|[0-9]{1,3}(?: [0-9]{3}){1,3})(?:[.,][0-9]{1,6})?", re.ASCII)
_NUMBER_EN = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3}){1,3}(?:\.[0-9]{1,6})?", re.ASCII)
_AMBIGUOUS = re.compile(r"-?[0-9]{1,3},[0-9]{3}", re.ASCII)
_YES = frozenset({"yes", "y", "oui", "o", "true", "vrai", "1", "x"})
_NO = frozenset({"no", "n", "non", "false", "faux", "0"})


class NotAnAnswer(ValueError):
    """The text does not answer the question; ``message`` says what to write."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


def read(question: Question, text: str) -> str:
    """The canonical text of an answer; empty when nothing was answered.

    Raises NotAnAnswer.
    """
    kept = clean(text, lines=question.kind is QuestionKind.LONG_TEXT)
    return _READERS[question.kind](question, kept) if kept else ""


def words(text: str) -> int:
    """How many words ``text`` has, as a word processor counts them."""
    return len(text.split())


def cents(canonical: str) -> Cents:
    """The cents of a canonical amount; zero for none."""
    return int(Decimal(canonical) * 100) if canonical else 0


def _text(question: Question, text: str) -> str:
    longest = LONGEST if question.kind is QuestionKind.LONG_TEXT else question.max_length
    if len(text) > longest:
        raise NotAnAnswer(
            message("Use %(limit)s characters at most. You wrote %(length)s.", limit=longest, length=len(text))
        )
    if question.word_limit and (used := words(text)) > question.word_limit:
        raise NotAnAnswer(
            message("Use %(limit)s words at most. You wrote %(used)s.", limit=question.word_limit, used=used)
        )
    return text


def _money(question: Question, text: str) -> str:
    try:
        amount = parse_money(text)
    except NotMoney as error:
        raise NotAnAnswer(_MONEY[error.reason]) from None
    if amount < 0 and not question.negative:
        raise NotAnAnswer(message("Write an amount that is not negative."))
    return plain(amount)


def _number(question: Question, text: str) -> str:
    compact = re.sub(r"[\s\u00a0\u202f]+", " ", text.replace("−", "-")).strip()
    if _AMBIGUOUS.fullmatch(compact):
        raise NotAnAnswer(message("This number can be read two ways. Write it without separators, such as 1234."))
    if _NUMBER_EN.fullmatch(compact):
        compact = compact.replace(",", "")
    elif not _NUMBER.fullmatch(compact):
        raise NotAnAnswer(message("Write a number such as 12 or 12.5."))
    number = Decimal(compact.replace(" ", "").replace(",", "."))
    if number < 0 and not question.negative:
        raise NotAnAnswer(message("Write a number that is not negative."))
    return f"{number.normalize():f}" if number else "0"


def _date(question: Question, text: str) -> str:
    try:
        return parse_date(text).isoformat()
    except NotADate as error:
        raise NotAnAnswer(_DATE[error.reason]) from None


def _choice(question: Question, text: str) -> str:
    wanted = _plain(text)
    for choice in question.choices:
        if wanted in (_plain(choice.code), _plain(choice.label.fr), _plain(choice.label.en)):
            return choice.code
    raise NotAnAnswer(message("Choose one of the answers proposed."))


def _yes_no(question: Question, text: str) -> str:
    answer = _plain(text)
    if answer in _YES or answer in _NO:
        return "yes" if answer in _YES else "no"
    raise NotAnAnswer(message("Answer yes or no."))


def _plain(text: str) -> str:
    """Without case, accents nor repeated spaces: what a person types into a cell for a choice."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


_READERS = {
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _money,
    QuestionKind.CHOICE: _choice,
    QuestionKind.DATE: _date,
    QuestionKind.YES_NO: _yes_no,
}
