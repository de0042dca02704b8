"""Statements of uncommon shapes, made from the worked agreement's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracker.statements.statement import IndicatorFact, Statement, Text, YearLine


def replace_header(statement: Statement, **changes: Any) -> Statement:
    return replace(statement, header=replace(statement.header, **changes))


def long_agreement(statement: Statement) -> Statement:
    """Fourteen lines with long names, eleven years and a post-closing, thirty payments, five indicators."""
    cumulative, header = statement.cumulative, statement.header
    assert cumulative is not None
    name = Text(
        "Coordination territoriale et soutien aux organismes partenaires du milieu",
        "Territorial coordination and support to community partner organisations",
    )
    lines = tuple(replace(cumulative.lines[n % 6], ref=f"L{n + 1}", name=name) for n in range(14))
    years = tuple(f"{year}-{year + 1}" for year in range(2009, 2020))
    ledgers = (
        *(replace(statement.ledgers[n % 3], fiscal_year=year) for n, year in enumerate(years)),
        statement.ledgers[-1],
    )
    indicator = statement.indicators[0]
    indicators: tuple[IndicatorFact, ...] = tuple(
        replace(indicator, ref=f"R{n}", years=tuple((year, "1075.5", "74") for year in years)) for n in range(1, 6)
    )
    host = "Corporation de développement communautaire et de soutien aux familles des Rapides et des environs " * 2
    return replace(
        statement,
        header=replace(header, host=host, fiscal_years=years, beneficiary=Text(host, host)),
        cumulative=replace(cumulative, lines=lines, years=ledgers),
        ledgers=ledgers,
        allotments=tuple(replace(statement.allotments[n % 3], fiscal_year=year) for n, year in enumerate(years)),
        disbursements=tuple(replace(statement.disbursements[n % 10], ref=f"V{n + 1}") for n in range(30)),
        indicators=indicators,
    )


def crowded_year(statement: Statement) -> Statement:
    """Twelve lines and six reports in a year."""
    year = statement.year
    assert year is not None
    lines: tuple[YearLine, ...] = tuple(
        replace(year.lines[n % 6], ref=f"L{n + 1}", reports=(123456,) * 6) for n in range(12)
    )
    return replace(
        statement, year=replace(year, lines=lines, reports=(1, 2, 3, 4, 5, 6), total=replace(year.total, ref="L13"))
    )


def scaled(value: Any, factor: int) -> Any:
    """A statement whose every amount is ``factor`` times as large: a framework's."""
    if isinstance(value, bool) or not (isinstance(value, (int, tuple)) or hasattr(value, "__dataclass_fields__")):
        return value
    if isinstance(value, int):
        return value * factor
    if isinstance(value, tuple):
        return tuple(scaled(item, factor) for item in value)
    kept = {"header", "reports", "postings", "indicators", "notes", "facts"}
    numbers = {"instalment", "required_report", "payment", "report", "number"}
    return replace(
        value,
        **{
            name: scaled(getattr(value, name), factor)
            for name in value.__dataclass_fields__
            if name not in kept | numbers and not (name == "amendments" and hasattr(value, "settled"))
        },
    )
