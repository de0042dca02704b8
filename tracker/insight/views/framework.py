"""Two tabs of agreements: a framework with what it re-grants, and what a community shares of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort
from flask_babel import gettext as _

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.grants.frameworks import forms, queries
from tracker.grants.frameworks.policy import decides
from tracker.grants.frameworks.room import Room
from tracker.grants.models import Shared
from tracker.grants.policy import Sight, sight_of
from tracker.grants.queries import Search
from tracker.insight.portfolio import Figures, Row, total
from tracker.insight.queries import portfolio
from tracker.insight.views.agreement import load, page
from tracker.insight.workspace import Workspace
from tracker.web.filters import money
from tracker.web.language import LANGUAGES, language


@may(Action.SEE_AGREEMENTS)
def framework(number: str) -> str:
    """What it grants, what it keeps, what is left; each sub-agreement; all of them together."""
    space = load(number)
    if not space.agreement.sub_agreements:
        abort(404)
    number = space.agreement.number
    every = _rows(space, Sight())
    rows = [row for row in every if row.framework == number]
    own = [row for row in every if row.number == number]
    theirs = {row.number for row in _rows(space, sight_of(visitor())) if row.framework == number}
    room = queries.room_of(space.agreement)
    return page(
        space,
        "framework",
        rows=rows,
        theirs=theirs,
        room=room,
        steps=_steps(room),
        together=_together(own, rows),
        own=own[0].figures,
        funding=forms.FUNDINGS[queries.funding_of(space.agreement)],
        languages=LANGUAGES,
    )


@may(Action.SEE_AGREEMENTS)
def sharing(number: str) -> str:
    """What the community shares, with whom, since when; its own people choose."""
    space = load(number)
    if space.agreement.framework is None:
        abort(404)
    form = forms.SharingForm()
    now_shared = {what: queries.choice_of(space.agreement.id, what) for what in Shared}
    form.show(now_shared)
    return page(
        space,
        "sharing",
        form=form,
        decides=decides(space.agreement, visitor()),
        parts=[(str(forms.PARTS[what]), forms.audience(choice)) for what, choice in now_shared.items()],
        choices=[
            (
                it,
                str(forms.PARTS[Shared(it.what)]),
                forms.audience(queries.Choice(it.with_holder, it.with_funder, it.published)),
            )
            for it in queries.choices_of(space.agreement.id)
        ],
    )


def _rows(space: Workspace, sight: Sight) -> Sequence[Row]:
    return portfolio(sight, Search(), lang=language(), today=space.today)


def _steps(room: Room) -> list[dict[str, Any]]:
    return [
        {"text": _("Commitment of the framework"), "value": money(room.commitment)},
        {"text": _("Administration that the holder keeps"), "value": money(-room.retained)},
        {"text": _("Committed by sub-agreements"), "value": money(-room.granted)},
        {"text": _("Left to grant"), "value": money(room.left), "total": True},
    ]


def _together(own: list[Row], subs: list[Row]) -> Figures:
    """The framework and its sub-agreements, what is internal counted once."""
    return total([*own, *subs], {row.number for row in subs})
