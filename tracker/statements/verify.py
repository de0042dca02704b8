"""Is this file the statement that was issued, and unaltered? If not, why. Reads only.

The slices above that prove files of their own, such as audit packages, say how to judge those (``init_app``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, TypeAlias

from flask import Flask, current_app

from tracker.errors import Message, message
from tracker.statements import audits, carried, issued
from tracker.statements.canonical import Proof, Record, digest
from tracker.statements.changes import Change, differences, sentence
from tracker.statements.models import IssuedStatement, StatementFile
from tracker.statements.signing import is_signed, signer
from tracker.statements.statement import Text
from tracker.web.dates import TIME_ZONE
from tracker.web.language import language

NAMED = 8
"""How many differences are named before the others are counted."""


class Outcome(StrEnum):
    """The answer. Only the first two are a yes."""

    INTACT = "intact"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    JOURNAL = "journal"  # the file is good, the database behind it is not
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer in one sentence, and the reasons for it. ``issued`` is the statement it is about, if any."""

    outcome: Outcome
    headline: Message
    reasons: tuple[Message, ...] = ()
    issued: IssuedStatement | None = None

    @property
    def audit(self) -> list[Message]:
        """Whether the statement that it is about is audited; nothing where there is none."""
        return audits.said(self.issued) if self.issued else []

    @property
    def holds(self) -> bool:
        return self.outcome in (Outcome.INTACT, Outcome.SUPERSEDED)


Judge: TypeAlias = Callable[[BinaryIO], Verdict | None]
"""Judges files of one kind, and says nothing of others."""

_JUDGES = "judges of files"


def init_app(app: Flask, *, judges: Sequence[Judge]) -> None:
    """``judges`` know the files that are proved here and are not statements."""
    app.extensions[_JUDGES] = judges


def judge_file(file: BinaryIO) -> Verdict:
    """What ``file`` is, whatever its kind."""
    judges: Sequence[Judge] = current_app.extensions[_JUDGES]
    for judge_of_a_kind in judges:
        file.seek(0)
        if (verdict := judge_of_a_kind(file)) is not None:
            return verdict
    file.seek(0)
    return judge(file.read(carried.MAX_BYTES + 1))


def judge(content: bytes) -> Verdict:
    """What ``content``, a PDF, a workbook or a record in JSON, is."""
    form = carried.form_of(content) if len(content) <= carried.MAX_BYTES else None
    kept = issued.file_with(hashlib.sha256(content).hexdigest())
    if kept is not None:
        return _of_the_issued_file(kept.statement)
    proof = carried.proof_in(content, form) if form else None
    if proof is None or form is None:
        return _without_proof(content, form)
    row = issued.by_number(str(proof.record["number"]))
    if row is None:
        return _of_no_statement_here(proof)
    if (faults := faults_of_record(row)) and _holds(proof, row.public_key):
        said = message("The figures that this file carries bear our signature, but this database is not sound.")
        return Verdict(Outcome.JOURNAL, said, faults, row)
    if form == "json" and not (found := list(_record_faults(row, proof))):
        return _of_the_issued_file(row)
    if form == "json":
        return _altered(row, found)
    return _altered(row, [*_record_faults(row, proof), *_file_faults(row, form, content)])


def faults_of_record(row: IssuedStatement) -> tuple[Message, ...]:
    """What is wrong with ``row`` in this database: its record, its signature, the journal behind it."""
    found = []
    content = row.canonical.encode()
    if digest(content) != row.sha256 or not is_signed(content, signature=row.signature, public_key=row.public_key):
        found.append(message("The record of statement %(number)s in this database was altered.", number=row.number))
    if row.journal_seq and issued.journal_hash(row.journal_seq) != row.journal_head:
        found.append(_journal_fault(row.number, row.journal_seq))
    return tuple(found)


def _journal_fault(number: str, seq: int) -> Message:
    end = issued.journal_end()
    if end < seq:
        return message(
            "Statement %(number)s was issued at journal entry %(seq)s, and this journal ends at entry %(end)s: the "
            "database is older than the statement, or its journal was cut.",
            number=number,
            seq=seq,
            end=end,
        )
    return message(
        "Journal entry %(seq)s is not the one that statement %(number)s was issued at: the journal was rewritten.",
        number=number,
        seq=seq,
    )


def _of_the_issued_file(row: IssuedStatement) -> Verdict:
    said = message(
        "This file is statement %(number)s as it was issued on %(date)s, unaltered.",
        number=row.number,
        date=row.known_at.astimezone(TIME_ZONE).date(),
    )
    faults = faults_of_record(row)
    if faults:
        return Verdict(Outcome.JOURNAL, message("This file is intact, but this database is not."), faults, row)
    later = row.superseded_by
    if later is None:
        return Verdict(Outcome.INTACT, said, (), row)
    since = message(
        "It was superseded by statement %(number)s, issued on %(date)s.",
        number=later.number,
        date=later.known_at.astimezone(TIME_ZONE).date(),
    )
    return Verdict(Outcome.SUPERSEDED, said, (since,), row)


def _altered(row: IssuedStatement, reasons: list[Message]) -> Verdict:
    said = message("This file is not statement %(number)s as it was issued: it was altered.", number=row.number)
    if row.superseded_by:
        reasons = [
            *reasons,
            message("That statement was superseded by statement %(number)s.", number=row.superseded_by.number),
        ]
    return Verdict(Outcome.ALTERED, said, tuple(reasons), row)


