"""Sentences in both languages at once, from templates and figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.ledger.money import Cents, format_money
from tracker.statements.statement import Text
from tracker.statements.typography import long_day


def say(template: Text, **values: Text | str | int) -> Text:
    """``template`` with its named places filled, each in its own language."""

    def fill(lang: str) -> str:
        return template[lang].format(**{k: v[lang] if isinstance(v, Text) else v for k, v in values.items()})

    return Text(fill("fr"), fill("en"))


def joined(parts: Sequence[Text]) -> Text:
    """Sentences one after the other."""
    return Text(" ".join(part.fr for part in parts), " ".join(part.en for part in parts))


def listed(parts: Sequence[Text]) -> Text:
    """Items with commas between them."""
    return Text(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts))


def money(cents: Cents) -> Text:
    """An amount, with its dollar sign."""
    return Text(format_money(cents, "fr"), format_money(cents, "en"))


def day(when: date) -> Text:
    """A day in words."""
    return Text(long_day(when, "fr"), long_day(when, "en"))
