"""What is around a draft: programmes, subjects and hosts to choose from, the phase before, the framework."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.db import session
from tracker.directory.models import Organisation, Phase, Project, Region, Regroupement
from tracker.directory.queries import organisation_today
from tracker.grants.creation.checks import Around, Evidence
from tracker.grants.creation.draft import Draft
from tracker.grants.models import Agreement, AgreementDraft, BudgetLine, Obligation, Programme, ReportKind
from tracker.grants.payments.models import BankAccount
from tracker.grants.queries import fold
from tracker.grants.terms import Limits
from tracker.ledger.accounts import Account
from tracker.ledger.fiscal import first_year
from tracker.ledger.money import Cents
from tracker.ledger.queries import position

FOUND = 12
"""How many matches a search shows."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an agreement may be with: a regroupement, or the next phase of a project."""

    code: str
    name_fr: str
    name_en: str
    phase: int | None
    place_fr: str
    place_en: str

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"p:{self.code}:{self.phase}" if self.phase else f"r:{self.code}"


def drafts() -> Sequence[AgreementDraft]:
    """The agreements being written, the last saved first."""
    return session.scalars(select(AgreementDraft).order_by(AgreementDraft.saved_at.desc())).all()


def programme_of(code: str) -> Programme | None:
    """The programme of this code."""
    return session.scalar(select(Programme).where(Programme.code == code))


def programmes() -> Sequence[Programme]:
    """Every programme."""
    return session.scalars(select(Programme).order_by(Programme.code)).all()


def agreement_of(number: str) -> Agreement | None:
    """The agreement of this number."""
    return session.scalar(select(Agreement).where(Agreement.number == number))


def organisation_of(code: str) -> Organisation | None:
    """The organisation of this code; the survivor of one that was merged since a draft named it."""
    return organisation_today(code)


def regions() -> Sequence[Region]:
    """The administrative regions."""
    return session.scalars(select(Region).order_by(Region.code)).all()


def subjects_called(words: str) -> list[Subject]:
    """Regroupements and next phases of projects by words of their name or by code, accents aside."""
    return [*_matching(words, _regroupements()), *_matching(words, _projects())][:FOUND]


def subject_of(draft: Draft) -> Subject | None:
    """The one that ``draft`` is for."""
    if draft.regroupement:
        return next((it for it in _regroupements() if it.code == draft.regroupement), None)
    row = session.scalar(select(Project).where(Project.code == draft.project)) if draft.project else None
    return Subject(row.code, row.name_fr, row.name_en, draft.phase, "", "") if row else None


def _matching(words: str, among: Iterable[Subject]) -> list[Subject]:
    wanted = fold(words).split()
    return [
        it
        for it in among
        if wanted
        and (
            all(word in fold(f"{it.name_fr} {it.name_en}") for word in wanted)
            or words.strip().lower() == it.code.lower()
        )
    ]


def _regroupements() -> list[Subject]:
    query = (
        select(Regroupement.code, Regroupement.name, Region.name_fr, Region.name_en)
        .outerjoin(Region, Regroupement.region_code == Region.code)
        .order_by(Regroupement.name, Regroupement.code)
    )
    return [Subject(row[0], row[1], row[1], None, row[2] or "", row[3] or "") for row in session.execute(query)]


def _projects() -> list[Subject]:
    query = (
        select(Project.code, Project.name_fr, Project.name_en, func.max(Phase.number).filter(Agreement.id.is_not(None)))
        .outerjoin(Phase, Phase.project_id == Project.id)
        .outerjoin(Agreement, Agreement.phase_id == Phase.id)
        .group_by(Project.code, Project.name_fr, Project.name_en)
        .order_by(Project.name_fr)
    )
    return [Subject(row[0], row[1], row[2], (row[3] or 0) + 1, "", "") for row in session.execute(query)]


def around(draft: Draft, *, at: datetime) -> Around:
    """What the records say around ``draft``."""
    programme = programme_of(draft.programme) if draft.programme else None
    host = organisation_of(draft.host) if draft.host else None
    return Around(
        calendar=programme.calendar if programme else None,
        limits=Limits.of(programme) if programme else None,
        administration_lines=administration_lines(),
        number_taken=bool(draft.number) and agreement_of(draft.number) is not None,
        phase_taken=bool(draft.project) and bool(_agreements_of_phase(draft.project, draft.phase or 0)),
        previous=_previous(draft),
        room=_room(draft),
        host_name=host.name if host else "",
        bank_verified=host is not None and _has_account(host.id, at),
    )


def administration_lines() -> frozenset[str]:
    """The budget lines of host administration."""
    return frozenset(session.scalars(select(BudgetLine.code).where(BudgetLine.administration)))


def _agreements_of_phase(project: str, phase: int) -> Sequence[Agreement]:
    return session.scalars(
        select(Agreement)
        .join(Agreement.phase)
        .join(Phase.project)
        .where(Project.code == project, Phase.number == phase)
        .order_by(Agreement.number)
    ).all()


def _previous(draft: Draft) -> tuple[Evidence, ...] | None:
    if not draft.project or not draft.phase or draft.phase == 1:
        return None
    return tuple(_evidence(it) for it in _agreements_of_phase(draft.project, draft.phase - 1))


def _evidence(agreement: Agreement) -> Evidence:
    """Its final report; without one, the last that it owes."""
    due = agreement.obligations
    final: list[Obligation] = [it for it in due if it.kind == ReportKind.FINAL] or list(due[-1:])
    if not final:
        return Evidence(agreement.number, None, None)
    return Evidence(agreement.number, final[-1].number, final[-1].fulfilled_on)


def _room(draft: Draft) -> Cents | None:
    """What a framework has left for one more sub-agreement: its commitment, less those of the others and the
    administration that it retains (DOMAIN rule 21)."""
    framework = agreement_of(draft.framework) if draft.framework else None
    if framework is None:
        return None
    stands = position(framework.number)
    retained = sum(stands.balance(Account.AUTHORISED, line=line) for line in administration_lines())
    others = sum(position(it.number).balance(Account.COMMITTED) for it in framework.sub_agreements)
    return -stands.balance(Account.COMMITTED) + others - retained


def _has_account(organisation_id: int, at: datetime) -> bool:
    query = select(BankAccount.id).where(BankAccount.organisation_id == organisation_id, BankAccount.usable_at <= at)
    return session.scalar(query.limit(1)) is not None


def usable_accounts(codes: Iterable[str], *, at: datetime) -> frozenset[str]:
    """Which of these organisations have verified bank details."""
    query = (
        select(Organisation.code)
        .join(BankAccount, BankAccount.organisation_id == Organisation.id)
        .where(Organisation.code.in_(list(codes)), BankAccount.usable_at <= at)
    )
    return frozenset(session.scalars(query))


def proposed_number(programme: Programme, starts_on: date) -> str:
    """The number after the last one of its programme and fiscal year: ``PE-2016-015`` after ``PE-2016-014``."""
    prefix = f"{programme.code}-{first_year(programme.calendar.year_of(starts_on))}-"
    taken = session.scalars(select(Agreement.number).where(Agreement.number.startswith(prefix, autoescape=True))).all()
    tails = [number.removeprefix(prefix) for number in taken]
    last = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return f"{prefix}{last + 1:03d}"


def budget_lines() -> Sequence[BudgetLine]:
    """The cost categories, in their order."""
    return session.scalars(select(BudgetLine).order_by(BudgetLine.position)).all()
