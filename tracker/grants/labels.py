"""What a decision changes, in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.grants.decisions import Effect
from tracker.grants.models import InstalmentKind, ReportKind, Stream
from tracker.ledger.accounts import Account

STREAMS = {
    Stream.LOCAL.value: _l("Local"),
    Stream.REGIONAL.value: _l("Regional"),
    Stream.INDIGENOUS.value: _l("Indigenous"),
    Stream.PROJECT.value: _l("Project"),
}

REPORTS = {
    ReportKind.PROGRESS.value: _l("Progress report"),
    ReportKind.ANNUAL.value: _l("Annual report"),
    ReportKind.FINAL.value: _l("Final report"),
}

INSTALMENTS = {
    InstalmentKind.ADVANCE.value: _l("Advance"),
    InstalmentKind.CONDITIONAL.value: _l("Conditional"),
    InstalmentKind.HOLDBACK.value: _l("Holdback"),
    InstalmentKind.ADJUSTMENT.value: _l("Adjustment"),
}

FIGURES = {
    Account.AUTHORISED: _l("Authorised budget"),
    Account.COMMITTED: _l("Commitment"),
    Account.PAYABLE: _l("Left to pay"),
    Account.LAPSED: _l("Lapsed"),
    Account.EXPENSE: _l("Accepted cost"),
    Account.HELD: _l("Unspent funds held"),
    Account.INTEREST: _l("Interest declared"),
    Account.RECEIVABLE: _l("To recover"),
    Account.WRITTEN_OFF: _l("Written off"),
    Account.CASH: _l("Paid, less what came back"),
}


def figure_of(effect: Effect) -> str:
    """What the balance is: ``Accepted cost``."""
    return str(FIGURES[effect.figure.account])


def part_of(effect: Effect, lines: dict[str, str], hosts: dict[str, str]) -> str:
    """Which part of it: ``Travel, 2017-2018``; empty for the whole agreement."""
    figure = effect.figure
    parts = [
        lines.get(figure.line, figure.line) if figure.line else "",
        _("all lines") if effect.total else "",
        figure.year or "",
        hosts.get(figure.host, figure.host) if figure.host else "",
    ]
    return ", ".join(part for part in parts if part)
