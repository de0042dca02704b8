"""What the address asks of the journal. A date or an amount that cannot be read is said, never left out:
an auditor must know what the list holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.errors import Message, message
from tracker.insight.journal.queries import Filter
from tracker.ledger.accounts import Kind
from tracker.ledger.money import Cents, NotMoney, parse_money
from tracker.web.dates import NotADate, parse_date
from tracker.web.text import clean

NAMES = ("entente", "nature", "du", "au", "par", "montant")
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, what could not be read of it and in which field, and where the page begins."""

    filter: Filter
    problems: tuple[tuple[str, Message], ...]
    before: int | None
    after: int | None


def asked(args: Mapping[str, str]) -> Asked:
    """Read the address."""
    typed = {name: clean(args.get(name, ""))[:_LONGEST] for name in NAMES}
    problems: list[tuple[str, Message]] = []
    since, until = _day(typed, "du", problems), _day(typed, "au", problems)
    amount = _amount(typed, "montant", problems)
    kind = typed["nature"]
    wanted = Filter(
        agreement=typed["entente"],
        kind=kind if kind in {it.value for it in Kind} else "",
        since=since,
        until=until,
        actor=typed["par"],
        amount=amount,
    )
    return Asked(wanted, tuple(problems), _number(args.get("avant", "")), _number(args.get("apres", "")))


def _day(typed: Mapping[str, str], name: str, problems: list[tuple[str, Message]]) -> date | None:
    if not typed[name]:
        return None
    try:
        return parse_date(typed[name])
    except NotADate:
        said = message(
            "“%(written)s” is not a date that can be read. Write it as 2018-02-16.", written=typed[name][:40]
        )
        problems.append((name, said))
        return None


def _amount(typed: Mapping[str, str], name: str, problems: list[tuple[str, Message]]) -> Cents | None:
    if not typed[name]:
        return None
    try:
        return abs(parse_money(typed[name]))
    except NotMoney:
        said = message("“%(written)s” is not an amount. Write it as 1240.00.", written=typed[name][:40])
        problems.append((name, said))
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
