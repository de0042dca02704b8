"""The system's Chromium, that browser tests drive and pictures are taken with."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def launch(playwright: Playwright) -> Browser:
    """A browser without a window. Fails where none is installed: ``./dev test`` installs one."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, f"none of {', '.join(NAMES)} is installed, and browser tests need one: ./dev test installs it"
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
