"""The first page: who and what, how it stands in a sentence, the key figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.ledger.money import Cents, format_money
from tracker.statements import typography, wording
from tracker.statements.ledgers import over_all
from tracker.statements.pdf.tables import Context, Paper, fill
from tracker.statements.statement import Commitment, Cumulative, LedgerYear, Text, Totals, YearLine, YearTable


@dataclass(frozen=True, slots=True)
class Key:
    """A key figure; ``remarks`` stand under it, one a line."""

    head: str
    value: str
    remarks: tuple[str, ...]


def title(context: Paper[Any]) -> str:
    """Under the document's name: which agreement, which year."""
    header, lang = context.statement.header, context.lang
    words = wording.CUMULATIVE_OF if header.fiscal_year is None else wording.YEAR_OF
    year = "" if header.fiscal_year is None else typography.fiscal_year(header.fiscal_year, lang)
    return fill(words, lang, agreement=typography.unbroken(header.agreement), year=year)


def facts(context: Paper[Any], *, issued_on: date | None) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Two columns of what the statement is about and when."""
    header, lang = context.statement.header, context.lang
    region = header.region[lang] if header.region else wording.NATIONAL[lang]
    if header.region_code:
        region = f"{header.region_code} – {region}"
    about = [
        (wording.BENEFICIARY[header.stream][lang], header.beneficiary[lang]),
        (wording.HOST[lang], header.host),
        (wording.NEQ[lang], header.host_neq or "–"),
        (wording.HOST_SINCE[lang], typography.long_day(header.host_since, lang)),
        (wording.REGION_AND_STREAM[lang], f"{region}, {wording.STREAM[header.stream][lang]}"),
    ]
    if header.framework:
        about.append((wording.FRAMEWORK[lang], typography.unbroken(header.framework)))
    issue = typography.long_day(issued_on, lang) if issued_on else None
    first, last = header.period
    when = [
        (wording.PERIOD[lang], typography.span(first, last, lang)),
        (wording.AS_OF[lang], typography.long_day(header.as_of, lang)),
        (wording.KNOWN_AT[lang], typography.long_moment(header.known_at, lang)),
        (wording.ISSUED_ON[lang], issue) if issue else (wording.ISSUE[lang], wording.WORKING_COPY[lang].lower()),
        (wording.SIGNED_ON[lang], typography.long_day(header.signed_on, lang)),
    ]
    return about, when


def lead(context: Context) -> str:
    """What was declared and accepted, then what is left: only what is true of these figures."""
    statement, lang = context.statement, context.lang
    header, total, closing = statement.header, _total(context), _closing(context)
    payable = _commitment(context).payable
    words = {
        "who": wording.DECLARANT[header.stream][lang],
        "committed": format_money(_commitment(context).committed, lang),
        "authorised": format_money(total.authorised, lang),
        "declared": format_money(total.declared, lang),
        "accepted": format_money(total.accepted, lang),
    }
    yearly = statement.year is not None
    if not total.declared and not total.accepted:
        return f"{(wording.LEAD_NOTHING_YEAR if yearly else wording.LEAD_NOTHING_CUMULATIVE)[lang]} ".format(
            **words
        ) + _stands(context, payable, closing)
    declared = wording.LEAD_YEAR if yearly else wording.LEAD_CUMULATIVE
    if total.accepted == total.declared:
        accepted = wording.LEAD_ALL_ACCEPTED
    else:
        accepted = wording.LEAD_SOME_ACCEPTED if total.accepted else wording.LEAD_NONE_ACCEPTED
    return f"{declared[lang]}{accepted[lang]} ".format(**words) + _stands(context, payable, closing)


def keys(context: Context) -> tuple[Key, ...]:
    """Four figures that answer the first questions."""
    statement = context.statement
    if statement.cumulative is not None:
        return _cumulative_keys(context, statement.cumulative)
    assert statement.year is not None  # noqa: S101 - a statement is one of the two
    return _year_keys(context, statement.year)


def _cumulative_keys(context: Context, cumulative: Cumulative) -> tuple[Key, ...]:
    lang, totals, lapsed = context.lang, cumulative.totals, cumulative.commitment.lapsed
    net = wording.KEY_NET_COST_RETURNED if totals.returned else wording.KEY_NET_COST
    remarks = [net[lang]]
    if lapsed:
        remarks.append(_said(context, wording.KEY_LAPSED, lapsed))
    return (
        _key(context, wording.COMMITMENT, cumulative.commitment.committed, _original(context)),
        _key(context, wording.ACCEPTED, totals.accepted, _disallowed(context)),
        _key(context, wording.NET_COST, totals.net_cost, *remarks),
        _key(context, wording.BUDGET_BALANCE, totals.balance, wording.KEY_BALANCE[lang]),
    )


def _year_keys(context: Context, year: YearTable) -> tuple[Key, ...]:
    lang, total, closing = context.lang, year.total, year.ledger.funds.closing
    budget = wording.KEY_INITIAL[lang]
    if total.carry_in:
        budget = _said(context, wording.KEY_CARRIED, total.carry_in)
    elif total.amendments:
        budget = _said(context, wording.KEY_AMENDED_BY, total.amendments)
    held = wording.KEY_HELD if closing > 0 else wording.KEY_ADVANCED if closing < 0 else wording.KEY_NOTHING_HELD
    return (
        _key(context, wording.AUTHORISED, total.authorised, budget),
        _key(context, wording.ACCEPTED, total.accepted, _disallowed(context)),
        _key(context, wording.BUDGET_BALANCE, total.balance, wording.KEY_BALANCE[lang]),
        _key(context, wording.UNSPENT, closing, held[lang]),
    )


def _key(context: Context, head: Text, cents: Cents, *remarks: str) -> Key:
    context.figures.money(cents)
    return Key(head[context.lang], format_money(cents, context.lang, parentheses=True), remarks)


def _original(context: Context) -> str:
    """What the commitment was at first, and by which amendments it changed."""
    lang, allotments = context.lang, context.statement.allotments
    original = sum(a.original for a in allotments)
    changes: dict[int, Cents] = {}
    for allotment in allotments:
        for number, amount in allotment.amendments:
            changes[number] = changes.get(number, 0) + amount
    if not changes:
        return wording.KEY_UNCHANGED[lang]
    if len(changes) > 1:
        return fill(wording.KEY_AMENDED, lang, amount=format_money(original, lang), count=len(changes))
    ((number, change),) = changes.items()
    words = wording.KEY_ADDED if change >= 0 else wording.KEY_REDUCED
    return fill(words, lang, amount=format_money(original, lang), number=number)


def _disallowed(context: Context) -> str:
    """What was refused and whether all of it came back."""
    total = _total(context)
    if not total.declared and not total.accepted:
        return wording.KEY_NOTHING_ACCEPTED[context.lang]
    if not total.disallowed:
        return wording.KEY_NOTHING_DISALLOWED[context.lang]
    receivables = over_all(context.statement.ledgers).receivables
    recovered = (
        context.statement.year is None
        and receivables.established == total.disallowed == receivables.offset + receivables.recovered
    )
    return _said(context, wording.KEY_RECOVERED if recovered else wording.KEY_DISALLOWED, total.disallowed)


def _stands(context: Context, payable: Cents, closing: LedgerYear) -> str:
    header, lang = context.statement.header, context.lang
    held, owed = closing.funds.closing, closing.receivables.closing
    last = header.period[1]
    if not (payable or held or owed) and header.fiscal_year is None and header.as_of > last:
        return wording.LEAD_CLOSED[lang]
    clauses = [
        _said(context, wording.STANDS_PAYABLE, payable) if payable else wording.STANDS_NOTHING_PAYABLE[lang],
        _said(context, wording.STANDS_HELD if held > 0 else wording.STANDS_ADVANCED, abs(held))
        if held
        else wording.STANDS_NOTHING_HELD[lang],
        _said(context, wording.STANDS_RECEIVABLE, owed) if owed else wording.STANDS_NO_RECEIVABLE[lang],
    ]
    when = header.as_of if header.fiscal_year is None else min(header.as_of, last)
    return fill(
        wording.LEAD_STANDS, lang, date=typography.long_day(when, lang), clauses=typography.listing(clauses, lang)
    )


def _said(context: Context, words: Text, cents: Cents) -> str:
    return fill(words, context.lang, amount=format_money(cents, context.lang))


def _total(context: Context) -> Totals | YearLine:
    statement = context.statement
    if statement.cumulative is not None:
        return statement.cumulative.totals
    assert statement.year is not None  # noqa: S101 - a statement is one of the two
    return statement.year.total


def _closing(context: Context) -> LedgerYear:
    statement = context.statement
    return statement.year.ledger if statement.year is not None else statement.ledgers[-1]


def _commitment(context: Context) -> Commitment:
    statement = context.statement
    if statement.cumulative is not None:
        return statement.cumulative.commitment
    assert statement.year is not None  # noqa: S101 - a statement is one of the two
    return statement.year.commitment
