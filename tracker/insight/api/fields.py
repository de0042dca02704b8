"""How values are written: amounts as strings with two decimals, rates as shares, names in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from tracker.ledger.money import plain


class Amount(fields.String):
    """Cents as ``-1234.56``: dollars, with two decimals always."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["1234.56"]}, **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> str | None:
        return plain(value) if isinstance(value, int) else value  # a statement has written its own


class Rate(fields.String):
    """Millionths as a share of one: 10 % is ``0.100000``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"pattern": r"^[01]\.[0-9]{6}$", "examples": ["0.100000"]}, **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> str:
        whole, part = divmod(value, 1_000_000)
        return f"{whole}.{part:06d}"


class Moment(fields.AwareDateTime):
    """An instant with its zone; UTC when it names none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            format="iso",
            default_timezone=UTC,
            error_messages={"invalid": _l("a moment such as 2020-04-15T09:00:00Z")},
            **options,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **options)
        try:
            return moment.astimezone(UTC)
        except OverflowError:  # beyond the first or the last year of the calendar
            raise self.make_error("invalid") from None


class Day(fields.Date):
    """``2018-02-16``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", error_messages={"invalid": _l("a date such as 2018-02-16")}, **options)


class Text(Schema):
    """Words in both languages."""

    fr = fields.String(required=True)
    en = fields.String(required=True)


def one_of(*values: str) -> validate.OneOf:
    """One of a few words, which the refusal names."""
    return validate.OneOf([str(value) for value in values], error=_l("one of: {choices}"))
