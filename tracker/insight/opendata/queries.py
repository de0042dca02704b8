"""What is published, read from the journal and the records: a few grouped reads, however many agreements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, and_, cast, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker.bilingual import Text
from tracker.db import session
from tracker.directory.models import Organisation, Region, Regroupement
from tracker.directory.queries import instance
from tracker.grants import allocation
from tracker.grants.life import Act
from tracker.grants.models import Agreement, Amendment, HostMandate
from tracker.grants.models.indicators import Indicator
from tracker.insight.opendata.value import Grant, Movement, Place, Publication, Recipient, Version
from tracker.ledger import organisations
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.models import JournalEntry, Posting
from tracker.ledger.queries import head_at
from tracker.statements.wording import STREAM

_Reversed = aliased(JournalEntry)
_PROMISED = (Kind.SIGNED.value, Kind.AMENDED.value)


def publication(*, as_of: date, known_at: datetime) -> Publication:
    """Everything that may be published, by both clocks.

    A sub-agreement is left out: what it receives was paid to its framework, which is there (DOMAIN rule 21).
    """
    visible = and_(Agreement.signed_on <= as_of, Agreement.recorded_at <= known_at)
    paid_by_us = and_(visible, Agreement.framework_id.is_(None))
    agreements = _agreements(paid_by_us)
    moved = _movements(as_of, known_at)
    changed = _changed(as_of, known_at)
    places = _places(paid_by_us, as_of, known_at)
    outcomes = _outcomes(paid_by_us, known_at)
    regranting = frozenset(session.scalars(select(Agreement.framework_id).where(visible)))
    whose = instance()
    grants = []
    for it in agreements:
        promised = moved[it.number, Account.COMMITTED]
        grants.append(
            Grant(
                number=it.number,
                serial=it.id,
                title=Text(it.title_fr, it.title_en),
                stream=STREAM[it.stream],
                programme=it.programme.code,
                programme_name=Text(it.programme.name_fr, it.programme.name_en),
                signed_on=it.signed_on,
                starts_on=it.starts_on,
                versions=_versions(it, promised, as_of, known_at),
                commitments=tuple(movement for _source, movement in promised),
                payments=tuple(movement for _source, movement in moved[it.number, Account.CASH]),
                hosts=tuple(_recipient(mandate.organisation) for mandate in it.mandates),
                places=places.get(it.number, ()),
                outcomes=tuple(outcomes[it.id]),
                regrants=it.id in regranting,
                withdrawn_on=next(
                    (
                        act.effective_on
                        for act in it.acts
                        if act.act == Act.WITHDRAW and act.effective_on <= as_of and act.recorded_at <= known_at
                    ),
                    None,
                ),
                modified_at=changed.get(it.number, it.recorded_at),
            )
        )
    subs = session.scalar(
        select(func.count()).select_from(Agreement).where(visible, Agreement.framework_id.is_not(None))
    )
    return Publication(
        grants=tuple(grants),
        funder=Text(whose.funder_fr, whose.funder_en),
        fictional=whose.fictional,
        as_of=as_of,
        known_at=known_at,
        head=head_at(known_at),
        left_out=subs or 0,
    )


def _agreements(chosen: Any) -> Sequence[Agreement]:
    return session.scalars(
        select(Agreement)
        .where(chosen)
        .options(
            joinedload(Agreement.programme),
            selectinload(Agreement.mandates).joinedload(HostMandate.organisation).joinedload(Organisation.region),
            selectinload(Agreement.amendments),
            selectinload(Agreement.acts),
        )
        .order_by(Agreement.number)
    ).all()


def _movements(as_of: date, known_at: datetime) -> defaultdict[tuple[str, str], list[tuple[str, Movement]]]:
    """What was promised and what was paid, entry by entry: agreement and account → source and movement.
    A reversal counts as what it reverses, the other way."""
    kind = func.coalesce(_Reversed.kind, JournalEntry.kind)
    source = func.coalesce(_Reversed.source, JournalEntry.source)
    found = session.execute(
        select(
            Posting.agreement,
            Posting.account,
            JournalEntry.seq,
            JournalEntry.occurred_on,
            source.label("source"),
            func.min(organisations.today(Posting.host)).label("host"),
            cast(-func.sum(Posting.amount), BigInteger).label("amount"),
        )
        .join(JournalEntry, Posting.entry == JournalEntry.seq)
        .outerjoin(_Reversed, JournalEntry.reverses == _Reversed.seq)
        .outerjoin(organisations.written, organisations.written.c.code == Posting.host)
        .where(
            JournalEntry.occurred_on <= as_of,
            JournalEntry.recorded_at <= known_at,
            or_(
                and_(Posting.account == Account.COMMITTED, kind.in_(_PROMISED)),
                and_(Posting.account == Account.CASH, kind == Kind.PAID.value),
            ),
        )
        .group_by(Posting.agreement, Posting.account, JournalEntry.seq, JournalEntry.occurred_on, source)
        .order_by(JournalEntry.occurred_on, JournalEntry.seq)
    )
    moved: defaultdict[tuple[str, str], list[tuple[str, Movement]]] = defaultdict(list)
    for row in found:
        movement = Movement(row.seq, row.occurred_on, int(row.amount), row.host)
        moved[row.agreement, row.account].append((row.source, movement))
    return moved


def _changed(as_of: date, known_at: datetime) -> dict[str, datetime]:
    """When the journal last said anything of each agreement."""
    rows = session.execute(
        select(JournalEntry.agreement, func.max(JournalEntry.recorded_at))
        .where(JournalEntry.occurred_on <= as_of, JournalEntry.recorded_at <= known_at)
        .group_by(JournalEntry.agreement)
    )
    return {number: at for number, at in rows}  # noqa: C416 - rows, not pairs


def _versions(
    agreement: Agreement, promised: Sequence[tuple[str, Movement]], as_of: date, known_at: datetime
) -> tuple[Version, ...]:
    """The agreement as signed, then after each amendment in force by both clocks. One that changes dates or
    reports only is worth what was before it."""
    amended = [it for it in agreement.amendments if it.number > 0]
    shown = [it for it in amended if it.effective_on <= as_of and it.recorded_at <= known_at]
    value = 0
    versions = []
    for number, on in ((0, agreement.signed_on), *((it.number, it.effective_on) for it in shown)):
        kind = Kind.AMENDED if number else Kind.SIGNED
        value += sum(movement.amount for source, movement in promised if source == f"{kind.value}:{number}")
        ends_on = _ends_after(number, amended, agreement.ends_on)
        versions.append(Version(number, on, value, ends_on, _host(agreement.mandates, on)))
    return (*versions[:-1], replace(versions[-1], recipient=_host(agreement.mandates, as_of)))


def _ends_after(number: int, amended: Iterable[Amendment], ends_on: date) -> date:
    """The agreement's last day once amendment ``number`` is signed: what the next one that changes it says it was."""
    later = (it.former_ends_on for it in amended if it.number > number and it.former_ends_on)
    return next(later, ends_on)


