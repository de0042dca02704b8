"""What the paper of any statement prints in its margin, and the amounts beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from unittest.mock import patch

from tracker.ledger.money import Cents, parse_money
from tracker.statements.consolidated.pdf.page import compose as consolidated
from tracker.statements.consolidated.value import Consolidated
from tracker.statements.disbursements.pdf import compose as disbursements
from tracker.statements.disbursements.value import Schedule
from tracker.statements.handover.pdf import compose as handover
from tracker.statements.handover.value import HandOver
from tracker.statements.pdf import schedules, sections
from tracker.statements.pdf.tables import Context, Figures, Section
from tracker.statements.service import AnyStatement
from tracker.statements.statement import Statement

COMPOSERS: dict[type, Callable[..., str]] = {Schedule: disbursements, HandOver: handover, Consolidated: consolidated}
AMOUNT = re.compile(r"[−(]?\d[\d ]*,\d\d(?: \$)?\)?")


def rows(statement: AnyStatement) -> Iterator[tuple[str, list[Cents]]]:
    """Each reference in a margin with the amounts of its row, without their sign; a result has none, and identities
    have codes, not references."""
    for section in _sections(statement):
        for table in section.tables:
            for row in table.rows:
                if row.ref and table.css != "i":
                    money = [it.text for it in row.cells if AMOUNT.fullmatch(_plain(it.text)) and row.ref[0] != "R"]
                    yield row.ref, [_cents(it) for it in money]


def _sections(statement: AnyStatement) -> list[Section]:
    if isinstance(statement, Statement):
        return list(sections.compose(Context(statement, "fr", Figures("fr"))))
    with patch.object(schedules, "references", wraps=schedules.references) as key:
        COMPOSERS[type(statement)](statement, "fr", attachments=(), verification=None)
    found: list[Section] = key.call_args.args[1]
    return found


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").strip()


def _cents(text: str) -> Cents:
    return abs(parse_money(_plain(text).strip("−()$ ").replace(" ", "")))
