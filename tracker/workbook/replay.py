"""A portfolio's history, replayed in the order it happened, through the rules that screens go through. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tracker.errors import Amount, message
from tracker.grants import events as grants
from tracker.grants.events import Event
from tracker.grants.terms import Limits, Mandate, Terms
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Claim, Entry
from tracker.ledger.fiscal import FiscalCalendar
from tracker.ledger.money import Cents, share_of
from tracker.ledger.position import Position
from tracker.reports import events as reports
from tracker.workbook import sheets as s
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.problems import Findings
from tracker.workbook.sheets import Row

_ORDER_IN_A_DAY = {kind: order for order, kind in enumerate(Kind)}

# A sheet with a row that could not be read, or was refused, leaves a figure unknown: what would
# exceed it proves nothing. (An unread budget is guessed instead: see _hoped_for.)
_COSTS = frozenset({"expenses", "reports", "adjustments"})
_LINES = frozenset({"budget", "amendments", "transfers", "carry_forwards"})
_NEEDS: dict[tuple[Kind, str | None], frozenset[str]] = {
    (Kind.PAID, "offset"): _COSTS,
    (Kind.RECOVERED, "amount"): _COSTS,
    (Kind.WRITTEN_OFF, "amount"): _COSTS,
    (Kind.ADJUSTED, "amount"): _COSTS,
    (Kind.AMENDED, "amount"): _LINES,
    (Kind.LINE_TRANSFERRED, "amount"): _LINES,
    (Kind.CARRIED_FORWARD, "amount"): _LINES | _COSTS | {"payments", "interest"},
}


@dataclass(frozen=True, slots=True)
class _Happening:
    event: Event
    agreement: str
    row: Row | None  # where a finding is shown


def replay(
    portfolio: Portfolio,
    programmes: Mapping[str, s.Programme],
    administration_lines: frozenset[str],
    findings: Findings,
    progress: Callable[[int], object] = lambda done: None,
) -> list[Entry]:
    """The journal entries of the whole portfolio, in order; what breaks a rule goes to ``findings``."""
    terms = _terms(portfolio, programmes, administration_lines)
    positions = {number: Position(number) for number in terms}
    unknown: defaultdict[str, set[str]] = defaultdict(set)
    for cls, values in findings.unread:
        unknown[str(values.get("agreement"))].add(cls.sheet)
    happenings = sorted(
        _happenings(portfolio, terms, findings),
        key=lambda it: (it.event.on, _ORDER_IN_A_DAY[it.event.kind], it.agreement, it.event.number),
    )
    entries: list[Entry] = []
    for done, it in enumerate(happenings, start=1):
        position = positions[it.agreement]
        if _refused(it, terms[it.agreement], position, unknown[it.agreement], findings):
            continue
        entry = it.event.entry(terms[it.agreement], position)
        position.apply(entry)
        if isinstance(it.event, grants.FrameworkTransferred):
            positions[it.event.sub.number].apply(entry)
        entries.append(entry)
        if done % 500 == 0:
            progress(done)
    _judge_the_whole(portfolio, terms, positions, findings)
    return entries


def _refused(it: _Happening, terms: Terms, position: Position, unknown: set[str], findings: Findings) -> bool:
    """Whether a rule refuses what happened. It is then left out, so that what follows is judged for itself."""
    refused = False
    for finding in it.event.findings(terms, position):
        if it.row is None or unknown & _NEEDS.get((it.event.kind, finding.field), frozenset()):
            continue
        if finding.warning:
            findings.warning(it.row, finding.field or "agreement", finding.message)
            continue
        refused = True
        unknown.add(it.row.sheet)
        if finding.field is None or hasattr(it.row, finding.field):
            findings.error(it.row, finding.field or "agreement", finding.message)
        # else: a report's expenses are rows of their own, judged one by one
    return refused


def _terms(
    portfolio: Portfolio, programmes: Mapping[str, s.Programme], administration_lines: frozenset[str]
) -> dict[str, Terms]:
    """The agreements whose own row is sound enough to be judged."""
    mandates: defaultdict[str, list[Mandate]] = defaultdict(list)
    for row in sorted(portfolio.rows(s.Host), key=lambda row: row.from_on):
        mandates[row.agreement].append(Mandate(row.organisation, row.from_on, row.to_on))
    terms = {}
    for agreement in portfolio.rows(s.Agreement):
        programme = programmes.get(agreement.programme)
        if programme is None or agreement.ends_on < agreement.starts_on or not mandates[agreement.number]:
            continue
        terms[agreement.number] = Terms(
            number=agreement.number,
            calendar=FiscalCalendar.from_text(programme.fiscal_year_start),
            starts_on=agreement.starts_on,
            ends_on=agreement.ends_on,
            mandates=tuple(mandates[agreement.number]),
            limits=Limits.of(programme),
            administration_lines=administration_lines,
        )
    return terms


def _happenings(portfolio: Portfolio, terms: Mapping[str, Terms], findings: Findings) -> Iterator[_Happening]:
    for happening in (
        *_budgets(portfolio, findings),
        *_host_changes(terms),
        *_acceptances(portfolio),
        *_numbered(portfolio, terms),
    ):
        if happening.agreement in terms:
            yield happening


def _budgets(portfolio: Portfolio, findings: Findings) -> Iterator[_Happening]:
    signed = {row.number: row.signed_on for row in portfolio.rows(s.Agreement)}
    lines: defaultdict[tuple[str, int], dict[tuple[str, str], Cents]] = defaultdict(lambda: defaultdict(int))
    first: dict[tuple[str, int], s.Budget | s.Amendment] = {}
    for row in (*portfolio.rows(s.Budget), *portfolio.rows(s.Amendment), *_hoped_for(portfolio, findings)):
        key = (row.agreement, row.amendment if isinstance(row, s.Amendment) else 0)
        lines[key][(row.fiscal_year, row.line)] += row.amount
        first.setdefault(key, row)
    for (agreement, number), budget in lines.items():
        row = first[(agreement, number)]
        if isinstance(row, s.Amendment):
            amended = grants.Amended(on=row.effective_on, number=number, lines=dict(budget))
            yield _Happening(amended, agreement, row)
        elif agreement in signed:
            yield _Happening(grants.Signed(on=signed[agreement], number=0, lines=dict(budget)), agreement, None)


def _hoped_for(portfolio: Portfolio, findings: Findings) -> Iterator[s.Budget | s.Amendment]:
    """Rows whose amount alone could not be read, taken for as large as the largest one of their agreement:
    a payment is then called too high only if it is so in any case."""
    for cls in (s.Budget, s.Amendment):
        names = {column.attribute for column in s.columns(cls)} - {"amount"}
        for unread, values in findings.unread:
            if unread is cls and names <= values.keys():
                amounts = [row.amount for row in portfolio.several(cls) if row.agreement == values["agreement"]]
                kept = {name: values[name] for name in names}
                yield cls(amount=max([0, *amounts]), **kept)


def _host_changes(terms: Mapping[str, Terms]) -> Iterator[_Happening]:
    for number, term in terms.items():
        for rank, (before, after) in enumerate(pairwise(term.mandates), start=1):
            if before.organisation != after.organisation:
                change = grants.HostChanged(
                    on=after.from_on, number=rank, old=before.organisation, new=after.organisation
                )
                yield _Happening(change, number, None)


def _acceptances(portfolio: Portfolio) -> Iterator[_Happening]:
    claims: defaultdict[tuple[str, int], list[Claim]] = defaultdict(list)
    for expense in portfolio.rows(s.Expense):
        claim = Claim(expense.line, expense.declared, expense.disallowed, expense.recover)
        claims[(expense.agreement, expense.report)].append(claim)
    for row in portfolio.rows(s.Report):
        if row.accepted_on is not None:
            accepted = reports.Accepted(
                on=row.accepted_on,
                number=row.report,
                year=row.fiscal_year,
                claims=tuple(claims[(row.agreement, row.report)]),
            )
            yield _Happening(accepted, row.agreement, row)


def _numbered(portfolio: Portfolio, terms: Mapping[str, Terms]) -> Iterator[_Happening]:
    """The events that are one row each; those without a number of their own count within their agreement."""
    origin = {(row.agreement, row.report): row.fiscal_year for row in portfolio.rows(s.Report)}
    for cls, make in _EVENTS.items():
        for number, row in numbered(portfolio.rows(cls)):
            yield _Happening(make(row, number, origin), row.agreement, row)
    for number, transfer in numbered(portfolio.rows(s.FrameworkTransfer), by="framework"):
        if transfer.agreement in terms:
            event = grants.FrameworkTransferred(
                on=transfer.transferred_on, number=number, sub=terms[transfer.agreement], amount=transfer.amount
            )
            yield _Happening(event, transfer.framework, transfer)


def numbered(rows: Iterable[Any], *, by: str = "agreement") -> Iterator[tuple[int, Any]]:
    """Each row with its rank among those of its agreement, in the sheet's order: the number by which
    the journal's ``source`` and the record behind it know each other."""
    counts: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        counts[getattr(row, by)] += 1
        yield counts[getattr(row, by)], row


