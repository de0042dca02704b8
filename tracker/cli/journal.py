"""The journal, recomputed."""

from __future__ import annotations

import sys

import click

from tracker.cli.terminal import NO, application, progress_bar, tell
from tracker.errors import Message, message
from tracker.ledger import journal


@click.group("journal")
def journal_() -> None:
    """The journal."""


@journal_.command("verify")
def journal_verify() -> None:
    """Recompute the chain: how many entries, and its head; exit 1 at the first broken one."""
    with application():
        with progress_bar(message("Journal"), journal.entry_count()) as progress:
            verdict = journal.verify(progress)
        tell(answer_of(verdict))
        if not verdict.sound:
            sys.exit(NO)


def answer_of(verdict: journal.Verdict) -> Message:
    """What the command answers, in one sentence."""
    if verdict.sound:
        return message("%(count)s entries checked, head %(head)s", count=verdict.checked, head=verdict.head)
    why = {
        "number": message("a number is missing before it"),
        "link": message("it does not follow the entry before"),
        "hash": message("its content is not what was sealed"),
        "balance": message("its postings do not balance"),
        "head": message("the journal's head is not its last entry"),
    }[verdict.why]
    return message("Broken at entry %(seq)s: %(why)s.", seq=verdict.broken, why=why)