def _unknown(*reasons: Message) -> Verdict:
    return Verdict(Outcome.UNKNOWN, message("This file is not a statement that was issued here."), reasons)


def _holds(proof: Proof, public_key: str) -> bool:
    return is_signed(proof.canonical, signature=proof.signature, public_key=public_key)


def _without_proof(content: bytes, form: str | None) -> Verdict:
    """A file whose inside cannot be read: perhaps an issued one with a byte changed, which is as long."""
    for kept in issued.files_of_size(len(content)):
        changed = sum(ours != theirs for ours, theirs in zip(kept.content, content, strict=True))
        if changed < len(content) // 100:
            return _altered(kept.statement, [*_byte_faults(kept, content), _no_proof()])
    if form is None:
        return _unknown(message("It is neither a PDF, an Excel workbook nor a JSON record that Trame writes."))
    return _unknown(_no_proof())


def _no_proof() -> Message:
    return message("It carries no record and signature that can be read: a working copy, or a file of another program.")


def _of_no_statement_here(proof: Proof) -> Verdict:
    number, record = str(proof.record["number"]), proof.record
    ours = proof.public_key == signer().public_key or issued.signed_with(proof.public_key)
    if not _holds(proof, proof.public_key):
        return _unknown(_bad_signature())
    if not ours:
        return _unknown(
            message(
                "It says that it is statement %(number)s, signed with a key that is not this installation’s.",
                number=number,
            )
        )
    journal = record.get("journal")
    seq = journal.get("seq") if isinstance(journal, Mapping) else None
    reason = message("This database does not know statement %(number)s, which bears our signature.", number=number)
    older = (_journal_fault(number, seq),) if isinstance(seq, int) and issued.journal_end() < seq else ()
    said = message("This file bears our signature, but this database does not know it.")
    return Verdict(Outcome.JOURNAL, said, (reason, *older))


def _bad_signature() -> Message:
    return message("Its signature is not that of the figures it carries.")


def _record_faults(row: IssuedStatement, proof: Proof) -> Iterator[Message]:
    """What the record inside a file says otherwise than the one that was signed."""
    if proof.canonical != row.canonical.encode():
        before = issued.record_of(row)
        found = differences(before, _comparable(proof.record), deep=True)
        names = names_of_lines(before)
        for change in found[:NAMED]:
            yield _figure_fault(change, names)
        if len(found) > NAMED:
            yield message("And %(count)s other differences.", count=len(found) - NAMED)
        if not found:
            yield message("What it carries is what was issued, in another order.")
    if proof.sha256 != digest(proof.canonical):
        yield message("The fingerprint it carries is not that of its figures.")
    if not _holds(proof, row.public_key):
        yield _bad_signature()


def _figure_fault(change: Change, names: Mapping[str, Text]) -> Message:
    return message(
        "What it carries is not what was issued – %(difference)s", difference=sentence(change, names, language())
    )


def _comparable(record: Record) -> Record:
    """A record of anybody's making, which need not have the parts of ours."""
    return record if isinstance(record.get("figures"), Mapping) else {**record, "figures": {}}


def names_of_lines(record: Record) -> dict[str, Text]:
    """What the budget lines of a record are called, by code."""
    return {code: Text(name["fr"], name["en"]) for code, name in record["lines"].items()}


def _file_faults(row: IssuedStatement, form: str, content: bytes) -> Iterator[Message]:
    """Where a file differs from the issued one that it is nearest to."""
    kept = max(issued.files_of(row, form), key=lambda file: _alike(file.content, content), default=None)
    if kept is None:
        return
    yield from _byte_faults(kept, content)
    if form == "pdf":
        pages = carried.pages_that_differ(kept.content, content)
        if pages:
            yield message("Pages that are not drawn as issued: %(pages)s.", pages=pages)
        if inside := carried.files_inside_that_differ(kept.content, content):
            yield message("Files inside it that are not those issued: %(names)s.", names=", ".join(inside))
    if form == "xlsx":
        cells = carried.cells_that_differ(kept.content, content)
        for cell in cells[:NAMED]:
            yield message(
                "Cell %(place)s holds “%(found)s” instead of “%(issued)s”.",
                place=cell.place,
                found=cell.found[:80],
                issued=cell.issued[:80],
            )
        if len(cells) > NAMED:
            yield message("And %(count)s other cells.", count=len(cells) - NAMED)


def _byte_faults(kept: StatementFile, content: bytes) -> Iterator[Message]:
    first = _first_difference(kept.content, content)
    yield message(
        "Its bytes are not those of %(name)s: they differ from byte %(first)s on; it has %(found)s, the issued "
        "file %(size)s.",
        name=kept.name,
        first=first + 1,
        found=len(content),
        size=kept.size,
    )


def _alike(ours: bytes, theirs: bytes) -> int:
    """How many bytes two files have in common at their beginnings and ends."""
    return _first_difference(ours, theirs) + _first_difference(ours[::-1], theirs[::-1])


def _first_difference(ours: bytes, theirs: bytes) -> int:
    low, high = 0, min(len(ours), len(theirs))
    while low < high:
        middle = (low + high + 1) // 2
        if ours[:middle] == theirs[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