def _host(mandates: Sequence[HostMandate], day: date) -> Recipient:
    """Who hosts on ``day``; the first, before any mandate has begun."""
    begun = [it for it in mandates if it.from_on <= day]
    return _recipient((begun[-1] if begun else mandates[0]).organisation)


def _recipient(host: Organisation) -> Recipient:
    return Recipient(
        code=host.code,
        name=host.name,
        kind=host.kind,
        neq=host.neq or "",
        business_number=host.business_number or "",
        city=host.city or "",
        region=Text(host.region.name_fr, host.region.name_en) if host.region else None,
    )


def _places(chosen: Any, as_of: date, known_at: datetime) -> dict[str, tuple[Place, ...]]:
    """The regions that benefit: its own, those of its allocation key, those of a framework's sub-agreements."""
    names = {it.code: Text(it.name_fr, it.name_en) for it in session.scalars(select(Region))}
    sub = aliased(Agreement)
    own = (
        select(Agreement.number, Regroupement.region_code)
        .join(Agreement.regroupement)
        .where(chosen, Regroupement.region_code.is_not(None))
    )
    through = (
        select(Agreement.number, Regroupement.region_code)
        .join(sub, sub.framework_id == Agreement.id)
        .join(Regroupement, sub.regroupement_id == Regroupement.id)
        .where(chosen, sub.signed_on <= as_of, sub.recorded_at <= known_at, Regroupement.region_code.is_not(None))
    )
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for number, code in (*session.execute(own), *session.execute(through)):
        codes[number].add(code)
    places = {number: tuple(Place(code, names[code]) for code in sorted(found)) for number, found in codes.items()}
    for number, shares in allocation.shares_in_force(chosen, as_of=as_of, known_at=known_at).items():
        places[number] = tuple(Place(code, names[code], share) for code, share in sorted(shares.items()))
    return places


def _outcomes(chosen: Any, known_at: datetime) -> defaultdict[int, list[Text]]:
    """What each agreement was signed to measure; never what was measured."""
    found: defaultdict[int, list[Text]] = defaultdict(list)
    for it in session.execute(
        select(Indicator.agreement_id, Indicator.name_fr, Indicator.name_en)
        .join(Indicator.agreement)
        .where(chosen, Indicator.recorded_at <= known_at)
        .order_by(Indicator.id)
    ):
        found[it.agreement_id].append(Text(it.name_fr, it.name_en))
    return found
