"""One statement, ready for a writer."""

from __future__ import annotations

from datetime import date, datetime

from tracker.directory.queries import instance
from tracker.errors import DomainError, message
from tracker.statements import json, pdf, wording, xlsx
from tracker.statements.build import build
from tracker.statements.statement import Lang, Statement, Text

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def agreement_statement(number: str, *, year: str | None, as_of: date, known_at: datetime) -> Statement:
    """The statement of one agreement, not issued. Raises the errors of ``build``."""
    whose = instance()
    funder = Text(whose.funder_fr, whose.funder_en)
    return build(number, year=year, as_of=as_of, known_at=known_at, funder=funder, fictional=whose.fictional)


def write(statement: Statement, *, form: str, lang: Lang) -> bytes:
    """``statement`` as ``pdf``, ``xlsx`` or ``json``. A PDF carries the other two inside.

    Raises DomainError for another form, or when a library that PDF needs is missing.
    """
    if form == "json":
        return json.write(statement)
    if form == "xlsx":
        return xlsx.write(statement, lang)
    if form == "pdf":
        return pdf.render(statement, lang, attachments=_inside(statement, lang))
    raise DomainError(message("a statement is written as %(forms)s", forms=", ".join(CONTENT_TYPES)), "form")


def _inside(statement: Statement, lang: Lang) -> tuple[pdf.Attachment, ...]:
    """The files that a PDF carries: what it was drawn from, and the same to compute with."""
    return (
        pdf.Attachment(
            file_name(statement, "json"), json.write(statement), wording.CANONICAL_FILE[lang], relationship="Data"
        ),
        pdf.Attachment(
            file_name(statement, "xlsx"),
            xlsx.write(statement, lang),
            wording.WORKBOOK_FILE[lang],
            relationship="Alternative",
        ),
    )


def file_name(statement: Statement, form: str) -> str:
    """``etat-PE-2016-014-2017-2018-2020-03-31.pdf``: what, of whom, as of when."""
    header = statement.header
    return f"etat-{header.agreement}-{header.fiscal_year or 'cumulatif'}-{header.as_of.isoformat()}.{form}"
