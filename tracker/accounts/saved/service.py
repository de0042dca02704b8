"""Saving, renaming and removing one's views. The caller commits.

The trail keeps nothing of it: a view is a bookmark, and changes nothing but its person's own pages.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tracker.accounts.models import Person
from tracker.accounts.saved.models import NAME_LENGTH, QUERY_LENGTH, SavedView
from tracker.db import session
from tracker.errors import DomainError, message
from tracker.web.text import clean

MOST = 12
"""Of one list: more would be a list of their own."""


def save(*, person_id: int, endpoint: str, query: str, name: str, at: datetime) -> SavedView:
    """Keep ``query`` of the list of ``endpoint`` for this person under ``name``.

    Raises DomainError on ``name``, or when there is no room for it.
    """
    others = _theirs(person_id, endpoint)
    if len(others) >= MOST:
        raise DomainError(message("You have %(most)s views of this list already: remove one first.", most=MOST))
    if len(query) > QUERY_LENGTH:
        raise DomainError(message("These filters are too long to be saved. Shorten what you search for."))
    view = SavedView(person_id=person_id, endpoint=endpoint, query=query, name=_free(name, others), created_at=at)
    session.add(view)
    session.flush()
    return view


def rename(view: SavedView, *, name: str) -> None:
    """Call ``view`` by another name. Raises DomainError on ``name``."""
    view.name = _free(name, [it for it in _theirs(view.person_id, view.endpoint) if it is not view])
    session.flush()


def remove(view: SavedView) -> None:
    """Forget ``view``; the list and its filters stay where they are."""
    session.delete(view)
    session.flush()


def _theirs(person_id: int, endpoint: str) -> list[SavedView]:
    """Their views of one list. Their row is locked, so that two windows count and name one after the other."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    found = select(SavedView).where(SavedView.person_id == person_id, SavedView.endpoint == endpoint)
    return list(session.scalars(found))


def _free(name: str, others: list[SavedView]) -> str:
    shown = clean(name)
    if not shown:
        raise DomainError(message("Give the view a name."), "name")
    if len(shown) > NAME_LENGTH:
        raise DomainError(message("Use %(most)s characters at most for the name.", most=NAME_LENGTH), "name")
    if any(it.name.casefold() == shown.casefold() for it in others):
        said = message("You have a view called “%(name)s” already: rename it or remove it first.", name=shown)
        raise DomainError(said, "name")
    return shown
