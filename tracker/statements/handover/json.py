"""A cut-off statement as a JSON object: figures as strings with two decimals. Pure."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from tracker.ledger.money import plain
from tracker.statements.handover.value import Flows, HandOver


def figures(statement: HandOver) -> dict[str, Any]:
    """The statement's own figures, with its agreement, its cut-off and its as-of date."""
    header = statement.header
    return {
        "agreement": header.agreement,
        "as_of": header.as_of.isoformat(),
        "cut_off": statement.cut_off.isoformat(),
        "outgoing": statement.outgoing,
        "incoming": statement.incoming,
        "handed_over": {
            "unspent": plain(statement.unspent),
            "receivable": plain(statement.receivable),
            "reports": [
                {"report": it.number, "type": it.kind, "due_on": it.due_on.isoformat(), "state": it.state}
                for it in statement.obligations
            ],
        },
        "hosts": [
            {
                "organisation": it.organisation,
                "name": it.name,
                "from": it.from_on.isoformat(),
                "to": it.to_on.isoformat() if it.to_on else None,
                **_flows(it.flows),
            }
            for it in statement.parts
        ],
        "totals": _flows(statement.whole),
    }


def write(statement: HandOver) -> bytes:
    """The same, as text for people and scripts to read."""
    return (json.dumps(figures(statement), ensure_ascii=False, indent=1) + "\n").encode()


def _flows(flows: Flows) -> dict[str, str]:
    return {field.name: plain(getattr(flows, field.name)) for field in fields(Flows)}
