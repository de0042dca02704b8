"""The documents of an agreement, and the conditions that its payments wait for."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for

from tracker.accounts.permissions import Action, can, may
from tracker.grants.documents import attached
from tracker.insight.views.agreement import load, page


@may(Action.SEE_AGREEMENTS)
def documents(number: str) -> str:
    """What is attached, and which conditions are met."""
    space = load(number)
    files = [
        replace(it, href=url_for("grants.document", number=number, file_id=it.id)) for it in attached(space.agreement)
    ]
    return page(
        space,
        "documents",
        conditions=space.agreement.conditions,
        files=files,
        may_write=can(Action.EDIT_AGREEMENTS),
    )
