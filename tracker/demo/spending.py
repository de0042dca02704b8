"""Costs by budget line: what a host spends, and what review refuses."""

from __future__ import annotations

from random import Random

from tracker.demo.calendar import Due
from tracker.demo.deals import STEP
from tracker.demo.words import ADMINISTRATION, BUDGETS, REFUSALS
from tracker.ledger.money import Cents, allocate
from tracker.workbook import sheets as s

_LINE_STEP: Cents = STEP // 10
_STEADY = frozenset({"coordination", "premises", ADMINISTRATION})  # lines that are spent much as planned
_REFUSED_AT_REVIEW = 0.05
_PRE_FINANCED = 0.06


def weights(kind: str, random: Random) -> dict[str, int]:
    """The parts of an agreement's budget, near those of its kind. A few hosts charge a lot for administration."""
    parts = {line: weight * random.randrange(90, 112) for line, weight in BUDGETS[kind].items()}
    if random.random() < 0.006:
        parts[ADMINISTRATION] = parts[ADMINISTRATION] * 17 // 10
    return parts


def by_line(amount: Cents, parts: dict[str, int]) -> dict[str, Cents]:
    """A year's budget, in round amounts that add up to ``amount``."""
    return {
        line: part * _LINE_STEP
        for line, part in zip(parts, allocate(amount // _LINE_STEP, list(parts.values())), strict=True)
    }


def pace(random: Random) -> int:
    """How much of the year's budget is spent, in thousandths: most often a little under; now and then
    more than was received, so that the host pre-finances."""
    if random.random() < _PRE_FINANCED:
        return random.randrange(1010, 1070)
    return round(random.triangular(870, 1010, 970))


def of_year(authorised: dict[str, Cents], random: Random) -> tuple[dict[str, Cents], dict[str, Cents]]:
    """What is spent in each half of the year, by line, to the cent."""
    speed = pace(random)
    halves: tuple[dict[str, Cents], dict[str, Cents]] = ({}, {})
    for line, amount in authorised.items():
        if line == ADMINISTRATION:
            first = amount // 2
            halves[0][line], halves[1][line] = first, amount - first
            continue
        spread = 20 if line in _STEADY else 90
        spent = amount * speed * random.randrange(1000 - spread, 1001 + spread) // 1_000_000
        first = spent * random.randrange(440, 520) // 1000
        halves[0][line], halves[1][line] = first, spent - first
    return halves


def reviewed(agreement: str, due: Due, spent: dict[str, Cents], random: Random) -> list[s.Expense]:
    """The lines of a report as they stand: refusals come with acceptance only."""
    rows = [
        s.Expense(agreement=agreement, report=due.number, line=line, declared=amount)
        for line, amount in spent.items()
        if amount
    ]
    if due.accepted_on and random.random() < _REFUSED_AT_REVIEW:
        doubtful = [row for row in rows if row.line not in _STEADY and row.declared > 200_00]
        for row in random.sample(doubtful, min(len(doubtful), random.choice((1, 1, 1, 2)))):
            whole = random.random() < 0.1
            row.disallowed = row.declared if whole else max(25_00, row.declared * random.randrange(20, 450) // 1000)
            row.recover = random.random() < 0.5
            row.reason = random.choice(REFUSALS)
    return rows


def leaves_held(rows: list[s.Expense]) -> Cents:
    """What acceptance of ``rows`` takes from the funds held."""
    return sum(row.declared if row.recover else row.declared - row.disallowed for row in rows)


def accepted(rows: list[s.Expense]) -> Cents:
    """What is accepted of ``rows``, in cents."""
    return sum(row.declared - row.disallowed for row in rows)
