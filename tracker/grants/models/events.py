"""What happened to an agreement's money. Each row is the record behind one journal entry."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, Money, UTCDateTime
from tracker.grants.models.agreement import Agreement, Instalment


class ContributionKind(StrEnum):
    CASH = "cash"
    IN_KIND = "in_kind"


class _OfAgreement:
    """What every event has: its agreement, its number within it (as `journal_entry.source` names it),
    and when it was written."""

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Payment(_OfAgreement, Base):
    """The actual outflow: cash = gross − offset (DOMAIN rule 5). ``fiscal_year`` is the allotment paid from."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("gross > 0 AND offset_amount >= 0 AND offset_amount <= gross", name="amounts"),
    )

    instalment_id: Mapped[int | None] = mapped_column(ForeignKey("instalment.id"), index=True)
    fiscal_year: Mapped[str] = mapped_column(String(12))
    paid_on: Mapped[date] = mapped_column(index=True)
    gross: Mapped[int] = mapped_column(Money)
    offset: Mapped[int] = mapped_column("offset_amount", Money)
    reference: Mapped[str | None] = mapped_column(String(64))

    agreement: Mapped[Agreement] = relationship()
    instalment: Mapped[Instalment | None] = relationship()

    @property
    def cash(self) -> int:
        return self.gross - self.offset


class LineTransfer(_OfAgreement, Base):
    """A move between two lines of a year; the total never moves (DOMAIN rule 15)."""

    __tablename__ = "line_transfer"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("from_line_code <> to_line_code", name="lines"),
    )

    decided_on: Mapped[date]
    fiscal_year: Mapped[str] = mapped_column(String(12))
    from_line_code: Mapped[str] = mapped_column(ForeignKey("budget_line.code"))
    to_line_code: Mapped[str] = mapped_column(ForeignKey("budget_line.code"))
    amount: Mapped[int] = mapped_column(Money)


class CarryForward(_OfAgreement, Base):
    """Authorised reuse of an unspent balance on a named line next year (DOMAIN rule 17)."""

    __tablename__ = "carry_forward"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), CheckConstraint("amount > 0", name="amount"))

    decided_on: Mapped[date]
    from_year: Mapped[str] = mapped_column(String(12))
    to_year: Mapped[str] = mapped_column(String(12))
    line_code: Mapped[str] = mapped_column(ForeignKey("budget_line.code"))
    amount: Mapped[int] = mapped_column(Money)


class Recovery(_OfAgreement, Base):
    """Money received against a receivable."""

    __tablename__ = "recovery"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), CheckConstraint("amount > 0", name="amount"))

    received_on: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    reference: Mapped[str | None] = mapped_column(String(64))


class FundsReturn(_OfAgreement, Base):
    """Unspent funds given back."""

    __tablename__ = "funds_return"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), CheckConstraint("amount > 0", name="amount"))

    returned_on: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    reference: Mapped[str | None] = mapped_column(String(64))


class WriteOff(_OfAgreement, Base):
    """A receivable given up, by resolution (DOMAIN rule 14)."""

    __tablename__ = "write_off"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("resolution <> ''", name="resolution"),
    )

    decided_on: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    resolution: Mapped[str] = mapped_column(String(250))


class Lapse(_OfAgreement, Base):
    """Commitment of a year's allotment that will never be paid."""

    __tablename__ = "lapse"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), CheckConstraint("amount > 0", name="amount"))

    decided_on: Mapped[date]
    fiscal_year: Mapped[str] = mapped_column(String(12))
    amount: Mapped[int] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(String(500))


class FrameworkTransfer(_OfAgreement, Base):
    """An advance from a framework's holder to a sub-agreement (DOMAIN rule 21). ``agreement`` is the framework."""

    __tablename__ = "framework_transfer"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), CheckConstraint("amount > 0", name="amount"))

    sub_agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    transferred_on: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)


class Contribution(_OfAgreement, Base):
    """What others bring, in cash or in kind: outside the journal, never paid by us (DOMAIN rule 19).

    ``quantity`` (exact decimal text), ``unit_value`` and ``basis`` say how an amount in kind was valued. One
    that is corrected is withdrawn and entered anew, so that what was known at a moment stays so. What was only
    ``planned`` at signature gives way to what a report says came, year by year."""

    __tablename__ = "contribution"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), CheckConstraint("amount >= 0", name="amount"))

    fiscal_year: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(250))
    kind: Mapped[str] = mapped_column(String(16))
    public: Mapped[bool]
    amount: Mapped[int] = mapped_column(Money)
    quantity: Mapped[str | None] = mapped_column(String(24))
    unit_value: Mapped[int | None] = mapped_column(Money)
    basis: Mapped[str | None] = mapped_column(String(250))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    planned: Mapped[bool] = mapped_column(default=False)
