"""What people fill in to decide something about accepted costs and interest."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from tracker.grants.forms import DecisionForm, Scope, amount_field, choose, day_field, options, reason_field, years
from tracker.ledger.fiscal import POST_CLOSING
from tracker.reports import queries
from tracker.reports.models import Report
from tracker.web.fields import Required
from tracker.web.filters import fiscal_year


class InterestForm(DecisionForm):
    """Interest that the funds held earned in a year (DOMAIN rule 18)."""

    fiscal_year = choose(_l("Fiscal year"), _l("Choose the fiscal year."))
    amount = amount_field()
    on = day_field(_l("Declared on"))

    def offer(self, scope: Scope) -> None:
        self.fiscal_year.choices = years(scope.years)


class AdjustmentForm(DecisionForm):
    """A cost refused after its report was accepted (DOMAIN rule 13)."""

    report = choose(_l("Accepted report"), _l("Choose the report that claimed the cost."))
    line = choose(_l("Line"), _l("Choose the line."))
    amount = amount_field(_l("Amount refused"))
    booked_to = choose(
        _l("Reported in"),
        _l("Choose where it is reported."),
        description=_l("The year of the decision, or post-closing after the last year. The origin year stays shown."),
    )
    recover = RadioField(
        _l("What becomes of it"),
        [Required(_l("Choose what becomes of it."))],
        choices=[
            SelectChoice("yes", _l("To recover: it opens a receivable")),
            SelectChoice("no", _l("Back to the funds held")),
        ],
    )
    on = day_field(_l("Decided on"))
    reason = reason_field()

    def offer(self, scope: Scope) -> None:
        self._accepted = {str(it.obligation.number): it for it in queries.accepted_reports(scope.agreement.id)}
        self.report.choices = options(
            {
                number: _("Report %(number)s, %(year)s", number=number, year=it.obligation.fiscal_year)
                for number, it in self._accepted.items()
            }
        )
        self.line.choices = options(scope.lines)
        self.booked_to.choices = options({**{it: it for it in scope.years}, POST_CLOSING: _("post-closing")})

    @property
    def claimed(self) -> Report:
        """The report that claimed the cost."""
        return self._accepted[self.report.data]

    @property
    def facts(self) -> Iterator[tuple[str, str | Markup]]:
        """Its origin year is shown beside where it is reported (DOMAIN rule 13)."""
        words = {it.value: str(it.label) for it in self.recover.iter_choices()}
        for label, text in super().facts:
            yield label, words.get(str(text), text)
            if label == str(self.report.label.text):
                yield _("Origin year"), fiscal_year(self.claimed.obligation.fiscal_year)
