"""A consolidated statement as an HTML document: its first page, then its sections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents, format_money, format_rate
from tracker.statements import typography
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.pdf import sections
from tracker.statements.consolidated.value import NATIONAL, Consolidated, Figures, added
from tracker.statements.pdf.chart import Chart, Legend, Measure, draw
from tracker.statements.pdf.document import Attachment, Facts, Front, Verification, document
from tracker.statements.pdf.summary import Key
from tracker.statements.pdf.tables import LANDSCAPE, PORTRAIT, Paper, fill
from tracker.statements.pdf.tables import Figures as Setting
from tracker.statements.statement import Lang, Text

_WIDE_FROM = 10**9
"""From ten million dollars on, amounts do not fit the columns of an upright page."""


def compose(
    statement: Consolidated, lang: Lang, *, attachments: Sequence[Attachment], verification: Verification | None
) -> str:
    """The HTML of the statement, ready to render; turned round where its amounts need wider columns."""
    upright = Paper(statement, lang, Setting(lang), PORTRAIT)
    found = sections.compose(upright)
    widest = upright.figures.widest
    landscape = widest >= _WIDE_FROM
    if landscape:
        found = sections.compose(Paper(statement, lang, Setting(lang), LANDSCAPE))
    header = statement.header
    front = Front(
        header=header,
        document=shared.DOCUMENT[lang],
        subject=fill(w.RUNNING[header.kind], lang, code=_code(statement, lang)),
        code=header.code,
        title=title(statement, lang),
        facts=_facts(statement, lang, verification.issued_on if verification else None),
        lead=_lead(statement, lang),
        keys=_keys(statement, lang),
        chart_title=_chart_words(statement)[lang],
        chart=lambda room: _chart(statement, lang, room),
    )
    return document(
        front,
        found,
        lang,
        widest=widest,
        landscape=landscape,
        attachments=attachments,
        verification=verification,
    )


def title(statement: Consolidated, lang: Lang) -> str:
    """Under the document's name: which region or programme, which year."""
    header = statement.header
    if header.kind == "programme":
        subject = fill(w.PROGRAMME_OF, lang, name=header.name[lang])
    elif header.code == NATIONAL:
        subject = w.NATIONAL_OF[lang]
    else:
        subject = fill(w.REGION_OF, lang, code=header.code, name=header.name[lang])
    if header.fiscal_year is None:
        return f"{subject} · {w.CUMULATIVE[lang]}"
    return f"{subject} · {fill(w.YEAR, lang, year=header.fiscal_year)}"


def _code(statement: Consolidated, lang: Lang) -> str:
    header = statement.header
    return w.NATIONAL[lang] if header.code == NATIONAL else header.code


def _facts(statement: Consolidated, lang: Lang, issued_on: date | None) -> Facts:
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


def _lead(statement: Consolidated, lang: Lang) -> str:
    """What was committed, paid and accepted, then how it stands: only what is true of these figures."""
    header, total = statement.header, statement.total
    yearly, one = header.fiscal_year is not None, len(statement.rows) == 1
    words = (
        (w.LEAD_ONE_YEAR if one else w.LEAD_YEAR) if yearly else (w.LEAD_ONE_CUMULATIVE if one else w.LEAD_CUMULATIVE)
    )
    said = fill(
        words,
        lang,
        count=len(statement.rows),
        committed=format_money(total.committed, lang),
        paid=format_money(total.paid, lang),
        accepted=format_money(total.accepted, lang),
    )
    clauses = []
    if total.held:
        clauses.append(_said(w.STANDS_HELD if total.held > 0 else w.STANDS_ADVANCED, lang, abs(total.held)))
    else:
        clauses.append(shared.STANDS_NOTHING_HELD[lang])
    receivable = total.receivable
    clauses.append(
        _said(shared.STANDS_RECEIVABLE, lang, receivable) if receivable else shared.STANDS_NO_RECEIVABLE[lang]
    )
    late = w.STANDS_NO_LATE if not total.late else w.STANDS_ONE_LATE if total.late == 1 else w.STANDS_LATE
    clauses.append(fill(late, lang, count=total.late))
    when = header.as_of if not yearly else min(header.as_of, header.period[1])
    stands = fill(
        shared.LEAD_STANDS, lang, date=typography.long_day(when, lang), clauses=typography.listing(clauses, lang)
    )
    return f"{said} {stands}"


def _said(words: Text, lang: Lang, cents: Cents) -> str:
    return fill(words, lang, amount=format_money(cents, lang))


def _keys(statement: Consolidated, lang: Lang) -> tuple[Key, ...]:
    total, commitment = statement.total, statement.commitment
    yearly = statement.header.fiscal_year is not None
    remarks = [_said(w.KEY_PAYABLE, lang, commitment.payable)]
    if commitment.lapsed:
        remarks.append(_said(w.KEY_LAPSED, lang, commitment.lapsed))
    paid = (
        w.KEY_IN_YEAR[lang]
        if yearly
        else fill(w.KEY_SHARE_PAID, lang, rate=format_rate(total.paid, total.committed, lang))
    )
    accepted = fill(w.KEY_SHARE_ACCEPTED, lang, rate=format_rate(total.accepted, total.paid, lang))
    held = [w.KEY_HELD[lang]]
    if total.receivable:
        held.append(_said(w.KEY_RECEIVABLE, lang, total.receivable))
    return (
        _key(w.COMMITTED, total.committed, lang, *remarks),
        _key(w.PAID, total.paid, lang, paid),
        _key(w.ACCEPTED, total.accepted, lang, w.KEY_IN_YEAR[lang] if yearly else accepted),
        _key(w.HELD, total.held, lang, *held),
    )


def _key(head: Text, cents: Cents, lang: Lang, *remarks: str) -> Key:
    return Key(head[lang], format_money(cents, lang, parentheses=True), remarks)


def _chart_words(statement: Consolidated) -> Text:
    if statement.years:
        return w.CHART_YEARS
    return w.CHART_REGIONS if statement.header.kind == "programme" else w.CHART_STREAMS


def _chart(statement: Consolidated, lang: Lang, room: float) -> Chart | None:
    """Committed, paid and accepted: by year where there are several, else by region or by stream."""
    header = statement.header
    named: list[tuple[str, Figures]]
    if statement.years:
        named = [
            (typography.fiscal_year(it.fiscal_year, lang), it.figures)
            for it in statement.years
            if it.fiscal_year != POST_CLOSING
        ]
    elif header.kind == "programme":
        named = [
            (
                name[lang] if code == NATIONAL else f"{code} {name[lang]}",
                added(group.figures for group in statement.groups if group.region == code),
            )
            for code, name in header.regions
        ]
    else:
        named = [(w.STREAM_NAME[group.stream][lang], group.figures) for group in statement.groups]
    legend = Legend(
        title=Text(f"{_chart_words(statement).fr} : {{lines}}", f"{_chart_words(statement).en}: {{lines}}"),
        line=w.CHART_LINE,
        authorised=w.CHART_COMMITTED,
        accepted=w.CHART_ACCEPTED,
        between=w.CHART_PAID,
        balance=w.ACCEPTED,
        used=shared.USED,
    )
    measures = [Measure(name, it.committed, it.accepted, it.accepted, it.paid) for name, it in named]
    return draw(measures, legend, lang, room=room)
