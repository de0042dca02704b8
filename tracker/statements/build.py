"""From the journal and the records of one agreement to the frozen ``Statement``, identities checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tracker.errors import DomainError, message
from tracker.grants import models as g
from tracker.grants.terms import Limits
from tracker.grants.versions import KnownInstalment
from tracker.ledger.accounts import Kind
from tracker.ledger.fiscal import POST_CLOSING
from tracker.statements import figures, identities
from tracker.statements.notes import notes
from tracker.statements.queries import Record, agreement_by_number, record
from tracker.statements.statement import (
    ContributionFact,
    Disbursement,
    ExpenseFact,
    Fact,
    Header,
    IndicatorFact,
    PostingFact,
    ReportFact,
    Statement,
    Text,
)


class UnknownAgreement(DomainError):
    """No agreement has this number."""


class UnknownYear(DomainError):
    """The agreement has no such fiscal year."""


def build(
    number: str, *, year: str | None, as_of: date, known_at: datetime, funder: Text, fictional: bool
) -> Statement:
    """The statement of agreement ``number``: one fiscal ``year`` (statement a), or cumulative (b) without.

    Counts what took effect by ``as_of`` and was written by ``known_at``. Raises UnknownAgreement,
    UnknownYear, or IdentityBroken when the figures do not agree with themselves.
    """
    return assemble(read(number, as_of=as_of, known_at=known_at), year=year, funder=funder, fictional=fictional)


def read(number: str, *, as_of: date, known_at: datetime) -> Record:
    """Everything that the statements of agreement ``number`` are made of. Raises UnknownAgreement."""
    agreement = agreement_by_number(number)
    if agreement is None:
        raise UnknownAgreement(message("there is no agreement %(number)s", number=number))
    return record(agreement, as_of=as_of, known_at=known_at)


def assemble(record: Record, *, year: str | None, funder: Text, fictional: bool) -> Statement:
    """Arrange what was read; pure from here on. Raises UnknownYear or IdentityBroken."""
    agreement, movements = record.agreement, record.movements
    years = record.fiscal_years
    if year is not None and year not in years:
        raise UnknownYear(
            message(
                "agreement %(number)s has the fiscal years %(first)s to %(last)s, not %(year)s",
                number=agreement.number,
                first=years[0],
                last=years[-1],
                year=year,
            ),
            "year",
        )
    names = [(line.code, Text(line.name_fr, line.name_en)) for line in record.lines]
    disbursements = _disbursements(record)
    limits = Limits.of(agreement.rates)
    common = {
        "header": _header(record, year, funder, fictional),
        "reports": _reports(record, year),
        "contributions": _contributions(record, (year,) if year else years),
        "indicators": _indicators(record, (year,) if year else years),
        "notes": notes(record, limits, year),
        "facts": _facts(record, year, funder),
    }
    if year is None:
        whole = figures.cumulative(movements, years=years, lines=names)
        paid = [it for it in disbursements if it.payment is not None]
        return Statement(
            year=None,
            cumulative=whole,
            ledgers=whole.years,
            allotments=figures.allotments(movements, years),
            disbursements=disbursements,
            expenses=_expenses(record, None),
            postings=_postings(record),
            identities=identities.check(
                agreement.number, list(identities.of_agreement(movements, whole, paid)), movements
            ),
            **common,  # type: ignore[arg-type]
        )
    of_year = [report.obligation.number for report in record.accepted if report.obligation.fiscal_year == year]
    calendar = agreement.programme.calendar
    year_end = calendar.ends_on(year)
    by_then = [it for it in movements if it.occurred_on <= year_end]
    table = figures.year_table(movements, by_then, year=year, years=years, lines=names, reports=of_year)
    paid_in = [it for it in disbursements if it.paid_on and calendar.reported_in(it.paid_on, years) == year]
    within = [
        it for it in figures.ledgers(movements, years) if it.fiscal_year != POST_CLOSING and it.fiscal_year <= year
    ]
    return Statement(
        year=table,
        cumulative=None,
        ledgers=tuple(within),
        allotments=figures.allotments(by_then, years),
        disbursements=tuple(it for it in disbursements if it in paid_in or it.fiscal_year == year),
        expenses=_expenses(record, year),
        postings=_postings(record),
        identities=identities.check(agreement.number, list(identities.of_year(movements, table, paid_in)), movements),
        **common,  # type: ignore[arg-type]
    )


def _header(record: Record, year: str | None, funder: Text, fictional: bool) -> Header:
    agreement = record.agreement
    if agreement.regroupement is not None:
        beneficiary = Text(agreement.regroupement.name, agreement.regroupement.name)
        region = agreement.regroupement.region
    else:
        phase = agreement.phase
        assert phase is not None  # noqa: S101 - the constraint ck_agreement_subject
        project = phase.project
        beneficiary = Text(f"{project.name_fr}, phase {phase.number}", f"{project.name_en}, phase {phase.number}")
        region = None
    begun = [it for it in agreement.mandates if it.from_on <= record.as_of]
    mandate = begun[-1] if begun else agreement.mandates[0]
    return Header(
        funder=funder,
        programme=Text(agreement.programme.name_fr, agreement.programme.name_en),
        agreement=agreement.number,
        title=Text(agreement.title_fr, agreement.title_en),
        stream=agreement.stream,
        beneficiary=beneficiary,
        region_code=region.code if region else None,
        region=Text(region.name_fr, region.name_en) if region else None,
        host=mandate.organisation.name,
        host_neq=mandate.organisation.neq,
        host_since=mandate.from_on,
        signed_on=agreement.signed_on,
        starts_on=agreement.starts_on,
        ends_on=record.ends_on,
        fiscal_years=record.fiscal_years,
        calendar=agreement.programme.calendar,
        fiscal_year=year,
        as_of=record.as_of,
        known_at=record.known_at,
        journal_seq=record.head[0],
        journal_head=record.head[1],
        fictional=fictional,
        framework=agreement.framework.number if agreement.framework else None,
    )


def _reports(record: Record, year: str | None) -> tuple[ReportFact, ...]:
    dates = {report.obligation_id: (report.submitted_on, report.accepted_on) for report in record.reports}

    def seen(day: date | None) -> date | None:
        return day if day and day <= record.as_of else None

    return tuple(
        ReportFact(
            number=due.number,
            kind=due.kind,
            fiscal_year=due.fiscal_year,
            from_on=due.from_on,
            to_on=due.to_on,
            due_on=due.due_on,
            submitted_on=seen(dates.get(due.id, (None, None))[0]),
            accepted_on=seen(dates.get(due.id, (None, None))[1]),
        )
        for due in record.obligations
        if year is None or due.fiscal_year == year
    )


def _disbursements(record: Record) -> tuple[Disbursement, ...]:
    """Every instalment with its payments, then the payments outside the schedule; V1, V2… in that order."""
    rows: list[tuple[KnownInstalment | None, g.Payment | None]] = []
    for instalment in record.instalments:
        paid = [it for it in record.payments if it.instalment_id == instalment.id]
        rows += [(instalment, it) for it in paid] or [(instalment, None)]
    rows += [(None, it) for it in record.payments if it.instalment_id is None]
    return tuple(
        Disbursement(
            ref=f"V{rank}",
            instalment=instalment.number if instalment else None,
            kind=instalment.kind if instalment else None,
            fiscal_year=payment.fiscal_year if payment else instalment.fiscal_year,  # type: ignore[union-attr]
            due_on=instalment.due_on if instalment else None,
            required_report=instalment.required_report if instalment else None,
            scheduled=instalment.amount if instalment else None,
            payment=payment.number if payment else None,
            paid_on=payment.paid_on if payment else None,
            gross=payment.gross if payment else 0,
            offset=payment.offset if payment else 0,
            cash=payment.cash if payment else 0,
            reference=payment.reference if payment else None,
        )
        for rank, (instalment, payment) in enumerate(rows, start=1)
    )


def _expenses(record: Record, year: str | None) -> tuple[ExpenseFact, ...]:
    order = {line.code: line.position for line in record.lines}
    return tuple(
        ExpenseFact(
            report=report.obligation.number,
            fiscal_year=report.obligation.fiscal_year,
            code=it.line_code,
            declared=it.declared,
            disallowed=it.disallowed,
            accepted=it.declared - it.disallowed,
            recover=it.recover,
            reason=it.reason,
        )
        for report in record.accepted
        if year is None or report.obligation.fiscal_year == year
        for it in sorted(report.expenses, key=lambda it: order.get(it.line_code, 0))
    )


def _postings(record: Record) -> tuple[PostingFact, ...]:
    """The postings behind the figures; a year's statement has them all, for its openings need them."""
    return tuple(
        PostingFact(
            seq=it.seq,
            kind=it.kind,
            occurred_on=it.occurred_on,
            source=it.source,
            host=it.host,
            account=it.account,
            fiscal_year=it.fiscal_year,
            origin_year=it.origin_year,
            code=it.line,
            amount=it.amount,
        )
        for it in record.postings
    )


