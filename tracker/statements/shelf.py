"""The issued statements of an agreement, as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from tracker.statements import issued
from tracker.statements.changes import sentence
from tracker.statements.forms import WHOLE
from tracker.statements.issue import CUMULATIVE, grouped
from tracker.statements.models import IssuedStatement
from tracker.statements.verify import names_of_lines
from tracker.web.language import LANGUAGES, language


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away. ``text``: its language and form, in words."""

    text: str
    href: str
    lang: str


@dataclass(frozen=True, slots=True)
class Volume:
    """An issued statement. ``changes`` says what differs from ``supersedes``, one sentence a figure."""

    number: str
    title: str
    as_of: date
    issued_at: datetime
    files: tuple[File, ...]
    check_href: str
    superseded_by: str | None
    supersedes: str | None
    changes: tuple[str, ...]


def of_agreement(agreement: str) -> list[Volume]:
    """What was issued of ``agreement``, the newest first."""
    return [_volume(row) for row in issued.of_agreement(agreement)]


def which(row: IssuedStatement) -> str:
    """What stands for a statement in an address: its fiscal year, ``cumulatif-2016-2019`` for the whole agreement."""
    return f"{WHOLE}-{row.period}" if row.kind == CUMULATIVE else row.period


def title(row: IssuedStatement) -> str:
    """What the statement is of, in words."""
    if row.kind == CUMULATIVE:
        return str(_("Cumulative, the whole agreement"))
    return str(_("Fiscal year %(year)s", year=row.period))


def _volume(row: IssuedStatement) -> Volume:
    record = issued.record_of(row)
    names = names_of_lines(record)
    return Volume(
        number=row.number,
        title=title(row),
        as_of=row.as_of,
        issued_at=row.known_at,
        files=tuple(_file(row, it.lang, it.form) for it in row.files),
        check_href=url_for("verification.page", code=grouped(row.code)),
        superseded_by=row.superseded_by.number if row.superseded_by else None,
        supersedes=record["supersedes"],
        changes=tuple(sentence(change, names, language()) for change in record["changes"]),
    )


def _file(row: IssuedStatement, lang: str, form: str) -> File:
    href = url_for(
        "statements.issued_file", number=row.agreement, which=which(row), rank=row.rank, lang=lang, form=form
    )
    return File(f"{'PDF' if form == 'pdf' else 'Excel'}, {LANGUAGES[lang]}", href, lang)
