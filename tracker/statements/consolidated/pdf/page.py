"""A consolidated statement as an HTML document: its first page, then its sections."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents, format_money, format_rate
from tracker.statements import typography
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.front import facts, lead, running, said, title
from tracker.statements.consolidated.pdf import sections
from tracker.statements.consolidated.value import NATIONAL, Consolidated, Figures, added
from tracker.statements.pdf.chart import Chart, Legend, Measure, draw
from tracker.statements.pdf.document import Attachment, Front, Verification, document
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
        subject=running(statement, lang),
        code=header.code,
        title=title(statement, lang),
        facts=facts(statement, lang, verification.issued_on if verification else None),
        lead=lead(statement, lang),
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


def _keys(statement: Consolidated, lang: Lang) -> tuple[Key, ...]:
    total, commitment = statement.total, statement.commitment
    yearly = statement.header.fiscal_year is not None
    remarks = [said(w.KEY_PAYABLE, lang, commitment.payable)]
    if commitment.lapsed:
        remarks.append(said(w.KEY_LAPSED, lang, commitment.lapsed))
    paid = (
        w.KEY_IN_YEAR[lang]
        if yearly
        else fill(w.KEY_SHARE_PAID, lang, rate=format_rate(total.paid, total.committed, lang))
    )
    accepted = fill(w.KEY_SHARE_ACCEPTED, lang, rate=format_rate(total.accepted, total.paid, lang))
    held = [w.KEY_HELD[lang]]
    if total.receivable:
        held.append(said(w.KEY_RECEIVABLE, lang, total.receivable))
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
    return w.CHART_REGIONS if statement.header.kind != "region" else w.CHART_STREAMS


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
    elif header.kind != "region":
        named = [
            (
                name[lang] if code == NATIONAL else f"{code} {name[lang]}",
                _of_region(statement, code),
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


def _of_region(statement: Consolidated, code: str) -> Figures:
    """What a region has, with its shares of agreements that serve several."""
    if statement.regions:
        return added(it.figures for it in statement.regions if it.region == code)
    return added(group.figures for group in statement.groups if group.region == code)