def _contributions(record: Record, years: Sequence[str]) -> tuple[ContributionFact, ...]:
    sums: dict[tuple[str, str, bool], dict[str, int]] = {}
    for it in record.contributions:
        if it.fiscal_year in years:
            of_source = sums.setdefault((it.source, it.kind, it.public), dict.fromkeys(years, 0))
            of_source[it.fiscal_year] += it.amount
    return tuple(
        ContributionFact(f"A{rank}", source, kind, public, tuple(amounts.items()))
        for rank, ((source, kind, public), amounts) in enumerate(sums.items(), start=1)
    )


def _indicators(record: Record, years: Sequence[str]) -> tuple[IndicatorFact, ...]:
    """Targets and actuals of accepted reports, added up as each indicator says."""
    accepted = {report.id: report.obligation for report in record.accepted}
    result = []
    for rank, indicator in enumerate(record.indicators, start=1):
        values = sorted(
            (
                (accepted[it.report_id], it)
                for it in record.indicator_values
                if it.indicator_id == indicator.id and it.report_id in accepted
            ),
            key=lambda pair: pair[0].number,
        )

        def over(kept: Sequence[str], name: str, values=values, how=indicator.aggregation) -> str | None:  # type: ignore[no-untyped-def]
            return figures.aggregate([getattr(it, name) for due, it in values if due.fiscal_year in kept], how)

        result.append(
            IndicatorFact(
                ref=f"R{rank}",
                code=indicator.code,
                name=Text(indicator.name_fr, indicator.name_en),
                unit=indicator.unit,
                system=indicator.system,
                aggregation=indicator.aggregation,
                baseline=indicator.baseline,
                years=tuple((year, over((year,), "target"), over((year,), "actual")) for year in years),
                target=over(years, "target"),
                actual=over(years, "actual"),
            )
        )
    return tuple(result)


