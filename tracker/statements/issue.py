"""Issuing: a statement is frozen, numbered and signed; then its files are made, once, and kept.

Three verbs, because drawing a PDF takes seconds and nobody must wait for it with the journal locked:

    with transaction():
        issue = freeze_agreement(…)      # the number is taken, the record signed
    files = draw(issue)                  # outside any transaction
    with transaction():
        keep(issue.number, files)

Whatever stops in between is finished by doing it again: the same statement has the number it had.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, get_args
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.ledger import journal
from tracker.statements import canonical, issued, kinds, pades, pdf, service, wording
from tracker.statements.canonical import Record
from tracker.statements.changes import Change, differences, superseding_note
from tracker.statements.kinds import Subject
from tracker.statements.models import IssuedStatement, StatementFile
from tracker.statements.service import AnyStatement
from tracker.statements.signing import Signer
from tracker.statements.statement import Lang, Text
from tracker.trail import service as trail
from tracker.web.dates import TIME_ZONE

YEAR = kinds.kind_of(kinds.AGREEMENT, "any")
"""The kind of an agreement's statement of one year."""

_CODE_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"  # none that paper makes look like another
_CODE_LENGTH = 16  # 78 bits


class NoLongerAsIssued(DomainError):
    """The records do not say any more what was frozen."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A frozen statement, ready to draw: ``fresh`` when its number was taken now, not earlier."""

    number: str
    fresh: bool
    statement: AnyStatement | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was drawn and waits to be kept."""

    lang: Lang
    form: str
    name: str
    content: bytes


def freeze_agreement(
    number: str,
    *,
    year: str | None,
    as_of: date,
    languages: Sequence[Lang],
    signer: Signer,
    actor: str,
    at: datetime,
) -> Issue:
    """Freeze the statement of agreement ``number``, as ``freeze_one``."""
    return freeze_one(
        kinds.AGREEMENT, number, year=year, as_of=as_of, languages=languages, signer=signer, actor=actor, at=at
    )


def freeze_one(
    what: str,
    name: str,
    *,
    year: str | None,
    as_of: date,
    languages: Sequence[Lang],
    signer: Signer,
    actor: str,
    at: datetime,
) -> Issue:
    """Freeze a statement: ``what`` is of ``kinds``, ``name`` an agreement's number, or the code of a region
    or of a programme. Of one ``year``, or cumulative without.

    One that says what the last one said is that one, with the number it has. Raises the errors of
    the builder, and DomainError for a language that statements do not speak.
    """
    journal.lock()
    at = max(at, _latest_moment(name))  # whoever waited for the lock knows what was issued meanwhile
    statement = kinds.build(what, name, year=year, as_of=as_of, known_at=at)
    subject = kinds.subject_of(what, name, statement)
    return freeze(subject, statement, languages=languages, signer=signer, actor=actor)


def freeze(
    subject: Subject, statement: AnyStatement, *, languages: Sequence[Lang], signer: Signer, actor: str
) -> Issue:
    """Give ``statement``, just built, its number, its record and its signature.

    The caller locked the journal before building, so that two who ask for the same take turns.
    """
    if not languages or set(languages) - set(get_args(Lang)):
        raise DomainError(message("A statement is issued in French, in English, or in both."), "languages")
    before = issued.latest(subject.kind, subject.name, subject.period)
    rank = before.rank + 1 if before else 1
    serial = before.serial if before else _free_serial(subject)
    number = f"{subject.period}/{serial}/{rank:02d}"
    facts = {
        "number": number,
        "kind": subject.kind,
        "languages": sorted(set(languages), reverse=True),
        "software": _software(),
        "supersedes": before.number if before else None,
    }
    changed: list[Change] = []
    if before:
        draft = canonical.record(statement, **facts, changes=())  # type: ignore[arg-type]
        changed = differences(canonical.essence(issued.record_of(before)), canonical.essence(draft))
        if not changed:
            return Issue(before.number, fresh=False)
    final = _final(statement, number, before.number if before else None, changed)
    content = canonical.encode(canonical.record(final, **facts, changes=changed))  # type: ignore[arg-type]
    row = IssuedStatement(
        number=number,
        kind=subject.kind,
        subject=subject.name,
        period=subject.period,
        serial=serial,
        rank=rank,
        agreement=subject.agreement,
        code="".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH)),
        as_of=final.header.as_of,
        known_at=final.header.known_at,
        issued_by=actor,
        journal_seq=final.header.journal_seq,
        journal_head=final.header.journal_head,
        canonical=content.decode(),
        sha256=canonical.digest(content),
        public_key=signer.public_key,
        signature=signer.sign(content),
        supersedes_id=before.id if before else None,
    )
    session.add(row)
    session.flush()
    trail.record(
        actor=actor,
        at=row.known_at,
        action="issue statement",
        subject_type="statement",
        subject=number,
        difference={"of": subject.name, "sha256": row.sha256, "supersedes": facts["supersedes"]},
    )
    return Issue(number, fresh=True, statement=final)


def draw(issue: Issue) -> list[Made]:
    """Make the files of a frozen statement that it does not have yet: PDF and Excel in each language.

    Takes seconds, and writes nothing. Raises NoLongerAsIssued if it is drawn later than it was
    frozen, and the records have changed under it; DomainError without the libraries that PDF needs.
    """
    row = issued.by_number(issue.number)
    if row is None:
        raise DomainError(message("No statement %(number)s was issued.", number=issue.number))
    if issued.is_complete(row):
        return []
    record = issued.record_of(row)
    statement = issue.statement or _rebuilt(row, record)
    proof = canonical.proof(row.canonical.encode(), public_key=row.public_key, signature=row.signature)
    writers = service.writers_of(statement)
    made = []
    for lang in record["languages"]:
        book = writers.to_xlsx(statement, lang, proof=proof)
        inside = (
            pdf.Attachment(file_name(row, "json"), proof, wording.CANONICAL_FILE[lang], relationship="Data"),
            pdf.Attachment(file_name(row, "xlsx", lang), book, wording.WORKBOOK_FILE[lang], relationship="Alternative"),
        )
        paper = writers.to_pdf(statement, lang, attachments=inside, verification=_verification(row))
        made += [
            Made(lang, "pdf", file_name(row, "pdf", lang), pades.signed(paper, number=row.number)),
            Made(lang, "xlsx", file_name(row, "xlsx", lang), book),
        ]
    return made


def keep(number: str, files: Iterable[Made]) -> None:
    """Keep the files of statement ``number``. Those it has already stay as they are."""
    row = session.scalars(select(IssuedStatement).where(IssuedStatement.number == number).with_for_update()).one()
    there = {
        (lang, form)
        for lang, form in session.execute(
            select(StatementFile.lang, StatementFile.form).where(StatementFile.statement_id == row.id)
        )
    }
    session.add_all(
        StatementFile(
            statement_id=row.id,
            lang=file.lang,
            form=file.form,
            name=file.name,
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            content=file.content,
        )
        for file in files
        if (file.lang, file.form) not in there
    )
    session.flush()


def file_name(row: IssuedStatement, form: str, lang: str = "") -> str:
    """``etat-2016-2017-014-01-fr.pdf``; the record, which is in both languages, goes without one."""
    return f"etat-{row.number.replace('/', '-')}{'-' if lang else ''}{lang}.{form}"


def grouped(code: str) -> str:
    """A public code in groups of four, to read and to type."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def public_address(code: str) -> str:
    """Where anybody checks the statement of this public code."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}/verifier/{grouped(code)}"


def _free_serial(subject: Subject) -> str:
    taken = issued.serials_of(subject.period)
    return next(serial for serial in subject.serials if serial not in taken)


def _latest_moment(name: str) -> datetime:
    moments = session.scalars(select(IssuedStatement.known_at).where(IssuedStatement.subject == name))
    return max(moments, default=datetime.min.replace(tzinfo=TIME_ZONE))


def _final(statement: AnyStatement, number: str, supersedes: str | None, changed: Sequence[Change]) -> AnyStatement:
    """The statement with its number and, where it takes another's place, the note that says so."""
    notes = statement.notes
    if supersedes:
        notes = (*notes, superseding_note(len(notes) + 1, supersedes, changed, line_names(statement)))
    header: Any = replace(statement.header, number=number)
    return replace(statement, header=header, notes=notes)


