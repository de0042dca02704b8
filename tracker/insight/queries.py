"""What the pages of the portfolio read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from tracker.db import session
from tracker.directory.models import Membership
from tracker.grants import queries as grants
from tracker.grants.policy import Sight, within
from tracker.grants.queries import Search, fold
from tracker.insight import balances
from tracker.insight.portfolio import SOON, Expected, Figures, Row, added, years_of
from tracker.kept import kept
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.models import JournalEntry, Posting
from tracker.ledger.money import Cents


@kept(16)
def portfolio(sight: Sight, search: Search, *, lang: str, today: date) -> Sequence[Row]:
    """The agreements of this ``sight`` that match ``search``, with the figures of the journal: three
    statements, one more after something was written to it."""
    visible, sums = within(sight), balances.by_agreement(today)
    waiting: defaultdict[str, list[Any]] = defaultdict(list)
    for it in grants.waiting_instalments(visible, today=today):
        waiting[it.number].append(it)
    return tuple(
        _row(found, sums.get(found.number, {}), waiting.get(found.number, ()), lang, today)
        for found in grants.agreements(visible, search, today=today)
    )


def mentioning(words: str, rows: Iterable[Row]) -> list[Row]:
    """Those of ``rows`` that say every one of ``words``, whatever the case and the accents."""
    wanted = fold(words).split()
    return [row for row in rows if _mentions(row, wanted)] if wanted else list(rows)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the journal and those of its postings that are one agreement's."""

    entry: JournalEntry
    postings: Sequence[Posting]

    @property
    def amount(self) -> Cents | None:
        """What it is about, in one figure; None where there is none to single out."""
        rule = _LEADING.get(self.entry.kind)
        if rule is None:
            return None
        account, sign = rule
        amounts = [sign * it.amount for it in self.postings if it.account == account]
        return sum(amounts) or sum(amount for amount in amounts if amount > 0)


_LEADING: dict[str, tuple[str, int]] = {
    Kind.SIGNED: (Account.COMMITTED, -1),
    Kind.AMENDED: (Account.COMMITTED, -1),
    Kind.HOST_CHANGED: (Account.HELD, 1),
    Kind.REPORT_ACCEPTED: (Account.EXPENSE, 1),
    Kind.INTEREST_DECLARED: (Account.INTEREST, -1),
    Kind.ADJUSTED: (Account.EXPENSE, 1),
    Kind.CARRIED_FORWARD: (Account.AUTHORISED, 1),
    Kind.LINE_TRANSFERRED: (Account.AUTHORISED, 1),
    Kind.FRAMEWORK_TRANSFERRED: (Account.HELD, 1),
    Kind.PAID: (Account.SETTLED, 1),
    Kind.RECOVERED: (Account.CASH, 1),
    Kind.RETURNED: (Account.CASH, 1),
    Kind.WRITTEN_OFF: (Account.WRITTEN_OFF, 1),
    Kind.LAPSED: (Account.LAPSED, 1),
}


def entries(number: str, *, until: date, page: int, size: int) -> tuple[list[Entry], int]:
    """A page of what the journal holds of agreement ``number`` by ``until``, the newest first, and how many there
    are. An entry of a framework counts for the sub-agreement that it gives to."""
    touching = select(Posting.entry).where(Posting.agreement == number)
    its = or_(JournalEntry.agreement == number, JournalEntry.seq.in_(touching)) & (JournalEntry.occurred_on <= until)
    total = session.scalar(select(func.count()).select_from(JournalEntry).where(its)) or 0
    found = session.scalars(
        select(JournalEntry).where(its).order_by(JournalEntry.seq.desc()).limit(size).offset((page - 1) * size)
    ).all()
    postings: defaultdict[int, list[Posting]] = defaultdict(list)
    for posting in session.scalars(
        select(Posting)
        .where(Posting.entry.in_([entry.seq for entry in found]), Posting.agreement == number)
        .order_by(Posting.entry, Posting.id)
    ):
        postings[posting.entry].append(posting)
    return [Entry(entry, postings[entry.seq]) for entry in found], total


def members(regroupement_id: int) -> Sequence[Membership]:
    """The organisations of a regroupement, those that left at the end."""
    return session.scalars(
        select(Membership)
        .where(Membership.regroupement_id == regroupement_id)
        .options(joinedload(Membership.organisation))
        .order_by(Membership.to_on.is_not(None), Membership.from_on, Membership.id)
    ).all()


def _row(found: Any, sums: balances.ByYear, waiting: Any, lang: str, today: date) -> Row:
    french = lang == "fr"
    left = {year: it.payable for year, it in sums.items()}
    ready = blocked = 0
    for it in waiting:
        amount: Cents = max(0, min(it.amount, left.get(it.fiscal_year, 0)))
        left[it.fiscal_year] = left.get(it.fiscal_year, 0) - amount
        ready += amount if it.allowed else 0
        blocked += 0 if it.allowed else amount
    years = years_of(sums, is_sub=found.framework is not None)
    project = found.project_fr if french else found.project_en
    return Row(
        number=found.number,
        title=found.title_fr if french else found.title_en,
        subject=found.regroupement or f"{project}, phase {found.phase}",
        stream=found.stream,
        region=found.region_code,
        region_name=(found.region_fr if french else found.region_en) or "",
        host=found.host or "",
        host_neq=found.host_neq or "",
        framework=found.framework,
        late=found.late or 0,
        review=found.review or 0,
        ready=ready,
        blocked=blocked,
        expected=_expected(found, today),
        years=years,
        figures=added(years.values()) if years else Figures(),
    )


def _expected(found: Any, today: date) -> Expected:
    if found.late:
        return Expected("late", found.late_number, found.late_since, (today - found.late_since).days)
    if found.review:
        return Expected("review", found.review_number)
    if found.next_due_on is None:
        return Expected("done")
    state = "soon" if (found.next_due_on - today).days <= SOON else "current"
    return Expected(state, found.next_number, found.next_due_on)


def _mentions(row: Row, words: list[str]) -> bool:
    haystack = fold(f"{row.number} {row.subject} {row.title} {row.host} {row.host_neq} {row.region_name}")
    return all(word in haystack for word in words)
