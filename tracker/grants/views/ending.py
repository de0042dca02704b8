"""What a suspension, its lifting or a withdrawal changes, said before it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.accounts import queries as people
from tracker.grants import falling, interruptions
from tracker.grants.forms import Scope
from tracker.grants.life import State, since, state_on
from tracker.grants.models import Obligation
from tracker.ledger.accounts import Account
from tracker.web.dates import local_day, today
from tracker.web.dates import long_date as in_words
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
    told = gone(fallen)
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


def gone(reports: Sequence[Obligation]) -> list[str]:
    """How many reports fall away; what is written for them, and by whom: it is kept."""
    if not reports:
        return []
    begun = falling.begun(reports)
    names = people.names(email for it in begun for email in it.by)
    told = [
        ngettext(
            "%(num)s report that would have been due falls away.",
            "%(num)s reports that would have been due fall away.",
            len(reports),
        )
    ]
    for it in begun:
        if it.at is None:
            said = _("Report %(number)s was begun, and nothing is written in it.", number=it.number)
        else:
            said = _(
                "Report %(number)s was begun by %(who)s and last saved on %(day)s, with %(content)s.",
                number=it.number,
                who=format_list([names.get(email, email) for email in it.by], locale=language()),
                day=in_words(local_day(it.at), language()),
                content=_content(it),
            )
        told.append(said + " " + _("Its draft is set aside: the host can still read it, and nobody changes it."))
    return told


def _content(it: falling.Begun) -> str:
    answers: str = ngettext("%(num)s answer", "%(num)s answers", it.answers)
    if not it.documents:
        return answers
    return format_list([answers, ngettext("%(num)s document", "%(num)s documents", it.documents)], locale=language())
