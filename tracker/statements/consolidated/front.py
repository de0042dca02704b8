"""The first page in words: what the statement is of, how it stands. The same on paper and in the workbook."""

from __future__ import annotations

from datetime import date

from tracker.ledger.money import Cents, format_money
from tracker.statements import typography
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.value import NATIONAL, Consolidated
from tracker.statements.pdf.tables import fill
from tracker.statements.statement import Lang, Text

Facts = tuple[list[tuple[str, str]], list[tuple[str, str]]]


def title(statement: Consolidated, lang: Lang) -> str:
    """Under the document's name: which region, programme or framework, which year."""
    header = statement.header
    if header.kind == "programme":
        subject = fill(w.PROGRAMME_OF, lang, name=header.name[lang])
    elif header.kind == "framework":
        subject = fill(w.FRAMEWORK_OF, lang, code=header.code, name=header.name[lang])
    elif header.code == NATIONAL:
        subject = w.NATIONAL_OF[lang]
    else:
        subject = fill(w.REGION_OF, lang, code=header.code, name=header.name[lang])
    if header.fiscal_year is None:
        return f"{subject} · {w.CUMULATIVE[lang]}"
    return f"{subject} · {fill(w.YEAR, lang, year=header.fiscal_year)}"


def running(statement: Consolidated, lang: Lang) -> str:
    """``région 04``, ``programme PE``: what the top of every page names."""
    header = statement.header
    code = w.NATIONAL[lang] if header.code == NATIONAL else header.code
    return fill(w.RUNNING[header.kind], lang, code=code)


def facts(statement: Consolidated, lang: Lang, issued_on: date | None) -> Facts:
    """Two columns of what the statement is about and when."""
    header, everybody = statement.header, statement.organisations[-1]
    subs = sum(it.framework is not None for it in statement.rows)
    count = str(len(statement.rows))
    if subs:
        count = fill(w.AGREEMENTS_COUNT, lang, count=count, subs=subs)
    name = header.name[lang]
    if header.kind == "region" and header.code != NATIONAL:
        name = f"{header.code} – {name}"
    about = [
        (w.SUBJECT[header.kind][lang], name),
        (w.STREAMS[lang], typography.listing([w.STREAM_NAME[it][lang].lower() for it in statement.streams], lang)),
        (w.AGREEMENTS[lang], count),
        (w.HOSTS_COUNT[lang], typography.quantity(str(everybody.hosts), lang)),
        (w.ORGANISATIONS_COUNT[lang], typography.quantity(str(everybody.organisations), lang)),
    ]
    issue = (
        (shared.ISSUED_ON[lang], typography.long_day(issued_on, lang))
        if issued_on
        else (shared.ISSUE[lang], shared.WORKING_COPY[lang].lower())
    )
    when = [
        (shared.PERIOD[lang], typography.span(*header.period, lang)),
        (shared.AS_OF[lang], typography.long_day(header.as_of, lang)),
        (shared.KNOWN_AT[lang], typography.long_moment(header.known_at, lang)),
        issue,
    ]
    return about, when


def lead(statement: Consolidated, lang: Lang) -> str:
    """What was committed, paid and accepted, then how it stands: only what is true of these figures."""
    header, total = statement.header, statement.total
    yearly, one = header.fiscal_year is not None, len(statement.rows) == 1
    words = (
        (w.LEAD_ONE_YEAR if one else w.LEAD_YEAR) if yearly else (w.LEAD_ONE_CUMULATIVE if one else w.LEAD_CUMULATIVE)
    )
    opening = fill(
        words,
        lang,
        count=len(statement.rows),
        committed=format_money(total.committed, lang),
        paid=format_money(total.paid, lang),
        accepted=format_money(total.accepted, lang),
    )
    clauses = []
    if total.held:
        clauses.append(said(w.STANDS_HELD if total.held > 0 else w.STANDS_ADVANCED, lang, abs(total.held)))
    else:
        clauses.append(shared.STANDS_NOTHING_HELD[lang])
    receivable = total.receivable
    clauses.append(
        said(shared.STANDS_RECEIVABLE, lang, receivable) if receivable else shared.STANDS_NO_RECEIVABLE[lang]
    )
    late = w.STANDS_NO_LATE if not total.late else w.STANDS_ONE_LATE if total.late == 1 else w.STANDS_LATE
    clauses.append(fill(late, lang, count=total.late))
    when = header.as_of if not yearly else min(header.as_of, header.period[1])
    stands = fill(
        shared.LEAD_STANDS, lang, date=typography.long_day(when, lang), clauses=typography.listing(clauses, lang)
    )
    return f"{opening} {stands}"


def said(words: Text, lang: Lang, cents: Cents) -> str:
    """``words`` with an amount in their place."""
    return fill(words, lang, amount=format_money(cents, lang))
