"""People and their sessions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime


class Role(StrEnum):
    """What a person is here for. ``tracker.accounts.permissions`` says what each may do."""

    OFFICER = "officer"  # programme officer: reviews, requests payments
    APPROVER = "approver"  # second approver, finance
    DIRECTOR = "director"  # third, signatory
    PREPARER = "preparer"  # prepares reports for one host
    SIGNATORY = "signatory"  # signs for it
    AUDITOR = "auditor"
    ADMIN = "admin"


PARTNER_ROLES = (Role.PREPARER, Role.SIGNATORY)


class Person(Base):
    """Someone who signs in. A partner's person belongs to one organisation."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("(organisation_code IS NOT NULL) = (role IN ('preparer', 'signatory'))", name="organisation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # kept in lower case
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    organisation_code: Mapped[str | None] = mapped_column(ForeignKey("organisation.code"), index=True)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)


class SignIn(Base):
    """A session: opaque token, kept hashed; ends when idle (``tracker.accounts.visitor``), old or ended."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agent: Mapped[str] = mapped_column(String(200))

    person: Mapped[Person] = relationship()


class PasswordLink(Base):
    """A link by which somebody chooses a password without the one before: kept hashed, for some time. The row goes
    when a password is chosen. Without a person, when the address that asked is nobody's: it leaves the same row.
    """

    __tablename__ = "password_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_by: Mapped[str] = mapped_column(String(254))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
