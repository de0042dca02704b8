"""The postings behind the figures of a region or a programme, every one of them, as one long sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from sqlalchemy import select

from tracker.db import session
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement
from tracker.ledger.models import JournalEntry, Posting
from tracker.statements.consolidated.queries import Scope
from tracker.statements.statement import Lang, Text
from tracker.statements.xlsx import flat
from tracker.statements.xlsx import wording as x

SHEET = x.POSTINGS
_COLUMNS = (
    (Text("Écriture", "Entry"), "i", 10),
    (Text("Genre", "Kind"), "t", 26),
    (Text("Date d’effet", "Effective on"), "d", 12),
    (Text("Entente", "Agreement"), "t", 16),
    (Text("Mandataire", "Fiscal host"), "t", 36),
    (Text("Compte", "Account"), "t", 26),
    (Text("Exercice", "Fiscal year"), "t", 13),
    (Text("Enveloppe ou origine", "Allotment or origin"), "t", 13),
    (Text("Poste", "Line"), "t", 20),
    (Text("Source", "Source"), "t", 22),
    (Text("Note", "Memo"), "t", 40),
    (Text("Montant", "Amount"), "m", 16),
)
_AT_A_TIME = 5_000


def write(stream: BinaryIO, scope: Scope, lang: Lang) -> int:
    """Write the workbook to ``stream``; how many postings it has. Memory does not grow with them."""
    columns = [flat.Column(head[lang], kind, width) for head, kind, width in _COLUMNS]
    return flat.write(stream, columns, _rows(scope, lang), sheet=SHEET[lang])


def _rows(scope: Scope, lang: Lang) -> Iterator[tuple[Any, ...]]:
    """Every posting of the scope, in the order of the journal."""
    kinds = {code: words[lang] for code, words in x.KINDS.items()}
    accounts = {code: words[lang] for code, words in x.ACCOUNTS.items()}
    query = (
        select(
            JournalEntry.seq,
            JournalEntry.kind,
            JournalEntry.occurred_on,
            Posting.agreement,
            Organisation.name,
            Posting.account,
            Posting.fiscal_year,
            Posting.origin_year,
            Posting.line,
            JournalEntry.source,
            JournalEntry.memo,
            Posting.amount,
        )
        .select_from(Posting)
        .join(JournalEntry, Posting.entry == JournalEntry.seq)
        .join(Agreement, Posting.agreement == Agreement.number)
        .outerjoin(Organisation, Posting.host == Organisation.code)
        .where(JournalEntry.occurred_on <= scope.as_of, JournalEntry.recorded_at <= scope.known_at, scope.chosen)
        .order_by(Posting.entry, Posting.id)
        .execution_options(yield_per=_AT_A_TIME)
    )
    if scope.year is not None:
        query = query.where(Posting.fiscal_year == scope.year)
    for seq, kind, on, agreement, host, account, year, origin, line, source, memo, amount in session.execute(query):
        said = (kinds.get(kind, kind), on, agreement, host, accounts.get(account, account), year, origin, line)
        yield (seq, *said, source or None, memo or None, amount)
