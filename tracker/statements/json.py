"""A statement as the JSON object that INTERFACES.md promises: figures as strings with two decimals. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from tracker.ledger.money import plain
from tracker.statements.statement import (
    Commitment,
    Cumulative,
    Funds,
    LedgerYear,
    Receivables,
    Statement,
    YearTable,
)

_YEAR_COLUMNS = (
    "initial",
    "amendments",
    "carry_in",
    "transfers",
    "authorised",
    "declared",
    "disallowed",
    "accepted",
    "balance",
)
_CUMULATIVE_COLUMNS = ("authorised", "declared", "disallowed", "accepted", "balance")


def figures(statement: Statement) -> dict[str, Any]:
    """The statement's own figures, with its agreement and as-of date."""
    body = _of_year(statement.year) if statement.year else _of_agreement(statement.cumulative)
    return {"agreement": statement.header.agreement, "as_of": statement.header.as_of.isoformat(), **body}


def write(statement: Statement) -> bytes:
    """The same, as text for people and scripts to read."""
    return (json.dumps(figures(statement), ensure_ascii=False, indent=1) + "\n").encode()


def _of_year(table: YearTable) -> dict[str, Any]:
    return {
        "lines": [
            {
                "line": line.code,
                **{name: plain(getattr(line, name)) for name in _YEAR_COLUMNS},
                "reports": [plain(amount) for amount in line.reports],
            }
            for line in table.lines
        ],
        "totals": {name: plain(getattr(table.total, name)) for name in _YEAR_COLUMNS},
        **ledger(table.ledger),
        "commitment": amounts(table.commitment),
    }


def _of_agreement(whole: Cumulative | None) -> dict[str, Any]:
    assert whole is not None  # noqa: S101 - a statement is of a year or cumulative
    return {
        "lines": [
            {"line": line.code, **{name: plain(getattr(line, name)) for name in _CUMULATIVE_COLUMNS}}
            for line in whole.lines
        ],
        "totals": amounts(whole.totals),
        "years": [{"fiscal_year": year.fiscal_year, **ledger(year)} for year in whole.years],
        "commitment": amounts(whole.commitment),
    }


def ledger(year: LedgerYear) -> dict[str, Any]:
    """Funds and receivables of one year."""
    funds = amounts(year.funds)
    if not year.funds.transferred:  # only an agreement under a framework has it
        del funds["transferred"]
    return {"funds": funds, "receivables": amounts(year.receivables)}


def amounts(value: Commitment | Funds | Receivables | Any) -> dict[str, str]:
    """Every amount of a value, by its name."""
    return {name: plain(cents) for name, cents in asdict(value).items()}
