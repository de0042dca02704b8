"""A statement on paper: every figure is there, aligned, on every shape of agreement; the file is what it claims."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest

from tests import worked
from tests.statements.shapes import crowded_year, long_agreement, replace_header, scaled
from tracker.errors import DomainError
from tracker.statements import service
from tracker.statements.pdf import Attachment, Verification, engine, render, summary
from tracker.statements.pdf.chart import bullet_chart
from tracker.statements.pdf.tables import TOTAL, Context, Figures, blocks
from tracker.statements.statement import (
    Commitment,
    CumulativeLine,
    Lang,
    LedgerYear,
    Statement,
    Text,
)

Worked = Callable[..., Statement]
ROOT = Path(__file__).parents[2]
MM = 72 / 25.4
ISSUE = Verification("482 913", "https://statements.example/v/482913", "statements.example/v", date(2020, 4, 15))


@pytest.fixture
def closed(worked_statement: Worked) -> Statement:
    """The whole agreement, after everything has happened."""
    return worked_statement(None, "2020-03-31")


@pytest.fixture
def one_year(worked_statement: Worked) -> Statement:
    return worked_statement("2017-2018", "2020-03-31")


def pages(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [page.extract_text() for page in document.pages]


def characters(pdf: bytes) -> list[list[dict[str, Any]]]:
    """Every character of each page, with its place in points."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [page.chars for page in document.pages]


def words(pdf: bytes) -> str:
    """The text of every page, with ordinary spaces and hyphens."""
    text = "\n".join(pages(pdf))
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-")


def said(amount: str, lang: str) -> str:
    """``-1234.50`` as a statement says it without its dollar sign, worked out apart from the program."""
    whole, cents = amount.removeprefix("-").split(".")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", " " if lang == "fr" else ",", whole)
    text = f"{grouped}{',' if lang == 'fr' else '.'}{cents}"
    return f"({text})" if amount.startswith("-") else text


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("as_of", worked.EXPECTED)
@pytest.mark.parametrize("year", [None, *worked.YEARS])
def test_every_promised_figure_is_on_paper(worked_statement: Worked, year: str | None, as_of: str, lang: Lang) -> None:
    text = words(render(worked_statement(year, as_of), lang)).replace("$", "")
    promised = {said(amount, lang) for amount in worked.amounts(worked.expected(as_of, year))}
    assert len(promised) > 9
    assert {amount for amount in promised if amount not in text} == set()


def test_a_line_reads_across_and_the_ledger_down(closed: Statement) -> None:
    text = words(render(closed, "fr"))
    assert "L4 Matériel et activités 33 200,00 32 791,96 1 240,00 31 551,96 1 648,04 95,0 %" in text
    assert "L7 Total 354 000,00 $ 346 120,44 $ 2 115,50 $ 344 004,94 $ 9 995,06 $ 97,2 %" in text
    assert "U1 Solde au début – 1 364,11 $ 2 643,90 $ (3 472,03) $ –" in text
    assert "U7 Solde à la fin 1 364,11 $ 2 643,90 $ (3 472,03) $ 0,00 $ 0,00 $" in text
    assert "E6 Reste à verser 0,00 $ 0,00 $ 0,00 $ 0,00 $" in text
    assert "V10 Retenue 2018-2019 2019-10-15 2019-10-11 11 600,00 3 472,03 – 3 472,03 Rapport 6" in text


def test_a_year_says_where_its_budget_comes_from_and_what_each_report_declared(one_year: Statement) -> None:
    text = words(render(one_year, "en"))
    assert "L2 Action salaries and fees 34,000.00 14,000.00 9,000.00 – 57,000.00" in text
    assert "L3 Travel 5,500.00 – – (700.00) 4,800.00" in text
    assert "L2 Action salaries and fees 22,310.00 25,377.60 47,687.60" in text
    assert "3, progress, 2017-2018 2018-01-31 2018-02-05 2018-02-14 $58,904.17 – $58,904.17 5 d" in text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_decimals_of_a_column_stand_under_each_other(closed: Statement, one_year: Statement, lang: Lang) -> None:
    mark = "," if lang == "fr" else "."
    for statement in (closed, one_year):
        for chars in characters(render(statement, lang))[1:]:
            columns: list[list[float]] = []
            for at, char in enumerate(chars[:-2]):
                cents = chars[at + 1 : at + 3]
                in_table = round(char["size"], 1) in {8.8, 8.4}
                if char["text"] == mark and in_table and all(c["text"].isdigit() for c in cents):
                    column = next((c for c in columns if abs(c[0] - char["x0"]) < 8), None)
                    if column is None:
                        columns.append([char["x0"]])
                    else:
                        column.append(char["x0"])
            assert all(max(column) - min(column) <= 0.2 for column in columns), columns


