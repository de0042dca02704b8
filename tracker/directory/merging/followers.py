"""What follows an organisation that is merged. The slices above say what is theirs; the directory knows nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Flask, current_app

from tracker.directory.models import Organisation
from tracker.errors import Message

_FOLLOWERS = "followers of merged organisations"


def _nothing(_merged: Organisation, _survivor: Organisation) -> Iterable[Message]:
    return ()


@dataclass(frozen=True, slots=True)
class Follower:
    """One kind of record. ``name`` is its own in the trail. ``count`` says how many an organisation has,
    ``move`` gives those of the first to the second and returns what the trail keeps of it, ``refusals`` are
    reasons not to merge. Who has any that ``weighs`` is merged by two people."""

    name: str
    label: Message
    count: Callable[[Organisation], int]
    move: Callable[[Organisation, Organisation, datetime], Any]
    refusals: Callable[[Organisation, Organisation], Iterable[Message]] = _nothing
    weighs: bool = False


def register(app: Flask, followers: Sequence[Follower]) -> None:
    """Let these follow, after those of the directory itself."""
    app.extensions[_FOLLOWERS] = tuple(followers)


def registered() -> tuple[Follower, ...]:
    """Those of the slices above."""
    return cast(tuple[Follower, ...], current_app.extensions[_FOLLOWERS])
