"""Reading agreements together: who, where, which reports, which instalments wait."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker.accounts.models import Person
from tracker.db import session
from tracker.directory.models import Organisation, Phase, Project, Region, Regroupement
from tracker.grants.life import Act, Interruption
from tracker.grants.models import (
    Agreement,
    AgreementAct,
    Condition,
    HostMandate,
    Instalment,
    Obligation,
    Payment,
    Programme,
)
from tracker.grants.schedule import DueReport, Instrument
from tracker.kept import kept
from tracker.ledger.models import JournalEntry, Posting

NATIONAL = "national"
"""The region of what has none."""
NOBODY = "personne"
"""The officer of an agreement that has none."""

_PLAIN = str.maketrans("àâäáçéèêëîïíôöóùûüú’", "aaaaceeeeiiiooouuuu'", "") | {ord("œ"): "oe", ord("\u00a0"): " "}


@dataclass(frozen=True, slots=True)
class Search:
    """What a list of agreements is narrowed to; empty is everything."""

    stream: str = ""
    region: str = ""
    programme: str = ""
    officer: str = ""
    """Whose agreements, by e-mail address; or NOBODY's."""


def agreements(visible: ColumnElement[bool], search: Search, *, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """One row for each agreement that is ``visible`` and matches, with its place, its host and where its
    reports stand: one statement, whatever the number of rows."""
    late = and_(Obligation.received_on.is_(None), Obligation.due_on < today)
    review = and_(Obligation.received_on.is_not(None), Obligation.fulfilled_on.is_(None))
    to_come = and_(Obligation.received_on.is_(None), Obligation.due_on >= today)
    reports = (
        select(
            Obligation.agreement_id,
            func.sum(case((late, 1), else_=0)).label("late"),
            func.min(case((late, Obligation.due_on))).label("late_since"),
            func.min(case((late, Obligation.number))).label("late_number"),
            func.sum(case((review, 1), else_=0)).label("review"),
            func.min(case((review, Obligation.number))).label("review_number"),
            func.min(case((to_come, Obligation.due_on))).label("next_due_on"),
            func.min(case((to_come, Obligation.number))).label("next_number"),
        )
        .group_by(Obligation.agreement_id)
        .subquery()
    )
    begun = (
        select(HostMandate.agreement_id, func.max(HostMandate.from_on).label("from_on"))
        .where(HostMandate.from_on <= today)
        .group_by(HostMandate.agreement_id)
        .subquery()
    )
    parent = aliased(Agreement)
    query = (
        select(
            Agreement.id,
            Agreement.number,
            Agreement.stream,
            Agreement.title_fr,
            Agreement.title_en,
            Agreement.starts_on,
            Agreement.ends_on,
            Programme.code.label("programme"),
            parent.number.label("framework"),
            Regroupement.name.label("regroupement"),
            Regroupement.region_code,
            Region.name_fr.label("region_fr"),
            Region.name_en.label("region_en"),
            Project.name_fr.label("project_fr"),
            Project.name_en.label("project_en"),
            Phase.number.label("phase"),
            Organisation.name.label("host"),
            Organisation.neq.label("host_neq"),
            *(column for column in reports.c if column.name != "agreement_id"),
        )
        .join(Agreement.programme)
        .outerjoin(parent, Agreement.framework_id == parent.id)
        .outerjoin(Agreement.regroupement)
        .outerjoin(Region, Regroupement.region_code == Region.code)
        .outerjoin(Agreement.phase)
        .outerjoin(Phase.project)
        .outerjoin(begun, begun.c.agreement_id == Agreement.id)
        .outerjoin(HostMandate, and_(HostMandate.agreement_id == Agreement.id, HostMandate.from_on == begun.c.from_on))
        .outerjoin(HostMandate.organisation)
        .outerjoin(reports, reports.c.agreement_id == Agreement.id)
        .where(visible)
        .order_by(Agreement.number)
    )
    return session.execute(_narrowed(query, search)).all()


def waiting_instalments(visible: ColumnElement[bool], *, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """Unpaid instalments that could be paid ``today``, or that something holds back already: agreement
    number, allotment, amount, and whether rule 7 allows it (``schedule.standing`` says the same of one
    agreement). Whether the allotment has anything left is for the caller, who has the sums."""
    required = aliased(Obligation)
    later = aliased(HostMandate)
    of = Agreement.id
    missing = exists().where(
        Obligation.agreement_id == of, Obligation.due_on < today, Obligation.fulfilled_on.is_(None)
    )
    active = exists().where(
        HostMandate.agreement_id == of,
        HostMandate.from_on <= today,
        or_(
            HostMandate.to_on.is_(None),
            HostMandate.to_on >= today,
            ~exists().where(later.agreement_id == of, later.from_on > HostMandate.from_on),
        ),
    )
    needed = and_(required.id.is_not(None), required.fulfilled_on.is_(None))
    interrupted = (
        select(AgreementAct.act)
        .where(AgreementAct.agreement_id == of, AgreementAct.effective_on <= today)
        .order_by(AgreementAct.effective_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    in_force = and_(Agreement.signed_on <= today, func.coalesce(interrupted, Act.LIFT.value) == Act.LIFT.value)
    unmet = exists().where(
        Condition.agreement_id == of,
        Condition.met_on.is_(None),
        or_(Condition.instalment_id.is_(None), Condition.instalment_id == Instalment.id),
    )
    allowed = and_(Instalment.due_on <= today, in_force, ~missing, ~needed, ~unmet, active)
    held_back = and_(needed, required.received_on.is_(None), required.due_on < today)
    query = (
        select(
            Agreement.number,
            Instalment.fiscal_year,
            Instalment.amount,
            Instalment.due_on,
            allowed.label("allowed"),
        )
        .join(Instalment.agreement)
        .outerjoin(required, Instalment.required_obligation_id == required.id)
        .where(
            visible,
            or_(Instalment.due_on <= today, held_back),
            ~exists().where(Payment.instalment_id == Instalment.id),
        )
        .order_by(Instalment.due_on, Agreement.number, Instalment.number)
    )
    return session.execute(query).all()


@kept(1)
def choices() -> Sequence[Row[*tuple[Any, ...]]]:
    """What a list can be narrowed to: rows of what (``region`` or ``programme``), code, both names, and the
    day on which a programme's fiscal year starts."""
    regions = select(
        literal("region").label("what"),
        Region.code.label("code"),
        Region.name_fr,
        Region.name_en,
        literal("").label("starts"),
    )
    programmes = select(
        literal("programme"), Programme.code, Programme.name_fr, Programme.name_en, Programme.fiscal_year_start
    )
    return session.execute(union_all(regions, programmes).order_by("what", "code")).all()


def _narrowed(query: Select[*tuple[Any, ...]], search: Search) -> Select[*tuple[Any, ...]]:
    if search.stream:
        query = query.where(Agreement.stream == search.stream)
    if search.programme:
        query = query.where(Programme.code == search.programme)
    if search.region == NATIONAL:
        query = query.where(Regroupement.region_code.is_(null()))
    elif search.region:
        query = query.where(Regroupement.region_code == search.region)
    if search.officer == NOBODY:
        query = query.where(Agreement.officer_id.is_(None))
    elif search.officer:
        query = query.where(Agreement.officer.has(Person.email == search.officer))
    return query


def fold(text: str) -> str:
    """``Québec`` → ``quebec``, so that both are found by either."""
    return text.lower().translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Plans:
    """Reports and instalments of several agreements, by agreement id; payments are the last first."""

    agreements: Sequence[Agreement]
    reports: dict[int, tuple[DueReport, ...]]
    instalments: dict[int, tuple[Instalment, ...]]
    payments: Sequence[Payment]

    @property
    def paid(self) -> frozenset[int]:
        """The ids of the instalments that are paid."""
        return frozenset(it.instalment_id for it in self.payments if it.instalment_id is not None)


def plans(visible: ColumnElement[bool]) -> Plans:
    """What the agreements that are ``visible`` oblige both sides to: seven statements, whatever their number."""
    found = session.scalars(
        select(Agreement)
        .where(visible)
        .options(
            joinedload(Agreement.regroupement),
            joinedload(Agreement.phase).joinedload(Phase.project),
            selectinload(Agreement.mandates).joinedload(HostMandate.organisation),
            selectinload(Agreement.acts),
            selectinload(Agreement.conditions),
        )
        .order_by(Agreement.number)
    ).all()
    ids = [it.id for it in found]
    reports: dict[int, tuple[DueReport, ...]] = dict.fromkeys(ids, ())
    for it in session.scalars(select(Obligation).where(Obligation.agreement_id.in_(ids)).order_by(Obligation.number)):
        due = DueReport(
            it.number, it.kind, it.fiscal_year, it.from_on, it.to_on, it.due_on, it.received_on, it.fulfilled_on
        )
        reports[it.agreement_id] += (due,)
    instalments: dict[int, tuple[Instalment, ...]] = dict.fromkeys(ids, ())
    for planned in session.scalars(
        select(Instalment)
        .where(Instalment.agreement_id.in_(ids))
        .options(joinedload(Instalment.required_obligation))
        .order_by(Instalment.number)
    ):
        instalments[planned.agreement_id] += (planned,)
    payments = session.scalars(
        select(Payment).where(Payment.agreement_id.in_(ids)).order_by(Payment.paid_on.desc(), Payment.id.desc())
    ).all()
    return Plans(found, reports, instalments, payments)


def interruptions(ids: Collection[int]) -> dict[int, tuple[Interruption, ...]]:
    """The suspensions, liftings and withdrawal of these agreements, by agreement id, in the order of their days."""
    found: dict[int, tuple[Interruption, ...]] = {}
    for it in session.scalars(
        select(AgreementAct).where(AgreementAct.agreement_id.in_(ids)).order_by(AgreementAct.effective_on)
    ):
        happened = Interruption(it.act, it.effective_on)
        found[it.agreement_id] = (*found.get(it.agreement_id, ()), happened)
    return found


def unmet_conditions(ids: Collection[int]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    """The conditions of these agreements that are not met yet, by agreement id."""
    found: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in session.execute(
        select(Condition.agreement_id, Condition.number, Condition.instalment_id)
        .where(Condition.agreement_id.in_(ids), Condition.met_on.is_(None))
        .order_by(Condition.number)
    ):
        found.setdefault(row.agreement_id, []).append(row)
    return found


def instrument_of(agreement: Agreement, *, known_at: datetime | None = None) -> Instrument:
    """What ``agreement`` itself brings to rule 7; with ``known_at``, as it was known then."""
    return Instrument(
        agreement.signed_on,
        tuple((it.from_on, it.to_on) for it in agreement.mandates),
        tuple(
            Interruption(it.act, it.effective_on)
            for it in agreement.acts
            if known_at is None or it.recorded_at <= known_at
        ),
    )


def unpaid_instalments(agreement_id: int) -> Sequence[Instalment]:
    """The instalments of an agreement that no payment answers yet, in the order they fall due."""
    return session.scalars(
        select(Instalment)
        .where(
            Instalment.agreement_id == agreement_id,
            ~exists().where(Payment.instalment_id == Instalment.id),
        )
        .order_by(Instalment.due_on, Instalment.number)
    ).all()


def entries_since(agreement: str, seq: int) -> Sequence[JournalEntry]:
    """What was recorded for ``agreement`` after entry ``seq``, in order."""
    theirs = select(Posting.entry).where(Posting.agreement == agreement, Posting.entry > seq)
    return session.scalars(
        select(JournalEntry)
        .where(JournalEntry.seq > seq, or_(JournalEntry.agreement == agreement, JournalEntry.seq.in_(theirs)))
        .order_by(JournalEntry.seq)
    ).all()


def last_entry(agreement: str) -> int:
    """The number of the last entry that touches ``agreement``; 0 before the first."""
    own = session.scalar(select(func.max(JournalEntry.seq)).where(JournalEntry.agreement == agreement))
    touched = session.scalar(select(func.max(Posting.entry)).where(Posting.agreement == agreement))
    return max(own or 0, touched or 0)
