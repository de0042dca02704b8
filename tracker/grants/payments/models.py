"""Payments on their way: requests and their two approvals, bank details, batches, the bank's answers.

The database holds the promises that must survive a mistake of ours (SECURITY promise 5): nobody
approves what they asked for nor twice, an instalment has one live request, a request pays once.
Migration 0006 adds a trigger: what was approved is what is paid. Accounts are sealed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Person
from tracker.db import Base, Money, UTCDateTime
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement, Instalment, Payment
from tracker.grants.payments import sealing
from tracker.grants.payments.life import State

_LIVE = text("state NOT IN ('refused', 'cancelled')")
_PENDING = text("confirmed_at IS NULL AND withdrawn_at IS NULL")


class BankAccount(Base):
    """Where an organisation receives its money. Never changed: a new one takes its place, entered by one
    person, checked by another against the specimen cheque, and used only from ``usable_at``."""

    __tablename__ = "bank_account"
    __table_args__ = (
        CheckConstraint("confirmed_by_id <> entered_by_id", name="two_people"),
        CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint("(usable_at IS NULL) = (confirmed_at IS NULL)", name="usable"),
        CheckConstraint("confirmed_at IS NULL OR withdrawn_at IS NULL", name="withdrawn"),
        Index(
            "uq_bank_account_pending",
            "organisation_id",
            unique=True,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    sealed: Mapped[str] = mapped_column(Text, server_default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    usable_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship()
    entered_by: Mapped[Person] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])

    @classmethod
    def of(cls, organisation_id: int, *, institution: str, transit: str, account: str, **values: Any) -> BankAccount:
        """Details of this organisation, sealed (``tracker.grants.payments.sealing``)."""
        details = sealing.Details(institution, transit, account)
        return cls(organisation_id=organisation_id, sealed=sealing.sealed(organisation_id, details), **values)

    @property
    def details(self) -> sealing.Details:
        """The branch and the account, opened. Raises CannotBeOpened, also on what belongs to another organisation."""
        return sealing.details_of(self.sealed, self.organisation_id)

    @property
    def masked(self) -> str:
        """What is ever shown of it: the branch, and the last digits of the account."""
        found = self.details
        return f"{found.institution}-{found.transit}-••••{found.account[-3:]}"


class BankBatch(Base):
    """Payments sent to the bank in one file, to be paid on one day."""

    __tablename__ = "bank_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    pay_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    made_by: Mapped[Person] = relationship()
    requests: Mapped[list[PaymentRequest]] = relationship(back_populates="batch", order_by="PaymentRequest.id")


class BankConfirmation(Base):
    """What the bank answered about a batch, as it was sent; taken once."""

    __tablename__ = "bank_confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("bank_batch.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    batch: Mapped[BankBatch] = relationship()


class PaymentRequest(Base):
    """One instalment asked to be paid, and how far it got. ``lapse`` is the part of the instalment that
    is given up with it (DOMAIN rule 9); ``waived`` holds the reports that an override passes over."""

    __tablename__ = "payment_request"
    __table_args__ = (
        CheckConstraint(
            "gross >= 0 AND offset_amount BETWEEN 0 AND gross AND lapse_amount >= 0 AND gross + lapse_amount > 0",
            name="amounts",
        ),
        CheckConstraint(
            "requested_by_id <> first_by_id AND requested_by_id <> second_by_id AND first_by_id <> second_by_id",
            name="three_people",
        ),
        CheckConstraint("second_by_id IS NULL OR first_by_id IS NOT NULL", name="order"),
        CheckConstraint("state IN ('requested', 'refused', 'cancelled') OR first_by_id IS NOT NULL", name="first"),
        CheckConstraint("state NOT IN ('approved', 'at_bank', 'paid') OR second_by_id IS NOT NULL", name="second"),
        CheckConstraint("state NOT IN ('refused', 'cancelled') OR closing_reason <> ''", name="closing_reason"),
        CheckConstraint("state <> 'at_bank' OR (batch_id IS NOT NULL AND bank_account_id IS NOT NULL)", name="batch"),
        Index("uq_payment_request_live", "instalment_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    gross: Mapped[int] = mapped_column(Money)
    offset: Mapped[int] = mapped_column("offset_amount", Money)
    lapse: Mapped[int] = mapped_column("lapse_amount", Money)
    override_reason: Mapped[str] = mapped_column(String(500))
    waived: Mapped[list[Any]] = mapped_column(JSON)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    first_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    second_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closing_reason: Mapped[str] = mapped_column(String(500), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bank_account_id: Mapped[int | None] = mapped_column(ForeignKey("bank_account.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("bank_batch.id"), index=True)

    agreement: Mapped[Agreement] = relationship()
    instalment: Mapped[Instalment] = relationship()
    requested_by: Mapped[Person] = relationship(foreign_keys=[requested_by_id])
    first_by: Mapped[Person | None] = relationship(foreign_keys=[first_by_id])
    second_by: Mapped[Person | None] = relationship(foreign_keys=[second_by_id])
    bank_account: Mapped[BankAccount | None] = relationship()
    batch: Mapped[BankBatch | None] = relationship(back_populates="requests")
    outcome: Mapped[PaymentOutcome | None] = relationship(back_populates="request")

    @property
    def status(self) -> State:
        return State(self.state)

    @property
    def cash(self) -> int:
        """What leaves the bank: gross less offset (DOMAIN rule 5)."""
        return self.gross - self.offset

    @property
    def reference(self) -> str:
        """The cross reference that the bank repeats in its answer."""
        return f"TR{self.id:010d}"


class PaymentOutcome(Base):
    """What a request ended in: at most one payment and one lapse, whatever is tried at once."""

    __tablename__ = "payment_outcome"

    request_id: Mapped[int] = mapped_column(ForeignKey("payment_request.id"), primary_key=True, autoincrement=False)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), unique=True)
    lapse_id: Mapped[int | None] = mapped_column(ForeignKey("lapse.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    request: Mapped[PaymentRequest] = relationship(back_populates="outcome")
    payment: Mapped[Payment | None] = relationship()
