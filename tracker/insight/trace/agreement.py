"""Every figure of an agreement's own statement, of a year or cumulative, and what each is a sum of. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from tracker.insight.trace import handover
from tracker.insight.trace.references import TOTAL, Figure, Figures, Part, Sum, deed
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.money import Cents
from tracker.statements import wording
from tracker.statements.figures import ESTABLISHES, MOVES_FUNDS
from tracker.statements.handover.value import Part as HostPart
from tracker.statements.ledgers import RECEIVABLES_ROWS, LedgerRow, bridge_rows, funds_rows, over_all
from tracker.statements.statement import (
    Allotment,
    Cumulative,
    CumulativeLine,
    Disbursement,
    LedgerYear,
    Statement,
    Text,
    Totals,
    YearLine,
    YearTable,
)

A = Account

DEFAULTS = {"L": "accepted", "V": "gross", "R": "actual", "H": "held"}


def of(statement: Statement, *, hosts: Sequence[HostPart] = (), sources: Sequence[str] = ()) -> Figures:
    """Every figure of ``statement`` that has a reference; those of each of its ``hosts``, as its cut-off statements
    print them; its facts, by the ``sources`` of each (``build.sources_of_facts``)."""
    makers = (_lines, _funds, _receivables, _bridge, _schedule, _contributions, _results)
    found = {figure.key: figure for make in makers for figure in make(statement)}
    found |= {figure.key: figure for figure in handover.parts(hosts)}
    year = statement.header.fiscal_year
    defaults = {
        ref: DEFAULTS.get(ref[0]) or (year if year and (ref, year) in found and ref[0] in "UC" else TOTAL)
        for ref, _ in found
    }
    return Figures(found, defaults, {f"D{rank}": deed(source) for rank, source in enumerate(sources, start=1)})


_BUDGET = {
    "initial": (Kind.SIGNED,),
    "amendments": (Kind.AMENDED,),
    "carry_in": (Kind.CARRIED_FORWARD,),
    "transfers": (Kind.LINE_TRANSFERRED,),
}
NOT_CARRIED = frozenset(Kind) - {Kind.CARRIED_FORWARD}
"""What counts over all years, where carry-ins cancel out."""


def _lines(statement: Statement) -> Iterator[Figure]:
    if statement.year is not None:
        table: YearTable | Cumulative = statement.year
        total: YearLine | Totals = statement.year.total
        years = frozenset({statement.year.fiscal_year})
        kinds = None
    else:
        assert statement.cumulative is not None  # noqa: S101 - a statement is one or the other
        table, total = statement.cumulative, statement.cumulative.totals
        years, kinds = None, NOT_CARRIED
    reports = statement.year.reports if statement.year else ()
    for line in table.lines:
        yield from of_line(line.ref, line.name, line, line.code, years, kinds, reports)
    yield from of_line(f"L{len(table.lines) + 1}", wording.TOTAL, total, None, years, kinds, reports)


def of_line(
    ref: str,
    name: Text,
    line: YearLine | CumulativeLine | Totals,
    code: str | None,
    years: frozenset[str] | None,
    kinds: frozenset[Kind] | None = None,
    reports: Sequence[int] = (),
) -> Iterator[Figure]:
    """A budget line, or their total: of ``years``, counting ``kinds``; a year's, with each of its ``reports``."""

    def total(account: Account, sign: int = 1, only: Sequence[Kind] | None = None, source: str | None = None) -> Sum:
        return Sum(account, sign, frozenset(only) if only else kinds, years, code, source)

    authorised, accepted = total(A.AUTHORISED), total(A.EXPENSE)
    budget: tuple[Part, ...] = ()
    spending: tuple[Part, ...] = ()
    if isinstance(line, YearLine):
        for column, only in _BUDGET.items():
            yield Figure(ref, column, name, getattr(line, column), (total(A.AUTHORISED, only=only),))
        budget = tuple(Part((ref, column)) for column in _BUDGET)
    yield Figure(ref, "authorised", name, line.authorised, (authorised,), budget)
    if isinstance(line, YearLine):
        for number, amount in zip(reports, line.reports, strict=True):
            declared = total(A.DECLARED, source=f"{Kind.REPORT_ACCEPTED.value}:{number}")
            yield Figure(ref, f"report-{number}", name, amount, (declared,))
            spending += (Part((ref, f"report-{number}")),)
    yield Figure(ref, "declared", name, line.declared, (total(A.DECLARED),), spending if len(spending) > 1 else ())
    yield Figure(ref, "disallowed", name, line.disallowed, (total(A.DISALLOWED, -1),))
    made = (Part((ref, "declared")), Part((ref, "disallowed"), -1))
    yield Figure(ref, "accepted", name, line.accepted, (accepted,), made)
    left = (authorised, Sum(A.EXPENSE, -1, accepted.kinds, years, code))
    yield Figure(ref, "balance", name, line.balance, left, (Part((ref, "authorised")), Part((ref, "accepted"), -1)))


