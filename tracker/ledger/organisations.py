"""What the layers below the directory know of organisations: their codes, and what each goes by since it was merged.

What was written under a code keeps it for ever (docs/decisions/0026). Who asks *whose it is today* reads it
through here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, String, column, func, or_, select, table

written = table("organisation", column("code", String), column("merged_into_code", String))
"""The organisations by the codes that rows hold: outer join it on that code, then select ``today(of that column)``."""


def today(code: Any) -> ColumnElement[str]:
    """In a query that joins ``written``: the code that what was written under ``code`` goes by today."""
    return func.coalesce(written.c.merged_into_code, code)


def survivor_of(code: str) -> Select[str]:
    """What the organisation of this code goes by today; nothing where there is none."""
    return select(today(written.c.code)).where(written.c.code == code)


def codes_of(*codes: str) -> Select[str]:
    """For ``in_``: these codes, and those of what was merged into them."""
    return select(written.c.code).where(or_(written.c.code.in_(codes), written.c.merged_into_code.in_(codes)))
