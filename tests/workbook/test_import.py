"""Taking a workbook in: all or nothing, every fault named with its cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import worked
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.ledger import journal
from tracker.ledger.models import Posting
from tracker.models import grants
from tracker.statements import json
from tracker.workbook import service
from tracker.workbook.export import recorded
from tracker.workbook.problems import Rejected
from tracker.workbook.sheets import SHEETS, columns
from tracker.workbook.writer import write

Edit = Callable[[Any], None]


def changed(edit: Edit) -> io.BytesIO:
    """The worked workbook, edited."""
    book = openpyxl.load_workbook(worked.PATH)
    edit(book)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def problems(edit: Edit) -> list[tuple[str, str, str]]:
    """(sheet, cell, value) of everything wrong with the edited workbook."""
    with pytest.raises(Rejected) as caught:
        service.plan_file(changed(edit))
    return [(problem.sheet, problem.cell, problem.value) for problem in caught.value.problems]


def only(sheet: str, cell: str, value: object) -> Edit:
    def edit(book: Any) -> None:
        book[sheet][cell] = value

    return edit


def test_the_worked_agreement_is_taken_in_without_a_warning(app: Flask) -> None:
    plan = worked.take_in()
    assert plan.warnings == []
    assert plan.counts["payments"] == 10
    assert len(plan.entries) == 30
    sums = dict(session.execute(select(Posting.account, func.sum(Posting.amount)).group_by(Posting.account)).all())
    assert (int(sums["expense"]), int(sums["cash"]), int(sums["lapsed"])) == (344_004_94, -343_756_53, 8_127_97)


def test_a_broken_workbook_changes_nothing_and_names_every_cell(app: Flask) -> None:
    def break_it(book: Any) -> None:
        book["expenses"]["C5"] = "hotels"  # no such budget line
        book["payments"]["F7"] = 9_999_999  # above the commitment
        book["budget"]["D3"] = "beaucoup"  # text for an amount
        book.create_sheet("notes")["A1"] = "hello"

    assert problems(break_it) == [
        ("notes", "", "notes"),
        ("budget", "D3", "beaucoup"),
        ("expenses", "C5", "hotels"),
        ("payments", "F7", "9999999.00"),
    ]
    assert session.scalar(select(func.count()).select_from(grants.Agreement)) == 0
    assert journal.head() == (0, "0" * 64)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "expected"),
    [
        ("agreements", "A2", None, "a value"),
        ("agreements", "C2", "galaxy", "one of: local, regional, indigenous, project"),
        ("agreements", "L2", "2015-01-01", "a date on or after"),
        ("agreements", "J2", "20 juin", "a date, such as 2018-02-16"),
        ("budget", "D2", "1,234", "read one way only"),
        ("budget", "D2", 48000.005, "at most two decimals"),
        ("budget", "B2", "2021-2022", "a fiscal year of agreement PE-2016-014"),
        ("budget", "B2", "2016", "a fiscal year, such as 2016-2017"),
        ("expenses", "E11", 99999, "an amount between zero and what was declared"),
        ("expenses", "F11", "peut-être", "yes or no"),
        ("instalments", "G3", 17, "a report of agreement PE-2016-014"),
        ("interest", "D2", -5, "zero or more"),
        ("lapses", "D2", 8128, "at most the 8,127.97 still payable"),
        ("organisations", "C2", "bakery", "one of: community"),
        ("organisations", "D2", "12", "10 digits"),
        ("payments", "A2", "PE-0000", "a code of the sheet agreements"),
        ("payments", "G5", 1240.01, "at most the 1,240.00 receivable"),
        ("payments", "B3", 1, "a value not used yet"),
        ("programmes", "E2", 10, "a rate from 0 to 1"),
        ("recoveries", "C2", 875.51, "at most the 875.50 receivable"),
        ("reports", "H2", None, "a date, since a later one is given"),
        ("transfers", "E2", "travel", "another line"),
        ("transfers", "F2", 5500.01, "at most the 5,500.00 authorised"),
        ("adjustments", "F2", "2031-2032", "a fiscal year of agreement"),
        ("adjustments", "B2", "2018-01-01", "a date on or after"),
    ],
)
def test_each_fault_says_where_and_what_was_expected(
    app: Flask, sheet: str, cell: str, value: object, expected: str
) -> None:
    with pytest.raises(Rejected) as caught:
        service.plan_file(changed(only(sheet, cell, value)))
    found = [p for p in caught.value.problems if (p.sheet, p.cell) == (sheet, cell)]
    assert len(found) == 1
    assert expected in str(DomainError(found[0].expected))


def test_a_negative_amendment_below_what_is_settled_is_refused(app: Flask) -> None:
    def edit(book: Any) -> None:
        sheet = book["amendments"]
        sheet.append(["PE-2016-014", 2, date(2019, 11, 1), date(2019, 11, 1), "2016-2017", "actions", -1])

    assert problems(edit) == [("amendments", "G6", "-1.00")]


def test_a_past_decision_beyond_a_limit_is_a_warning(app: Flask) -> None:
    def edit(book: Any) -> None:
        book["transfers"]["F2"] = 900  # 16 % of travel, the limit is 15 %

    plan = service.plan_file(changed(edit))
    assert [(p.sheet, p.cell) for p in plan.warnings] == [("transfers", "F2")]


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [("budget", "D2", "48 000,00 $"), ("budget", "D2", "48,000.00"), ("budget", "D2", 48000.0000000004)],
)
def test_amounts_are_read_as_people_write_them(app: Flask, sheet: str, cell: str, value: object) -> None:
    with transaction():
        service.carry_out(service.plan_file(changed(only(sheet, cell, value))), actor="t", at=now())
    assert json.figures(worked.statement(None)) == worked.expected("2020-03-31", None)


def test_blank_rows_stray_spaces_and_other_column_orders_do_no_harm(app: Flask) -> None:
    def edit(book: Any) -> None:
        sheet = book["recoveries"]
        sheet.insert_rows(2)
        sheet["A2"] = "   "
        lapses = book["lapses"]
        for row in lapses.iter_rows(min_row=1, max_row=2):
            row[3].value, row[4].value = row[4].value, row[3].value
        book["payments"]["A2"] = " PE-2016-014 "

    with transaction():
        service.carry_out(service.plan_file(changed(edit)), actor="t", at=now())
    assert json.figures(worked.statement(None)) == worked.expected("2020-03-31", None)


def test_a_fault_in_a_moved_column_is_named_where_it_stands(app: Flask) -> None:
    def edit(book: Any) -> None:
        for row in book["lapses"].iter_rows(min_row=1, max_row=2):
            row[3].value, row[4].value = row[4].value, row[3].value
        book["lapses"]["E2"] = 9000

    assert problems(edit) == [("lapses", "E2", "9000.00")]


def test_unknown_and_missing_columns_are_named(app: Flask) -> None:
    def edit(book: Any) -> None:
        book["payments"]["F1"] = "montant"

    assert problems(edit) == [("payments", "1", ""), ("payments", "F1", "montant")] or problems(edit) == [
        ("payments", "F1", "montant"),
        ("payments", "1", ""),
    ]


def test_a_file_that_is_no_workbook_is_refused(app: Flask) -> None:
    with pytest.raises(Rejected):
        service.plan_file(io.BytesIO(b"PK\x03\x04 not a zip"))
    with pytest.raises(Rejected):
        service.plan_file(io.BytesIO(b""))


def test_the_same_agreement_is_not_taken_twice(app: Flask) -> None:
    worked.take_in()
    with pytest.raises(Rejected) as caught:
        worked.take_in()
    assert [(p.sheet, p.cell) for p in caught.value.problems] == [("agreements", "A2")]


def test_import_export_import_gives_the_same_rows_and_figures(app: Flask, tmp_path: Path) -> None:
    worked.take_in()
    path = tmp_path / "portfolio.xlsx"
    path.write_bytes(write(recorded()))
    original, again = service.read(worked.PATH, service.Findings()), service.read(path, service.Findings())
    for cls in SHEETS.values():
        assert again.rows(cls) == original.rows(cls), cls.sheet


def test_text_that_looks_like_a_formula_is_exported_as_text(app: Flask, tmp_path: Path) -> None:
    with transaction():
        service.carry_out(service.plan_file(changed(only("lapses", "E2", "'=1+1"))), actor="t", at=now())
    lapse = session.scalars(select(grants.Lapse)).one()
    lapse_reason = lapse.reason
    path = tmp_path / "portfolio.xlsx"
    path.write_bytes(write(recorded()))
    cell = openpyxl.load_workbook(path)["lapses"]["E2"]
    assert cell.value == lapse_reason
    assert cell.data_type == "s"


def test_every_sheet_and_column_of_the_promise_is_there() -> None:
    promised = {
        "programmes": "code, name_fr, name_en, fiscal_year_start, holdback_rate, transfer_limit_rate, "
        "carry_forward_limit_rate, administration_limit_rate, stacking_limit_rate",
        "organisations": "code, name, kind, neq, region, city, language, email",
        "regroupements": "code, name, kind, region",
        "memberships": "regroupement, organisation, from, to",
        "projects": "code, name_fr, name_en",
        "budget_lines": "code, name_fr, name_en, administration",
        "agreements": "number, programme, stream, title_fr, title_en, regroupement, project, phase, framework, "
        "signed_on, starts_on, ends_on",
        "hosts": "agreement, organisation, from, to",
        "budget": "agreement, fiscal_year, line, amount",
        "amendments": "agreement, amendment, signed_on, effective_on, fiscal_year, line, amount",
        "transfers": "agreement, decided_on, fiscal_year, from_line, to_line, amount",
        "carry_forwards": "agreement, decided_on, from_year, to_year, line, amount",
        "instalments": "agreement, instalment, kind, fiscal_year, due_on, amount, requires_report",
        "reports": "agreement, report, kind, fiscal_year, from, to, due_on, submitted_on, accepted_on",
        "expenses": "agreement, report, line, declared, disallowed, recover, reason",
        "interest": "agreement, fiscal_year, declared_on, amount",
        "adjustments": "agreement, decided_on, report, line, amount, booked_to, recover, reason",
        "payments": "agreement, payment, instalment, fiscal_year, paid_on, gross, offset, reference",
        "recoveries": "agreement, received_on, amount, reference",
        "returns": "agreement, returned_on, amount, reference",
        "write_offs": "agreement, decided_on, amount, resolution",
        "lapses": "agreement, decided_on, fiscal_year, amount, reason",
        "contributions": "agreement, fiscal_year, source, kind, public, amount",
        "indicators": "agreement, indicator, name_fr, name_en, unit, system, factor, aggregation, baseline",
        "indicator_values": "agreement, indicator, report, target, actual",
        "framework_transfers": "framework, agreement, transferred_on, amount",
    }
    assert {name: ", ".join(column.name for column in columns(cls)) for name, cls in SHEETS.items()} == promised
