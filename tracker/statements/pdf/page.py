"""The statement of one agreement as an HTML document."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.statements import wording
from tracker.statements.pdf import sections, summary
from tracker.statements.pdf.chart import bullet_chart
from tracker.statements.pdf.document import Attachment, Front, Verification, document
from tracker.statements.pdf.tables import Context, Figures, fill
from tracker.statements.statement import Lang, Statement
from tracker.statements.typography import prose


def compose(
    statement: Statement, lang: Lang, *, attachments: Sequence[Attachment], verification: Verification | None
) -> str:
    """The HTML of the statement, ready to render."""
    context = Context(statement, lang, Figures(lang))
    header = statement.header
    found = sections.compose(context)
    lines = statement.cumulative.lines if statement.cumulative else statement.year.lines if statement.year else ()
    front = Front(
        header=header,
        document=wording.DOCUMENT[lang],
        subject=fill(wording.AGREEMENT, lang, agreement=header.agreement),
        code=header.agreement,
        title=f"{summary.title(context)} · {prose(header.title[lang], lang)}",
        facts=summary.facts(context, issued_on=verification.issued_on if verification else None),
        lead=summary.lead(context),
        keys=summary.keys(context),
        chart_title=wording.CHART[lang],
        chart=lambda room: bullet_chart(lines, lang, room=room),
    )
    return document(
        front, found, lang, widest=context.figures.widest, attachments=attachments, verification=verification
    )
