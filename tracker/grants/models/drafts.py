"""What is prepared and not decided yet, and the keys that keep a decision from being taken twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime
from tracker.grants.models.agreement import Agreement


class AmendmentDraft(Base):
    """The amendment that an agreement has in preparation; at most one. ``content`` is what
    ``tracker.grants.amendment.Draft`` reads; ``revision`` counts its savings, so that two people see each other."""

    __tablename__ = "amendment_draft"
    __table_args__ = (CheckConstraint("revision > 0", name="revision"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True, autoincrement=False)
    revision: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_by: Mapped[str] = mapped_column(String(254))
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)

    agreement: Mapped[Agreement] = relationship()


class AgreementDraft(Base):
    """A new agreement that is being written. ``content`` is what ``tracker.grants.creation.draft`` reads;
    ``revision`` counts its savings; ``written_by`` are all those who saved it: none of them signs it."""

    __tablename__ = "agreement_draft"
    __table_args__ = (CheckConstraint("revision > 0", name="revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    written_by: Mapped[list[str]] = mapped_column(JSON)
    saved_by: Mapped[str] = mapped_column(String(254))
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Proposal(Base):
    """A decision that somebody else must approve. ``answers`` is the form as it was filled in."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposed_by: Mapped[str] = mapped_column(String(254))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    agreement: Mapped[Agreement] = relationship()


class DecisionKey(Base):
    """The key of a form that was decided: sent again, it decides nothing."""

    __tablename__ = "decision_key"

    key: Mapped[str] = mapped_column(String(43), primary_key=True)
    actor: Mapped[str] = mapped_column(String(254))
    used_at: Mapped[datetime] = mapped_column(UTCDateTime)
