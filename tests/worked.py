"""The worked agreement: the workbook, what its statements must say, and taking it in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tracker.db import now, transaction
from tracker.statements import service
from tracker.statements.statement import Statement
from tracker.workbook import service as workbook

NUMBER = "PE-2016-014"
PATH = Path(__file__).parent.parent / "tracker" / "demo" / "reference" / "worked-agreement.xlsx"
EXPECTED: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "worked-agreement.expected.json").read_text())
YEARS = ("2016-2017", "2017-2018", "2018-2019")


def take_in(path: Path = PATH, *, at: datetime | None = None) -> workbook.Plan:
    """Import a workbook into the application at hand."""
    with transaction():
        plan = workbook.plan_file(path)
        workbook.carry_out(plan, actor="import@demo.example", at=at or now())
    return plan


def expected(as_of: str, year: str | None) -> dict[str, Any]:
    """The promised JSON of one statement."""
    of_date = EXPECTED[as_of]
    body = of_date["cumulative"] if year is None else of_date["years"][year]
    return {"agreement": of_date["agreement"], "as_of": of_date["as_of"], **body}


def amounts(figures: Any) -> Iterator[str]:
    """Every amount of the promised JSON, nil ones apart: a page may say them with a dash."""
    if isinstance(figures, dict):
        figures = [value for key, value in figures.items() if key not in {"line", "fiscal_year", "agreement", "as_of"}]
    if isinstance(figures, list):
        for item in figures:
            yield from amounts(item)
    elif figures != "0.00":
        yield figures


def statement(year: str | None, as_of: str = "2020-03-31", known_at: datetime | None = None) -> Statement:
    return service.agreement_statement(NUMBER, year=year, as_of=date.fromisoformat(as_of), known_at=known_at or now())