_LEDGER_SUMS: Mapping[str, tuple[Account, int, Iterable[Kind] | None]] = {
    "U1": (A.HELD, 1, None),
    "U2": (A.HELD, 1, (Kind.PAID,)),
    "U3": (A.INTEREST, -1, None),
    "U4": (A.EXPENSE, -1, None),
    "U5": (A.RECEIVABLE, -1, ESTABLISHES),
    "U6": (A.CASH, -1, (Kind.RETURNED,)),
    "U8": (A.HELD, 1, MOVES_FUNDS),
    "U7": (A.HELD, 1, None),
    "C1": (A.RECEIVABLE, 1, None),
    "C2": (A.RECEIVABLE, 1, ESTABLISHES),
    "C3": (A.RECEIVABLE, 1, (Kind.PAID,)),
    "C4": (A.RECEIVABLE, 1, (Kind.RECOVERED,)),
    "C5": (A.WRITTEN_OFF, -1, None),
    "C6": (A.RECEIVABLE, 1, None),
}
"""Which postings make a row of the ledgers; an opening takes the years before, a closing all up to its own."""


def _funds(statement: Statement) -> Iterator[Figure]:
    yield from ledger(statement.ledgers, funds_rows(statement.ledgers))


def _receivables(statement: Statement) -> Iterator[Figure]:
    yield from ledger(statement.ledgers, RECEIVABLES_ROWS)


def ledger(years: tuple[LedgerYear, ...], rows: Sequence[LedgerRow], earlier: Sequence[str] = ()) -> Iterator[Figure]:
    """Rows of a ledger by year, and over all. ``earlier``: the years before the first that is listed."""
    names = [it.fiscal_year for it in years]
    columns: list[tuple[LedgerYear, list[str], list[str]]] = [
        (it, [*earlier, *names[:at]], [it.fiscal_year]) for at, it in enumerate(years)
    ]
    columns.append((over_all(years), [*earlier], names))
    closing = next(row.ref for row in rows if row.kind == "closing")
    for row in rows:
        account, sign, kinds = _LEDGER_SUMS[row.ref]
        for ledger, before, own in columns:
            column = ledger.fiscal_year or TOTAL
            within = {"opening": before, "movement": own, "closing": before + own}[row.kind]
            made: tuple[Part, ...] = ()
            if row.kind == "closing":
                made = tuple(Part((each.ref, column)) for each in rows if each.kind != "closing")
            elif row.kind == "opening" and before and before[-1] in names:
                made = (Part((closing, before[-1])),)
            took = Sum(account, sign, frozenset(kinds) if kinds else None, frozenset(within))
            yield Figure(row.ref, column, row.label, row.amount(ledger), (took,), made)


def _bridge(statement: Statement) -> Iterator[Figure]:
    year = statement.header.fiscal_year
    yield from bridge(statement.allotments, until=statement.header.calendar.ends_on(year) if year else None)


def bridge(allotments: tuple[Allotment, ...], *, until: date | None) -> Iterator[Figure]:
    """The commitment by allotment, of what took effect by ``until``, or of all without."""
    if not allotments:
        return
    steps = bridge_rows(allotments)
    *changes, committed, settled, lapsed, payable = (step.ref for step in steps)
    signed = frozenset({Kind.SIGNED, Kind.AMENDED})
    sums = {
        changes[0]: Sum(A.COMMITTED, -1, frozenset({Kind.SIGNED}), until=until),
        committed: Sum(A.COMMITTED, -1, signed, until=until),
        settled: Sum(A.SETTLED, -1, until=until),
        lapsed: Sum(A.LAPSED, -1, until=until),
        payable: Sum(A.PAYABLE, until=until),
    }
    sums |= {
        ref: Sum(A.COMMITTED, -1, frozenset({Kind.AMENDED}), source=_amendment(number), until=until)
        for ref, (number, _amount) in zip(changes[1:], allotments[0].amendments, strict=True)
    }
    parts = {committed: changes, payable: [committed, settled, lapsed]}
    names = [it.fiscal_year for it in allotments]
    for step in steps:
        columns = [*zip(names, step.amounts, strict=True), (TOTAL, sum(step.amounts))]
        for column, amount in columns:
            one = sums[step.ref]
            within = frozenset(names if column == TOTAL else [column])
            took = Sum(one.account, one.sign, one.kinds, within, source=one.source, until=until)
            made = tuple(Part((ref, column)) for ref in parts.get(step.ref, ()))
            yield Figure(step.ref, column, step.label, amount, (took,), made)


