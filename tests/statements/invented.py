"""Statements that no real agreement would give, arranged from entries by the program's own pure figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from tracker.ledger import entries
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Entry, Leg
from tracker.ledger.fiscal import FiscalCalendar
from tracker.ledger.movements import Movement
from tracker.statements import figures, identities
from tracker.statements.statement import (
    ContributionFact,
    Disbursement,
    ExpenseFact,
    Fact,
    Header,
    IndicatorFact,
    Note,
    PostingFact,
    ReportFact,
    Statement,
    Text,
)

LONG = "Une table de concertation dont le nom, choisi par ses membres, tient sur plusieurs lignes, " * 3
CALENDAR = FiscalCalendar(7, 1)
CODES = tuple(f"line-{n}" for n in range(1, 15))
Line = tuple[str, Text]


def years(count: int) -> tuple[str, ...]:
    return tuple(f"{2009 + n}-{2010 + n}" for n in range(count))


def entry(kind: Kind, number: int, on: date, legs: tuple[Leg, ...], host: str = "ORG-001") -> Entry:
    return Entry(kind, "PE-1", host, on, legs, f"{kind.value}:{number}")


def statement(
    happened: Sequence[Entry],
    *,
    over: Sequence[str],
    names: Sequence[Line] = (("line-1", Text("Salaires", "Salaries")),),
    disbursements: tuple[Disbursement, ...] = (),
    expenses: tuple[ExpenseFact, ...] = (),
    reports: tuple[ReportFact, ...] = (),
    **facts: tuple[object, ...],
) -> Statement:
    """A cumulative statement of what ``happened``, in this order, in fiscal years ``over``."""
    postings = tuple(
        PostingFact(
            seq, it.kind, it.occurred_on, it.source, leg.host or it.host, leg.account,
            leg.fiscal_year, leg.origin_year, leg.line, leg.amount,
        )
        for seq, it in enumerate(happened, start=1)
        for leg in it.legs
    )  # fmt: skip
    movements = movements_of(postings)
    whole = figures.cumulative(movements, years=over, lines=names)
    paid = [it for it in disbursements if it.payment is not None]
    return Statement(
        header=header(over),
        year=None,
        cumulative=whole,
        ledgers=whole.years,
        allotments=figures.allotments(movements, over),
        disbursements=disbursements,
        expenses=expenses,
        reports=reports,
        identities=identities.check("PE-1", list(identities.of_agreement(movements, whole, paid)), movements),
        postings=postings,
        contributions=facts.get("contributions", ()),
        indicators=facts.get("indicators", ()),
        notes=facts.get("notes", ()),
        facts=facts.get("facts", ()),
    )


def movements_of(postings: Sequence[PostingFact]) -> tuple[Movement, ...]:
    sums: Counter[tuple[object, ...]] = Counter()
    for it in postings:
        kind = it.source.partition(":")[0] if it.kind == Kind.REVERSED else it.kind
        place = (it.fiscal_year, it.origin_year, it.code)
        sums[Kind(kind), it.source, it.occurred_on, Account(it.account), *place] += it.amount
    return tuple(Movement(*key, amount) for key, amount in sums.items())


def header(over: Sequence[str]) -> Header:
    return Header(
        funder=Text("Fonds & Cie", "Fund & Co"),
        programme=Text("Petite enfance", "Early childhood"),
        agreement="PE-1",
        title=Text(LONG, LONG),
        stream="project",
        beneficiary=Text(LONG, LONG),
        region_code=None,
        region=None,
        host=LONG,
        host_neq=None,
        host_since=date(2009, 7, 1),
        signed_on=date(2009, 6, 1),
        starts_on=CALENDAR.starts_on(over[0]),
        ends_on=CALENDAR.ends_on(over[-1]),
        fiscal_years=tuple(over),
        calendar=CALENDAR,
        fiscal_year=None,
        as_of=date(2020, 12, 31),
        known_at=datetime(2021, 1, 15, 14, 30, tzinfo=UTC),
        journal_seq=1,
        journal_head="0" * 64,
        fictional=True,
        number="2009-2020/001/01",
        framework="PE-0",
    )


def long_agreement() -> Statement:
    """Eleven years, fourteen lines, amounts of hundreds of millions, every kind of entry, long texts."""
    over, names = years(11), [(code, Text(f"Poste {code} {LONG}"[:120], f"Line {code}")) for code in CODES]
    happened = [
        entry(Kind.SIGNED, 0, date(2009, 6, 1), entries.budget({(y, c): 250_000_000_00 for y in over for c in CODES}))
    ]
    paid: list[Disbursement] = []
    spent: list[ExpenseFact] = []
    due: list[ReportFact] = []
    for rank, year in enumerate(over, start=1):
        first, last = CALENDAR.starts_on(year), CALENDAR.ends_on(year)
        happened.append(
            entry(Kind.AMENDED, rank, first, entries.budget({(year, "line-2"): -1_000_01, (year, "line-3"): 1_99}))
        )
        gross, offset = 600_000_000_00 + rank, 0 if rank == 1 else 45
        happened.append(
            entry(
                Kind.PAID, rank, first, entries.payment(paid_year=year, allotment_year=year, gross=gross, offset=offset)
            )
        )
        ref, reference = f"V{rank}", "=cmd|' /C calc'!A0"
        paid.append(
            Disbursement(
                ref, rank, "advance", year, first, None, gross, rank, first, gross, offset, gross - offset, reference
            )
        )
        claims = [entries.Claim(code, 70_000_000_07 + n, 50 if n == 3 else 0, n == 3) for n, code in enumerate(CODES)]
        happened.append(entry(Kind.REPORT_ACCEPTED, rank, last, entries.report_accepted(year=year, claims=claims)))
        due.append(ReportFact(rank, "annual", year, first, last, last, last, last))
        spent += [
            ExpenseFact(
                rank, year, claim.line, claim.declared, claim.disallowed, claim.declared - claim.disallowed,
                claim.recover, f"-{LONG}" if claim.recover else None,
            )
            for claim in claims
        ]  # fmt: skip
        happened.append(entry(Kind.INTEREST_DECLARED, rank, last, entries.interest(year=year, amount=rank)))
    final, end = over[-1], CALENDAR.ends_on(over[-1])
    others = [
        (Kind.LINE_TRANSFERRED, entries.line_transfer(year=final, from_line="line-1", to_line="line-4", amount=3)),
        (Kind.CARRIED_FORWARD, entries.carry_forward(from_year=over[0], to_year=over[1], line="line-1", amount=12)),
        (Kind.WRITTEN_OFF, entries.write_off(year=final, amount=5)),
        (Kind.RECOVERED, entries.recovery(year="post-closing", amount=6)),
        (Kind.RETURNED, entries.funds_returned(year="post-closing", amount=7)),
        (Kind.LAPSED, entries.lapse(year=over[0], amount=8)),
        (Kind.HOST_CHANGED, entries.host_change(year=over[1], old="ORG-001", new="ORG-002", held=9, receivable=10)),
        (Kind.FRAMEWORK_TRANSFERRED, (Leg("held", over[2], 11),)),  # the half that is this agreement's
        (
            Kind.ADJUSTED,
            entries.adjustment(booked_to="post-closing", origin_year=final, line="line-5", amount=13, recover=True),
        ),
    ]
    for number, (kind, legs) in enumerate(others, start=1):
        if kind is Kind.FRAMEWORK_TRANSFERRED:
            happened.append(entry(kind, number, end, ()))
            object.__setattr__(happened[-1], "legs", legs)
        else:
            happened.append(entry(kind, number, end, legs))
    return statement(
        happened,
        over=over,
        names=names,
        disbursements=tuple(paid),
        expenses=tuple(spent),
        reports=tuple(due),
        contributions=(ContributionFact("A1", "@SUM(A1)", "in_kind", True, tuple((y, 5) for y in over)),),
        indicators=(
            IndicatorFact(
                "R1", "X", Text("+Familles", "+Families"), "families", "family", "sum", "40",
                tuple((y, "1.5", None) for y in over), "16.5", "not a number",
            ),
        ),
        notes=(Note("N1", "basis", Text("=Titre", "=Title"), Text(f"={LONG}", f"={LONG}")),),
        facts=(Fact("D1", Text("=Fait", "=Fact"), Text(f"+{LONG}", f"+{LONG}"), end),),
    )  # fmt: skip
