"""Answers kept in memory for as long as nothing was written.

Every committed change gives the database a new *stamp*, a random word in its one row of ``revision``.
What was computed under a stamp is true for as long as the database bears it, in this process or in
another, whoever wrote: there is nothing to invalidate, and no time after which it is old. The stamp
is random and not counted, so that no restored or rolled back database ever bears the same one again
with something else in it.

No kept answer reads the ``PASSING`` tables (sessions, drafts, jobs under way), and writing to them
leaves the stamp as it is: people who type do not make everybody's pages slow.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from flask import g, has_app_context
from sqlalchemy import CheckConstraint, Connection, Engine, Label, String, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.db import Base, apart, is_writing, session

PASSING = frozenset(
    {
        "access_token",
        "agreement_draft",
        "amendment_draft",
        "counter",
        "job",
        "password_link",
        "report_answer",
        "revision",
        "saved_view",
        "sign_in",
        "trail",
        "upload",
        "upload_piece",
    }
)
"""Tables that no kept answer reads."""
_CHANGED = "changed since the last stamp"

Function = TypeVar("Function", bound=Callable[..., Any])


class Revision(Base):
    """The stamp of what the database holds; one row."""

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[str] = mapped_column(String(32))


def kept(size: int) -> Callable[[Function], Function]:
    """Keep the last ``size`` answers of a function of hashable arguments, each under the present stamp.

    An answer is shared by every reader and must never be changed. Records in it were read in a session
    of their own and are bound to none: what was not loaded with them cannot be read later. Whoever is
    writing is answered from what they are writing, and nothing of it is kept.
    """

    def decorate(function: Function) -> Function:
        @lru_cache(size)
        def under(_stamp: str, *given: Any, **named: Any) -> Any:
            with apart():
                return function(*given, **named)

        @wraps(function)
        def answer(*given: Any, **named: Any) -> Any:
            if is_writing() or _CHANGED in session.connection().info:
                return function(*given, **named)
            return under(_stamp(), *given, **named)

        _caches.append(under.cache_clear)
        return cast(Function, answer)

    return decorate


def forget() -> None:
    """Compute every answer again at the next question, as after a restart."""
    for clear in _caches:
        clear()


def stamp_column() -> Label[str]:
    """The stamp, for a query that every request sends anyway; see ``known``."""
    return select(Revision.stamp).scalar_subquery().label("stamp")


def known(stamp: str) -> None:
    """This request has read the stamp: nobody needs to ask for it again."""
    g.stamp = stamp


_caches: list[Callable[[], None]] = []


def _stamp() -> str:
    return cast(str, g.get("stamp") or session.scalars(select(Revision.stamp)).one())


@event.listens_for(Engine, "before_execute")
def _note_change(connection: Connection, statement: Any, *_: Any) -> None:
    if getattr(statement, "is_dml", False) and statement.table.name not in PASSING:
        connection.info[_CHANGED] = True


@event.listens_for(Engine, "rollback")
def _forget_change(connection: Connection) -> None:
    connection.info.pop(_CHANGED, None)


@event.listens_for(Session, "before_commit")
def _stamp_anew(current: Session) -> None:
    """Last in the transaction: on PostgreSQL the row is locked, and others wait, for the commit alone."""
    if current.in_nested_transaction():
        return
    current.flush()
    if current.connection().info.pop(_CHANGED, False):
        current.execute(update(Revision).values(stamp=secrets.token_hex(16)))
    if has_app_context():
        g.pop("stamp", None)
