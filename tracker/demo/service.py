"""Making the demo's portfolio, and installing it through the same rules as an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select, update

from tracker.accounts import service as accounts
from tracker.accounts.models import Person, Role
from tracker.audit import engagements
from tracker.db import now, session, transaction
from tracker.demo import auditing, calendar, deals, keys, partners, past, reporting, shape, story
from tracker.demo.deals import Deal
from tracker.demo.shape import REFERENCE, Subject
from tracker.demo.story import PassedOn
from tracker.directory.models import Regroupement
from tracker.directory.service import name_instance
from tracker.grants import officers
from tracker.grants.models import Agreement, HostMandate, Programme
from tracker.grants.payments import details
from tracker.grants.service import Author
from tracker.ledger.money import Cents
from tracker.workbook import service as workbook
from tracker.workbook import sheets as s
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.problems import Findings
from tracker.workbook.reader import read
from tracker.workbook.service import Progress
from tracker.workbook.sheets import Row

AS_OF = date(2020, 10, 15)
"""The day up to which the demo's history is told: the autumn after the programme's last year."""

ACTOR = "demo"
SEED = 1
PARTNER = shape.WORKED_HOSTS[0]  # whom the demo's partner works for
PURPOSE = "Vérification de la démonstration"
_NORTH = ("09", "10")
FUNDER_FR, FUNDER_EN = "Fonds Petite enfance", "Early Childhood Fund"

_BUDGET_LINES = shape.REFERENCE.parent.parent / "directory" / "reference" / "budget_lines.csv"


@dataclass(frozen=True, slots=True)
class Summary:
    """What was installed. ``committed`` leaves out what is internal to frameworks."""

    agreements: int
    organisations: int
    reports: int
    committed: Cents
    entries: int
    warnings: int


def portfolio(*, agreements: int | None = None, seed: int = SEED, as_of: date = AS_OF) -> Portfolio:
    """The demo as the rows of a portfolio workbook, always with the worked agreement. Pure.

    ``agreements`` limits how many there are, the worked one included, in the same mix as all of them.
    The same arguments give the same rows, to the cent and to the day.
    """
    if agreements is not None and agreements < 1:
        raise ValueError("at least the worked agreement")
    made = _worked()
    subjects = shape.subjects(seed)
    everything = deals.deals(subjects, seed)
    kept = everything if agreements is None else deals.chosen(everything, agreements - 1, seed)
    whole = len(kept) == len(everything)
    kept = [deal for deal in kept if calendar.starts_on(deal) <= as_of]
    around = partners.partners(subjects, seed)
    told = _stories(kept, around.hosts, seed, as_of)
    funded = {deal.subject.code for deal in kept}
    _people_around(made, around, [subject for subject in subjects if whole or subject.code in funded], told)
    made.add(*told)
    return made


def _worked() -> Portfolio:
    """The worked agreement as its workbook has it, with the rest of the budget lines in their place."""
    findings = Findings()
    worked = read(REFERENCE / "worked-agreement.xlsx", findings)
    findings.raise_errors()
    for rows in (worked.rows(cls) for cls in s.SHEETS.values()):
        for row in rows:
            row.at = 0
    own = {line.code: line for line in worked.rows(s.BudgetLine)}
    worked.rows(s.BudgetLine)[:] = [
        own.get(row["code"])
        or s.BudgetLine(
            code=row["code"],
            name_fr=row["name_fr"],
            name_en=row["name_en"],
            administration=row["administration"] == "yes",
        )
        for row in shape.read_reference(_BUDGET_LINES)
    ]
    return worked


def _stories(kept: list[Deal], hosts: dict[str, tuple[str, str]], seed: int, as_of: date) -> list[Row]:
    """Sub-agreements are told first: their frameworks' story needs what was transferred to them."""
    passed_on: defaultdict[str, list[tuple[date, Cents]]] = defaultdict(list)
    told: dict[str, list[Row]] = {}
    for deal in sorted(kept, key=lambda deal: deal.framework is None):
        passed: PassedOn = sorted(passed_on[deal.number])
        rows = story.tell(deal, hosts=hosts[deal.subject.code], seed=seed, as_of=as_of, passed_on=passed)
        told[deal.number] = rows
        for row in rows:
            if isinstance(row, s.FrameworkTransfer):
                passed_on[row.framework].append((row.transferred_on, row.amount))
    return [row for deal in kept for row in told[deal.number]]


