"""The issued statements of an agreement, or of regions and programmes, as a page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tracker.statements import issued, kinds
from tracker.statements.changes import sentence
from tracker.statements.consolidated.value import NATIONAL
from tracker.statements.forms import WHOLE, statement_title
from tracker.statements.issue import grouped
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
    audited_by: str  # who signed the reports that are attached; empty when unaudited


def of_agreement(agreement: str, *, until: date) -> list[Volume]:
    """What was issued of ``agreement`` as of a day by ``until``, the newest first."""
    return [_volume(row) for row in issued.of_agreement(agreement) if row.as_of <= until]


def of_several() -> list[Volume]:
    """What was issued of regions and programmes, the newest first."""
    return [_volume(row) for row in issued.of_several()]


def which(row: IssuedStatement) -> str:
    """What stands for a statement in an address: its fiscal year, ``cumulatif-2016-2019`` for all of them;
    after ``versements-``, ``cadre-`` or ``coupure-`` where it is not the agreement’s own."""
    period = f"{WHOLE}-{row.period}" if kinds.is_cumulative(row.kind) else row.period
    what = kinds.what_is(row.kind)
    return kinds.prefixed(what, period) if what in kinds.OF_AN_AGREEMENT else period


def kind_and_period(which: str, what: str | None = None) -> tuple[str, str]:
    """What ``which`` wrote of a region or programme (``what``), or without it of an agreement, read again."""
    what, rest = (what, which) if what else kinds.unprefixed(which)
    period = rest.removeprefix(f"{WHOLE}-")
    return kinds.kind_of(what, period if period == rest else None), period


def title(row: IssuedStatement) -> str:
    """What the statement is of, in words."""
    whole, what = kinds.is_cumulative(row.kind), kinds.what_is(row.kind)
    if what in kinds.OF_AN_AGREEMENT:
        return statement_title(what, None if whole else row.period)
    years = _("cumulative %(years)s", years=row.period) if whole else _("fiscal year %(year)s", year=row.period)
    if what == kinds.PROGRAMME:
        return str(_("Programme %(code)s, %(years)s", code=row.subject, years=years))
    if row.subject == NATIONAL:
        return str(_("Agreements without a region, %(years)s", years=years))
    return str(_("Region %(code)s, %(years)s", code=row.subject, years=years))


def _volume(row: IssuedStatement) -> Volume:
    record = issued.record_of(row)
    names = names_of_lines(record)
    return Volume(
        number=row.number,
        title=title(row),
        as_of=row.as_of,
        issued_at=row.known_at,
        files=tuple(file_link(row, it.lang, it.form) for it in row.files),
        check_href=url_for("verification.page", code=grouped(row.code)),
        superseded_by=row.superseded_by.number if row.superseded_by else None,
        supersedes=record["supersedes"],
        changes=tuple(sentence(change, names, language()) for change in record["changes"]),
        audited_by=", ".join(it.auditor for it in row.audits),
    )


def file_link(row: IssuedStatement, lang: str, form: str) -> File:
    """Where this file of ``row`` is taken away, and what it is called."""
    place: dict[str, Any] = {"which": which(row), "rank": row.rank, "lang": lang, "form": form}
    if row.agreement:
        href = url_for("statements.issued_file", number=row.agreement, **place)
    else:
        href = url_for("consolidated.issued_file", of=f"{kinds.what_is(row.kind)}-{row.subject}", **place)
    return File(f"{'PDF' if form == 'pdf' else 'Excel'}, {LANGUAGES[lang]}", href, lang)
