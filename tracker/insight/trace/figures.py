"""The figures of any statement: each kind of statement has its own module here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tracker.insight.trace import agreement, disbursements, handover, several
from tracker.insight.trace.references import Figures
from tracker.statements.consolidated.value import Consolidated
from tracker.statements.disbursements.value import Schedule
from tracker.statements.handover.value import HandOver
from tracker.statements.service import AnyStatement
from tracker.statements.statement import Statement

OF: Mapping[type, Callable[[Any], Figures]] = {
    Statement: agreement.of,
    Schedule: disbursements.of,
    HandOver: handover.of,
    Consolidated: several.of,
}


def of(statement: AnyStatement) -> Figures:
    """Every reference that ``statement`` prints."""
    return OF[type(statement)](statement)
