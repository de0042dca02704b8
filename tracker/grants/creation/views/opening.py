"""The draft that a page is about, and what is around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort

from tracker.db import now, session
from tracker.grants.creation import queries
from tracker.grants.creation.checks import Around, Step
from tracker.grants.creation.draft import Draft, from_json
from tracker.grants.creation.model import Frame
from tracker.grants.forms import line_names
from tracker.grants.models import AgreementDraft
from tracker.web.language import language

LATER = "later"
"""The button that keeps a step as it is, complete or not."""


@dataclass(frozen=True, slots=True)
class Open:
    """A draft that is open: what is kept, what it says, what the records say around it."""

    kept: AgreementDraft
    draft: Draft
    around: Around
    lines: Mapping[str, str]

    @property
    def frame(self) -> Frame | None:
        """Its dates in the programme's years; None while they are not known."""
        return self.around.frame(self.draft)

    @property
    def years(self) -> tuple[str, ...]:
        return self.frame.years if self.frame else ()

    @property
    def name(self) -> str:
        """What to call it: its title, or that it has none."""
        return (self.draft.title_fr if language() == "fr" else self.draft.title_en) or self.draft.number


@dataclass(frozen=True, kw_only=True)
class Page:
    """A step. ``form`` makes the class of its form; ``offer`` fills its lists; ``fill`` shows the draft;
    ``read`` gives the draft that the form describes, and may refuse; ``press`` answers other buttons."""

    title: Any
    lead: Any
    template: str
    form: Callable[[Open], Any]
    fill: Callable[[Open, Any], None]
    read: Callable[[Open, Any], Draft]
    offer: Callable[[Open, Any], None] = lambda _at, _form: None
    press: Callable[[Open, Any, str], None] = lambda _at, _form, _pressed: None
    values: Callable[[Open, Any], Mapping[str, Any]] = lambda _at, _form: {}
    optional: bool = False
    after: frozenset[Step] = frozenset()
    """The steps that must be complete first."""


def load(draft_id: int) -> Open:
    """The draft of this number; 404 when there is none."""
    kept = session.get(AgreementDraft, draft_id)
    return opened(kept if kept is not None else abort(404))


def opened(kept: AgreementDraft) -> Open:
    """``kept`` with what is around it now."""
    draft = from_json(kept.content)
    lines = line_names(language(), queries.budget_lines())
    return Open(kept, draft, queries.around(draft, at=now()), lines)
