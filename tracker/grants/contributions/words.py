"""The limits that are passed, in words, where staff see them."""

from __future__ import annotations

from flask_babel import gettext as _

from tracker.grants.contributions.measures import Beyond, Measure
from tracker.web.filters import money


def said(it: Beyond) -> str:
    """A sentence: what is passed, by how much."""
    values = {"amount": money(it.amount), "ceiling": money(it.ceiling)}
    if it.measure is Measure.STACKING:
        text: str = _("Other public aid adds up to %(amount)s, beyond the %(ceiling)s of the stacking limit.", **values)
    else:
        text = _("Administration costs %(amount)s, beyond the %(ceiling)s that the programme allows.", **values)
    return text
