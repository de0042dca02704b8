"""Keeping a draft, dropping it, and signing it: then it is an agreement, in the journal, and no draft any more.

As in ``tracker.grants.service``: the caller commits.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.db import session
from tracker.directory.models import Phase, Project, Regroupement
from tracker.errors import DomainError, message
from tracker.grants import documents, officers
from tracker.grants import service as grants
from tracker.grants.creation import checks, queries
from tracker.grants.creation.draft import Draft, from_json
from tracker.grants.models import (
    Agreement,
    AgreementDraft,
    Condition,
    Contribution,
    HostMandate,
    Indicator,
    Instalment,
    Obligation,
)
from tracker.grants.service import Author, RuleBroken
from tracker.grants.terms import Finding
from tracker.trail import service as trail


class SavedMeanwhile(DomainError):
    """Somebody else saved the draft after it was opened; ``kept`` is how it stands now."""

    def __init__(self, kept: AgreementDraft) -> None:
        super().__init__(message("This agreement was saved meanwhile by %(who)s.", who=kept.saved_by))
        self.kept = kept


def begin(*, author: Author) -> AgreementDraft:
    """An agreement with nothing in it yet."""
    kept = AgreementDraft(
        revision=1, content=Draft().as_json(), written_by=[author.actor], saved_by=author.actor, saved_at=author.at
    )
    session.add(kept)
    session.flush()
    return kept


def save(kept: AgreementDraft, draft: Draft, *, revision: int, author: Author) -> None:
    """Keep what is written. ``revision`` is the one that was opened; what says nothing new is kept already.

    Raises SavedMeanwhile when it is no longer the last one; nothing is kept then.
    """
    if kept.content == draft.as_json():
        return
    if kept.revision != revision:
        raise SavedMeanwhile(kept)
    kept.revision += 1
    kept.content = draft.as_json()
    kept.written_by = sorted({*kept.written_by, author.actor})
    kept.saved_by, kept.saved_at = author.actor, author.at
    session.flush()


def drop(kept: AgreementDraft, *, author: Author) -> None:
    """Forget a draft; the trail keeps what it was."""
    trail.record(
        actor=author.actor,
        at=author.at,
        action="agreement draft dropped",
        subject_type="agreement draft",
        subject=str(kept.id),
        difference={"draft": kept.content},
    )
    documents.remove_all(kept)
    session.delete(kept)
    session.flush()


def sign(kept: AgreementDraft, *, revision: int, signed_on: date, author: Author) -> Agreement:
    """Sign: the agreement is recorded whole and posted, and is no draft any more. Returns it.

    Raises SavedMeanwhile; RuleBroken when something is missing, a rule is in the way, or ``author`` wrote it.
    """
    if kept.revision != revision:
        raise SavedMeanwhile(kept)
    draft = from_json(kept.content)
    objections = [
        *_of_signatory(kept, author),
        *(it for of in checks.refusals(draft, queries.around(draft, at=author.at)).values() for it in of),
    ]
    if objections:
        raise RuleBroken(objections)
    agreement = _recorded(draft, signed_on=signed_on, author=author)
    grants.sign(agreement, lines=draft.lines, author=author)
    trail.record(
        actor=author.actor,
        at=author.at,
        action="agreement written",
        subject_type="agreement",
        subject=agreement.number,
        difference={"draft": kept.content, "written_by": kept.written_by},
    )
    documents.hand_over(kept, agreement)
    session.delete(kept)
    session.flush()
    return agreement


def _of_signatory(kept: AgreementDraft, author: Author) -> list[Finding]:
    if author.actor in kept.written_by:
        return [Finding(message("Whoever wrote part of an agreement does not sign it."))]
    return []


def _recorded(draft: Draft, *, signed_on: date, author: Author) -> Agreement:
    programme, host = queries.programme_of(draft.programme), queries.organisation_of(draft.host)
    framework = queries.agreement_of(draft.framework) if draft.framework else None
    if programme is None or host is None or draft.starts_on is None or draft.ends_on is None:
        raise AssertionError("checks.refusals found them there")
    officer = officers.called(draft.officer)
    agreement = Agreement(
        number=draft.number,
        programme=programme,
        stream=draft.stream,
        title_fr=draft.title_fr,
        title_en=draft.title_en,
        regroupement=session.scalar(select(Regroupement).where(Regroupement.code == draft.regroupement)),
        phase=_phase(draft),
        framework=framework,
        signed_on=signed_on,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        officer=officer,
        recorded_at=author.at,
        mandates=[HostMandate(organisation=host, from_on=draft.starts_on)],
        obligations=[
            Obligation(
                number=number,
                kind=it.kind,
                fiscal_year=it.fiscal_year,
                from_on=it.from_on,
                to_on=it.to_on,
                due_on=it.due_on,
                recorded_at=author.at,
            )
            for number, it in enumerate(draft.reports, start=1)
        ],
    )
    session.add(agreement)
    session.flush()
    _promise(agreement, draft, author)
    return agreement


def _phase(draft: Draft) -> Phase | None:
    """The phase of the project, made if it is a new one."""
    if not draft.project:
        return None
    project = session.scalars(select(Project).where(Project.code == draft.project)).one()
    found = next((it for it in project.phases if it.number == draft.phase), None)
    return found or Phase(project=project, number=draft.phase)


def _promise(agreement: Agreement, draft: Draft, author: Author) -> None:
    """The schedule, the conditions, what others bring and what is measured."""
    due = {it.number: it for it in agreement.obligations}
    for number, it in enumerate(draft.instalments, start=1):
        agreement.instalments.append(
            Instalment(
                number=number,
                kind=it.kind,
                fiscal_year=it.fiscal_year,
                due_on=it.due_on,
                amount=it.amount,
                required_obligation=due.get(it.waits_for or 0),
                recorded_at=author.at,
            )
        )
    planned = {it.number: it for it in agreement.instalments}
    for number, term in enumerate(draft.conditions, start=1):
        agreement.conditions.append(
            Condition(
                number=number,
                text=term.text,
                checked_by=term.checked_by,
                instalment=planned.get(term.instalment or 0),
                recorded_at=author.at,
            )
        )
    for number, gift in enumerate(draft.contributions, start=1):
        session.add(
            Contribution(
                agreement_id=agreement.id,
                number=number,
                recorded_at=author.at,
                fiscal_year=gift.fiscal_year,
                source=gift.source,
                kind=gift.kind,
                public=gift.public,
                amount=gift.amount,
                planned=True,
            )
        )
    for measure in draft.indicators:
        session.add(
            Indicator(
                agreement_id=agreement.id,
                code=measure.code,
                name_fr=measure.name_fr,
                name_en=measure.name_en,
                unit=measure.unit,
                system=measure.system,
                factor_code=measure.factor,
                aggregation=measure.aggregation,
                baseline=measure.baseline,
                recorded_at=author.at,
            )
        )
    session.flush()