def sources_of_facts(record: Record, year: str | None) -> tuple[str, ...]:
    """The record behind each fact of a statement, in their order, as the journal names it: ``lapse:1``."""
    return tuple(source for *_said, source in _deeds(record, year, Text("", "")))


def _facts(record: Record, year: str | None, funder: Text) -> tuple[Fact, ...]:
    """Declarations and decisions as recorded, oldest first; the program gives no opinion."""
    found = _deeds(record, year, funder)
    return tuple(Fact(f"D{rank}", what, by, on) for rank, (on, what, by, _source) in enumerate(found, start=1))


def _deeds(record: Record, year: str | None, funder: Text) -> list[tuple[date, Text, Text, str]]:
    """When, what, by whom, and the record it is of."""
    host = {
        report.id: next(
            (m.organisation.name for m in reversed(record.agreement.mandates) if m.from_on <= report.submitted_on),
            record.agreement.mandates[0].organisation.name,
        )
        for report in record.reports
        if report.submitted_on
    }
    drafts: list[tuple[date, Text, Text, str]] = []
    for report in record.reports:
        due = report.obligation
        if (year is not None and due.fiscal_year != year) or (year is None and due.kind != g.ReportKind.FINAL):
            continue
        if report.submitted_on and report.submitted_on <= record.as_of:
            by = Text(host[report.id], host[report.id])
            what = _numbered("Rapport {} déposé", "Report {} submitted", due.number)
            drafts.append((report.submitted_on, what, by, f"{Kind.REPORT_ACCEPTED.value}:{due.number}"))
        if report.accepted_on and report.accepted_on <= record.as_of:
            what = _numbered("Rapport {} examiné et accepté", "Report {} reviewed and accepted", due.number)
            drafts.append((report.accepted_on, what, funder, f"{Kind.REPORT_ACCEPTED.value}:{due.number}"))
    lapsed = Text("Désengagement décidé", "Lapse decided")
    drafts += [
        (lapse.decided_on, lapsed, funder, f"{Kind.LAPSED.value}:{lapse.number}")
        for lapse in record.lapses
        if year is None or lapse.fiscal_year == year
    ]
    for adjustment in record.adjustments:
        if year is None or year in (adjustment.booked_to, adjustment.report.obligation.fiscal_year):
            what = Text("Coût refusé après acceptation", "Cost disallowed after acceptance")
            drafts.append((adjustment.decided_on, what, funder, f"{Kind.ADJUSTED.value}:{adjustment.number}"))
    return sorted(drafts, key=lambda draft: draft[0])


def _numbered(fr: str, en: str, number: int) -> Text:
    return Text(fr.format(number), en.format(number))
