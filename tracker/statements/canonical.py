"""The record that is frozen, hashed and signed when a statement is issued: RFC 8785 JSON. Pure.

Amounts are strings with two decimals; the only numbers are whole ones, so that any canonical
encoder, and a careful reader with none, writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json as stdlib_json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

import rfc8785

from tracker.ledger.chain import moment
from tracker.ledger.fiscal import FiscalCalendar
from tracker.ledger.money import plain
from tracker.statements import json
from tracker.statements.consolidated import json as consolidated_json
from tracker.statements.consolidated.value import AgreementRow, Consolidated
from tracker.statements.disbursements import json as schedule_json
from tracker.statements.disbursements.value import Schedule
from tracker.statements.handover import json as handover_json
from tracker.statements.handover.value import HandOver
from tracker.statements.statement import CumulativeLine, Statement, Text, YearLine

FORMAT = "trame.statement/1"
SUPERSEDES = "supersedes"
"""The key of the note that says what changed since the statement before."""

Record = dict[str, Any]

_MONEY = frozenset({"scheduled", "gross", "offset", "cash", "declared", "disallowed", "accepted", "left", "right"})
_FACTS = ("reports", "disbursements", "expenses", "contributions", "indicators", "notes", "facts", "identities")
_OF_THE_ISSUE = frozenset({"number", "known_at", "journal", "entries", "software", "supersedes", "changes"})
_IN_THE_HEADER = frozenset({"agreement", "framework", "region", "programme", "fiscal_year", "as_of"})
_APART = frozenset({"as_of", "known_at", "journal_seq", "journal_head", "number"})


class NotAProof(ValueError):
    """The bytes are not a signed record of ours."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A record with its signature, as files carry it. ``canonical`` is recomputed from what was read."""

    record: Record
    canonical: bytes
    sha256: str
    public_key: str
    signature: str


def record(
    statement: Statement | Consolidated | Schedule | HandOver,
    *,
    number: str,
    kind: str,
    languages: Sequence[str],
    software: str,
    supersedes: str | None,
    changes: Sequence[dict[str, str | None]],
) -> Record:
    """Everything that ``statement`` says, and what is known of its issue."""
    header = statement.header
    return {
        "format": FORMAT,
        "number": number,
        "kind": kind,
        "languages": list(languages),
        "software": software,
        "audited": False,
        "as_of": header.as_of.isoformat(),
        "known_at": moment(header.known_at),
        "journal": {"seq": header.journal_seq, "head": header.journal_head},
        **_entries(statement),
        "supersedes": supersedes,
        "changes": list(changes),
        "header": {it.name: _value(getattr(header, it.name)) for it in fields(header) if it.name not in _APART},
        "lines": {line.code: _value(line.name) for line in lines_of(statement)},
        "figures": {key: value for key, value in _figures(statement).items() if key not in _IN_THE_HEADER},
        **_members(statement),
        **{name: [_row(row) for row in getattr(statement, name)] for name in _FACTS if hasattr(statement, name)},
    }


def encode(value: Record) -> bytes:
    """The canonical bytes of ``value`` (RFC 8785)."""
    return rfc8785.dumps(value)


def digest(canonical: bytes) -> str:
    """The fingerprint of a record, as it is printed and compared."""
    return hashlib.sha256(canonical).hexdigest()


def comparison_code(sha256: str) -> str:
    """``482 913``: six figures of the fingerprint, for people to compare what they read with what is published."""
    six = f"{int(sha256[:16], 16) % 1_000_000:06d}"
    return f"{six[:3]}\u00a0{six[3:]}"


def essence(of: Record) -> Record:
    """What a statement says, leaving out when and under which number: the same essence needs no new issue."""
    said = {key: value for key, value in of.items() if key not in _OF_THE_ISSUE}
    return said | {"notes": [note for note in of["notes"] if note["key"] != SUPERSEDES]}


def proof(canonical: bytes, *, public_key: str, signature: str) -> bytes:
    """The record with its signature, as one canonical JSON file."""
    around = encode(
        {
            "sha256": digest(canonical),
            "signature": {"algorithm": "Ed25519", "public_key": public_key, "value": signature},
        }
    )
    return around.removesuffix(b"}") + b',"statement":' + canonical + b"}"  # its key is the last of the three


def read_proof(content: bytes) -> Proof:
    """What ``proof`` wrote, judged by nobody yet. Raises NotAProof for anything of another form."""
    try:
        whole = stdlib_json.loads(content.decode(), object_pairs_hook=_no_key_twice)
        said, signature = whole["statement"], whole["signature"]
        if said["format"] != FORMAT or not isinstance(said["number"], str):
            raise NotAProof("another format")
        return Proof(
            record=said,
            canonical=encode(said),
            sha256=str(whole["sha256"]),
            public_key=str(signature["public_key"]),
            signature=str(signature["value"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise NotAProof(str(error)) from error


def lines_of(statement: Statement | Consolidated | Schedule | HandOver) -> Sequence[YearLine | CumulativeLine]:
    """The budget lines that ``statement`` has figures of."""
    match statement:
        case Consolidated():
            return statement.lines
        case Schedule() | HandOver():
            return ()
    table = statement.year or statement.cumulative
    return table.lines if table else ()


def _figures(statement: Statement | Consolidated | Schedule | HandOver) -> Record:
    match statement:
        case Consolidated():
            return consolidated_json.figures(statement)
        case Schedule():
            return schedule_json.figures(statement)
        case HandOver():
            return handover_json.figures(statement)
    return json.figures(statement)


def _entries(statement: Statement | Consolidated | Schedule | HandOver) -> Record:
    """The entries that count. Those of many agreements would be most of the journal: the agreements, the
    head and both clocks say which."""
    match statement:
        case Consolidated():
            return {}
        case Schedule() | HandOver():
            return {"entries": list(statement.entries)}
    return {"entries": sorted({it.seq for it in statement.postings})}


def _members(statement: Statement | Consolidated | Schedule | HandOver) -> Record:
    """What the agreements of a consolidated statement are called, which their figures do not say."""

    def said(row: AgreementRow) -> Record:
        return {"ref": row.ref, "name": _value(row.name), "host": row.host}

    return {"agreements": {it.number: said(it) for it in statement.rows}} if isinstance(statement, Consolidated) else {}


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotAProof("a key is there twice")
    return found


def _row(of: Any) -> Record:
    return {
        it.name: plain(value) if it.name in _MONEY and value is not None else _value(value)
        for it in fields(of)
        for value in (getattr(of, it.name),)
    } | _amounts(of)


def _amounts(of: Any) -> Record:
    """A contribution's amounts by year, the one fact that is money inside pairs."""
    amounts: Iterable[tuple[str, int]] = getattr(of, "amounts", ())
    return {"amounts": [[year, plain(cents)] for year, cents in amounts]} if amounts else {}


def _value(value: Any) -> Any:
    match value:
        case Text():
            return {"fr": value.fr, "en": value.en}
        case FiscalCalendar():
            return value.text()
        case datetime():
            return moment(value.astimezone(UTC))
        case date():
            return value.isoformat()
        case tuple() | list():
            return [_value(each) for each in value]
        case _:
            return value
