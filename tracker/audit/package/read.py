"""Finding everything that the package says, by both clocks. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.audit import sampling
from tracker.audit.package import exchanges, lead
from tracker.audit.package import wording as w
from tracker.audit.package.value import Approval, Document, Dossier, Finding, Proposed, Settlement
from tracker.audit.populations import Population, items
from tracker.db import session
from tracker.directory.queries import instance
from tracker.files.models import StoredFile
from tracker.grants.models import Agreement, FundsReturn, Obligation, Recovery, WriteOff
from tracker.grants.payments.models import PaymentOutcome, PaymentRequest
from tracker.ledger.accounts import Kind
from tracker.ledger.money import Cents
from tracker.reports.documents import queries as documents
from tracker.reports.documents.models import ClaimedDocument
from tracker.reports.models import Report
from tracker.statements.build import assemble
from tracker.statements.build import read as read_record
from tracker.statements.notes import NO_LIMIT_EXCEEDED
from tracker.statements.phrases import day, say
from tracker.statements.queries import Record
from tracker.statements.statement import Statement, Text

RISK = 5
TOLERABLE = 20
"""The proposed sample: 5 % of risk, a tolerable misstatement of a twentieth of the population."""


def dossier(number: str, *, year: str | None, as_of: date, known_at: datetime, auditor: int | None = None) -> Dossier:
    """The audit package of agreement ``number``: one fiscal ``year``, or all of them without. What ``auditor``, a
    person's number, asked for and got goes with it; nobody else's package says that anything was asked.

    Raises the errors of ``tracker.statements.build``, and ``lead.Untied`` when a figure is not the journal's.
    """
    record = read_record(number, as_of=as_of, known_at=known_at)
    whose = instance()
    funder = Text(whose.funder_fr, whose.funder_en)
    statement = assemble(record, year=year, funder=funder, fictional=whose.fictional)
    approvals, settlements = _approvals(record, year), _settlements(record, year)
    adjusted = sum(it.amount for it in record.adjustments if year is None or it.booked_to == year)
    claimed = _claimed(record, year)
    return Dossier(
        statement=statement,
        lead=lead.sheets(statement),
        controls=lead.controls(statement, adjusted, approvals, settlements),
        approvals=approvals,
        settlements=settlements,
        exceptions=tuple(_findings(record, statement, approvals, claimed)),
        documents=tuple(_document(it) for it in claimed),
        sample=_proposed(statement),
        evidence=exchanges.of_auditor(auditor, number, year=year, known_at=known_at) if auditor else (),
    )


def stored(dossier: Dossier, agreement: str) -> dict[str, StoredFile]:
    """The files behind the documents of ``dossier``, by their place in the package."""
    hashes = {it.sha256 for it in dossier.documents if it.path}
    rows = session.scalars(
        select(StoredFile)
        .join(ClaimedDocument, ClaimedDocument.file_id == StoredFile.id)
        .join(ClaimedDocument.report)
        .join(Report.obligation)
        .join(Obligation.agreement)
        .where(Agreement.number == agreement, StoredFile.sha256.in_(hashes))
    )
    by_hash = {row.sha256: row for row in rows}
    return {it.path: by_hash[it.sha256] for it in dossier.documents if it.path and it.sha256 in by_hash}


def _approvals(record: Record, year: str | None) -> tuple[Approval, ...]:
    calendar, years = record.agreement.programme.calendar, record.agreement.fiscal_years
    outcomes = session.scalars(
        select(PaymentOutcome)
        .join(PaymentOutcome.request)
        .where(PaymentRequest.agreement_id == record.agreement.id)
        .options(
            joinedload(PaymentOutcome.request).options(
                joinedload(PaymentRequest.requested_by),
                joinedload(PaymentRequest.first_by),
                joinedload(PaymentRequest.second_by),
            )
        )
    )
    requests = {it.payment_id: it.request for it in outcomes}
    actors = {it.source: it.actor for it in record.postings}
    found = []
    for payment in record.payments:
        paid_in = calendar.reported_in(payment.paid_on, years)
        if year is not None and paid_in != year:
            continue
        request = requests.get(payment.id)
        found.append(
            Approval(
                payment=payment.number,
                instalment=payment.instalment.number if payment.instalment else None,
                paid_on=payment.paid_on,
                fiscal_year=paid_in,
                gross=payment.gross,
                offset=payment.offset,
                cash=payment.cash,
                reference=payment.reference,
                recorded_by=actors.get(f"{Kind.PAID}:{payment.number}", ""),
                requested=_act(request, "requested") if request else None,
                first=_act(request, "first") if request else None,
                second=_act(request, "second") if request else None,
                override=request.override_reason if request else "",
            )
        )
    return tuple(sorted(found, key=lambda it: (not it.override, it.paid_on, it.payment)))


def _act(request: PaymentRequest, which: str) -> tuple[str, datetime] | None:
    person, at = getattr(request, f"{which}_by"), getattr(request, f"{which}_at")
    return (person.name, at) if person and at else None


def _settlements(record: Record, year: str | None) -> tuple[Settlement, ...]:
    calendar, years = record.agreement.programme.calendar, record.agreement.fiscal_years
    found = []
    for kind, model, when, basis in (
        ("recovery", Recovery, "received_on", "reference"),
        ("funds_returned", FundsReturn, "returned_on", "reference"),
        ("write_off", WriteOff, "decided_on", "resolution"),
    ):
        for row in _known(record, model, when):
            on = getattr(row, when)
            reported = calendar.reported_in(on, years)
            found.append(Settlement(kind, row.number, on, reported, row.amount, getattr(row, basis) or ""))
    found += [
        Settlement("lapse", it.number, it.decided_on, it.fiscal_year, it.amount, it.reason) for it in record.lapses
    ]
    kept = [it for it in found if year is None or it.fiscal_year == year]
    return tuple(sorted(kept, key=lambda it: (it.on, it.kind, it.number)))


def _known(record: Record, model: Any, when: str) -> Sequence[Any]:
    return session.scalars(
        select(model)
        .where(
            model.agreement_id == record.agreement.id,
            model.recorded_at <= record.known_at,
            getattr(model, when) <= record.as_of,
        )
        .order_by(model.number)
    ).all()


def _claimed(record: Record, year: str | None) -> Sequence[ClaimedDocument]:
    """The documents of the accepted reports of the package."""
    reports = [it.id for it in record.accepted if year is None or it.obligation.fiscal_year == year]
    return session.scalars(
        select(ClaimedDocument)
        .where(ClaimedDocument.report_id.in_(reports), ClaimedDocument.recorded_at <= record.known_at)
        .options(joinedload(ClaimedDocument.report).joinedload(Report.obligation))
        .order_by(ClaimedDocument.report_id, ClaimedDocument.line_code, ClaimedDocument.id)
    ).all()


def _document(it: ClaimedDocument) -> Document:
    number = it.report.obligation.number
    kept = it.file_id is not None and it.file_sha256 is not None
    return Document(
        report=number,
        line=it.line_code,
        supplier=it.supplier,
        on=it.document_on,
        number=it.number,
        amount=it.amount,
        sha256=it.file_sha256,
        path=f"R{number}-{it.file_sha256}" if kept else None,
    )


def _findings(
    record: Record, statement: Statement, approvals: Sequence[Approval], claimed: Sequence[ClaimedDocument]
) -> Iterator[Finding]:
    """Overrides first, then what the rules noticed, in the order an auditor asks for it."""
    for it in approvals:
        if it.override:
            what = say(w.OVERRIDDEN, payment=it.payment, day=day(it.paid_on), reason=it.override)
            yield Finding("override", what, it.paid_on, it.gross)
    for note in statement.notes:
        if note.key == "limits" and NO_LIMIT_EXCEEDED.en not in note.text.en:
            yield Finding("limit", note.text)
    yield from _late(record, statement)
    yield from _adjustments(record, statement.header.fiscal_year)
    yield from _duplicates(record, claimed)


def _late(record: Record, statement: Statement) -> Iterator[Finding]:
    for it in statement.reports:
        said: dict[str, Any] = {"number": it.number, "year": it.fiscal_year, "due": day(it.due_on)}
        if it.submitted_on is None and it.due_on < record.as_of:
            yield Finding("late", say(w.NEVER_CAME, **said), it.due_on)
        elif it.submitted_on is not None and it.submitted_on > it.due_on:
            yield Finding("late", say(w.LATE_BY, **said, days=(it.submitted_on - it.due_on).days), it.submitted_on)


def _adjustments(record: Record, year: str | None) -> Iterator[Finding]:
    names = {line.code: Text(line.name_fr, line.name_en) for line in record.lines}
    for it in record.adjustments:
        due = it.report.obligation
        if year is not None and year not in (it.booked_to, due.fiscal_year):
            continue
        what = say(
            w.ADJUSTMENT,
            number=due.number,
            origin=due.fiscal_year,
            line=names.get(it.line_code, Text(it.line_code, it.line_code)),
            booked=w.year(it.booked_to),
            reason=it.reason or "",
        )
        yield Finding("adjustment", what, it.decided_on, it.amount)


def _duplicates(record: Record, claimed: Sequence[ClaimedDocument]) -> Iterator[Finding]:
    """Documents that look claimed twice, in any agreement (DOMAIN rule 20), and what was decided by then."""
    own = {it.id for it in claimed}
    seen: set[tuple[int, int]] = set()
    for report in dict.fromkeys(it.report_id for it in claimed):
        for flag in documents.of_report(report):
            pair = (flag.first.id, flag.second.id)
            late = max(flag.first.recorded_at, flag.second.recorded_at) > record.known_at
            if late or pair in seen:
                continue
            seen.add(pair)
            here, there = (flag.first, flag.second) if flag.first.id in own else (flag.second, flag.first)
            decisions = documents.decisions_on(*pair) if flag.decision else []
            decided = next((it.outcome for it in decisions if it.decided_at <= record.known_at), None)
            due = there.report.obligation
            what = say(
                w.DUPLICATE,
                supplier=here.supplier,
                number=here.number,
                day=day(here.document_on),
                report=here.report.obligation.number,
                elsewhere=say(w.ELSEWHERE, agreement=due.agreement.number, report=due.number),
                decision=w.DECIDED[decided],
            )
            yield Finding("duplicate", what, here.document_on, here.amount)


def _proposed(statement: Statement) -> Proposed:
    """A monetary-unit sample whose seed is the fingerprint of the last entry known: nobody chose it."""
    population = items(statement, Population.EXPENSES)
    amount: Cents = sum(it.amount for it in population if it.amount > 0)
    seed, tolerable = statement.header.journal_head, amount // TOLERABLE
    interval = sampling.interval_for(tolerable, RISK)
    drawn = sampling.monetary_unit(population, seed=seed, interval=interval) if interval else None
    return Proposed(seed, RISK, tolerable, len(population), amount, drawn)
