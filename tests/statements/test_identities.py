"""Any valid sequence of events keeps every identity, at every moment of it (DOMAIN.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.grants import events as g
from tracker.grants.events import Event
from tracker.grants.terms import Limits, Mandate, Terms
from tracker.ledger.accounts import Account
from tracker.ledger.entries import Claim, Entry
from tracker.ledger.fiscal import POST_CLOSING, FiscalCalendar
from tracker.ledger.movements import Movement
from tracker.ledger.position import Position
from tracker.reports import events as r
from tracker.statements import figures, identities
from tracker.statements.statement import Disbursement, Text

A = Account
YEARS = ("2016-2017", "2017-2018")
LINES = ("salaries", "travel", "administration")
NAMES = [(line, Text(line, line)) for line in LINES]
START = date(2016, 7, 1)
TERMS = Terms(
    number="X-1",
    calendar=FiscalCalendar(7, 1),
    starts_on=START,
    ends_on=date(2018, 6, 30),
    mandates=(Mandate("A", START, date(2017, 12, 31)), Mandate("B", date(2018, 1, 1), None)),
    limits=Limits(holdback=100_000, transfer=150_000, carry_forward=150_000, administration=100_000, stacking=900_000),
    administration_lines=frozenset({"administration"}),
)

year = st.sampled_from(YEARS)
line = st.sampled_from(LINES)
cents = st.integers(0, 3_000_000)
day = st.integers(0, 1000).map(lambda n: START + timedelta(days=n))
claim = st.builds(Claim, line=line, declared=cents, disallowed=st.integers(0, 400_000), recover=st.booleans())
number = st.just(1)

event = st.one_of(
    st.builds(
        g.Amended,
        on=day,
        number=number,
        lines=st.dictionaries(st.tuples(year, line), st.integers(-900_000, 900_000), max_size=3),
    ),
    st.builds(g.LineTransferred, on=day, number=number, year=year, from_line=line, to_line=line, amount=cents),
    st.builds(
        g.CarriedForward,
        on=day,
        number=number,
        from_year=st.just(YEARS[0]),
        to_year=st.just(YEARS[1]),
        line=line,
        amount=cents,
    ),
    st.builds(g.Paid, on=day, number=number, allotment_year=year, gross=cents, offset=st.integers(0, 500_000)),
    st.builds(g.Recovered, on=day, number=number, amount=st.integers(0, 500_000)),
    st.builds(g.WrittenOff, on=day, number=number, memo=st.just("CA-1"), amount=st.integers(0, 500_000)),
    st.builds(g.Returned, on=day, number=number, amount=cents),
    st.builds(g.Lapsed, on=day, number=number, year=year, amount=cents),
    st.builds(g.HostChanged, on=day, number=number, old=st.just("A"), new=st.just("B")),
    st.builds(
        r.Accepted,
        on=day,
        number=number,
        year=year,
        claims=st.lists(claim, max_size=3, unique_by=lambda it: it.line).map(tuple),
    ),
    st.builds(r.InterestDeclared, on=day, number=number, year=year, amount=st.integers(0, 90_000)),
    st.builds(
        r.Adjusted,
        on=day,
        number=number,
        booked_to=st.sampled_from((*YEARS, POST_CLOSING)),
        origin_year=year,
        line=line,
        amount=st.integers(0, 400_000),
        recover=st.booleans(),
    ),
)


def movements(entries: Sequence[Entry]) -> tuple[Movement, ...]:
    """What the database's GROUP BY would give."""
    sums: defaultdict[tuple[object, ...], int] = defaultdict(int)
    for rank, entry in enumerate(entries):
        for leg in entry.legs:
            key = (
                entry.kind,
                f"{entry.kind.value}:{rank}",
                entry.occurred_on,
                leg.account,
                leg.fiscal_year,
                leg.origin_year,
                leg.line,
            )
            sums[key] += leg.amount
    return tuple(Movement(*key, amount) for key, amount in sums.items() if amount)  # type: ignore[arg-type]


def paid(entries: Sequence[tuple[Event, Entry]], within: str | None) -> list[Disbursement]:
    return [
        Disbursement(
            ref="V",
            instalment=None,
            kind=None,
            fiscal_year=it.allotment_year,
            due_on=None,
            required_report=None,
            scheduled=None,
            payment=1,
            paid_on=it.on,
            gross=it.gross,
            offset=it.offset,
            cash=it.gross - it.offset,
            reference=None,
        )
        for it, _ in entries
        if isinstance(it, g.Paid) and (within is None or TERMS.reported_in(it.on) == within)
    ]


@settings(max_examples=150)
@given(
    budget=st.dictionaries(st.tuples(year, line), st.integers(1, 9_000_000), min_size=1),
    happenings=st.lists(event, max_size=25),
)
def test_identities_hold_after_any_valid_sequence(budget: dict[tuple[str, str], int], happenings: list[Event]) -> None:
    stands = Position(TERMS.number)
    told: list[tuple[Event, Entry]] = []
    for it in (g.Signed(on=START, number=0, lines=budget), *sorted(happenings, key=lambda it: it.on)):
        if any(not finding.warning for finding in it.findings(TERMS, stands)):
            continue
        entry = it.entry(TERMS, stands)
        stands.apply(entry)
        told.append((it, entry))
        committed = -stands.balance(A.COMMITTED)
        assert stands.balance(A.SETTLED) <= committed
        assert stands.balance(A.RECEIVABLE) >= 0
        assert all(stands.balance(A.PAYABLE, year=y) >= 0 for y in YEARS)
        assert all(stands.balance(A.AUTHORISED, year=y, line=name) >= 0 for y in YEARS for name in LINES)
    moved = movements([entry for _, entry in told])
    whole = figures.cumulative(moved, years=YEARS, lines=NAMES)
    identities.check(TERMS.number, list(identities.of_agreement(moved, whole, paid(told, None))), moved)
    for name in YEARS:
        reports = [figures.source_number(it) for it in moved if it.fiscal_year == name and it.kind == r.Accepted.kind]
        table = figures.year_table(
            moved, moved, year=name, years=YEARS, lines=NAMES, reports=list(dict.fromkeys(reports))
        )
        identities.check(TERMS.number, list(identities.of_year(moved, table, paid(told, name))), moved)
    assert stands.balance(A.HELD) == stands.balance(A.HELD, host="A") + stands.balance(A.HELD, host="B")
