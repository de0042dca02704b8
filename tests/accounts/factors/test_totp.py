"""The app's codes are those of RFC 6238, whatever the app."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.accounts.factors.apps import shown_by_app
from tracker.accounts.factors import totp

SECRET = b"12345678901234567890"


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_standard(seconds: int, expected: str) -> None:
    """RFC 6238, appendix B, the rows of SHA-1."""
    assert totp.code(SECRET, totp.step_of(moment(seconds)), digits=8) == expected
    assert totp.code(SECRET, totp.step_of(moment(seconds))) == expected[2:]
    assert shown_by_app(SECRET, seconds, digits=8) == expected


@pytest.mark.parametrize(("late", "taken"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_off_and_no_more(late: int, taken: bool) -> None:
    at = 1_571_148_000 + 15  # the middle of a step
    found = totp.step_shown(SECRET, shown_by_app(SECRET, at + late), at=moment(at), after=0)
    assert (found is not None) is taken


def test_a_code_taken_and_those_before_are_not_found_again() -> None:
    at = moment(1_571_148_000)
    step = totp.step_of(at)
    for shown in (step - 1, step):
        assert totp.step_shown(SECRET, totp.code(SECRET, shown), at=at, after=step) is None
    assert totp.step_shown(SECRET, totp.code(SECRET, step + 1), at=at, after=step) == step + 1


def test_the_picture_and_the_key_say_the_same_secret() -> None:
    address = urlsplit(totp.address(SECRET, "bailleur@demo.example"))
    facts = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/Trame:bailleur%40demo.example")
    assert facts == {
        "issuer": "Trame",
        "secret": base64.b32encode(SECRET).decode(),
        "digits": "6",
        "period": "30",
        "algorithm": "SHA1",
    }
    assert totp.typed_by_hand(SECRET).replace(" ", "") == facts["secret"]
    assert len({totp.new_secret() for _ in range(20)}) == 20
    assert len(totp.new_secret()) == 20
