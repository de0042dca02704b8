"""Long consolidated files: a workbook of 134,000 rows, a PDF of 5,000, against what anybody would write."""

from __future__ import annotations

import io
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import openpyxl
import weasyprint
import xlsxwriter

from benchmarks.measure import Figure, in_turn
from tracker.statements.consolidated.pdf import page
from tracker.statements.consolidated.value import Consolidated
from tracker.statements.pdf import engine
from tracker.statements.xlsx import flat

ROWS = 134_000
AGREEMENTS = 5_000
_KINDS = "itttttttddtm"
COLUMNS = tuple(flat.Column(f"Colonne {n}", kind, 14) for n, kind in enumerate(_KINDS, start=1))
_START = date(2009, 7, 1)


def rows(count: int = ROWS) -> Iterator[tuple[Any, ...]]:
    """Postings that nobody made, of the kinds of columns that there are."""
    for n in range(count):
        day = _START + timedelta(days=n % 4000)
        yield (
            n, f"PE-20{n % 10:02d}-{n % 400:03d}", "payment", f"payment:{n % 9}", "Maison des familles & amis",
            "held", "2016-2017", "2015-2016" if n % 7 else None, day, day, f"Note {n}", n * 137 - 5_000_000,
        )  # fmt: skip


def workbook() -> Iterator[Figure]:
    """The flat sheet, against openpyxl's write-only mode and XlsxWriter's constant memory."""
    ours, theirs = in_turn(_flat, _openpyxl, runs=3, warm=0)
    yield Figure(f"workbook, {ROWS:,} rows × 12", ours, "openpyxl, write-only", theirs, 0.2, f"{_peak()} kB at most")
    ours, theirs = in_turn(_flat, _xlsxwriter, runs=3, warm=0)
    yield Figure(f"workbook, {ROWS:,} rows × 12", ours, "XlsxWriter, constant memory", theirs)


def paper(statement: Consolidated) -> Iterator[Figure]:
    """The statement of many agreements on paper, its annex made 5,000 rows long."""
    last = statement.rows[-1]
    many = tuple(replace(last, ref=f"G{n}", number=f"PE-2009-{n:04d}") for n in range(1, AGREEMENTS + 1))
    long = replace(statement, rows=many)
    html = page.compose(long, "fr", attachments=(), verification=None)
    plain = re.sub(r"<link[^>]*stylesheet[^>]*>|<style.*?</style>", "", html, flags=re.DOTALL)

    def drawn() -> None:
        engine.write(
            page.compose(long, "fr", attachments=(), verification=None),
            attachments=(),
            dated=long.header.known_at,
        )

    ours, theirs = in_turn(drawn, lambda: weasyprint.HTML(string=plain).write_pdf(pdf_tags=True), runs=1, warm=0)
    yield Figure(f"consolidated statement, {AGREEMENTS:,} rows", ours, "plain WeasyPrint, tagged", theirs, 0.6)


def _flat() -> None:
    flat.write(io.BytesIO(), COLUMNS, rows(), sheet="Écritures")


def _openpyxl() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Écritures")
    sheet.append([it.head for it in COLUMNS])
    for row in rows():
        sheet.append([*row[:-1], row[-1] / 100])
    book.save(io.BytesIO())


def _xlsxwriter() -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    sheet = book.add_worksheet("Écritures")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, row in enumerate(rows(), start=1):
        for column, (kind, value) in enumerate(zip(_KINDS, row, strict=True)):
            if value is None:
                continue
            if kind == "d":
                sheet.write_datetime(at, column, value, day)
            elif kind == "t":
                sheet.write_string(at, column, value)
            else:
                sheet.write_number(at, column, value / 100 if kind == "m" else value)
    book.close()


def _peak() -> int:
    """The most memory that writing takes beside the file itself, in kB."""

    class Nowhere(io.RawIOBase):
        at = 0

        def writable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return False

        def write(self, data: Any) -> int:
            self.at += len(data)
            return len(data)

        def tell(self) -> int:
            return self.at

    tracemalloc.start()
    flat.write(Nowhere(), COLUMNS, rows(), sheet="Écritures")  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak // 1000
