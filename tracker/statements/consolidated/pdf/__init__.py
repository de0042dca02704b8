"""A region's or a programme's statement on paper, as the statement of an agreement is."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.statements.consolidated.pdf.page import compose
from tracker.statements.consolidated.value import Consolidated
from tracker.statements.pdf import Attachment, Verification
from tracker.statements.pdf.guarded import write
from tracker.statements.statement import Lang

__all__ = ["render"]


def render(
    statement: Consolidated,
    lang: Lang,
    *,
    attachments: Sequence[Attachment] = (),
    verification: Verification | None = None,
) -> bytes:
    """The PDF of ``statement`` in ``lang``; as ``tracker.statements.pdf.render``."""
    html = compose(statement, lang, attachments=attachments, verification=verification)
    return write(html, attachments=attachments, dated=statement.header.known_at)
