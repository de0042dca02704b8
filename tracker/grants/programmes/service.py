"""Adding and changing programmes and budget lines. The caller commits.

An agreement keeps the rates that it was signed under: those that a change replaces are kept beside the
programme (``FormerRates``). Years and administration lines that a signature relied on do not change.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants.models import RATES, BudgetLine, FormerRates, Programme
from tracker.grants.programmes import queries
from tracker.grants.service import Author
from tracker.ledger.money import Cents
from tracker.trail import service as trail

LINES = "budget lines"
"""What the trail calls the lines together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be decided of a programme. Rates are millionths."""

    name_fr: str
    name_en: str
    fiscal_year_start: str
    holdback_rate: int
    transfer_limit_rate: int
    carry_forward_limit_rate: int
    administration_limit_rate: int
    stacking_limit_rate: int
    document_threshold: Cents
    unusual_rate: int
    content_sign_off: bool
    finance_sign_off: bool
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A budget line as it is to be; ``rank`` orders them."""

    code: str
    name_fr: str
    name_en: str
    administration: bool
    rank: int


def settings_of(programme: Programme) -> Settings:
    """What is decided today."""
    return Settings(**{field.name: getattr(programme, field.name) for field in dataclasses.fields(Settings)})


def add(*, code: str, settings: Settings, reason: str, author: Author) -> Programme:
    """A programme with the usual way to pay and to report.

    Raises DomainError on ``code``.
    """
    if queries.programme_of(code) is not None:
        raise DomainError(message("Another programme has this code."), "code")
    programme = Programme(code=code, **dataclasses.asdict(settings))
    session.add(programme)
    session.flush()
    added = {name: [None, value] for name, value in dataclasses.asdict(settings).items()}
    _record(programme, "programme added", author, added, reason)
    return programme


def change(programme: Programme, settings: Settings, *, reason: str, author: Author) -> bool:
    """Decide otherwise; whether anything changed. Rates count for the agreements signed from now on.

    Raises DomainError on ``fiscal_year_start`` when agreements are signed already.
    """
    before = dataclasses.asdict(settings_of(programme))
    difference = {
        name: [before[name], value] for name, value in dataclasses.asdict(settings).items() if before[name] != value
    }
    if not difference:
        return False
    signed = queries.agreements_of(programme)
    if signed and "fiscal_year_start" in difference:
        raise DomainError(
            message("Agreements are signed under these fiscal years: add another programme."), "fiscal_year_start"
        )
    if signed and set(difference) & set(RATES):
        programme.former.append(FormerRates(until=author.at, **{name: before[name] for name in RATES}))
    for name, (_before, value) in difference.items():
        setattr(programme, name, value)
    session.flush()
    _record(programme, "programme changed", author, difference, reason)
    return True


def change_model(programme: Programme, model: Mapping[str, Any], *, reason: str, author: Author) -> bool:
    """Propose the schedules and the reports of new agreements otherwise; whether anything changed."""
    before = programme.payment_model
    if before == model:
        return False
    programme.payment_model = dict(model)
    session.flush()
    _record(programme, "programme model changed", author, {"model": [before, dict(model)]}, reason)
    return True


def keep_lines(wanted: Sequence[Line], *, reason: str, author: Author) -> bool:
    """Have these budget lines in this order; whether anything changed. One that is left out goes.

    Raises DomainError when one that goes is in use, changes what counts as administration, or has another's code.
    """
    before = {it.code: it for it in queries.lines()}
    used = queries.lines_in_use()
    codes = [it.code for it in wanted]
    doubled = next((code for code in codes if codes.count(code) > 1), None)
    if doubled:
        raise DomainError(message("Two lines have the code %(code)s.", code=doubled))
    difference: dict[str, Any] = {}
    for code in [code for code in before if code not in codes]:
        if code in used:
            raise DomainError(message("The line %(code)s is in use: it stays.", code=code))
        difference[code] = [_plain(before[code]), None]
        session.delete(before[code])
    for position, it in enumerate(sorted(wanted, key=lambda it: it.rank), start=1):
        difference.update(_kept(before.get(it.code), it, position, in_use=it.code in used))
    session.flush()
    if difference:
        trail.record(
            actor=author.actor,
            at=author.at,
            action="budget lines changed",
            subject_type=LINES,
            subject=LINES,
            difference={"lines": difference},
            reason=reason,
        )
    return bool(difference)


def _kept(line: BudgetLine | None, it: Line, position: int, *, in_use: bool) -> dict[str, Any]:
    """Write one line down; what differs, by its code."""
    after = {
        "name_fr": it.name_fr,
        "name_en": it.name_en,
        "administration": it.administration,
        "position": position,
    }
    if line is None:
        session.add(BudgetLine(code=it.code, **after))
        return {it.code: [None, after]}
    before = _plain(line)
    if before == after:
        return {}
    if in_use and line.administration != it.administration:
        raise DomainError(
            message("The line %(code)s is in use: what it counts as does not change.", code=it.code),
        )
    for name, value in after.items():
        setattr(line, name, value)
    return {it.code: [before, after]}


def _plain(line: BudgetLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("name_fr", "name_en", "administration", "position")}


def _record(programme: Programme, action: str, author: Author, difference: Mapping[str, Any], reason: str) -> None:
    trail.record(
        actor=author.actor,
        at=author.at,
        action=action,
        subject_type="programme",
        subject=programme.code,
        difference=difference,
        reason=reason,
    )
