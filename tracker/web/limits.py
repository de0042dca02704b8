"""How often something may be tried: counters in the database, so that all workers share them.

No storage of Flask-Limiter is shared between workers without one more service. A counter's name is
kept hashed: the table holds no address and no e-mail.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from sqlalchemy import String, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, UTCDateTime, now, session, transaction


class Counter(Base):
    """How many times something was tried in the window that ends at ``ends_at``."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in so long."""

    tries: int
    window: timedelta


def count(limit: Limit, *names: str) -> bool:
    """Count one try and say whether it is within ``limit``. A transaction of its own: what is
    refused later still counts. Simultaneous tries are counted one by one.
    """
    name, at = _hashed(names), now()
    with transaction():
        session.execute(delete(Counter).where(Counter.ends_at <= at))
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        tries = session.execute(
            insert(Counter)
            .values(name=name, tries=1, ends_at=at + limit.window)
            .on_conflict_do_update(index_elements=[Counter.name], set_={"tries": Counter.tries + 1})
            .returning(Counter.tries)
        ).scalar_one()
    return tries <= limit.tries


def tried(*names: str) -> int:
    """How many tries are counted in the present window."""
    found = session.scalar(
        select(func.coalesce(func.sum(Counter.tries), 0)).where(Counter.name == _hashed(names), Counter.ends_at > now())
    )
    return int(found or 0)


def forget(*names: str) -> None:
    """Start again from zero; inside the caller's transaction."""
    session.execute(delete(Counter).where(Counter.name == _hashed(names)))


def network() -> str:
    """Where the request comes from: an IPv4 address, or the 64 bits that one IPv6 subscriber has."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network(f"{address}/64", strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


def _hashed(names: tuple[str, ...]) -> str:
    return hashlib.sha256("\x00".join(names).encode()).hexdigest()
