"""The table of contents hides nothing behind its own names."""

from __future__ import annotations

import importlib
import pkgutil

import tracker


def test_the_factory_gives_no_part_the_name_of_another() -> None:
    """``from tracker.web import errors`` in it would make ``tracker.errors`` another module."""
    for part in pkgutil.iter_modules(tracker.__path__, "tracker."):
        if part.name != "tracker.__main__":
            module = importlib.import_module(part.name)
            assert getattr(tracker, part.name.removeprefix("tracker.")) is module
