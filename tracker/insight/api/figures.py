"""The figures of statements, as the document declares them; the statements themselves write them."""

from __future__ import annotations

from marshmallow import Schema, fields

from tracker.insight.api.fields import Amount, Day


class Commitment(Schema):
    """What was promised, paid, given up, and is still to pay."""

    committed = Amount(required=True)
    settled = Amount(required=True)
    lapsed = Amount(required=True)
    payable = Amount(required=True)


class Funds(Schema):
    """The funds that the host holds. ``transferred`` is there only under a framework."""

    opening = Amount(required=True)
    gross = Amount(required=True)
    interest = Amount(required=True)
    accepted = Amount(required=True)
    receivables_established = Amount(required=True)
    returned = Amount(required=True)
    transferred = Amount()
    closing = Amount(required=True)


class Receivables(Schema):
    """What is owed back."""

    opening = Amount(required=True)
    established = Amount(required=True)
    offset = Amount(required=True)
    recovered = Amount(required=True)
    written_off = Amount(required=True)
    closing = Amount(required=True)


class YearAmounts(Schema):
    """The columns of a year's statement."""

    initial = Amount(required=True)
    amendments = Amount(required=True)
    carry_in = Amount(required=True)
    transfers = Amount(required=True)
    authorised = Amount(required=True)
    declared = Amount(required=True)
    disallowed = Amount(required=True)
    accepted = Amount(required=True)
    balance = Amount(required=True)


class YearLine(YearAmounts):
    """A budget line in one year; ``reports`` is what each report of the year declared."""

    line = fields.String(required=True)
    reports = fields.List(Amount(), required=True)


class StatementOfYear(Schema):
    """The statement of an agreement for one fiscal year."""

    agreement = fields.String(required=True)
    as_of = Day(required=True)
    lines = fields.List(fields.Nested(YearLine), required=True)
    totals = fields.Nested(YearAmounts, required=True)
    funds = fields.Nested(Funds, required=True)
    receivables = fields.Nested(Receivables, required=True)
    commitment = fields.Nested(Commitment, required=True)


class WholeLine(Schema):
    """A budget line over the whole agreement."""

    line = fields.String(required=True)
    authorised = Amount(required=True)
    declared = Amount(required=True)
    disallowed = Amount(required=True)
    accepted = Amount(required=True)
    balance = Amount(required=True)


class WholeAmounts(Schema):
    """The totals of a whole agreement."""

    authorised = Amount(required=True)
    declared = Amount(required=True)
    disallowed = Amount(required=True)
    accepted = Amount(required=True)
    balance = Amount(required=True)
    gross = Amount(required=True)
    offset = Amount(required=True)
    cash = Amount(required=True)
    recovered = Amount(required=True)
    returned = Amount(required=True)
    net_cost = Amount(required=True)
    interest = Amount(required=True)
    unspent = Amount(required=True)
    receivable = Amount(required=True)
    written_off = Amount(required=True)


class LedgerYear(Schema):
    """Funds and receivables of one year, or after the last."""

    fiscal_year = fields.String(required=True)
    funds = fields.Nested(Funds, required=True)
    receivables = fields.Nested(Receivables, required=True)


class StatementOfAll(Schema):
    """The cumulative statement of an agreement."""

    agreement = fields.String(required=True)
    as_of = Day(required=True)
    lines = fields.List(fields.Nested(WholeLine), required=True)
    totals = fields.Nested(WholeAmounts, required=True)
    years = fields.List(fields.Nested(LedgerYear), required=True)
    commitment = fields.Nested(Commitment, required=True)


class Consolidated(Schema):
    """The sums of several agreements, each dollar once."""

    committed = Amount(required=True)
    paid = Amount(required=True)
    accepted = Amount(required=True)
    held = Amount(required=True)
    receivable = Amount(required=True)


class OfStream(Consolidated):
    """Those of a stream in a region; null is what has no region."""

    stream = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)


class OfYear(Consolidated):
    """Those of one fiscal year."""

    fiscal_year = fields.String(required=True)


class ProgrammeTotals(Schema):
    """A programme, of one fiscal year or, when that is null, of all of them with each."""

    programme = fields.String(required=True)
    fiscal_year = fields.String(required=True, allow_none=True)
    as_of = Day(required=True)
    totals = fields.Nested(Consolidated, required=True)
    commitment = fields.Nested(Commitment, required=True)
    streams = fields.List(fields.Nested(OfStream), required=True)
    years = fields.List(fields.Nested(OfYear), required=True)
