"""Changes to the directory. The caller commits."""

from __future__ import annotations

from datetime import datetime

from tracker.directory.queries import instance
from tracker.trail import service as trail


def name_instance(*, funder_fr: str, funder_en: str, fictional: bool, actor: str, at: datetime) -> None:
    """Say whose installation this is, and whether its data is made up; every page and statement shows it."""
    row = instance()
    difference = {
        name: [getattr(row, name), value]
        for name, value in (("funder_fr", funder_fr), ("funder_en", funder_en), ("fictional", fictional))
        if getattr(row, name) != value
    }
    row.funder_fr, row.funder_en, row.fictional = funder_fr, funder_en, fictional
    trail.record(
        actor=actor, at=at, action="instance named", subject_type="instance", subject="1", difference=difference
    )
