"""A statement of any kind, ready for a writer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from tracker.directory.queries import instance
from tracker.errors import DomainError, message
from tracker.statements import json, pdf, wording, xlsx
from tracker.statements.build import build
from tracker.statements.consolidated import build as consolidation
from tracker.statements.consolidated import framework
from tracker.statements.consolidated import json as consolidated_json
from tracker.statements.consolidated import pdf as consolidated_pdf
from tracker.statements.consolidated import xlsx as consolidated_xlsx
from tracker.statements.consolidated.value import Consolidated
from tracker.statements.disbursements import build as scheduling
from tracker.statements.disbursements import json as schedule_json
from tracker.statements.disbursements import pdf as schedule_pdf
from tracker.statements.disbursements import xlsx as schedule_xlsx
from tracker.statements.disbursements.value import Schedule
from tracker.statements.handover import build as handing_over
from tracker.statements.handover import json as handover_json
from tracker.statements.handover import pdf as handover_pdf
from tracker.statements.handover import xlsx as handover_xlsx
from tracker.statements.handover.value import HandOver
from tracker.statements.statement import Lang, Statement, Text

AnyStatement: TypeAlias = Statement | Consolidated | Schedule | HandOver

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def agreement_statement(number: str, *, year: str | None, as_of: date, known_at: datetime) -> Statement:
    """The statement of one agreement, not issued. Raises the errors of ``build``."""
    return build(number, year=year, as_of=as_of, known_at=known_at, **_whose())


def region_statement(code: str, *, year: str | None, as_of: date, known_at: datetime) -> Consolidated:
    """The statement of a region, not issued. Raises the errors of ``consolidated.build.region``."""
    return consolidation.region(code, year=year, as_of=as_of, known_at=known_at, **_whose())


def programme_statement(code: str, *, year: str | None, as_of: date, known_at: datetime) -> Consolidated:
    """The statement of a programme, not issued. Raises the errors of ``consolidated.build.programme``."""
    return consolidation.programme(code, year=year, as_of=as_of, known_at=known_at, **_whose())


def framework_statement(number: str, *, year: str | None, as_of: date, known_at: datetime) -> Consolidated:
    """A framework with its sub-agreements, not issued. Raises the errors of ``consolidated.framework``."""
    return framework.framework(number, year=year, as_of=as_of, known_at=known_at, **_whose())


def disbursement_statement(number: str, *, year: str | None, as_of: date, known_at: datetime) -> Schedule:
    """The disbursements of one agreement, not issued. Raises the errors of ``disbursements.build``."""
    return scheduling.build(number, year=year, as_of=as_of, known_at=known_at, **_whose())


def handover_statement(number: str, *, cut_off: date, as_of: date, known_at: datetime) -> HandOver:
    """The cut-off at a change of fiscal host, not issued. Raises the errors of ``handover.build``."""
    return handing_over.build(number, cut_off=cut_off, as_of=as_of, known_at=known_at, **_whose())


def _whose() -> dict[str, Any]:
    """The funder's name, and whether its data is made up."""
    whose = instance()
    return {"funder": Text(whose.funder_fr, whose.funder_en), "fictional": whose.fictional}


class Writers(NamedTuple):
    """What makes files of one type of statement."""

    to_json: Callable[[Any], bytes]
    to_xlsx: Callable[..., bytes]
    to_pdf: Callable[..., bytes]


_WRITERS: dict[type, Writers] = {
    Statement: Writers(json.write, xlsx.write, pdf.render),
    Consolidated: Writers(consolidated_json.write, consolidated_xlsx.write, consolidated_pdf.render),
    HandOver: Writers(handover_json.write, handover_xlsx.write, handover_pdf.render),
    Schedule: Writers(schedule_json.write, schedule_xlsx.write, schedule_pdf.render),
}


def writers_of(statement: AnyStatement) -> Writers:
    """What makes the files of ``statement``."""
    return _WRITERS[type(statement)]


def write(statement: AnyStatement, *, form: str, lang: Lang) -> bytes:
    """``statement`` as ``pdf``, ``xlsx`` or ``json``. A PDF carries the other two inside.

    Raises DomainError for another form, or when a library that PDF needs is missing.
    """
    writers = writers_of(statement)
    if form == "json":
        return writers.to_json(statement)
    if form == "xlsx":
        return writers.to_xlsx(statement, lang)
    if form == "pdf":
        return writers.to_pdf(statement, lang, attachments=_inside(statement, lang))
    raise DomainError(message("a statement is written as %(forms)s", forms=", ".join(CONTENT_TYPES)), "form")


def _inside(statement: AnyStatement, lang: Lang) -> tuple[pdf.Attachment, ...]:
    """The files that a PDF carries: what it was drawn from, and the same to compute with."""
    writers = writers_of(statement)
    return (
        pdf.Attachment(
            file_name(statement, "json"), writers.to_json(statement), wording.CANONICAL_FILE[lang], relationship="Data"
        ),
        pdf.Attachment(
            file_name(statement, "xlsx"),
            writers.to_xlsx(statement, lang),
            wording.WORKBOOK_FILE[lang],
            relationship="Alternative",
        ),
    )


def file_name(statement: AnyStatement, form: str) -> str:
    """``etat-PE-2016-014-2017-2018-2020-03-31.pdf``: what, of whom, as of when."""
    if isinstance(statement, HandOver):
        day = statement.header.as_of
        return f"coupure-{statement.header.agreement}-{statement.cut_off.isoformat()}-{day.isoformat()}.{form}"
    header = statement.header
    if isinstance(statement, Consolidated):
        stem = f"etat-{statement.header.kind}-{statement.header.code}"
    else:
        stem = f"{'versements' if isinstance(statement, Schedule) else 'etat'}-{statement.header.agreement}"
    return f"{stem}-{header.fiscal_year or 'cumulatif'}-{header.as_of.isoformat()}.{form}"