def line_names(statement: AnyStatement) -> Mapping[str, Text]:
    """What the budget lines of ``statement`` are called, by code."""
    return {line.code: line.name for line in canonical.lines_of(statement)}


def _rebuilt(row: IssuedStatement, record: Record) -> AnyStatement:
    """The frozen statement once more, from the records as they were known at its issue."""
    year = None if kinds.is_cumulative(row.kind) else row.period
    statement = kinds.build(kinds.what_is(row.kind), row.subject, year=year, as_of=row.as_of, known_at=row.known_at)
    final = _final(statement, row.number, record["supersedes"], record["changes"])
    again = canonical.record(
        final,
        number=row.number,
        kind=row.kind,
        languages=record["languages"],
        software=record["software"],
        supersedes=record["supersedes"],
        changes=record["changes"],
    )
    if canonical.encode(again) != row.canonical.encode():
        raise NoLongerAsIssued(
            message(
                "Statement %(number)s was frozen, but its files were never made and its records have changed: "
                "issue it again.",
                number=row.number,
            )
        )
    return final


def _verification(row: IssuedStatement) -> pdf.Verification:
    url = public_address(row.code)
    parts = urlsplit(url)
    return pdf.Verification(
        code=canonical.comparison_code(row.sha256),
        url=url,
        address=f"{parts.netloc}{parts.path}",
        issued_on=row.known_at.astimezone(TIME_ZONE).date(),
    )


def _software() -> str:
    return f"Trame {current_app.config['VERSION']}"
