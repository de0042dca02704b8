"""Part of the demonstration, as consolidated statements are tested on it."""

from __future__ import annotations

from tests.statements.consolidated.conftest import demo, demo_app

__all__ = ["demo", "demo_app"]
