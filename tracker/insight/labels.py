"""What streams, instalments, reports, entries and accounts are called on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.directory.labels import KINDS
from tracker.grants import labels
from tracker.grants.schedule import InstalmentState, ReportState
from tracker.ledger.accounts import Account, Kind

STREAMS = labels.STREAMS

ORGANISATIONS = KINDS

INSTALMENTS = labels.INSTALMENTS

REPORTS = labels.REPORTS

INSTALMENT_STATES = {  # words, tone, icon
    InstalmentState.PAID: (_l("Paid"), "ok", "check"),
    InstalmentState.LAPSED: (_l("Lapsed"), "idle", ""),
    InstalmentState.BLOCKED: (_l("Blocked"), "late", "lock"),
    InstalmentState.READY: (_l("Ready to pay"), "todo", ""),
    InstalmentState.TO_COME: (_l("To come"), "idle", ""),
}

REPORT_STATES = {
    ReportState.ACCEPTED: (_l("Accepted"), "ok", "check"),
    ReportState.SUBMITTED: (_l("To review"), "wait", ""),
    ReportState.LATE: (_l("Late"), "late", "clock"),
    ReportState.DUE: (_l("To come"), "idle", ""),
}

ENTRIES = {
    Kind.SIGNED.value: _l("Agreement signed"),
    Kind.AMENDED.value: _l("Amendment"),
    Kind.HOST_CHANGED.value: _l("Change of fiscal host"),
    Kind.REPORT_ACCEPTED.value: _l("Acceptance of report"),
    Kind.INTEREST_DECLARED.value: _l("Interest declared"),
    Kind.ADJUSTED.value: _l("Cost disallowed after acceptance"),
    Kind.CARRIED_FORWARD.value: _l("Balance carried forward"),
    Kind.LINE_TRANSFERRED.value: _l("Transfer between lines"),
    Kind.FRAMEWORK_TRANSFERRED.value: _l("Transfer under a framework"),
    Kind.PAID.value: _l("Payment"),
    Kind.RECOVERED.value: _l("Money recovered"),
    Kind.RETURNED.value: _l("Unspent funds returned"),
    Kind.WRITTEN_OFF.value: _l("Receivable written off"),
    Kind.LAPSED.value: _l("Lapse"),
    Kind.REVERSED.value: _l("Reversal"),
}

ACCOUNTS = {
    Account.AUTHORISED.value: _l("authorised"),
    Account.AUTHORITY.value: _l("authority"),
    Account.COMMITTED.value: _l("committed"),
    Account.PAYABLE.value: _l("payable"),
    Account.SETTLED.value: _l("settled"),
    Account.LAPSED.value: _l("lapsed"),
    Account.CASH.value: _l("cash"),
    Account.HELD.value: _l("held"),
    Account.INTEREST.value: _l("interest"),
    Account.EXPENSE.value: _l("expense"),
    Account.RECEIVABLE.value: _l("receivable"),
    Account.WRITTEN_OFF.value: _l("written off"),
    Account.DECLARED.value: _l("declared"),
    Account.ALLOWED.value: _l("allowed"),
    Account.DISALLOWED.value: _l("disallowed"),
}

ORDERS = {
    "report": _l("the most urgent report first"),
    "-report": _l("the least urgent report first"),
    "title": _l("by name"),
    "-title": _l("by name, from Z to A"),
    "stream": _l("by stream"),
    "-stream": _l("by stream, from Z to A"),
    "committed": _l("the smallest commitment first"),
    "-committed": _l("the largest commitment first"),
    "paid": _l("the least paid first"),
    "-paid": _l("the most paid first"),
    "accepted": _l("the least accepted first"),
    "-accepted": _l("the most accepted first"),
    "held": _l("the least held first"),
    "-held": _l("the most held first"),
    "due": _l("the least to pay first"),
    "-due": _l("the most to pay first"),
}