def _people_around(made: Portfolio, around: partners.Partners, funded: list[Subject], told: list[Row]) -> None:
    """The regroupements and projects funded, the members of the first, and whoever hosts an agreement."""
    known = {row.code for row in made.rows(s.Regroupement)}
    codes = {subject.code for subject in funded}
    for subject in funded:
        if subject.is_project:
            made.add(s.Project(code=subject.code, name_fr=subject.name_fr, name_en=subject.name_en))
        elif subject.code not in known:
            made.add(s.Regroupement(code=subject.code, name=subject.name_fr, kind=subject.kind, region=subject.region))
    seats = [row for row in around.memberships if row.regroupement in codes]
    needed = {row.organisation for row in seats} | {row.organisation for row in told if isinstance(row, s.Host)}
    made.add(*(row for code, row in around.organisations.items() if code in needed))
    made.add(*seats)


def install(
    *, agreements: int | None = None, seed: int = SEED, password: str, progress: Progress = lambda done: None
) -> Summary | None:
    """Make the demo and take it in, its people with it, in one transaction of its own; says on every page
    that the data is made up. Returns None, and changes nothing, when agreements are recorded already."""
    with transaction():
        if session.scalar(select(exists().where(Agreement.id.is_not(None)))):
            return None
        at = now()
        plan = workbook.plan(portfolio(agreements=agreements, seed=seed), progress=progress)
        workbook.carry_out(plan, actor=ACTOR, at=at, reason=f"demo, seed {seed}")
        name_instance(funder_fr=FUNDER_FR, funder_en=FUNDER_EN, fictional=True, actor=ACTOR, at=at)
        people = accounts.demo_people(password=password, partner_organisation_code=PARTNER, actor=ACTOR, at=at)
        _verify_bank_details(people, at)
        keys.decide(seed=seed, actor=ACTOR, at=at)
        _engage_the_auditor(people, at)
        _assign_the_officer(people, at)
        session.execute(update(Programme).values(published=True))
        past.write(people, at=at)
        reporting.write_waiting(on=AS_OF, actor=ACTOR, at=at)
        auditing.ask_and_answer(people, on=AS_OF, at=at)
    return summary(plan)


def _verify_bank_details(people: Sequence[Person], at: datetime) -> None:
    """Every host of the demo can be paid, on an account that no bank has."""
    enters, checks = (next(it for it in people if it.role == role) for role in (Role.OFFICER, Role.APPROVER))
    hosts = session.scalars(select(HostMandate.organisation_id).distinct().order_by(HostMandate.organisation_id))
    details.record_verified(list(hosts), entered_by=enters, confirmed_by=checks, actor=ACTOR, at=at)


def _engage_the_auditor(people: Sequence[Person], at: datetime) -> None:
    """The demo's auditor reads everything, whatever is signed next."""
    auditor = next(it for it in people if it.role == Role.AUDITOR)
    engagements.give(auditor=auditor, until=None, purpose=PURPOSE, actor=ACTOR, at=at)


def _assign_the_officer(people: Sequence[Person], at: datetime) -> None:
    """The demo's officer follows what was under way in the last year; what ended before and the North are nobody's."""
    officer = next(it for it in people if it.role == Role.OFFICER)
    followed = (
        select(Agreement)
        .outerjoin(Agreement.regroupement)
        .where(
            Agreement.ends_on >= AS_OF.replace(year=AS_OF.year - 1),
            func.coalesce(Regroupement.region_code, "").not_in(_NORTH),
        )
        .order_by(Agreement.number)
    )
    officers.assign(session.scalars(followed).all(), officer=officer, author=Author(ACTOR, at))


def summary(plan: workbook.Plan) -> Summary:
    """What ``plan`` holds, in the figures that a person would count."""
    rows = plan.portfolio.rows
    inside = {row.number for row in rows(s.Agreement) if row.framework}
    budgets: list[s.Budget | s.Amendment] = [*rows(s.Budget), *rows(s.Amendment)]
    return Summary(
        agreements=len(rows(s.Agreement)),
        organisations=len(rows(s.Organisation)),
        reports=len(rows(s.Report)),
        committed=sum(row.amount for row in budgets if row.agreement not in inside),
        entries=len(plan.entries),
        warnings=len(plan.warnings),
    )
