"""What is published of agreements, as plain values that the writers of each standard take.

What is not here cannot leave: no person, no address of mail, no bank detail, no report, nothing that a
community decides about (decision 0023).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.bilingual import Text
from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True)
class Recipient:
    """The organisation that signs and receives. Numbers are empty where it has none."""

    code: str
    name: str
    kind: str
    neq: str
    business_number: str
    city: str
    region: Text | None


@dataclass(frozen=True, slots=True)
class Version:
    """The agreement as signed (0), or after a numbered amendment: what it was worth in all, and until when."""

    number: int
    on: date
    value: Cents
    ends_on: date
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry of the journal that promised or paid ``amount``; negative when it took that back."""

    seq: int
    on: date
    amount: Cents
    recipient: str


@dataclass(frozen=True, slots=True)
class Place:
    """A region that benefits, with its share in hundredths of a per cent where a key divides the agreement."""

    code: str
    name: Text
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """One agreement that the funder itself pays."""

    number: str
    serial: int
    title: Text
    stream: Text
    programme: str
    programme_name: Text
    signed_on: date
    starts_on: date
    versions: tuple[Version, ...]
    commitments: tuple[Movement, ...]
    payments: tuple[Movement, ...]
    hosts: tuple[Recipient, ...]
    places: tuple[Place, ...]
    outcomes: tuple[Text, ...]
    regrants: bool
    withdrawn_on: date | None
    modified_at: datetime

    @property
    def last(self) -> Version:
        return self.versions[-1]

    @property
    def awarded(self) -> Cents:
        """The commitment: as signed, and amended since."""
        return sum(it.amount for it in self.commitments)

    @property
    def disbursed(self) -> Cents:
        """The cash paid, what was offset left out."""
        return sum(it.amount for it in self.payments)


@dataclass(frozen=True, slots=True)
class Publication:
    """Every published agreement, by number, as at a day and as known at a moment; ``head`` ends the journal."""

    grants: tuple[Grant, ...]
    funder: Text
    fictional: bool
    as_of: date
    known_at: datetime
    head: tuple[int, str]
    left_out: int

    @property
    def awarded(self) -> Cents:
        return sum(it.awarded for it in self.grants)

    @property
    def disbursed(self) -> Cents:
        return sum(it.disbursed for it in self.grants)
