"""What people fill in: a section of a report, its documents, its submission; decisions about accepted costs."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.files.forms import FilesField
from tracker.grants.forms import DecisionForm, Scope, amount_field, choose, day_field, options, reason_field, years
from tracker.ledger.fiscal import POST_CLOSING
from tracker.reports import queries
from tracker.reports.form.layout import Layout
from tracker.reports.models import Answer, Report
from tracker.reports.service.drafts import Edit
from tracker.web.fields import Required
from tracker.web.filters import fiscal_year
from tracker.web.forms import Form
from tracker.web.text import clean


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


class DocumentsForm(Form):
    """Documents to add to a report, for one row of the vouchers or for the report as a whole."""

    files = FilesField(_l("Add documents"))
    path = SelectField(_l("They support"))

    def offer(self, rows: Mapping[str, str]) -> None:
        """The rows that a document may support, by their path."""
        self.path.choices = [SelectChoice("", _("The report as a whole"))]
        self.path.choices += [SelectChoice(path, text) for path, text in rows.items()]


class SubmitForm(Form):
    """The attestation, and for whom it is given."""

    on_behalf_of = SelectField(_l("In the name of"))
    attested = BooleanField(
        _l("I attest that this report is complete and true, and that its documents are kept."),
        [InputRequired(_l("Attest before you submit."))],
    )

    def offer(self, signatories: Mapping[str, str]) -> None:
        """Those in whose name the report may be submitted, by their address."""
        self.on_behalf_of.choices = [SelectChoice(email, name) for email, name in signatories.items()]


def mark(text: str) -> int:
    """What tells an answer that was touched from one that was only shown."""
    return zlib.crc32(text.encode())


def seen_of(drafted: Mapping[str, Answer], section: str) -> str:
    """What a page shows of a section's answers, for its form to bring back: the revision and the mark of each."""
    prefix = f"{section}."
    seen = {path: [it.revision, mark(it.text)] for path, it in drafted.items() if path.startswith(prefix)}
    return json.dumps(seen, separators=(",", ":"))


def edits_of(posted: MultiDict[str, str], layout: Layout, drafted: Mapping[str, Answer]) -> list[Edit]:
    """What a section's form changed, over what its page had shown; what was chosen of two answers included.

    An answer that somebody else changed meanwhile and that was left alone here is no edit.
    """
    seen = _seen(posted.get("seen", ""))
    edits: list[Edit] = []
    for path in dict.fromkeys(posted):
        if layout.question(path) is None:
            continue
        revision, shown = seen.get(path, (0, mark("")))
        mine = posted.get(f"mine:{path}")
        text = clean(posted.getlist(path)[-1], lines=True)
        if mine is not None:
            edits += _chosen(path, mine, posted.get(f"choice:{path}", ""), revision, drafted)
        elif mark(text) != shown:
            edits.append(Edit(path, text, revision))
    return edits


def _chosen(path: str, mine: str, choice: str, revision: int, drafted: Mapping[str, Answer]) -> Iterator[Edit]:
    """One of two answers, or both; without a choice the question is asked again."""
    kept = drafted.get(path)
    if choice == "mine":
        yield Edit(path, mine, revision)
    elif choice == "both" and kept and kept.revision == revision:
        yield Edit(path, f"{kept.text}\n\n{mine}", revision)
    elif choice != "theirs":
        yield Edit(path, mine, -1)


def _seen(text: str) -> dict[str, tuple[int, int]]:
    try:
        found: dict[str, Any] = json.loads(text or "{}")
        return {path: (int(revision), int(shown)) for path, (revision, shown) in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
