"""The notes to a statement: sentences that appear when there is something to say. Pure but for the records it reads.

Nothing here is computed that the tables do not show; a note names what a figure cannot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.grants.terms import Limits
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents, format_rate, share_of
from tracker.ledger.movements import Movement, total
from tracker.statements.phrases import day, joined, listed, money, say
from tracker.statements.queries import Record
from tracker.statements.statement import Note, Text
from tracker.statements.wording import POST_CLOSING_TEXT

A = Account
Draft = tuple[str, Text, Text]

NO_LIMIT_EXCEEDED = Text("Aucune limite dépassée.", "No limit exceeded.")


def notes(record: Record, limits: Limits, year: str | None) -> tuple[Note, ...]:
    """The notes of a statement on ``year``, or on the whole agreement, numbered N1, N2…"""
    drafts = [
        *_basis(record, year),
        *_amendments(record, year),
        *_carry_forwards(record, year),
        *_payments(record),
        *_disallowed(record, year),
        *_lapses(record, year),
        *_framework(record),
        *_withheld(record),
        *_limits(record, limits, year),
    ]
    return tuple(Note(f"N{rank}", *draft) for rank, draft in enumerate(drafts, start=1))


def _name(record: Record, code: str) -> Text:
    line = next(line for line in record.lines if line.code == code)
    return Text(line.name_fr, line.name_en)


def _basis(record: Record, year: str | None) -> Iterator[Draft]:
    parts = [
        Text(
            "Tout montant est une somme d’écritures du journal, en dollars canadiens.",
            "Every amount is a sum of journal entries, in Canadian dollars.",
        )
    ]
    if year is None and record.carry_forwards:
        parts.append(
            say(
                Text(
                    "Les soldes reportés ({amount}) passent d’un exercice à l’autre et s’annulent au cumul.",
                    "Carry-forwards ({amount}) move from one year to the next and cancel out in the cumulative.",
                ),
                amount=money(sum(it.amount for it in record.carry_forwards)),
            )
        )
    submitted = [
        report
        for report in record.reports
        if report not in record.accepted and report.submitted_on and report.submitted_on <= record.as_of
    ]
    if submitted:
        parts.append(
            say(
                Text(
                    "Déposés et non encore acceptés, donc absents des tableaux : rapports {numbers}.",
                    "Submitted but not yet accepted, hence not in the tables: reports {numbers}.",
                ),
                numbers=", ".join(str(r.obligation.number) for r in submitted),
            )
        )
    yield "basis", Text("Base de préparation", "Basis of preparation"), joined(parts)


def _amendments(record: Record, year: str | None) -> Iterator[Draft]:
    parts = []
    for amendment in record.agreement.amendments:
        if amendment.number == 0 or amendment.effective_on > record.as_of or amendment.recorded_at > record.known_at:
            continue
        lines = [it for it in amendment.lines if year is None or it.fiscal_year == year]
        by_line: dict[str, Cents] = {}
        for it in lines:
            by_line[it.line_code] = by_line.get(it.line_code, 0) + it.amount
        if not by_line:
            continue
        change = sum(by_line.values())
        template = (
            Text(
                "L’avenant nᵒ {number}, signé le {day}, ajoute {amount} ({lines}).",
                "Amendment No. {number}, signed on {day}, adds {amount} ({lines}).",
            )
            if change > 0
            else Text(
                "L’avenant nᵒ {number}, signé le {day}, retranche {amount} ({lines}).",
                "Amendment No. {number}, signed on {day}, takes away {amount} ({lines}).",
            )
            if change < 0
            else Text(
                "L’avenant nᵒ {number}, signé le {day}, répartit autrement le budget ({lines}).",
                "Amendment No. {number}, signed on {day}, spreads the budget differently ({lines}).",
            )
        )
        named = [say(Text("{name} {amount}", "{name} {amount}"), name=_name(record, code), amount=money(amount))
                 for code, amount in by_line.items()]  # fmt: skip
        parts.append(
            say(
                template,
                number=amendment.number,
                day=day(amendment.signed_on),
                amount=money(abs(change)),
                lines=listed(named),
            )
        )
    parts += [
        say(
            Text(
                "Le {day}, {amount} passent de « {origin} » à « {target} » ({year}).",
                "On {day}, {amount} moved from “{origin}” to “{target}” ({year}).",
            ),
            day=day(transfer.decided_on),
            amount=money(transfer.amount),
            origin=_name(record, transfer.from_line_code),
            target=_name(record, transfer.to_line_code),
            year=transfer.fiscal_year,
        )
        for transfer in record.transfers
        if year is None or transfer.fiscal_year == year
    ]
    if parts:
        yield "amendments", Text("Avenants et virements", "Amendments and transfers"), joined(parts)


def _carry_forwards(record: Record, year: str | None) -> Iterator[Draft]:
    kept = [it for it in record.carry_forwards if year is not None and year in (it.from_year, it.to_year)]
    parts = []
    for (decided_on, origin, target), group in groupby(kept, key=lambda it: (it.decided_on, it.from_year, it.to_year)):
        parts.append(
            say(
                Text(
                    "Décision du {day} : {amount} de {origin} reportés à {target}.",
                    "Decision of {day}: {amount} carried forward from {origin} to {target}.",
                ),
                day=day(decided_on),
                amount=money(sum(it.amount for it in group)),
                origin=origin,
                target=target,
            )
        )
    if parts:
        yield "carry_forward", Text("Soldes reportés", "Carry-forwards"), joined(parts)


def _payments(record: Record) -> Iterator[Draft]:
    if record.payments:
        yield (
            "payments",
            Text("Versements", "Payments"),
            Text(
                "Un versement est imputé à une enveloppe et compté dans l’exercice où il est payé; la retenue d’un "
                "exercice est normalement versée au suivant.",
                "A payment is attributed to an allotment and counted in the year it is paid in; a year’s holdback is "
                "normally paid in the next.",
            ),
        )


def _disallowed(record: Record, year: str | None) -> Iterator[Draft]:
    parts = []
    parts += [
        say(
            Text(
                "Rapport {number}, {line} : {amount} refusés{reason}{fate}.",
                "Report {number}, {line}: {amount} disallowed{reason}{fate}.",
            ),
            number=report.obligation.number,
            line=_name(record, expense.line_code),
            amount=money(expense.disallowed),
            reason=_reason(expense.reason),
            fate=Text(", à recouvrer", ", to be recovered") if expense.recover else _KEPT,
        )
        for report in record.accepted
        if year is None or report.obligation.fiscal_year == year
        for expense in report.expenses
        if expense.disallowed
    ]
    for it in record.adjustments:
        origin = it.report.obligation
        if year is not None and year not in (it.booked_to, origin.fiscal_year):
            continue
        booked = POST_CLOSING_TEXT if it.booked_to == POST_CLOSING else Text(it.booked_to, it.booked_to)
        parts.append(
            say(
                Text(
                    "{booked}, exercice d’origine {origin}, rapport {number}, {line} : {amount} refusés le "
                    "{day}{reason}{fate}.",
                    "{booked}, origin year {origin}, report {number}, {line}: {amount} disallowed on "
                    "{day}{reason}{fate}.",
                ),
                booked=booked,
                origin=origin.fiscal_year,
                number=origin.number,
                line=_name(record, it.line_code),
                amount=money(it.amount),
                day=day(it.decided_on),
                reason=_reason(it.reason),
                fate=Text(", à recouvrer", ", to be recovered") if it.recover else _KEPT,
            )
        )
    if parts:
        yield "disallowed", Text("Coûts refusés", "Disallowed costs"), joined(parts)


_KEPT = Text(", remis aux fonds détenus", ", back to the funds held")


def _reason(reason: str | None) -> Text:
    """What the reviewer wrote, as written, in whichever language."""
    return Text(f" (« {reason} »)", f" (“{reason}”)") if reason else Text("", "")


def _lapses(record: Record, year: str | None) -> Iterator[Draft]:
    parts = [
        say(
            Text(
                "{amount} de l’enveloppe {year} désengagés le {day}{reason}.",
                "{amount} of the {year} allotment lapsed on {day}{reason}.",
            ),
            amount=money(it.amount),
            year=it.fiscal_year,
            day=day(it.decided_on),
            reason=_reason(it.reason),
        )
        for it in record.lapses
        if year is None or it.fiscal_year == year
    ]
    if parts:
        yield "lapse", Text("Désengagement", "Lapse"), joined(parts)


def _framework(record: Record) -> Iterator[Draft]:
    if record.agreement.framework is not None:
        yield (
            "framework",
            Text("Entente-cadre", "Framework agreement"),
            say(
                Text(
                    "Sous-entente de {number} : les fonds y sont transférés à titre d’avances, sans être une dépense.",
                    "Sub-agreement of {number}: funds are transferred to it as advances, which are not an expense.",
                ),
                number=record.agreement.framework.number,
            ),
        )
    elif total(record.movements, A.HELD, kinds=(Kind.FRAMEWORK_TRANSFERRED,)):
        yield (
            "framework",
            Text("Entente-cadre", "Framework agreement"),
            Text(
                "Un transfert à une sous-entente est une avance; il devient une dépense quand le rapport de celle-ci "
                "est accepté.",
                "A transfer to a sub-agreement is an advance; it becomes an expense once that agreement’s report is "
                "accepted.",
            ),
        )


def _withheld(record: Record) -> Iterator[Draft]:
    if record.withheld:
        yield (
            "withheld",
            Text("Résultats", "Results"),
            Text(
                "La communauté a choisi de ne pas communiquer ses indicateurs au bailleur; cet état n’en montre aucun.",
                "The community has chosen not to share its indicators with the funder; this statement shows none.",
            ),
        )


def _limits(record: Record, limits: Limits, year: str | None) -> Iterator[Draft]:
    """Limits of DOMAIN rules 15, 16 and 17: the administration share always, the others when exceeded."""
    within = [it for it in record.movements if year is None or it.fiscal_year == year]
    parts = []
    accepted = total(within, A.EXPENSE)
    codes = [line.code for line in record.lines if line.administration]
    administration = sum(total(within, A.EXPENSE, line=code) for code in codes)
    exceeded = administration > share_of(accepted, limits.administration)
    if administration:
        parts.append(
            say(
                Text(
                    "Frais de gestion : {share} du coût accepté (limite : {limit}).",
                    "Administration: {share} of accepted cost (limit: {limit}).",
                ),
                share=_rate(administration, accepted),
                limit=_rate(limits.administration, 1_000_000),
            )
        )
    for (fiscal_year, code), moved in _moved(within).items():
        budgeted = total(within, A.AUTHORISED, kinds=(Kind.SIGNED, Kind.AMENDED), year=fiscal_year, line=code)
        if abs(moved) > share_of(budgeted, limits.transfer):
            exceeded = True
            parts.append(
                say(
                    Text(
                        "Virements de {year}, {line} : {amount}, au-delà de {limit} du poste.",
                        "Transfers of {year}, {line}: {amount}, above {limit} of the line.",
                    ),
                    year=fiscal_year,
                    line=_name(record, code),
                    amount=money(moved),
                    limit=_rate(limits.transfer, 1_000_000),
                )
            )
    carried: dict[str, Cents] = {}
    for it in record.carry_forwards:
        if year is None or it.from_year == year:
            carried[it.from_year] = carried.get(it.from_year, 0) + it.amount
    for fiscal_year, amount in carried.items():
        allotment = -total(record.movements, A.COMMITTED, year=fiscal_year)
        if amount > share_of(allotment, limits.carry_forward):
            exceeded = True
            parts.append(
                say(
                    Text(
                        "Reports de {year} : {amount}, au-delà de {limit} de l’enveloppe.",
                        "Carry-forwards of {year}: {amount}, above {limit} of the allotment.",
                    ),
                    year=fiscal_year,
                    amount=money(amount),
                    limit=_rate(limits.carry_forward, 1_000_000),
                )
            )
    if not exceeded:
        parts.append(NO_LIMIT_EXCEEDED)
    yield "limits", Text("Limites", "Limits"), joined(parts)


def _rate(numerator: int, denominator: int) -> Text:
    return Text(format_rate(numerator, denominator, "fr"), format_rate(numerator, denominator, "en"))


def _moved(movements: Sequence[Movement]) -> dict[tuple[str, str], Cents]:
    sums: dict[tuple[str, str], Cents] = {}
    for it in movements:
        if it.kind is Kind.LINE_TRANSFERRED and it.account is A.AUTHORISED and it.line:
            key = (it.fiscal_year, it.line)
            sums[key] = sums.get(key, 0) + it.amount
    return sums
