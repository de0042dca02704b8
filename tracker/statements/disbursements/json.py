"""A statement of disbursements as a JSON object: figures as strings with two decimals. Pure."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tracker.ledger.money import plain
from tracker.statements.disbursements.value import Schedule, ScheduleRow


def figures(statement: Schedule) -> dict[str, Any]:
    """The statement's own figures, with its agreement and as-of date."""
    header = statement.header
    of_year = {} if header.fiscal_year is None else {"fiscal_year": header.fiscal_year}
    return {
        "agreement": header.agreement,
        "as_of": header.as_of.isoformat(),
        **of_year,
        "disbursements": [_row(it) for it in statement.rows],
        "years": [
            {
                "fiscal_year": it.fiscal_year,
                "scheduled": plain(it.scheduled),
                "gross": plain(it.gross),
                "offset": plain(it.offset),
                "cash": plain(it.cash),
            }
            for it in statement.years
        ],
        "totals": {name: plain(getattr(statement, name)) for name in ("scheduled", "gross", "offset", "cash")},
        "commitment": {
            "committed": plain(statement.committed),
            "settled": plain(statement.settled),
            "lapsed": plain(statement.lapsed),
            "payable": plain(statement.payable),
        },
    }


def write(statement: Schedule) -> bytes:
    """The same, as text for people and scripts to read."""
    return (json.dumps(figures(statement), ensure_ascii=False, indent=1) + "\n").encode()


def _row(row: ScheduleRow) -> dict[str, Any]:
    item = row.item
    return {
        "instalment": item.instalment,
        "type": item.kind,
        "allotment": item.fiscal_year,
        "due_on": _day(item.due_on),
        "condition": item.required_report,
        "scheduled": None if item.scheduled is None else plain(item.scheduled),
        "payment": item.payment,
        "paid_on": _day(item.paid_on),
        "fiscal_year": row.paid_in,
        "gross": plain(item.gross),
        "offset": plain(item.offset),
        "cash": plain(item.cash),
        "reference": item.reference,
        "status": row.status,
    }


def _day(when: date | None) -> str | None:
    return when.isoformat() if when else None
