"""What a suspension, its lifting or a withdrawal changes, said before it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.grants import interruptions
from tracker.grants.forms import Scope
from tracker.grants.life import State, since, state_on
from tracker.ledger.accounts import Account
from tracker.web.dates import long_date as in_words
from tracker.web.dates import today
from tracker.web.filters import money
from tracker.web.language import language


def stands(scope: Scope) -> Sequence[dict[str, Any]]:
    """Its state, and what is left to pay and held."""
    acts, day = scope.agreement.acts, today()
    words = {
        State.IN_FORCE: _("In force"),
        State.SUSPENDED: _("Suspended"),
        State.WITHDRAWN: _("Withdrawn from"),
    }
    begun = since(acts, day)
    return [
        {"text": _("State"), "value": words[state_on(acts, day)]},
        *([{"text": _("Since"), "value": begun.isoformat()}] if begun else []),
        {"text": _("Left to pay"), "value": money(scope.position.balance(Account.PAYABLE))},
        {"text": _("Unspent funds held"), "value": money(scope.position.balance(Account.HELD)), "total": True},
    ]


def suspended(scope: Scope, _form: Any) -> Sequence[str]:
    """What a suspension stops, and what it does not."""
    return [
        _("No instalment is paid until the suspension is lifted; the payments page says why."),
        _("Reports stay due on their dates, and costs already committed can still be reported."),
    ]


def lifted(_scope: Scope, _form: Any) -> Sequence[str]:
    """What comes back."""
    return [_("Instalments are paid again as soon as their other conditions are met.")]


def withdrawn(scope: Scope, form: Any) -> Sequence[str]:
    """The reports that fall away, the final one, what stays to be returned."""
    agreement, on = scope.agreement, form.on.data
    fallen, final = interruptions.falling(agreement, on)
    period = interruptions.final_period(agreement, on)
    told = []
    if fallen:
        told.append(
            ngettext(
                "%(num)s report that would have been due falls away.",
                "%(num)s reports that would have been due fall away.",
                len(fallen),
            )
        )
    if final and period:
        from_on, to_on, due_on = (in_words(day, language()) for day in period)
        told.append(
            _(
                "The final report covers %(from_on)s to %(to_on)s, and is due on %(due_on)s.",
                from_on=from_on,
                to_on=to_on,
                due_on=due_on,
            )
        )
    held = scope.position.balance(Account.HELD)
    if held > 0:
        told.append(
            _(
                "%(amount)s is unspent today: what the final report does not use is to be returned.",
                amount=money(held),
            )
        )
    return told
