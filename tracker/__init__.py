"""Trame. ``create_app`` is the table of contents."""

from __future__ import annotations

from flask import Flask

from config import ROOT, Settings
from tracker import db


def create_app(settings: Settings | None = None) -> Flask:
    """The application, as ``settings`` (by default the environment) describe it."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), instance_path=str(settings.instance.absolute()))
    app.extensions["settings"] = settings
    settings.instance.mkdir(parents=True, exist_ok=True)
    db.init_app(app, settings.database_url)
    return app
