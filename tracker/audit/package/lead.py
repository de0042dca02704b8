"""Each figure of a statement beside the sums of the journal that it must equal. Pure.

The terms are told here once more, apart from the code that builds statements: two ways to the same cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tracker.audit.package import wording as w
from tracker.audit.package.value import Approval, Settlement, Term, Tie, TieGroup
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.money import Cents, plain
from tracker.statements import wording as shared
from tracker.statements.ledgers import FUNDS_ROWS, RECEIVABLES_ROWS
from tracker.statements.statement import LedgerYear, Statement, Text
from tracker.statements.xlsx.figures import Journal, Match

A, K = Account, Kind
Terms = tuple[Term, ...]

_ESTABLISHED = (Term(1, A.RECEIVABLE, K.REPORT_ACCEPTED), Term(1, A.RECEIVABLE, K.ADJUSTED))
_TRANSFERRED = (Term(1, A.HELD, K.FRAMEWORK_TRANSFERRED), Term(1, A.HELD, K.HOST_CHANGED))

BUDGET: Mapping[str, Terms] = {
    "initial": (Term(1, A.AUTHORISED, K.SIGNED),),
    "amendments": (Term(1, A.AUTHORISED, K.AMENDED),),
    "carry_in": (Term(1, A.AUTHORISED, K.CARRIED_FORWARD),),
    "transfers": (Term(1, A.AUTHORISED, K.LINE_TRANSFERRED),),
}
COST: Mapping[str, Terms] = {
    "declared": (Term(1, A.DECLARED),),
    "disallowed": (Term(-1, A.DISALLOWED),),
    "accepted": (Term(1, A.EXPENSE),),
}
MOVED: Mapping[str, Terms] = {
    "U2": (Term(1, A.HELD, K.PAID),),
    "U3": (Term(-1, A.INTEREST),),
    "U4": (Term(-1, A.EXPENSE),),
    "U5": tuple(Term(-term.sign, term.account, term.kind) for term in _ESTABLISHED),
    "U6": (Term(-1, A.CASH, K.RETURNED),),
    "U8": _TRANSFERRED,
    "C2": _ESTABLISHED,
    "C3": (Term(1, A.RECEIVABLE, K.PAID),),
    "C4": (Term(-1, A.CASH, K.RECOVERED),),
    "C5": (Term(-1, A.WRITTEN_OFF),),
}
BALANCES = {"U1": A.HELD, "U7": A.HELD, "C1": A.RECEIVABLE, "C6": A.RECEIVABLE}
COMMITMENT: Mapping[str, Terms] = {
    "committed": (Term(-1, A.COMMITTED),),
    "settled": (Term(1, A.SETTLED),),
    "lapsed": (Term(1, A.LAPSED),),
    "payable": (Term(1, A.PAYABLE),),
}
TOTALS: Mapping[str, Terms] = {
    "gross": (Term(1, A.HELD, K.PAID),),
    "offset": (Term(-1, A.RECEIVABLE, K.PAID),),
    "cash": (Term(-1, A.CASH, K.PAID),),
    "recovered": (Term(1, A.CASH, K.RECOVERED),),
    "returned": (Term(1, A.CASH, K.RETURNED),),
    "net_cost": (Term(-1, A.CASH, K.PAID), Term(-1, A.CASH, K.RECOVERED), Term(-1, A.CASH, K.RETURNED)),
    "interest": (Term(-1, A.INTEREST),),
    "unspent": (Term(1, A.HELD),),
    "receivable": (Term(1, A.RECEIVABLE),),
    "written_off": (Term(1, A.WRITTEN_OFF),),
}


class Untied(ValueError):
    """A figure is not what the journal adds up to: no package is made of it."""


def sheets(statement: Statement) -> tuple[TieGroup, ...]:
    """Every figure of the statement's own tables, tied. Raises Untied with both sides."""
    journal = journal_of(statement)
    groups = [TieGroup(title, tuple(ties)) for title, ties in _groups(statement, journal)]
    return tuple(_held(group) for group in groups)


def controls(
    statement: Statement, adjusted: Cents, approvals: Sequence[Approval], settlements: Sequence[Settlement]
) -> tuple[Tie, ...]:
    """The totals of the lists of the package, each counted from its records, beside the journal's."""
    year, journal = statement.header.fiscal_year, journal_of(statement, dated=False)
    expenses = statement.expenses
    by_kind = {kind: sum(it.amount for it in settlements if it.kind == kind) for kind in w.SETTLEMENTS}
    rows: list[tuple[Text, Cents, Terms]] = [
        (w.DECLARED, sum(it.declared for it in expenses), (Term(1, A.DECLARED, year=year),)),
        (w.DISALLOWED, sum(it.disallowed for it in expenses), (Term(-1, A.DISALLOWED, K.REPORT_ACCEPTED, year=year),)),
        (w.ACCEPTED, sum(it.accepted for it in expenses), (Term(1, A.EXPENSE, K.REPORT_ACCEPTED, year=year),)),
        (w.ADJUSTED, adjusted, (Term(-1, A.EXPENSE, K.ADJUSTED, year=year),)),
        (w.GROSS, sum(it.gross for it in approvals), (Term(1, A.HELD, K.PAID, year=year),)),
        (w.OFFSET, sum(it.offset for it in approvals), (Term(-1, A.RECEIVABLE, K.PAID, year=year),)),
        (w.CASH, sum(it.cash for it in approvals), (Term(-1, A.CASH, K.PAID, year=year),)),
        (w.SETTLEMENTS["recovery"], by_kind["recovery"], (Term(1, A.CASH, K.RECOVERED, year=year),)),
        (w.SETTLEMENTS["funds_returned"], by_kind["funds_returned"], (Term(1, A.CASH, K.RETURNED, year=year),)),
        (w.SETTLEMENTS["write_off"], by_kind["write_off"], (Term(1, A.WRITTEN_OFF, year=year),)),
        (w.SETTLEMENTS["lapse"], by_kind["lapse"], (Term(1, A.LAPSED, year=year),)),
    ]
    made = tuple(_tie(journal, f"T{rank}", label, amount, terms) for rank, (label, amount, terms) in enumerate(rows, 1))
    return _held(TieGroup(w.CONTROLS, made)).ties