_Origin = Mapping[tuple[str, int], str]


def _transfer(row: s.Transfer, number: int, _origin: _Origin) -> Event:
    return grants.LineTransferred(
        on=row.decided_on,
        number=number,
        year=row.fiscal_year,
        from_line=row.from_line,
        to_line=row.to_line,
        amount=row.amount,
    )


def _carry_forward(row: s.CarryForward, number: int, _origin: _Origin) -> Event:
    return grants.CarriedForward(
        on=row.decided_on,
        number=number,
        from_year=row.from_year,
        to_year=row.to_year,
        line=row.line,
        amount=row.amount,
    )


def _payment(row: s.Payment, _number: int, _origin: _Origin) -> Event:
    return grants.Paid(
        on=row.paid_on,
        number=row.payment,
        memo=row.reference or "",
        allotment_year=row.fiscal_year,
        gross=row.gross,
        offset=row.offset,
    )


def _recovery(row: s.Recovery, number: int, _origin: _Origin) -> Event:
    return grants.Recovered(on=row.received_on, number=number, memo=row.reference or "", amount=row.amount)


def _return(row: s.Return, number: int, _origin: _Origin) -> Event:
    return grants.Returned(on=row.returned_on, number=number, memo=row.reference or "", amount=row.amount)


def _write_off(row: s.WriteOff, number: int, _origin: _Origin) -> Event:
    return grants.WrittenOff(on=row.decided_on, number=number, memo=row.resolution, amount=row.amount)


