"""From what an agreement's statement is made of to the frozen ``Schedule``, identities checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from tracker.grants.queries import instrument_of
from tracker.grants.schedule import DueReport, InstalmentState, Standing, standing
from tracker.ledger.fiscal import POST_CLOSING
from tracker.statements import identities
from tracker.statements.build import assemble, read
from tracker.statements.disbursements.value import Schedule, ScheduleRow, ScheduleYear
from tracker.statements.phrases import joined, money, say
from tracker.statements.queries import Record
from tracker.statements.statement import Disbursement, Identity, Note, Statement, Text


def build(number: str, *, year: str | None, as_of: date, known_at: datetime, funder: Text, fictional: bool) -> Schedule:
    """Statement e of agreement ``number``: of one fiscal ``year``, or of all without.

    Raises UnknownAgreement, UnknownYear, or IdentityBroken.
    """
    record = read(number, as_of=as_of, known_at=known_at)
    statement = assemble(record, year=year, funder=funder, fictional=fictional)
    # whether an instalment may be paid depends on the whole agreement, whatever the year asked for
    whole = statement if year is None else assemble(record, year=None, funder=funder, fictional=fictional)
    calendar, years = record.agreement.programme.calendar, record.fiscal_years
    rows = tuple(
        ScheduleRow(
            item=it,
            status=stands.state.value,
            missing=stands.missing,
            paid_in=calendar.reported_in(it.paid_on, years) if it.paid_on else None,
        )
        for it in whole.disbursements
        for stands in (standing_of(record, whole, it),)
    )
    wanted = years if year is None else (year,)
    listed = tuple(it for it in rows if year is None or year in (it.paid_in, it.item.fiscal_year))
    by_year = tuple(_years(rows, whole, (*wanted, POST_CLOSING) if year is None else wanted))
    checked = identities.check(record.agreement.number, list(_identities(by_year, whole)), record.movements)
    return Schedule(
        header=replace(whole.header, fiscal_year=year),
        rows=listed,
        years=by_year,
        allotments=whole.allotments,
        notes=_notes(whole, listed),
        identities=checked,
        entries=tuple(sorted({it.seq for it in whole.postings})),
    )


def standing_of(record: Record, whole: Statement, item: Disbursement) -> Standing:
    """Where one instalment of the cumulative statement ``whole`` stands on the day of ``record``."""
    agreement = record.agreement
    numbers = {it.id: it.number for it in agreement.instalments}
    left = {it.fiscal_year: it.payable for it in whole.allotments}
    return standing(
        due_on=item.due_on or record.as_of,
        required_report=item.required_report,
        is_paid=item.payment is not None,
        left=left.get(item.fiscal_year, 0),
        reports=[
            DueReport(
                it.number, it.kind, it.fiscal_year, it.from_on, it.to_on, it.due_on, it.submitted_on, it.accepted_on
            )
            for it in whole.reports
        ],
        instrument=instrument_of(agreement, known_at=record.known_at),
        today=record.as_of,
        unmet=[
            it.number
            for it in agreement.conditions
            if it.met_on is None and (it.instalment_id is None or numbers[it.instalment_id] == item.instalment)
        ],
    )


def _years(rows: tuple[ScheduleRow, ...], whole: Statement, wanted: tuple[str, ...]) -> Iterator[ScheduleYear]:
    journal = {it.fiscal_year: it.funds.gross for it in whole.ledgers}
    for rank, year in enumerate(wanted, start=1):
        paid = [it.item for it in rows if it.paid_in == year]
        planned = {it.item.instalment: it.item.scheduled or 0 for it in rows if it.item.fiscal_year == year}
        if year == POST_CLOSING and not paid and not journal.get(year):
            continue
        yield ScheduleYear(
            ref=f"Y{rank}",
            fiscal_year=year,
            scheduled=sum(planned.values()),
            gross=sum(it.gross for it in paid),
            offset=sum(it.offset for it in paid),
            cash=sum(it.cash for it in paid),
            journal=journal.get(year, 0),
        )


def _identities(years: tuple[ScheduleYear, ...], whole: Statement) -> Iterator[Identity]:
    for it in years:
        named = Text("après clôture", "post-closing") if it.fiscal_year == POST_CLOSING else it.fiscal_year
        label = Text("Versements faits, {year} = brut des fonds", "Payments made, {year} = gross of the funds")
        yield Identity("I11", say(label, year=named), it.gross, it.journal)
    label = Text("Net versé = brut − compensé", "Cash = gross − offset")
    yield Identity("I3", label, sum(it.cash for it in years), sum(it.gross - it.offset for it in years))
    yield from (it for it in whole.identities if it.code == "I6")


def _notes(whole: Statement, rows: tuple[ScheduleRow, ...]) -> tuple[Note, ...]:
    drafts: list[tuple[str, Text, Text]] = [
        (
            "basis",
            Text("Base de préparation", "Basis of preparation"),
            joined(
                [
                    Text(
                        "Tout montant est une somme d’écritures du journal, en dollars canadiens.",
                        "Every amount is a sum of journal entries, in Canadian dollars.",
                    ),
                    Text(
                        "Un versement est imputé à une enveloppe et compté dans l’exercice où il est payé; la retenue "
                        "d’un exercice est normalement versée au suivant.",
                        "A payment is attributed to an allotment and counted in the year it is paid in; a year’s "
                        "holdback is normally paid in the next.",
                    ),
                ]
            ),
        )
    ]
    offset = sum(it.item.offset for it in rows)
    if offset:
        drafts.append(
            (
                "offset",
                Text("Compensation", "Offset"),
                say(
                    Text(
                        "{amount} de créances ont été retenus sur des versements au lieu d’être recouvrés.",
                        "{amount} of receivables was kept back from payments instead of being recovered.",
                    ),
                    amount=money(offset),
                ),
            )
        )
    lapsed = sum(it.lapsed for it in whole.allotments)
    if lapsed:
        drafts.append(
            (
                "lapse",
                Text("Désengagement", "Lapse"),
                say(
                    Text(
                        "{amount} de l’engagement ne seront jamais versés.",
                        "{amount} of the commitment will never be paid.",
                    ),
                    amount=money(lapsed),
                ),
            )
        )
    blocked = [it for it in rows if it.status == InstalmentState.BLOCKED]
    if blocked:
        names = ", ".join(it.item.ref for it in blocked)
        drafts.append(
            (
                "blocked",
                Text("Versements bloqués", "Blocked payments"),
                say(
                    Text(
                        "{names} : un rapport attendu manque, ou le mandataire ne peut recevoir.",
                        "{names}: a report due is missing, or the fiscal host may not receive.",
                    ),
                    names=names,
                ),
            )
        )
    return tuple(Note(f"N{rank}", *draft) for rank, draft in enumerate(drafts, start=1))
