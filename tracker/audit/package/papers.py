"""A sample's working papers as a ZIP: a sheet to read and file, the same for a program, and their fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from flask import current_app

from tracker.audit import papers
from tracker.audit.evaluation import MonetaryUnits, RandomItems
from tracker.audit.models import AuditItem, AuditSample
from tracker.audit.package import bundle, exchanges, pdf, record
from tracker.audit.package import wording as w
from tracker.audit.package.bundle import Part
from tracker.audit.package.pdf import Listed
from tracker.audit.package.value import Exchange
from tracker.audit.populations import Population, items
from tracker.ledger.chain import moment
from tracker.ledger.money import Cents, format_money, plain
from tracker.statements import wording as shared
from tracker.statements.pdf import summary
from tracker.statements.pdf.document import Front, document
from tracker.statements.pdf.guarded import write as write_pdf
from tracker.statements.pdf.summary import Key
from tracker.statements.pdf.tables import BLANK, LANDSCAPE, Cell, Column, Figures, Note, Paper, Row, Section, fill
from tracker.statements.statement import Lang, Statement, Text

FORMAT = "trame.working-papers/1"
_WIDE = LANDSCAPE.width


def write(sample: AuditSample, statement: Statement, lang: Lang, out: IO[bytes]) -> None:
    """The working papers of ``sample``, drawn from ``statement``, into ``out``."""
    asked = exchanges.of_requests(request for it in sample.items for request in it.requests)
    docs = Path(current_app.root_path).parent / "docs"
    parts = [
        _part("papers.json", record.encoded(content(sample, statement, asked, lang))),
        _part(w.PAPERS_FILE[lang], _sheet(sample, statement, asked, lang)),
        _part("verify_package.py", (docs / "verify_package.py").read_bytes()),
        *bundle.evidence_parts(asked, lang),
    ]
    about = record.about(statement) | {"language": lang, "sample": sample.number}
    bundle.zipped(parts, about=about, at=bundle.dated(statement), out=out)


def content(sample: AuditSample, statement: Statement, asked: Sequence[Exchange], lang: Lang) -> dict[str, Any]:
    """Everything as plain values, its population included: anybody can draw the sample again. ``asked`` is what was
    asked and answered, ``lang`` that of the folders."""
    return {
        "format": FORMAT,
        **record.about(statement),
        "number": sample.number,
        "auditor": sample.drawn_by.name,
        "drawn_at": moment(sample.drawn_at),
        "population": [
            {"key": it.key, "amount": plain(it.amount)} for it in items(statement, Population(sample.population))
        ],
        "sample": {
            "population": sample.population,
            "method": sample.method,
            "seed": sample.seed,
            "risk": sample.risk,
            "tolerable": plain(sample.tolerable),
            "interval": plain(sample.interval),
            "start": plain(sample.start),
            "items": [_item(it) for it in sample.items],
        },
        "evaluation": _evaluation(papers.said(sample)),
        "evidence": record.evidence(asked, w.EVIDENCE_FOLDER[lang]),
    }


def _item(it: AuditItem) -> dict[str, Any]:
    return {
        "key": it.key,
        "amount": plain(it.amount),
        "certain": it.certain,
        "hit": None if it.hit is None else plain(it.hit),
        "ticks": it.ticks,
        "misstated": None if it.misstated is None else plain(it.misstated),
        "reason": it.reason or None,
        "looked_at": moment(it.looked_at) if it.looked_at else None,
    }


def _evaluation(said: MonetaryUnits | RandomItems | None) -> dict[str, str] | None:
    return {name: plain(cents) for name, (_label, cents) in figures(said).items()} if said else None


def figures(said: MonetaryUnits | RandomItems) -> dict[str, tuple[Text, Cents]]:
    """What a sample says, each figure with its name: for the screen, the sheet and the JSON."""
    if isinstance(said, MonetaryUnits):
        return {
            "known": (w.KNOWN, said.known),
            "projected": (w.PROJECTED, said.projected),
            "basic_precision": (w.BASIC, said.basic),
            "incremental_allowance": (w.INCREMENTAL, said.incremental),
            "upper_limit": (w.UPPER_LIMIT, said.upper_limit),
            "understated": (w.UNDERSTATED, said.understated),
        }
    return {
        "found": (w.FOUND, said.found),
        "by_ratio": (w.BY_RATIO, said.by_ratio),
        "by_difference": (w.BY_DIFFERENCE, said.by_difference),
    }


def _sheet(sample: AuditSample, statement: Statement, asked: Sequence[Exchange], lang: Lang) -> bytes:
    paper = Paper(statement, lang, Figures(lang), LANDSCAPE)
    header = statement.header
    sections = [
        _parameters(sample, lang),
        _items(paper, sample.items),
        *_differences(sample.items, lang),
        *pdf.evidence(asked, lang),
    ]
    front = Front(
        header=header,
        document=w.PAPERS[lang],
        subject=fill(shared.AGREEMENT, lang, agreement=header.agreement),
        code=header.agreement,
        title=f"{summary.title(paper)} · {fill(w.SAMPLE_NUMBER, lang, number=sample.number)}",
        facts=summary.facts(paper, issued_on=None),
        lead=_lead(sample, lang),
        keys=_keys(sample, lang),
        chart_title="",
        chart=lambda room: None,
    )
    html = document(
        front, sections, lang, widest=paper.figures.widest, landscape=True, attachments=(), verification=None
    )  # fmt: skip
    return write_pdf(html, attachments=(), dated=header.known_at)


def _lead(sample: AuditSample, lang: Lang) -> str:
    looked = sum(it.misstated is not None for it in sample.items)
    return fill(w.PAPERS_LEAD, lang, looked=looked, count=len(sample.items), who=sample.drawn_by.name)


def _keys(sample: AuditSample, lang: Lang) -> tuple[Key, ...]:
    said = papers.said(sample)
    found = sum(it.misstated or 0 for it in sample.items)
    population = fill(w.ITEMS, lang, count=sample.population_size)
    most = "–"
    if isinstance(said, MonetaryUnits):
        most = format_money(said.upper_limit, lang)
    elif said:
        most = format_money(said.by_ratio, lang)
    name = w.BY_RATIO if sample.method == "random" else w.UPPER_LIMIT
    return (
        Key(w.POPULATION_OF[lang], format_money(sample.population_amount, lang), (population,)),
        Key(w.FOUND[lang], format_money(found, lang), (fill(w.ITEMS, lang, count=len(sample.items)),)),
        Key(name[lang], most, (w.NOT_CONCLUDED[lang],) if said is None else ()),
        Key(w.TOLERABLE[lang], format_money(sample.tolerable, lang), ()),
    )


def _parameters(sample: AuditSample, lang: Lang) -> Section:
    rows: list[tuple[Text, str]] = [
        (w.POPULATION_OF, w.POPULATIONS[sample.population][lang]),
        (w.METHOD, w.METHODS[sample.method][lang]),
        (w.SEED, sample.seed),
        (w.RISK, f"{sample.risk} %" if lang == "fr" else f"{sample.risk}%"),
        (w.TOLERABLE, format_money(sample.tolerable, lang)),
    ]
    if sample.interval:
        rows += [
            (w.INTERVAL, format_money(sample.interval, lang)),
            (w.START, format_money(sample.start, lang)),
        ]
    said = papers.said(sample)
    rows += [(label, format_money(cents, lang)) for label, cents in (figures(said).values() if said else ())]
    return Section(w.PARAMETERS[lang], notes=tuple(Note("", label[lang], value) for label, value in rows))


def _items(paper: Paper[Statement], found: Sequence[AuditItem]) -> Section:
    lang = paper.lang
    rows = [
        Row(
            f"S{it.rank}",
            it.key,
            (
                paper.figures.money(it.amount, symbol=it.rank == 1),
                *(Cell("✓" if tick in it.ticks else "–", "p") for tick in papers.TICKS),
                BLANK if it.misstated is None else paper.figures.money(it.misstated, zero=True),
            ),
        )
        for it in found
    ]
    columns = (
        Column(w.KEY[lang], _WIDE - 170),
        Column(w.BOOK_VALUE[lang], 30.0, "h"),
        *(Column(w.TICKS[tick][lang], 22.0, "h p") for tick in papers.TICKS),
        Column(w.FOUND[lang], 30.0, "h"),
    )
    return Section(w.ITEMS_TITLE[lang], w.ITEMS_CAPTION[lang], (paper.table(columns, rows),))


def _differences(found: Sequence[AuditItem], lang: Lang) -> list[Section]:
    notes = tuple(
        Note(f"S{it.rank}", f"{it.key}, {format_money(it.misstated or 0, lang)}", it.reason)
        for it in found
        if it.reason
    )  # fmt: skip
    return [Section(w.DIFFERENCES[lang], notes=notes)] if notes else []


def _part(name: str, data: bytes) -> Part:
    return Part(Listed(name, len(data), hashlib.sha256(data).hexdigest()), partial(BytesIO, data))
