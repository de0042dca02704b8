"""A domain message as JSON and back: a job's error is read later, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tracker.errors import Amount, Message


def frozen(message: Message) -> dict[str, Any]:
    """``message`` as plain values."""
    return {"text": message.text, "values": {name: _plain(value) for name, value in message.values.items()}}


def thawed(kept: dict[str, Any]) -> Message:
    """The message that was frozen."""
    return Message(kept["text"], {name: _rich(value) for name, value in kept["values"].items()})


def _plain(value: object) -> object:
    match value:
        case Amount():
            return {"cents": value.cents}
        case Message():
            return frozen(value)
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case str() | int():
            return value
    return str(value)


def _rich(value: Any) -> object:
    match value:
        case {"cents": int(cents)}:
            return Amount(cents)
        case {"text": _, "values": _}:
            return thawed(value)
        case {"moment": str(written)}:
            return datetime.fromisoformat(written)
        case {"day": str(written)}:
            return date.fromisoformat(written)
    return value
