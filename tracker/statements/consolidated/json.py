"""A consolidated statement as a JSON object: figures as strings with two decimals, counts as numbers. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from tracker.ledger.money import plain
from tracker.statements.consolidated.value import AMOUNTS, Consolidated, Figures
from tracker.statements.json import amounts, ledger

_LINE_COLUMNS = ("authorised", "declared", "disallowed", "accepted", "balance")


def figures(statement: Consolidated) -> dict[str, Any]:
    """The statement's own figures, with what it is of and its as-of date."""
    header = statement.header
    whole = {name: plain(getattr(statement.whole, name)) for name in _LINE_COLUMNS}
    body: dict[str, Any] = {
        header.kind: header.code,
        "as_of": header.as_of.isoformat(),
        "totals": _figures(statement.total),
        "agreements": [
            {
                "agreement": it.number,
                "stream": it.stream,
                "region": it.region,
                "framework": it.framework,
                **_figures(it.figures),
            }
            for it in statement.rows
        ],
        "streams": [
            {
                "stream": it.stream,
                "region": it.region,
                "agreements": it.agreements,
                "organisations": it.organisations,
                **_figures(it.figures),
            }
            for it in statement.groups
        ],
        "lines": [
            {"line": it.code, **{name: plain(getattr(it, name)) for name in _LINE_COLUMNS}} for it in statement.lines
        ],
        "eliminated": plain(statement.eliminated),
        "line_totals": whole,
        "commitment": amounts(statement.commitment),
        "ledgers": [{"fiscal_year": it.fiscal_year, **ledger(it)} for it in statement.ledgers],
        "organisations": [asdict(it) for it in statement.organisations],
        "indicators": [
            {
                "indicator": it.code,
                "unit": it.unit,
                "aggregation": it.aggregation,
                "agreements": it.agreements,
                "target": it.target,
                "actual": it.actual,
                "suppressed": it.suppressed,
            }
            for it in statement.indicators
        ],
    }
    if statement.shares:  # only where an agreement has an allocation key
        body["shares"] = [
            {"agreement": it.number, "region": it.region, "share": plain(it.share), **_amounts(it.figures)}
            for it in statement.shares
        ]
    if header.kind == "region" and statement.shares:
        body["with_shares"] = _amounts(statement.with_shares)
    if statement.regions:
        body["regions"] = [
            {
                "region": it.region,
                "own": _amounts(it.own),
                "shared": _amounts(it.shared),
                **_amounts(it.figures),
            }
            for it in statement.regions
        ]
    if header.fiscal_year is not None:
        return {"fiscal_year": header.fiscal_year, **body}
    body["years"] = [{"fiscal_year": it.fiscal_year, **_figures(it.figures)} for it in statement.years]
    body["cells"] = [
        {"stream": it.stream, "region": it.region, "fiscal_year": it.fiscal_year, **_figures(it.figures)}
        for it in statement.cells
    ]
    return body


def write(statement: Consolidated) -> bytes:
    """The same, as text for people and scripts to read."""
    return (json.dumps(figures(statement), ensure_ascii=False, indent=1) + "\n").encode()


def _figures(it: Figures) -> dict[str, Any]:
    return {**_amounts(it), "late_reports": it.late}


def _amounts(it: Figures) -> dict[str, str]:
    return {name: plain(getattr(it, name)) for name in AMOUNTS}