def test_the_first_page_says_how_it_stands(closed: Statement) -> None:
    first = words(render(replace_header(closed, number="2016-2019/014/01"), "fr", verification=ISSUE)).split(
        "1 Postes"
    )[0]
    assert "344 004,94 $ ont été acceptés. L’entente est close : rien ne reste à verser" in " ".join(first.split())
    for expected in ("État nᵒ 2016-2019/014/01", "482 913", "statements.example/v", "Non audité", "1er juillet 2016"):
        assert expected in first
    assert "Copie de travail" not in first


def test_what_is_not_issued_says_so_and_shows_no_code(closed: Statement) -> None:
    first = words(render(closed, "en")).split("1 Budget lines")[0]
    assert "Not issued" in first
    assert "Working copy" in first
    assert f"Journal up to entry {closed.header.journal_seq}" in first
    assert "Verification code" not in first


@pytest.mark.parametrize(("lang", "mark"), [("fr", "Données fictives"), ("en", "Fictional data")])
def test_fictional_data_is_marked_on_every_page(closed: Statement, lang: Lang, mark: str) -> None:
    assert all(mark in text for text in pages(render(replace_header(closed, fictional=True), lang)))
    assert not any(mark in text for text in pages(render(replace_header(closed, fictional=False), lang)))


def test_the_lead_says_only_what_is_true(closed: Statement) -> None:
    cumulative = closed.cumulative
    assert cumulative is not None
    last = closed.ledgers[-1]

    def lead(*, held: int, owed: int, payable: int) -> str:
        ledger = LedgerYear(
            last.fiscal_year, replace(last.funds, closing=held), replace(last.receivables, closing=owed)
        )
        commitment = Commitment(35400000, 35400000 - payable, 0, payable)
        statement = replace(
            closed, ledgers=(*closed.ledgers[:-1], ledger), cumulative=replace(cumulative, commitment=commitment)
        )
        return summary.lead(Context(statement, "en", Figures("en"))).replace("\u00a0", " ")

    assert "The agreement is closed" in lead(held=0, owed=0, payable=0)
    open_ended = lead(held=-347203, owed=87550, payable=1160000)
    assert "As of March 31, 2020, $11,600.00 remains payable, the fiscal host has advanced $3,472.03" in open_ended
    assert "$875.50 of receivables is to be recovered" in open_ended
    assert "the fiscal host holds $12.00 unspent and no receivable is open" in lead(held=1200, owed=0, payable=0)


def test_nothing_declared_yet(worked_statement: Worked) -> None:
    text = " ".join(words(render(worked_statement("2018-2019", "2017-10-31"), "fr")).split())
    assert "Le budget autorisé de l’exercice est de 110 000,00 $; aucune dépense n’y est encore acceptée." in text
    assert "Aucun rapport de l’exercice n’est encore accepté." in text
    assert "3 tranches restent à verser; la prochaine échéance est le 15 juillet 2018." in text


@pytest.mark.parametrize(
    ("years", "post_closing", "expected"),
    [
        (1, False, [(None, None, None, None, 0)]),
        (2, False, [(0, 1, None, None, TOTAL)]),
        (3, False, [(0, 1, 2, None, TOTAL)]),
        (4, True, [(0, 1, 2, 3, TOTAL)]),
        (3, True, [(0, 1, None, 2, TOTAL)]),
        (4, False, [(0, 1, 2, 3, TOTAL)]),
        (5, True, [(0, 1, 2, 3, None), (None, None, None, 4, TOTAL)]),
        (6, False, [(0, 1, 2, 3, 4), (5, None, None, None, TOTAL)]),
        (12, True, [(0, 1, 2, 3, 4), (5, 6, 7, 8, 9), (10, None, None, 11, TOTAL)]),
    ],
)
def test_years_beyond_the_grid_continue_below(
    years: int, post_closing: bool, expected: list[tuple[int | None, ...]]
) -> None:
    assert [block.slots for block in blocks(years, post_closing=post_closing)] == expected


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("shape", ["long", "wide", "bare", "one_year"])
def test_no_shape_of_agreement_overflows(closed: Statement, one_year: Statement, shape: str, lang: Lang) -> None:
    statement = {
        "long": lambda: long_agreement(closed),
        "wide": lambda: scaled(closed, 100),
        "bare": lambda: replace(closed, disbursements=(), contributions=(), indicators=(), notes=(), facts=()),
        "one_year": lambda: crowded_year(one_year),
    }[shape]()
    found = characters(render(statement, lang, verification=ISSUE))
    big = "".join(char["text"] for char in found[0] if round(char["size"]) == 18)
    assert "482 913" in big, "the code stays on the first page"
    assert len(found) <= (16 if shape == "long" else 8)
    for chars in found:
        assert min(char["x0"] for char in chars) >= 18 * MM - 1
        assert max(char["x1"] for char in chars) <= 612 - 19 * MM + 1
        assert max(char["bottom"] for char in chars) <= 792 - 8 * MM
        assert overlaps(chars) == []


def test_a_long_schedule_repeats_its_head(closed: Statement) -> None:
    schedule = [text for text in pages(render(long_agreement(closed), "en")) if re.search(r"^V\d+ ", text, re.M)]
    assert len(schedule) > 1
    assert all("Instalment and allotment" in text for text in schedule)


