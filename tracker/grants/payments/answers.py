"""The bank's answer about a batch: reading its CSV, and comparing it with what was sent. Pure."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.errors import DomainError, message
from tracker.ledger.money import Cents, NotMoney, parse_money
from tracker.web.dates import NotADate, parse_date

_COLUMNS = {
    "reference": "reference", "cross reference": "reference", "reference croisee": "reference",
    "amount": "amount", "montant": "amount",
    "status": "status", "statut": "status", "etat": "status",
    "date": "date", "date paid": "date", "date de paiement": "date",
}  # fmt: skip
_NAMES = {
    "reference": message("reference"),
    "amount": message("amount"),
    "status": message("status"),
    "date": message("date"),
}
_PAID = frozenset({"paid", "paye", "payee", "accepted", "accepte", "acceptee", "completed", "complete"})
_REJECTED = frozenset({"rejected", "rejete", "rejetee", "refused", "refuse", "refusee", "returned", "retourne"})


class Match(StrEnum):
    PAID = "paid"  # same reference, same amount
    REJECTED = "rejected"  # refused by the bank: it is ready to be sent again
    DIFFERENT = "different"  # another amount: nothing is recorded
    UNKNOWN = "unknown"  # a reference that this batch has not
    REPEATED = "repeated"  # a reference that an earlier line has already
    UNREADABLE = "unreadable"  # an amount, a status or a date that cannot be read
    AHEAD = "ahead"  # paid on a day to come: nothing is recorded before it
    SILENT = "silent"  # sent, and not in the answer
    RECORDED = "recorded"  # paid or returned by an earlier answer


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the answer, as far as it can be read. ``number`` is its own in the file."""

    number: int
    reference: str
    amount: Cents | None
    paid: bool | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A payment of the batch. ``waits`` is false once an answer about it was taken."""

    reference: str
    cash: Cents
    waits: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """What the bank says of one payment. ``line`` is None for what it does not mention."""

    match: Match
    reference: str
    sent: Cents | None
    line: Line | None


def read(text: str) -> tuple[Line, ...]:
    """The lines of a CSV with a heading, separated by commas or semicolons.

    Raises DomainError when a column is missing: reference, amount, status and date, in either language.
    """
    lines = text.lstrip("\ufeff").splitlines()
    heading = lines[0] if lines else ""
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=";" if ";" in heading else ","))
    columns = {
        _COLUMNS[_plain(name)]: at for at, name in enumerate(rows[0] if rows else []) if _plain(name) in _COLUMNS
    }
    missing = tuple(said for name, said in _NAMES.items() if name not in columns)
    if missing:
        raise DomainError(
            message(
                "The file needs the columns reference, amount, status and date. Missing: %(names)s.", names=missing
            ),
            "file",
        )
    found = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if any(cells.values()):
            found.append(_line(number, cells))
    return tuple(found)


def compare(lines: Iterable[Line], sent: Iterable[Sent], *, today: date) -> tuple[Compared, ...]:
    """Each line of the answer beside what was sent, then what the answer does not mention."""
    waiting: Mapping[str, Sent] = {it.reference: it for it in sent}
    seen: set[str] = set()
    found = []
    for line in lines:
        known = waiting.get(line.reference)
        match = _match(line, known, line.reference in seen, today)
        found.append(Compared(match, line.reference, known.cash if known else None, line))
        seen.add(line.reference)
    silent = [
        Compared(Match.SILENT if it.waits else Match.RECORDED, it.reference, it.cash, None)
        for it in waiting.values()
        if it.reference not in seen
    ]
    return (*found, *silent)


def _match(line: Line, sent: Sent | None, seen: bool, today: date) -> Match:
    if sent is None:
        return Match.UNKNOWN
    if seen:
        return Match.REPEATED
    if not sent.waits:
        return Match.RECORDED
    if line.paid is False:
        return Match.REJECTED
    if line.amount is None or line.paid is None or line.day is None:
        return Match.UNREADABLE
    if line.amount != sent.cash:
        return Match.DIFFERENT
    return Match.AHEAD if line.day > today else Match.PAID


def _line(number: int, cells: Mapping[str, str]) -> Line:
    status = _plain(cells["status"])
    return Line(
        number=number,
        reference=cells["reference"].upper(),
        amount=_amount(cells["amount"]),
        paid=True if status in _PAID else (False if status in _REJECTED else None),
        day=_day(cells["date"]),
    )


def _amount(text: str) -> Cents | None:
    try:
        return parse_money(text)
    except NotMoney:
        return None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except NotADate:
        return None


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
