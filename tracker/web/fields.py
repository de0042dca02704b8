"""Form fields that take what people write, keep what they typed, and say what is wrong in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, ValidationError
from wtforms.validators import Regexp, StopValidation
from wtforms.widgets import TextArea, TextInput

from tracker.ledger.money import NotMoney, format_money, parse_money
from tracker.web.dates import NotADate, parse_date
from tracker.web.language import language
from tracker.web.text import clean

_NOT_MONEY = {
    "form": _l("Write an amount such as 1,234.56."),
    "ambiguous": _l("This amount can be read two ways. Write it with its cents, such as 1234.00."),
    "precision": _l("Write an amount with two decimals at most."),
    "size": _l("This amount is too large."),
}
_NOT_A_DATE = {
    "form": _l("Write a date such as 2018-02-16."),
    "ambiguous": _l("This date can be read two ways. Write it as year-month-day, such as 2018-02-16."),
    "impossible": _l("This date does not exist. Check the day, the month and the year."),
}

CODE = Regexp(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$", message=_l("Use letters, digits, dots and hyphens, such as PE-2016-014.")
)
"""What a code may be that people choose: it stands in addresses."""


class Required:
    """The field must be filled; ``message`` says what to enter."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: Field) -> None:
        if field.errors:
            raise StopValidation()
        if field.data is None or field.data == "":
            raise StopValidation(str(self.message))


class TextField(StringField):
    """One line of text, as written, NFC and without control characters."""

    widget = TextInput()
    lines = False

    def __init__(self, label: str, validators: Sequence[Any] = (), *, max_length: int = 250, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.max_length = max_length

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean(valuelist[0], lines=self.lines)

    def pre_validate(self, form: object) -> None:
        if self.data and len(self.data) > self.max_length:
            raise ValidationError(
                _l(
                    "Use %(limit)d characters at most. You wrote %(length)d.",
                    limit=self.max_length,
                    length=len(self.data),
                )
            )


class LongTextField(TextField):
    """Several lines of text."""

    widget = TextArea()
    lines = True

    def __init__(self, label: str, validators: Sequence[Any] = (), *, max_length: int = 10_000, **options: Any) -> None:
        super().__init__(label, validators, max_length=max_length, **options)


class _Typed(Field):
    """A field whose text is kept as typed when it cannot be read."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.shown()

    def shown(self) -> str:
        raise NotImplementedError


class MoneyField(_Typed):
    """An amount in cents, or None when left empty. A negative is refused unless ``negative``."""

    data: int | None

    def __init__(self, label: str, validators: Sequence[Any] = (), *, negative: bool = False, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.negative = negative

    def shown(self) -> str:
        return format_money(self.data or 0, language(), symbol=False).replace("−", "-")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist:
            return
        try:
            self.data = parse_money(valuelist[0])
        except NotMoney as error:
            if error.reason != "empty":
                raise ValueError(_NOT_MONEY[error.reason]) from None
        if self.data is not None and self.data < 0 and not self.negative:
            self.data = None
            raise ValueError(_l("Write an amount that is not negative."))


class DateField(_Typed):
    """A day, or None when left empty."""

    data: date | None

    def shown(self) -> str:
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist:
            return
        try:
            self.data = parse_date(valuelist[0])
        except NotADate as error:
            if error.reason != "empty":
                raise ValueError(_NOT_A_DATE[error.reason]) from None
