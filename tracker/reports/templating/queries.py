"""Templates as the builder lists them. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, cast, func, select

from tracker.bilingual import Text
from tracker.db import session
from tracker.grants.models import Agreement, Amendment, AmendmentLine, BudgetLine, Programme
from tracker.ledger.money import Cents
from tracker.reports.form.facts import Facts, IndicatorFacts, LineFacts
from tracker.reports.form.questions import Choice
from tracker.reports.form.template import Template, from_data, minutes, question_count
from tracker.reports.models import ProtectiveFactor, ReportTemplate, TemplateVersion
from tracker.reports.service import templates
from tracker.web.dates import today

_TEN_THOUSAND: Cents = 10_000_00


@dataclass(frozen=True, slots=True)
class Burden:
    """What a template asks of a partner, and what that is for the money: ``per_10_000`` is the estimated minutes for
    each 10,000 $ of the middle agreement that takes it, None while none does."""

    sections: int
    questions: int
    minutes: int
    agreements: int
    middle: Cents
    per_10_000: int | None


def programmes() -> Sequence[Programme]:
    """All programmes, by code."""
    return session.scalars(select(Programme).order_by(Programme.code)).all()


def burden(template: ReportTemplate, content: Template, commitments: Sequence[Cents]) -> Burden:
    """How heavy ``content`` is for the agreements among ``commitments`` that would take ``template``."""
    bounds = [
        it.from_commitment
        for it in templates.of_programme(template.programme)
        if it.kind == template.kind and it.from_commitment > template.from_commitment
    ]
    below = min(bounds, default=None)
    taken = sorted(it for it in commitments if it >= template.from_commitment and (below is None or it < below))
    middle = taken[len(taken) // 2] if taken else 0
    asked = minutes(content)
    return Burden(
        sections=len(content.sections),
        questions=question_count(content),
        minutes=asked,
        agreements=len(taken),
        middle=middle,
        per_10_000=round(asked * _TEN_THOUSAND / middle) if middle else None,
    )


def commitments(programme: Programme) -> list[Cents]:
    """What each agreement of a programme commits."""
    rows = (
        select(cast(func.sum(AmendmentLine.amount), BigInteger))
        .join(Amendment, AmendmentLine.amendment_id == Amendment.id)
        .join(Agreement, Amendment.agreement_id == Agreement.id)
        .where(Agreement.programme_id == programme.id)
        .group_by(Agreement.id)
    )
    return [int(amount) for amount in session.scalars(rows)]


def version(template_id: int, number: int) -> TemplateVersion | None:
    """That version of that template."""
    return session.scalar(
        select(TemplateVersion).where(TemplateVersion.template_id == template_id, TemplateVersion.number == number)
    )


def content_of(version: TemplateVersion) -> Template:
    """What a version asks."""
    return from_data(version.content)


def sample_facts(template: ReportTemplate) -> Facts:
    """A report that could be: the programme's own budget lines, one indicator, round amounts."""
    year = template.programme.calendar.year_of(today())
    first, last = template.programme.calendar.starts_on(year), template.programme.calendar.ends_on(year)
    lines = session.scalars(select(BudgetLine).order_by(BudgetLine.position)).all()
    return Facts(
        agreement="",
        number=1,
        kind=template.kind,
        fiscal_year=year,
        from_on=first,
        to_on=last,
        due_on=last,
        closes_year=True,
        lines=tuple(
            LineFacts(code=it.code, name=Text(it.name_fr, it.name_en), authorised=10_000_00, accepted=2_500_00)
            for it in lines
        ),
        indicators=(
            IndicatorFacts(
                code="a", name=Text("Enfants rejoints", "Children reached"), unit="enfants", baseline="40", last="55"
            ),
        ),
        factors=tuple(
            Choice(it.code, Text(it.name_fr, it.name_en))
            for it in session.scalars(select(ProtectiveFactor).order_by(ProtectiveFactor.code))
        ),
    )
