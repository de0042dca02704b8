"""What a framework has left to grant: commitment less administration kept less what sub-agreements commit."""

from __future__ import annotations

from tracker.grants.frameworks.room import Room, of_framework, of_sub

ROOM = Room(commitment=100_000_00, retained=6_000_00, granted=90_000_00)


def test_what_is_left_is_what_is_neither_kept_nor_granted() -> None:
    assert ROOM.left == 4_000_00


def test_a_sub_agreement_fits_to_the_cent() -> None:
    assert not list(of_sub(ROOM, change=4_000_00))
    (finding,) = of_sub(ROOM, change=4_000_01)
    assert finding.message.values["amount"].cents == 4_000_00
    assert not finding.warning


def test_a_framework_covers_what_it_granted_and_keeps() -> None:
    assert not list(of_framework(ROOM, change=-4_000_00, retained=0))
    assert list(of_framework(ROOM, change=-4_000_01, retained=0))
    assert list(of_framework(ROOM, change=0, retained=4_000_01))
    assert not list(of_framework(ROOM, change=1_000_00, retained=5_000_00))


def test_what_history_granted_beyond_is_not_held_against_what_mends_it() -> None:
    beyond = Room(commitment=90_000_00, retained=6_000_00, granted=90_000_00)
    assert not list(of_framework(beyond, change=1_00, retained=0))
    assert list(of_framework(beyond, change=-1, retained=0))
    assert list(of_sub(beyond, change=1))
    assert not list(of_sub(beyond, change=-1_000_00))
