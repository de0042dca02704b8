"""The journal's tables. The database itself refuses to change or delete their rows (see migrations)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, Money, UTCDateTime


class JournalEntry(Base):
    """Something that happened. Its postings add up to zero in each book."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_agreement_occurred_on", "agreement", "occurred_on"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32))
    agreement: Mapped[str] = mapped_column(ForeignKey("agreement.number"))
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(254))
    source: Mapped[str] = mapped_column(String(64))
    memo: Mapped[str] = mapped_column(String(500))
    reverses: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.seq"), unique=True)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Posting(Base):
    """One amount on one account. ``fiscal_year`` is where it is reported; ``origin_year`` where it comes from."""

    __tablename__ = "posting"
    __table_args__ = (
        Index("ix_posting_agreement_account", "agreement", "account"),
        CheckConstraint("amount <> 0", name="not_nil"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[int] = mapped_column(ForeignKey("journal_entry.seq"), index=True)
    agreement: Mapped[str] = mapped_column(ForeignKey("agreement.number"))
    host: Mapped[str] = mapped_column(ForeignKey("organisation.code"))
    account: Mapped[str] = mapped_column(String(16))
    fiscal_year: Mapped[str] = mapped_column(String(12))
    origin_year: Mapped[str | None] = mapped_column(String(12))
    line: Mapped[str | None] = mapped_column(ForeignKey("budget_line.code"))
    amount: Mapped[int] = mapped_column(Money)


class JournalHead(Base):
    """The end of the chain: the one row that writers of the journal queue for."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