def journal_of(statement: Statement, *, dated: bool = True) -> Journal:
    """The statement's postings, to sum. The commitment of a year is as at its end (INTERFACES.md), but for
    lists of what was decided about the year, ``dated`` or not."""
    header = statement.header
    until: date | None = None
    if dated and header.fiscal_year is not None:
        until = min(header.as_of, header.period[1])
    return Journal(statement.postings, statement.expenses, until=until)


def posted(journal: Journal, term: Term) -> Cents:
    """The cents of one term."""
    return term.sign * journal.posted(Match(term.account, ""), **criteria(term)).cents


def criteria(term: Term) -> dict[str, Match]:
    """What a term looks for, as the journal takes it."""
    values = {"kind": term.kind, "but": term.but, "year": term.year, "line": term.line}
    return {name: Match(str(value), "") for name, value in values.items() if value is not None}


def _tie(journal: Journal, ref: str, label: Text, amount: Cents, terms: Terms) -> Tie:
    return Tie(ref, label, amount, sum(posted(journal, term) for term in terms), terms)


def _held(group: TieGroup) -> TieGroup:
    for tie in group.ties:
        if tie.difference:
            raise Untied(f"{tie.ref} {tie.label.en}: {plain(tie.amount)}, the journal says {plain(tie.journal)}")
    return group


def _groups(statement: Statement, journal: Journal) -> Iterator[tuple[Text, Iterable[Tie]]]:
    year, whole = statement.year, statement.cumulative
    if year is not None:
        of = year.fiscal_year
        yield (
            shared.BUDGET_LINES,
            [
                tie
                for line in (*year.lines, year.total)
                for tie in _line(journal, line, BUDGET, year=of, code=line.code or None)
            ],
        )
        shown: tuple[LedgerYear, ...] = statement.ledgers
        commitment = year.commitment
    else:
        assert whole is not None  # noqa: S101 - a statement is of a year or cumulative
        yield (
            shared.BUDGET_LINES,
            [tie for line in whole.lines for tie in _line(journal, line, {}, year=None, code=line.code)],
        )
        kept = _line(journal, whole.totals, {}, year=None, code=None)
        rest = [_tie(journal, "", w.TOTALS[key], getattr(whole.totals, key), terms) for key, terms in TOTALS.items()]
        yield w.WHOLE, [*kept, *rest]
        shown, commitment = whole.years, whole.commitment
    yield shared.FUNDS, _ledger(journal, shown, FUNDS_ROWS)
    yield shared.RECEIVABLES, _ledger(journal, shown, RECEIVABLES_ROWS)
    yield (
        w.COMMITMENT_TITLE,
        [_tie(journal, "", w.COMMITMENT[key], getattr(commitment, key), terms) for key, terms in COMMITMENT.items()],
    )


def _line(
    journal: Journal, line: Any, budget: Mapping[str, Terms], *, year: str | None, code: str | None
) -> Iterator[Tie]:
    """A row of the statement: of a line, or its total. Carry-ins are no part of a cumulative authorised."""
    but = None if budget else K.CARRIED_FORWARD
    authorised = (Term(1, A.AUTHORISED, but=but),)
    columns = {
        **budget,
        "authorised": authorised,
        **COST,
        "balance": (*authorised, Term(-1, A.EXPENSE)),
    }
    ref = getattr(line, "ref", "")
    name = line.name if getattr(line, "name", None) else shared.TOTAL
    for key, terms in columns.items():
        label = Text(*(f"{name[lang]} – {w.COLUMNS[key][lang]}" for lang in ("fr", "en")))
        placed = tuple(Term(it.sign, it.account, it.kind, it.but, year, code) for it in terms)
        yield _tie(journal, ref, label, getattr(line, key), placed)


def _ledger(journal: Journal, years: Sequence[LedgerYear], rows: Sequence[Any]) -> Iterator[Tie]:
    for rank, of in enumerate(years):
        before = [it.fiscal_year for it in years[:rank]]
        for row in rows:
            opens = row.kind == "opening"
            if row.ref in BALANCES:
                summed = before if opens else [*before, of.fiscal_year]
                terms: Terms = tuple(Term(1, BALANCES[row.ref], year=each) for each in summed)
            else:
                terms = tuple(Term(it.sign, it.account, it.kind, year=of.fiscal_year) for it in MOVED[row.ref])
            amount = row.amount(of)
            if amount or row.kind != "movement":
                said = Text(*(f"{w.year(of.fiscal_year)[lang]} – {row.label[lang]}" for lang in ("fr", "en")))
                yield _tie(journal, row.ref, said, amount, terms)