def _lapse(row: s.Lapse, number: int, _origin: _Origin) -> Event:
    return grants.Lapsed(on=row.decided_on, number=number, memo=row.reason, year=row.fiscal_year, amount=row.amount)


def _interest(row: s.Interest, number: int, _origin: _Origin) -> Event:
    return reports.InterestDeclared(on=row.declared_on, number=number, year=row.fiscal_year, amount=row.amount)


def _adjustment(row: s.Adjustment, number: int, origin: _Origin) -> Event:
    return reports.Adjusted(
        on=row.decided_on,
        number=number,
        memo=row.reason or "",
        booked_to=row.booked_to,
        origin_year=origin.get((row.agreement, row.report), row.booked_to),
        line=row.line,
        amount=row.amount,
        recover=row.recover,
    )


_EVENTS: dict[type[Row], Callable[..., Event]] = {
    s.Interest: _interest,
    s.Adjustment: _adjustment,
    s.CarryForward: _carry_forward,
    s.Transfer: _transfer,
    s.Payment: _payment,
    s.Recovery: _recovery,
    s.Return: _return,
    s.WriteOff: _write_off,
    s.Lapse: _lapse,
}


def _judge_the_whole(
    portfolio: Portfolio, terms: Mapping[str, Terms], positions: Mapping[str, Position], findings: Findings
) -> None:
    """Rules over an agreement's whole history (DOMAIN rules 16, 19 and 21)."""
    public: defaultdict[str, Cents] = defaultdict(int)
    cash: defaultdict[str, Cents] = defaultdict(int)
    for contribution in portfolio.rows(s.Contribution):
        if contribution.kind == "cash":
            cash[contribution.agreement] += contribution.amount
            public[contribution.agreement] += contribution.amount if contribution.public else 0
    subs: defaultdict[str, Cents] = defaultdict(int)
    for row in portfolio.rows(s.Agreement):
        if row.framework and row.number in positions:
            subs[row.framework] += -positions[row.number].balance(Account.COMMITTED)
    for row in portfolio.rows(s.Agreement):
        if row.number not in terms:
            continue
        limits, position = terms[row.number].limits, positions[row.number]
        accepted = position.balance(Account.EXPENSE)
        administration = sum(
            position.balance(Account.EXPENSE, line=line) for line in terms[row.number].administration_lines
        )
        ceiling = share_of(accepted, limits.administration)
        if administration > ceiling:
            expected = message("administration cost of at most %(amount)s (rule 16)", amount=Amount(ceiling))
            findings.warning(row, "number", expected)
        committed = -position.balance(Account.COMMITTED)
        # The programme's own money is not other public aid, and until costs are accepted the commitment
        # stands for them: docs/decisions/0006.
        ceiling = share_of(max(accepted, committed) + cash[row.number], limits.stacking)
        if public[row.number] > ceiling:
            findings.warning(
                row, "number", message("public aid of at most %(amount)s (rule 19)", amount=Amount(ceiling))
            )
        if subs[row.number] > committed:
            findings.error(
                row,
                "number",
                message(
                    "sub-agreements of at most %(amount)s, the framework's commitment (rule 21)",
                    amount=Amount(committed),
                ),
            )
