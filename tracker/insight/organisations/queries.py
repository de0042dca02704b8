"""Reading organisations together, and the mandates of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.db import session
from tracker.directory.models import Membership, Organisation, Region, Regroupement
from tracker.grants.models import Agreement, HostMandate
from tracker.grants.payments.models import BankAccount
from tracker.grants.queries import NATIONAL, fold
from tracker.insight.portfolio import Row
from tracker.kept import kept

HOSTING, HOSTED, NEVER = "host", "was", "never"


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation of the directory. ``regroupements`` are those of today, code and name; ``hosting`` and
    ``hosted`` count the agreements that it hosts and those that it hosted before."""

    code: str
    name: str
    kind: str
    neq: str
    region: str
    region_name: str
    city: str
    language: str
    email: str
    regroupements: tuple[tuple[str, str], ...]
    hosting: int
    hosted: int
    public: str
    """What is searched for partners, and ``own`` what is searched beside for the funder; folded."""
    own: str

    @property
    def mandate(self) -> str:
        """HOSTING, HOSTED or NEVER."""
        return HOSTING if self.hosting else HOSTED if self.hosted else NEVER


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the directory, as the address has them; empty is everything."""

    words: str = ""
    kind: str = ""
    region: str = ""
    regroupement: str = ""
    mandate: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out of the list."""
        return self != Asked()


@kept(4)
def listed(*, lang: str, today: date) -> tuple[Listed, ...]:
    """The organisations by name, what was merged left out: three statements, whatever their number."""
    groups: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    members = (
        select(Membership.organisation_id, Regroupement.code, Regroupement.name)
        .join(Membership.regroupement)
        .where(Membership.from_on <= today, (Membership.to_on.is_(None)) | (Membership.to_on >= today))
        .order_by(Regroupement.name, Regroupement.code)
    )
    for organisation_id, code, name in session.execute(members):
        groups[organisation_id].append((code, name))
    hosting: defaultdict[int, set[int]] = defaultdict(set)
    hosted: defaultdict[int, set[int]] = defaultdict(set)
    last: dict[int, int] = {}
    mandates = select(HostMandate.agreement_id, HostMandate.organisation_id).where(HostMandate.from_on <= today)
    for agreement_id, organisation_id in session.execute(mandates.order_by(HostMandate.from_on)):
        hosted[organisation_id].add(agreement_id)
        last[agreement_id] = organisation_id
    for agreement_id, organisation_id in last.items():
        hosting[organisation_id].add(agreement_id)
    region = Region.name_fr if lang == "fr" else Region.name_en
    rows = session.execute(
        select(Organisation, region).outerjoin(Organisation.region).where(Organisation.merged_into_code.is_(None))
    )
    found = [
        Listed(
            code=it.code,
            name=it.name,
            kind=it.kind,
            neq=it.neq or "",
            region=it.region_code or "",
            region_name=place or "",
            city=it.city or "",
            language=it.language,
            email=it.email or "",
            regroupements=tuple(groups.get(it.id, ())),
            hosting=len(hosting.get(it.id, ())),
            hosted=len(hosted.get(it.id, set()) - hosting.get(it.id, set())),
            public=fold(" ".join((it.name, it.city or "", place or "", *(name for _, name in groups.get(it.id, ()))))),
            own=fold(" ".join((it.code, it.neq or "", it.email or ""))),
        )
        for it, place in rows
    ]
    return tuple(sorted(found, key=lambda it: (fold(it.name), it.code)))


def matching(rows: Iterable[Listed], asked: Asked, *, whole: bool) -> list[Listed]:
    """Those of ``rows`` that are asked for. Without ``whole``, only what is public among partners is searched."""
    words = fold(asked.words).split()
    return [
        it
        for it in rows
        if (not asked.kind or it.kind == asked.kind)
        and (not asked.region or (it.region or NATIONAL) == asked.region)
        and (not asked.regroupement or any(code == asked.regroupement for code, _name in it.regroupements))
        and (not asked.mandate or not whole or it.mandate == asked.mandate)
        and (not words or _says(it, words, whole))
    ]


def _says(it: Listed, words: Sequence[str], whole: bool) -> bool:
    return all(word in it.public or (whole and word in it.own) for word in words)


@dataclass(frozen=True, slots=True)
class Hosted:
    """An agreement that an organisation hosts or hosted, with its row of the portfolio; ``ends`` is none while it
    has the mandate, also after the agreement's own end."""

    row: Row
    begins: date
    ends: date | None


def mandates(organisation_id: int, rows: Iterable[Row], *, today: date) -> tuple[list[Hosted], list[Hosted]]:
    """What an organisation hosts and what it hosted before, of the agreements in ``rows``, the last first."""
    of = {row.number: row for row in rows}
    numbers = (
        select(HostMandate.agreement_id)
        .where(HostMandate.organisation_id == organisation_id, HostMandate.from_on <= today)
        .scalar_subquery()
    )
    every = session.execute(
        select(Agreement.number, HostMandate.organisation_id, HostMandate.from_on, HostMandate.to_on)
        .join(HostMandate.agreement)
        .where(Agreement.id.in_(numbers), HostMandate.from_on <= today)
        .order_by(HostMandate.from_on.desc(), Agreement.number)
    ).all()
    seen: set[str] = set()
    hosting: list[Hosted] = []
    hosted: list[Hosted] = []
    for it in every:
        if it.number in of and it.organisation_id == organisation_id:
            found = Hosted(of[it.number], it.from_on, it.to_on)
            (hosted if it.number in seen else hosting).append(found)
        seen.add(it.number)
    return hosting, hosted


def bank_state(organisation_id: int, at: datetime) -> str:
    """``used`` where details are usable, ``waits`` where some wait to be checked or to be usable, else empty."""
    accounts = session.execute(
        select(BankAccount.usable_at).where(
            BankAccount.organisation_id == organisation_id, BankAccount.withdrawn_at.is_(None)
        )
    ).all()
    if any(it.usable_at is not None and it.usable_at <= at for it in accounts):
        return "used"
    return "waits" if accounts else ""
