"""The Canadian bank's file for automated funds transfer: Payments Canada's standard 005 (CPA-005). Pure.

Records of 1464 characters: one header (A), credits (C) of up to six segments of 240 each, one trailer
(Z) with the totals. Figures are padded with zeros on the left, words with spaces on the right, in
capitals without accents.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.ledger.money import Cents

RECORD = 1464
SEGMENT = 240
SEGMENTS = 6
LARGEST: Cents = 9_999_999_999
"""The most that one credit may be: ten digits of cents."""

_MISCELLANEOUS = "450"  # the kind of transaction: miscellaneous payments
_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,&'()/-")
_SPELT = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Originator:
    """Who sends the file, as its bank knows it; ``account`` is where what comes back is returned.

    ``centre`` is the data centre of the bank that the file goes to.
    """

    identifier: str
    short_name: str
    long_name: str
    centre: str
    institution: str
    transit: str
    account: str


@dataclass(frozen=True, slots=True)
class Credit:
    """One payment: to whom, on which account, and the reference that comes back with it."""

    amount: Cents
    institution: str
    transit: str
    account: str
    payee: str
    reference: str
    about: str = ""


def compose(
    originator: Originator, credits: Sequence[Credit], *, number: int, made_on: date, available_on: date
) -> str:
    """The whole file, its records ended by CR LF. ``number`` is the file creation number, 1 to 9999.

    Raises ValueError on an amount that the form cannot hold.
    """
    control = _digits(originator.identifier, 10) + _digits(number, 4)
    records = [f"A{1:09d}{control}{_julian(made_on)}{_digits(originator.centre, 5)}{'':20}CAD"]
    for first in range(0, len(credits), SEGMENTS):
        segments = (_segment(originator, it, available_on) for it in credits[first : first + SEGMENTS])
        records.append(f"C{len(records) + 1:09d}{control}{''.join(segments)}")
    total = sum(it.amount for it in credits)
    nothing = "0" * 22
    records.append(
        f"Z{len(records) + 1:09d}{control}{nothing}{_digits(total, 14)}{_digits(len(credits), 8)}{nothing * 2}"
    )
    return "".join(f"{record:{RECORD}}\r\n" for record in records)


def words(text: str, width: int) -> str:
    """``text`` as the standard writes it: ``Québec en éveil`` → ``QUEBEC EN EVEIL``, cut or padded."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPELT)).upper()
    kept = "".join(letter if letter in _KEPT else " " for letter in plain if not unicodedata.combining(letter))
    return f"{' '.join(kept.split())[:width]:{width}}"


def _segment(originator: Originator, credit: Credit, available_on: date) -> str:
    if not 0 < credit.amount <= LARGEST:
        raise ValueError(f"{credit.amount} cents cannot be sent")
    return "".join(
        (
            _MISCELLANEOUS,
            _digits(credit.amount, 10),
            _julian(available_on),
            _branch(credit.institution, credit.transit),
            f"{credit.account:12}",
            "0" * 22,  # item trace number, given by the bank
            "0" * 3,  # stored transaction type, the bank's
            words(originator.short_name, 15),
            words(credit.payee, 30),
            words(originator.long_name, 30),
            _digits(originator.identifier, 10),
            f"{credit.reference:19}",
            _branch(originator.institution, originator.transit),
            f"{originator.account:12}",
            words(credit.about, 15),
            " " * 22,
            " " * 2,  # settlement code, between the bank and its own
            "0" * 11,  # what is invalid, the bank's
        )
    )


def _branch(institution: str, transit: str) -> str:
    return f"0{institution:0>3}{transit:0>5}"


def _julian(day: date) -> str:
    return f"0{day.year % 100:02d}{day.timetuple().tm_yday:03d}"


def _digits(value: int | str, width: int) -> str:
    text = f"{value:0>{width}}"
    if len(text) > width:
        raise ValueError(f"{value} does not fit in {width} characters")
    return text
