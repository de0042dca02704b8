"""What the endpoints answer, declared once."""

from __future__ import annotations

from marshmallow import Schema, fields

from tracker.directory.models import OrganisationKind, RegroupementKind
from tracker.grants.models.agreement import InstalmentKind, ReportKind, Stream
from tracker.grants.schedule import InstalmentState, ReportState
from tracker.insight.api.fields import Amount, Day, Rate, Text, one_of


class Problem(Schema):
    """What went wrong (RFC 9457). ``errors`` names the parameters at fault, ``request`` what to quote to us."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    errors = fields.List(fields.Nested(lambda: Fault()))
    request = fields.String()


class Fault(Schema):
    """A parameter, and what was expected."""

    parameter = fields.String(required=True)
    detail = fields.String(required=True)


class Figures(Schema):
    """Of one agreement to this day: paid is what its host received, due what is still promised."""

    committed = Amount(required=True)
    paid = Amount(required=True)
    accepted = Amount(required=True)
    held = Amount(required=True)
    due = Amount(required=True)


class AgreementItem(Schema):
    """An agreement in a list. It is of a regroupement, or of a project's phase."""

    number = fields.String(required=True)
    title = fields.Nested(Text, required=True)
    programme = fields.String(required=True)
    stream = fields.String(required=True, validate=one_of(*Stream))
    region = fields.String(required=True, allow_none=True)
    regroupement = fields.String(required=True, allow_none=True)
    project = fields.String(required=True, allow_none=True)
    phase = fields.Integer(required=True, allow_none=True)
    framework = fields.String(required=True, allow_none=True)
    host = fields.String(required=True, allow_none=True)
    signed_on = Day(required=True)
    starts_on = Day(required=True)
    ends_on = Day(required=True)
    fiscal_years = fields.List(fields.String(), required=True)
    figures = fields.Nested(Figures, required=True)
    late_reports = fields.Integer(required=True)
    reports_to_review = fields.Integer(required=True)


class Mandate(Schema):
    """A fiscal host, and when; ``to`` is null while it lasts."""

    organisation = fields.String(required=True)
    from_on = Day(required=True, data_key="from")
    to_on = Day(required=True, allow_none=True, data_key="to")


class Amendment(Schema):
    """A signed change; the agreement itself is not in the list."""

    number = fields.Integer(required=True)
    signed_on = Day(required=True)
    effective_on = Day(required=True)


class BudgetLine(Schema):
    """What may be spent on a line in a year, and what was."""

    line = fields.String(required=True, attribute="code")
    initial = Amount(required=True)
    amendments = Amount(required=True)
    carry_in = Amount(required=True)
    transfers = Amount(required=True)
    authorised = Amount(required=True)
    accepted = Amount(required=True)
    balance = Amount(required=True)


class BudgetYear(Schema):
    """The budget of one fiscal year."""

    fiscal_year = fields.String(required=True)
    lines = fields.List(fields.Nested(BudgetLine), required=True)


class Instalment(Schema):
    """A scheduled payment, and where it stands today."""

    instalment = fields.Integer(required=True)
    kind = fields.String(required=True, validate=one_of(*InstalmentKind))
    fiscal_year = fields.String(required=True)
    due_on = Day(required=True)
    amount = Amount(required=True)
    required_report = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True, validate=one_of(*InstalmentState))


class Payment(Schema):
    """What was paid: cash is gross less offset. ``fiscal_year`` is the allotment it comes from."""

    payment = fields.Integer(required=True)
    instalment = fields.Integer(required=True, allow_none=True)
    fiscal_year = fields.String(required=True)
    paid_on = Day(required=True)
    gross = Amount(required=True)
    offset = Amount(required=True)
    cash = Amount(required=True)
    reference = fields.String(required=True, allow_none=True)


class Report(Schema):
    """A report that the agreement asks for, and where it stands. Its amounts are nil until it is accepted."""

    report = fields.Integer(required=True)
    kind = fields.String(required=True, validate=one_of(*ReportKind))
    fiscal_year = fields.String(required=True)
    from_on = Day(required=True, data_key="from")
    to_on = Day(required=True, data_key="to")
    due_on = Day(required=True)
    submitted_on = Day(required=True, allow_none=True)
    accepted_on = Day(required=True, allow_none=True)
    state = fields.String(required=True, validate=one_of(*ReportState))
    declared = Amount(required=True)
    disallowed = Amount(required=True)
    accepted = Amount(required=True)


class Agreement(AgreementItem):
    """One agreement with its budget, its schedule, its payments and its reports."""

    hosts = fields.List(fields.Nested(Mandate), required=True)
    amendments = fields.List(fields.Nested(Amendment), required=True)
    budget = fields.List(fields.Nested(BudgetYear), required=True)
    schedule = fields.List(fields.Nested(Instalment), required=True)
    payments = fields.List(fields.Nested(Payment), required=True)
    reports = fields.List(fields.Nested(Report), required=True)


class Organisation(Schema):
    """A partner organisation. One that turned out to be another's double says which it was merged into."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=one_of(*OrganisationKind))
    neq = fields.String(required=True, allow_none=True)
    business_number = fields.String(required=True, allow_none=True)
    region = fields.String(required=True, allow_none=True, attribute="region_code")
    city = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, validate=one_of("fr", "en"))
    merged_into = fields.String(required=True, allow_none=True, attribute="merged_into_code")


class RegroupementItem(Schema):
    """A partnership group, a regional body or a community."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=one_of(*RegroupementKind))
    region = fields.String(required=True, allow_none=True, attribute="region_code")


class Regroupement(RegroupementItem):
    """The same with its members, those that left too."""

    members = fields.List(fields.Nested(Mandate), required=True)


class Programme(Schema):
    """A programme and its limits, as shares of one."""

    code = fields.String(required=True)
    name = fields.Nested(Text, required=True)
    fiscal_year_start = fields.String(required=True)
    holdback_rate = Rate(required=True)
    transfer_limit_rate = Rate(required=True)
    carry_forward_limit_rate = Rate(required=True)
    administration_limit_rate = Rate(required=True)
    stacking_limit_rate = Rate(required=True)


class Region(Schema):
    """One of Québec's administrative regions."""

    code = fields.String(required=True)
    name = fields.Nested(Text, required=True)


class Regions(Schema):
    """All of them, by code."""

    items = fields.List(fields.Nested(Region), required=True)


class Programmes(Schema):
    """All of them, by code."""

    items = fields.List(fields.Nested(Programme), required=True)


class Agreements(Schema):
    """A page of the list by number; ``next`` is the address of the one after, null on the last."""

    items = fields.List(fields.Nested(AgreementItem), required=True)
    next = fields.String(required=True, allow_none=True)


class Organisations(Schema):
    """A page of the list by code; ``next`` is the address of the one after, null on the last."""

    items = fields.List(fields.Nested(Organisation), required=True)
    next = fields.String(required=True, allow_none=True)


class Regroupements(Schema):
    """A page of the list by code; ``next`` is the address of the one after, null on the last."""

    items = fields.List(fields.Nested(RegroupementItem), required=True)
    next = fields.String(required=True, allow_none=True)
