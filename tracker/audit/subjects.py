"""What a request for evidence is about, in words, for the partner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tracker.audit.models import AuditItem, EvidenceRequest
from tracker.audit.populations import report_of
from tracker.db import session
from tracker.grants.models import BudgetLine, Payment
from tracker.web.dates import long_date
from tracker.web.language import language


@dataclass(frozen=True, slots=True)
class Subject:
    """What a request is about: ``title`` in words, and the page where the partner sees it."""

    title: str
    href: str


def subjects(requests: Sequence[EvidenceRequest]) -> dict[int, Subject]:
    """What each request is about, by its number; two statements whatever their count."""
    items = {it.id: it.item for it in requests}
    lines = {it.code: it for it in session.scalars(select(BudgetLine))}
    numbers = {it.sample.agreement_id for it in items.values() if report_of(it.key) is None}
    paid = select(Payment.agreement_id, Payment.number, Payment.paid_on).where(Payment.agreement_id.in_(numbers))
    days = {f"{row.agreement_id}/P{row.number}": row.paid_on for row in session.execute(paid)} if numbers else {}
    named = "name_fr" if language() == "fr" else "name_en"

    def of(item: AuditItem) -> Subject:
        agreement, report = item.sample.agreement, report_of(item.key)
        if report is None:
            day = days[f"{agreement.id}/{item.key}"]
            title = _("Payment of %(day)s", day=long_date(day, language()))
            return Subject(title, url_for("insight.agreement_instalments", number=agreement.number))
        code = item.key.partition("/")[2]
        line = getattr(lines[code], named) if code in lines else code
        title = _("Report %(number)s, %(line)s", number=report, line=line)
        return Subject(title, url_for("reports.page", number=agreement.number, k=report))

    return {id_: of(item) for id_, item in items.items()}