def _amendment(number: int) -> str | None:
    """The record of an amendment; a statement of several agreements has one row, 0, for all of theirs."""
    return f"{Kind.AMENDED.value}:{number}" if number else None


_PAID = {"gross": (A.HELD, 1), "offset": (A.RECEIVABLE, -1), "cash": (A.CASH, -1)}
_CASH = (("gross", 1), ("offset", -1))


def _schedule(statement: Statement) -> Iterator[Figure]:
    yield from schedule(statement.disbursements, whole=statement.year is None)


def schedule(disbursements: Sequence[Disbursement], *, whole: bool) -> Iterator[Figure]:
    """The instalments and payments; if they are the ``whole`` schedule, their total has a reference as well."""
    paid = frozenset({Kind.PAID})
    for it in disbursements:
        kind = wording.INSTALMENT_KIND[it.kind] if it.kind else wording.OUTSIDE_SCHEDULE
        name = Text(f"{kind.fr} {it.fiscal_year}", f"{kind.en} {it.fiscal_year}")
        if it.scheduled is not None:
            yield Figure(it.ref, "scheduled", name, it.scheduled, planned=planned([it]))
        for column, (account, sign) in _PAID.items():
            sums = (Sum(account, sign, paid, source=f"{Kind.PAID.value}:{it.payment}"),) if it.payment else ()
            made = tuple(Part((it.ref, of_), sign_) for of_, sign_ in _CASH) if column == "cash" else ()
            yield Figure(it.ref, column, name, getattr(it, column), sums, made)
    if whole and disbursements:
        ref = f"V{len(disbursements) + 1}"
        amounts = {it.instalment: it.scheduled or 0 for it in disbursements}
        yield Figure(ref, "scheduled", wording.TOTAL, sum(amounts.values()), planned=planned(disbursements))
        yield from paid_out(
            ref, wording.TOTAL, {name: sum(getattr(it, name) for it in disbursements) for name in _PAID}
        )


def planned(disbursements: Iterable[Disbursement]) -> tuple[int, ...]:
    """The instalments among them, each once."""
    return tuple(dict.fromkeys(it.instalment for it in disbursements if it.instalment is not None))


def paid_out(ref: str, row: Text, amounts: Mapping[str, Cents], *, year: str | None = None) -> Iterator[Figure]:
    """What was paid in ``year``, or in all: gross, offset and cash, from ``amounts``."""
    years = frozenset({year}) if year else None
    for column, (account, sign) in _PAID.items():
        made = tuple(Part((ref, of_), sign_) for of_, sign_ in _CASH) if column == "cash" else ()
        yield Figure(ref, column, row, amounts[column], (Sum(account, sign, frozenset({Kind.PAID}), years),), made)


def _contributions(statement: Statement) -> Iterator[Figure]:
    facts = statement.contributions
    if not facts:
        return
    years = list(dict.fromkeys(year for fact in facts for year, _ in fact.amounts))
    for fact in facts:
        kind = wording.CONTRIBUTION_KIND[fact.kind, fact.public]
        name = Text(f"{fact.source}, {kind.fr}", f"{fact.source}, {kind.en}")
        amounts = dict(fact.amounts)
        for year in years:
            yield Figure(fact.ref, year, name, amounts.get(year, 0))
        yield Figure(fact.ref, TOTAL, name, fact.total, parts=tuple(Part((fact.ref, year)) for year in years))
    last = f"A{len(facts) + 1}"
    for year in years:
        made = tuple(Part((fact.ref, year)) for fact in facts)
        yield Figure(last, year, wording.TOTAL, sum(dict(fact.amounts).get(year, 0) for fact in facts), parts=made)
    made = tuple(Part((fact.ref, TOTAL)) for fact in facts)
    yield Figure(last, TOTAL, wording.TOTAL, sum(fact.total for fact in facts), parts=made)


def _results(statement: Statement) -> Iterator[Figure]:
    for fact in statement.indicators:
        yield Figure(fact.ref, "target", fact.name, 0, quantity=fact.target or "")
        yield Figure(fact.ref, "actual", fact.name, 0, quantity=fact.actual or "")
