"""Making the files, and reading what the journal itself says without the code that publishes."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tracker.db import session
from tracker.grants.models import Agreement
from tracker.insight.opendata import canada, queries, threesixty
from tracker.ledger.models import JournalEntry, Posting

EVER = datetime(2100, 1, 1, tzinfo=UTC)
LAST_DAY = date(2100, 1, 1)
SCHEMAS = Path(__file__).parent / "schemas"


def package(as_of: date = LAST_DAY, known_at: datetime = EVER) -> dict[str, Any]:
    """The 360Giving package, its numbers exact."""
    found = queries.publication(as_of=as_of, known_at=known_at)
    written = threesixty.write(found, prefix="360G-essai", funder_id="", licence="https://example.org/licence")
    read: dict[str, Any] = json.loads(written, parse_float=Decimal, parse_int=Decimal)
    return read


def table(as_of: date = LAST_DAY, known_at: datetime = EVER) -> list[dict[str, str]]:
    """The rows of Canada's table."""
    written = canada.write(queries.publication(as_of=as_of, known_at=known_at), department="123")
    return list(csv.DictReader(StringIO(written.decode("utf-8-sig"), newline="")))


def committed() -> int:
    """What the journal says was promised, sub-agreements left out, in cents."""
    promised = (
        select(func.sum(Posting.amount))
        .join(Agreement, Agreement.number == Posting.agreement)
        .where(Posting.account == "committed", Agreement.framework_id.is_(None))
    )
    return -int(session.scalar(promised) or 0)


def cash_paid() -> int:
    """The cash of every payment that the journal holds, in cents."""
    paid = (
        select(func.sum(Posting.amount))
        .join(JournalEntry, JournalEntry.seq == Posting.entry)
        .where(Posting.account == "cash", JournalEntry.kind == "payment")
    )
    return -int(session.scalar(paid) or 0)
