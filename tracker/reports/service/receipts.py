"""The receipt of a submission: asked for in its transaction, made by a worker, kept once for each language.

What makes PDF files is above this slice, which says only what it wants: jobs of the kind ``RECEIPT``.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from tracker.db import session
from tracker.grants.service import Author
from tracker.jobs import service as jobs
from tracker.jobs.service import Task
from tracker.reports.models import Receipt, Submission

RECEIPT = "receipt"


def ask(submission: Submission, *, author: Author) -> None:
    """Have the receipt made in both languages. Asked again while it is on its way, it is not made twice."""
    task = Task(key=f"{RECEIPT}:{submission.id}", arguments={"submission": submission.id})
    jobs.enqueue(RECEIPT, [task], family=RECEIPT, requested_by=author.actor, at=author.at)


def keep(submission: Submission, *, lang: str, content: bytes) -> None:
    """Keep the receipt in ``lang``; the one that is there stays."""
    if of(submission, lang) is None:
        session.add(
            Receipt(submission_id=submission.id, lang=lang, sha256=hashlib.sha256(content).hexdigest(), content=content)
        )
        session.flush()


def of(submission: Submission, lang: str) -> Receipt | None:
    """The receipt in ``lang``, once it is made."""
    return session.scalar(select(Receipt).where(Receipt.submission_id == submission.id, Receipt.lang == lang))
