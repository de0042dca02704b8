"""Making a file of open data, and keeping in the trail that it was made. The caller commits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from flask import current_app

from tracker.errors import DomainError, message
from tracker.insight.opendata import canada, queries, threesixty
from tracker.insight.opendata.value import Publication
from tracker.trail import service as trail

SUBJECT = "open data"
"""What the trail says was made; its subject is the standard."""


class Standard(NamedTuple):
    """How the file of one standard is written and named."""

    write: Callable[[Publication], bytes]
    name: str
    content_type: str


def make(standard: str, *, as_of: date, known_at: datetime, actor: str, at: datetime) -> tuple[bytes, Publication]:
    """The file of ``standard``, one of ``STANDARDS``, by both clocks.

    Raises DomainError when there is no agreement to publish: a package of none is not one.
    """
    found = queries.publication(as_of=as_of, known_at=known_at)
    if not found.grants:
        raise DomainError(message("No agreement was signed by %(date)s: there is nothing to publish.", date=as_of))
    content = STANDARDS[standard].write(found)
    trail.record(
        actor=actor,
        at=at,
        action="make open data",
        subject_type=SUBJECT,
        subject=standard,
        difference={"as_of": as_of.isoformat(), "entry": found.head[0], "agreements": len(found.grants)},
    )
    return content, found


def file_name(standard: str, as_of: date) -> str:
    """``ententes-360giving-2020-03-31.json``."""
    return STANDARDS[standard].name.format(day=as_of.isoformat())


def _giving(found: Publication) -> bytes:
    who = current_app.config["PUBLISHER"]
    return threesixty.write(found, prefix=who.prefix, funder_id=who.identifier, licence=who.licence)


def _canada(found: Publication) -> bytes:
    return canada.write(found, department=current_app.config["PUBLISHER"].department)


STANDARDS = {
    "360giving": Standard(_giving, "ententes-360giving-{day}.json", "application/json"),
    "canada": Standard(_canada, "ententes-canada-{day}.csv", "text/csv; charset=utf-8"),
}
