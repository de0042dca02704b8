"""What can go wrong in the domain: a message, perhaps a field. Knows nothing of HTTP or of language.

A message is an English sentence with named places; ``tracker.web.language.say`` puts it into the
reader's language and formats the amounts and dates in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Amount:
    """Cents inside a message, shown as money in the reader's language."""

    cents: int


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to translate: ``text`` is the English, ``values`` fill its ``%(name)s`` places."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


def message(text: str, **values: object) -> Message:
    """Mark ``text`` for translation (the extractor looks for this name)."""
    return Message(text, values)


class DomainError(Exception):
    """A rule or an input was refused. ``field`` names the form field or column at fault."""

    def __init__(self, message: Message, field: str | None = None) -> None:
        super().__init__(message.text % {k: _plain(v) for k, v in message.values.items()})
        self.message = message
        self.field = field


def _plain(value: object) -> object:
    if isinstance(value, Amount):
        return f"{value.cents / 100:,.2f}"
    return value
