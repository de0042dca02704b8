"""What an agreement was before it was changed, what it waits for, what interrupted it, its documents."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, Money, UTCDateTime
from tracker.files.models import StoredFile
from tracker.grants.models.agreement import Agreement, Instalment


class FormerInstalment(Base):
    """What an instalment said until ``superseded_at``: an older "known as at" still reads it (DOMAIN rule 4)."""

    __tablename__ = "former_instalment"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    fiscal_year: Mapped[str] = mapped_column(String(12))
    due_on: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    required_report: Mapped[int | None]
    superseded_at: Mapped[datetime] = mapped_column(UTCDateTime)


class FormerObligation(Base):
    """What a report due said until ``superseded_at``, whether it was changed then or fell away."""

    __tablename__ = "former_obligation"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    fiscal_year: Mapped[str] = mapped_column(String(12))
    from_on: Mapped[date]
    to_on: Mapped[date]
    due_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    superseded_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AgreementAct(Base):
    """A suspension, its lifting or a withdrawal: ``tracker.grants.life`` has the states they lead to."""

    __tablename__ = "agreement_act"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(16))
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    agreement: Mapped[Agreement] = relationship(back_populates="acts")


class Condition(Base):
    """What must be met before one instalment, or any, is paid (DOMAIN rule 7); met once, by an officer."""

    __tablename__ = "agreement_condition"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("(met_on IS NULL) = (met_by IS NULL) AND (met_on IS NULL) = (met_at IS NULL)", name="met"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    checked_by: Mapped[str] = mapped_column(String(250))
    instalment_id: Mapped[int | None] = mapped_column(ForeignKey("instalment.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    met_on: Mapped[date | None]
    met_by: Mapped[str | None] = mapped_column(String(254))
    met_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    note: Mapped[str] = mapped_column(String(500), default="")

    agreement: Mapped[Agreement] = relationship(back_populates="conditions")
    instalment: Mapped[Instalment | None] = relationship()


class AgreementDocument(Base):
    """A file attached to an agreement, or to its draft until it is signed; perhaps what shows a condition met."""

    __tablename__ = "agreement_document"
    __table_args__ = (CheckConstraint("(draft_id IS NULL) <> (agreement_id IS NULL)", name="owner"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), primary_key=True, autoincrement=False)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("agreement_draft.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    condition_id: Mapped[int | None] = mapped_column(ForeignKey("agreement_condition.id"), index=True)

    file: Mapped[StoredFile] = relationship()
