"""What the factory calls."""

from __future__ import annotations

from flask import Flask

from tracker.insight.api import agreements, blueprint, directory

ENDPOINTS = (agreements, directory)
"""Where they are declared: all, before the document is written."""


def init_app(app: Flask) -> None:
    blueprint.init_app(app)