def test_what_people_wrote_is_text_and_nothing_else(closed: Statement) -> None:
    hostile = "<b>Table</b> &amp; <img src=x> ᒥᔅᑎᓯᓃ 漢 \u202e"
    pdf = render(replace_header(closed, title=Text(hostile, hostile)), "fr")
    assert "<b>Table</b> &amp; <img src=x>" in words(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = {str(o.BaseFont) for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o}
    assert fonts
    assert all("+Trame-" in font for font in fonts), "only our own fonts are embedded"


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a.css", "file:///etc/hostname", "data:text/css,", "asset:../statement.css", "asset:x.ttf"],
)
def test_nothing_outside_is_fetched(address: str) -> None:
    with pytest.raises(ValueError, match="not an asset"):
        engine.fetch_asset(address)
    html = f'<html lang="en"><title>t</title><link rel="attachment" href="{address}"><img src="{address}" alt="">text'
    pdf = engine.write(html, attachments=(), dated=datetime(2020, 1, 1, tzinfo=UTC))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not document.attachments
        assert not document.pages[0].get_images()


def test_the_file_is_archival_accessible_and_carries_its_data(closed: Statement) -> None:
    data = b'{"figures": "canonical"}'
    pdf = render(closed, "fr", attachments=[Attachment("etat.json", data, "forme canonique", "Source")])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert str(document.Root.Lang) == "fr-CA"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert "PE-2016-014" in metadata["dc:title"]
        embedded = document.attachments["etat.json"]
        assert embedded.get_file().read_bytes() == data
        assert str(embedded.obj.AFRelationship) == "/Source"
        tags = {
            str(o.S) for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"
        }
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= tags
    assert hashlib.sha256(data).hexdigest() in words(pdf)


def test_the_pdf_of_an_agreement_carries_its_figures_and_its_workbook(closed: Statement) -> None:
    pdf = service.write(closed, form="pdf", lang="fr")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        carried = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
    assert carried == {
        "etat-PE-2016-014-cumulatif-2020-03-31.json": service.write(closed, form="json", lang="fr"),
        "etat-PE-2016-014-cumulatif-2020-03-31.xlsx": service.write(closed, form="xlsx", lang="fr"),
    }


def test_the_same_statement_is_the_same_bytes_everywhere(closed: Statement, tmp_path: Path) -> None:
    source = tmp_path / "statement.pickle"
    source.write_bytes(pickle.dumps(closed))
    program = (
        "import hashlib, pickle, sys; from tracker.statements.pdf import Attachment, render;"
        f"statement = pickle.load(open({str(source)!r}, 'rb'));"
        "print(hashlib.sha256(render(statement, 'fr', attachments=[Attachment('a.json', b'{}', 'd')])).hexdigest())"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, zone in (("1", "America/Toronto"), ("2", "Asia/Tokyo"))
    ]
    digests = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert len(digests) == 1


def test_threads_take_turns(closed: Statement) -> None:
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda statement: render(statement, "en"), (closed, closed))
    assert first == second


def test_before_anything_was_signed_there_is_a_statement_of_nothing(worked_statement: Worked) -> None:
    text = " ".join(words(render(worked_statement(None, "2016-06-19"), "en")).split())
    assert "The commitment is $0.00; no expense has been accepted yet." in text
    assert "Authorised and accepted, by budget line" not in text, "there is nothing to draw"


def test_a_machine_without_pango_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class WithoutPango:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])
    with pytest.raises(DomainError, match="Pango"):
        engine.warm()


def test_the_chart_shows_overspending_past_its_mark() -> None:
    line = CumulativeLine("L1", "x", Text("Poste", "Line"), 100_00, 130_00, 0, 130_00, -30_00)
    chart = bullet_chart([line], "fr", room=400)
    assert chart is not None
    (bar,) = chart.bars
    assert bar.accepted > bar.authorised
    assert (bar.balance, bar.used) == ("(30,00)", "130,0\u00a0%")
    assert [tick.label.replace("\u00a0", " ") for tick in chart.ticks] == ["0 $", "50 $", "100 $", "150 $"]
    assert "130,00\u00a0$ sur 100,00\u00a0$" in chart.title


def test_nothing_to_draw_draws_nothing() -> None:
    assert bullet_chart([], "fr", room=400) is None


def overlaps(chars: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Figures of one size and one baseline printed over each other."""
    found = []
    lines: dict[tuple[float, float], list[dict[str, Any]]] = {}
    for char in chars:
        if char["text"] in "0123456789$()–":
            lines.setdefault((round(char["size"], 1), round(char["bottom"], 1)), []).append(char)
    for line in lines.values():
        line.sort(key=lambda char: char["x0"])
        found += [(a["text"], b["text"]) for a, b in pairwise(line) if a["x1"] - b["x0"] > 0.3 * a["width"]]
    return found
