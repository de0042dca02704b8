"""The verbs: the worked agreement lived through one decision at a time gives the promised figures."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import worked
from tracker.db import now, session, transaction
from tracker.directory.models import Organisation
from tracker.grants import models as g
from tracker.grants import service
from tracker.grants.service import Author, RuleBroken
from tracker.ledger.accounts import Account
from tracker.ledger.entries import Claim
from tracker.ledger.queries import position
from tracker.reports import service as reports
from tracker.reports.models import Report
from tracker.statements import json
from tracker.workbook import service as workbook
from tracker.workbook import sheets as s
from tracker.workbook import store
from tracker.workbook.portfolio import Portfolio

AUTHOR = Author("direction@demo.example", datetime(2019, 10, 1, tzinfo=UTC))


def _facts() -> Portfolio:
    return workbook.read(worked.PATH, workbook.Findings())


def _set_the_scene(facts: Portfolio) -> g.Agreement:
    """Directory, programme and lines as imported; the agreement, its host, its schedule and its due
    reports, but nothing that happened."""
    kept = Portfolio()
    for cls in (s.Programme, s.Organisation, s.Regroupement, s.Membership, s.BudgetLine):
        kept.add(*facts.rows(cls))
    store.store(kept, store.existing_rows(), at=now())
    (row,) = facts.rows(s.Agreement)
    regroupement = session.scalars(select(store.Regroupement)).one()
    programme = session.scalars(select(g.Programme)).one()
    host = session.scalars(select(Organisation).where(Organisation.code == "ORG-001")).one()
    agreement = g.Agreement(
        number=row.number,
        programme=programme,
        stream=row.stream,
        title_fr=row.title_fr,
        title_en=row.title_en,
        regroupement=regroupement,
        signed_on=row.signed_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        recorded_at=now(),
        mandates=[g.HostMandate(organisation=host, from_on=row.starts_on)],
        obligations=[
            g.Obligation(
                number=due.report,
                kind=due.kind,
                fiscal_year=due.fiscal_year,
                from_on=due.from_on,
                to_on=due.to_on,
                due_on=due.due_on,
            )
            for due in facts.rows(s.Report)
        ],
    )
    session.add(agreement)
    session.flush()
    for instalment in facts.rows(s.Instalment):
        session.add(
            g.Instalment(
                agreement_id=agreement.id,
                number=instalment.instalment,
                kind=instalment.kind,
                fiscal_year=instalment.fiscal_year,
                due_on=instalment.due_on,
                amount=instalment.amount,
            )
        )
    session.flush()
    return agreement


def _live(facts: Portfolio, agreement: g.Agreement) -> None:
    """Everything that happened, in the order of its days, through the verbs."""
    deeds: list[tuple[date, int, Any]] = []

    def on(day: date, rank: int, deed: Any) -> None:
        deeds.append((day, rank, deed))

    budget = {(row.fiscal_year, row.line): row.amount for row in facts.rows(s.Budget)}
    on(agreement.signed_on, 0, lambda: service.sign(agreement, lines=budget, author=AUTHOR))
    changes = {(row.fiscal_year, row.line): row.amount for row in facts.rows(s.Amendment)}
    signed = date(2017, 11, 15)
    on(
        signed,
        1,
        lambda: service.amend(agreement, signed_on=signed, effective_on=signed, lines=changes, author=AUTHOR),
    )
    claims: defaultdict[int, list[s.Expense]] = defaultdict(list)
    for expense in facts.rows(s.Expense):
        claims[expense.report].append(expense)
    due = {it.number: it for it in agreement.obligations}
    made: dict[int, Report] = {}

    def submit(row: s.Report) -> None:
        declared = [Claim(it.line, it.declared) for it in claims[row.report]]
        made[row.report] = reports.submit(
            due[row.report], submitted_on=row.submitted_on, claims=declared, author=AUTHOR
        )

    def accept(row: s.Report) -> None:
        refused = [
            (Claim(it.line, it.declared, it.disallowed, it.recover), it.reason or "")
            for it in claims[row.report]
            if it.disallowed
        ]
        reports.accept(made[row.report], accepted_on=row.accepted_on, refused=refused, author=AUTHOR)

    for row in facts.rows(s.Report):
        on(row.submitted_on, 2, lambda row=row: submit(row))
        on(row.accepted_on, 3, lambda row=row: accept(row))
    for it in facts.rows(s.Interest):
        on(it.declared_on, 3, lambda it=it: reports.declare_interest(
            agreement, declared_on=it.declared_on, year=it.fiscal_year, amount=it.amount, author=AUTHOR))  # fmt: skip
    for it in facts.rows(s.CarryForward):
        on(it.decided_on, 4, lambda it=it: service.carry_forward(
            agreement, decided_on=it.decided_on, from_year=it.from_year, to_year=it.to_year, line=it.line,
            amount=it.amount, author=AUTHOR))  # fmt: skip
    for it in facts.rows(s.Transfer):
        on(it.decided_on, 4, lambda it=it: service.transfer_between_lines(
            agreement, decided_on=it.decided_on, year=it.fiscal_year, from_line=it.from_line, to_line=it.to_line,
            amount=it.amount, author=AUTHOR))  # fmt: skip
    for it in facts.rows(s.Payment):
        on(it.paid_on, 5, lambda it=it: service.pay(
            agreement, paid_on=it.paid_on, allotment_year=it.fiscal_year, gross=it.gross, offset=it.offset,
            author=AUTHOR))  # fmt: skip
    for it in facts.rows(s.Lapse):
        on(it.decided_on, 6, lambda it=it: service.lapse(
            agreement, decided_on=it.decided_on, year=it.fiscal_year, amount=it.amount, reason=it.reason,
            author=AUTHOR))  # fmt: skip
    for it in facts.rows(s.Adjustment):
        on(it.decided_on, 6, lambda it=it: reports.adjust(
            made[it.report], decided_on=it.decided_on, line=it.line, amount=it.amount, booked_to=it.booked_to,
            recover=it.recover, reason=it.reason or "", author=AUTHOR))  # fmt: skip
    for it in facts.rows(s.Recovery):
        on(it.received_on, 7, lambda it=it: service.recover(
            agreement, received_on=it.received_on, amount=it.amount, author=AUTHOR))  # fmt: skip
    for _, _, deed in sorted(deeds, key=lambda d: d[:2]):
        deed()


@pytest.fixture
def agreement(app: Flask) -> g.Agreement:
    facts = _facts()
    with transaction():
        made = _set_the_scene(facts)
        _live(facts, made)
    return session.scalars(select(g.Agreement)).one()


@pytest.mark.parametrize("as_of", worked.EXPECTED)
def test_living_the_worked_agreement_gives_its_figures(agreement: g.Agreement, as_of: str) -> None:
    for year in (None, *worked.YEARS):
        assert json.figures(worked.statement(year, as_of)) == worked.expected(as_of, year)


def test_acceptance_fulfils_the_obligation(agreement: g.Agreement) -> None:
    third = agreement.obligations[2]
    assert (third.received_on, third.fulfilled_on) == (date(2018, 2, 5), date(2018, 2, 14))


_YEAR = "2018-2019"


@pytest.mark.parametrize(
    ("verb", "facts", "field"),
    [
        (service.pay, {"paid_on": date(2019, 11, 1), "allotment_year": _YEAR, "gross": 1, "offset": 0}, "gross"),
        (service.recover, {"received_on": date(2020, 3, 1), "amount": 1}, "amount"),
        (service.write_off, {"decided_on": date(2020, 3, 1), "amount": 1, "resolution": "R"}, "amount"),
        (service.lapse, {"decided_on": date(2020, 3, 1), "year": _YEAR, "amount": 1, "reason": ""}, "amount"),
        (service.return_funds, {"returned_on": date(2020, 3, 1), "amount": 0}, "amount"),
        (
            service.carry_forward,
            {
                "decided_on": date(2019, 10, 4),
                "from_year": _YEAR,
                "to_year": "2019-2020",
                "line": "actions",
                "amount": 1,
            },
            "to_year",
        ),
        (
            service.transfer_between_lines,
            {
                "decided_on": date(2019, 1, 4),
                "year": _YEAR,
                "from_line": "travel",
                "to_line": "travel",
                "amount": 1,
            },
            "to_line",
        ),
        (
            service.amend,
            {
                "signed_on": date(2020, 1, 1),
                "effective_on": date(2020, 1, 1),
                "lines": {("2016-2017", "actions"): -1},
            },
            "amount",
        ),
    ],
)
def test_a_rule_in_the_way_writes_nothing(agreement: g.Agreement, verb: Any, facts: dict[str, Any], field: str) -> None:
    before = service.journal.head()
    with pytest.raises(RuleBroken) as caught, transaction():
        verb(session.scalars(select(g.Agreement)).one(), author=AUTHOR, **facts)
    assert caught.value.field == field
    assert service.journal.head() == before


def test_a_write_off_needs_a_resolution(agreement: g.Agreement) -> None:
    with transaction():
        report = session.scalars(select(Report).order_by(Report.id)).all()[4]
        reports.adjust(
            report,
            decided_on=date(2020, 3, 1),
            line="actions",
            amount=5_000,
            booked_to="post-closing",
            recover=True,
            reason="Facture manquante",
            author=AUTHOR,
        )
        of = report.obligation.agreement
        debt = {"decided_on": date(2020, 3, 2), "amount": 5_000, "author": AUTHOR}
        with pytest.raises(RuleBroken) as caught:
            service.write_off(of, resolution="", **debt)
        assert caught.value.field == "resolution"
        service.write_off(of, resolution="CA-2020-11", **debt)
    totals = json.figures(worked.statement(None))["totals"]
    assert (totals["receivable"], totals["written_off"]) == ("0.00", "50.00")


def test_a_transfer_beyond_the_limit_is_a_warning_not_a_refusal(agreement: g.Agreement) -> None:
    with transaction():
        findings = service.transfer_between_lines(
            session.merge(agreement),
            decided_on=date(2019, 5, 1),
            year="2018-2019",
            from_line="travel",
            to_line="materials",
            amount=82_501,  # 15 % of 5 500,00 is 825,00
            author=AUTHOR,
        )
    assert [(it.field, it.warning) for it in findings] == [("amount", True)]


def test_a_host_change_moves_what_is_held_and_owed(app: Flask) -> None:
    """Σ hosts = agreement: the old host holds nothing afterwards, the new one all of it (rule 22)."""
    worked.take_in()
    with transaction():
        agreement = session.scalars(select(g.Agreement)).one()
        new = session.scalars(select(Organisation).where(Organisation.code == "ORG-002")).one()
        reports.declare_interest(
            agreement, declared_on=date(2020, 3, 1), year="2018-2019", amount=12_345, author=AUTHOR
        )
        service.change_host(agreement, organisation_id=new.id, from_on=date(2020, 3, 15), author=AUTHOR)
    stands = position(worked.NUMBER)
    assert stands.balance(Account.HELD, host="ORG-001") == 0
    assert stands.balance(Account.HELD, host="ORG-002") == 12_345
    assert stands.balance(Account.HELD) == 12_345
    mandates = session.scalars(select(g.HostMandate).order_by(g.HostMandate.from_on)).all()
    assert [(it.from_on, it.to_on) for it in mandates] == [
        (date(2016, 7, 1), date(2020, 3, 14)),
        (date(2020, 3, 15), None),
    ]
    with transaction():
        agreement = session.scalars(select(g.Agreement)).one()
        with pytest.raises(RuleBroken):
            service.change_host(agreement, organisation_id=new.id, from_on=date(2020, 3, 15), author=AUTHOR)
