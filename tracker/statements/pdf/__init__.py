"""A statement on paper: PDF/A-3a with tags, valid PDF/UA-1, the same bytes for the same input.

Takes a frozen ``Statement`` and nothing else: no database, no network, no file but its own assets.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.statements.pdf.document import Attachment, Verification
from tracker.statements.pdf.guarded import write
from tracker.statements.pdf.page import compose
from tracker.statements.statement import Lang, Statement

__all__ = ["Attachment", "Verification", "render"]


def render(
    statement: Statement,
    lang: Lang,
    *,
    attachments: Sequence[Attachment] = (),
    verification: Verification | None = None,
) -> bytes:
    """The PDF of ``statement`` in ``lang``, with ``attachments`` embedded.

    ``verification`` belongs to an issued statement: without it the first page says that this is a
    working copy. Safe to call from several threads.

    Raises DomainError if this machine lacks the libraries that PDF needs.
    """
    html = compose(statement, lang, attachments=attachments, verification=verification)
    return write(html, attachments=attachments, dated=statement.header.known_at)
