"""An auditor's working papers: a sample drawn, its items looked at, what it all says.

What is asked about an item is of ``tracker.audit.evidence``. Papers are the auditor's own, and move nothing of what
they are about. Actor and moment are arguments.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from tracker.accounts.visitor import Visitor
from tracker.audit import evaluation, sampling
from tracker.audit.evaluation import Looked, MonetaryUnits, RandomItems
from tracker.audit.models import AuditItem, AuditSample, EvidenceFile, EvidenceRequest, EvidenceTurn
from tracker.audit.populations import Population, items
from tracker.audit.sampling import Drawn, Method
from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants.models import Agreement
from tracker.ledger.money import Cents
from tracker.statements.statement import Statement
from tracker.trail import service as trail

TICKS = ("amount", "date", "eligible", "line", "paid")
"""What is checked of an item: its amount, its date, its eligibility, its budget line, that it was paid."""

MOST_ITEMS = 500


def draw(
    agreement: Agreement,
    statement: Statement,
    *,
    population: Population,
    method: Method,
    seed: str,
    risk: int,
    tolerable: Cents,
    size: int,
    who: Visitor,
    at: datetime,
) -> AuditSample:
    """Draw a sample of ``statement``'s ``population``; ``size`` is of random ones, ``tolerable`` decides the
    interval of monetary units. Raises DomainError for an empty population, or a sample of too many items.
    """
    found = items(statement, population)
    if not found:
        raise DomainError(message("There is nothing to draw a sample from."), "population")
    drawn = _drawn(found, method=method, seed=seed, risk=risk, tolerable=tolerable, size=size)
    if not drawn.chosen:
        raise DomainError(message("There is nothing to draw a sample from."), "population")
    if len(drawn.chosen) > MOST_ITEMS:
        raise DomainError(message("This would choose %(count)s items. Choose a larger tolerable misstatement.",
                                  count=len(drawn.chosen)), "tolerable")  # fmt: skip
    of_agreement = select(func.coalesce(func.max(AuditSample.number), 0)).where(
        AuditSample.agreement_id == agreement.id
    )
    sample = AuditSample(
        agreement=agreement,
        number=(session.scalar(of_agreement) or 0) + 1,
        population=population.value,
        fiscal_year=statement.header.fiscal_year,
        as_of=statement.header.as_of,
        known_at=statement.header.known_at,
        method=method.value,
        seed=seed,
        risk=risk,
        tolerable=tolerable,
        interval=drawn.interval,
        start=drawn.start,
        population_size=len(found),
        population_amount=sum(it.amount for it in found),
        drawn_by_id=who.person_id,
        drawn_at=at,
        items=[
            AuditItem(rank=rank, key=it.item.key, amount=it.item.amount, certain=it.certain, hit=it.hit, ticks=[])
            for rank, it in enumerate(drawn.chosen, start=1)
        ],
    )
    session.add(sample)
    session.flush()
    difference = {
        "method": method.value,
        "seed": seed,
        "risk": risk,
        "tolerable": tolerable,
        "items": len(sample.items),
    }
    _record(sample, who, at, "draw sample", difference)
    return sample


def redrawn(sample: AuditSample, statement: Statement) -> Drawn:
    """The sample drawn once more, from what the same question finds today: to show that nothing moved."""
    return _drawn(
        items(statement, Population(sample.population)),
        method=Method(sample.method),
        seed=sample.seed,
        risk=sample.risk,
        tolerable=sample.tolerable,
        size=len(sample.items),
    )


def look(
    item: AuditItem, *, ticks: Collection[str], misstated: Cents | None, reason: str, who: Visitor, at: datetime
) -> None:
    """Keep what was found of ``item``: ``misstated`` is how much too much was claimed, None to look again later.

    Raises DomainError on ``misstated`` for more than was claimed, on ``reason`` when a difference has none.
    """
    if misstated is not None and item.amount >= 0 and misstated > item.amount:
        raise DomainError(message("No more can be misstated than was claimed."), "misstated")
    if misstated and not reason:
        raise DomainError(message("Write why the amount differs."), "reason")
    before = {"ticks": item.ticks, "misstated": item.misstated, "reason": item.reason}
    item.ticks = [tick for tick in TICKS if tick in ticks]
    item.misstated, item.reason = misstated, reason
    item.looked_at = at if misstated is not None else None
    session.flush()
    after = {"ticks": item.ticks, "misstated": item.misstated, "reason": item.reason}
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        _record(item.sample, who, at, "look at item", {"item": item.key, **changed})


def said(sample: AuditSample) -> MonetaryUnits | RandomItems | None:
    """What the sample says of its population; None until every item was looked at."""
    looked = [Looked(it.amount, it.misstated, it.certain) for it in sample.items if it.misstated is not None]
    if len(looked) < len(sample.items):
        return None
    if sample.method == Method.MONETARY_UNIT:
        return evaluation.of_monetary_units(looked, interval=sample.interval, risk=sample.risk)
    return evaluation.of_random_items(looked, population=sample.population_amount, size=sample.population_size)


def of_agreement(agreement: Agreement, person_id: int) -> Sequence[AuditSample]:
    """The samples of one auditor on this agreement, the last first: nobody else reads them."""
    query = select(AuditSample).where(AuditSample.agreement_id == agreement.id, AuditSample.drawn_by_id == person_id)
    said = selectinload(AuditItem.requests).selectinload(EvidenceRequest.turns).selectinload(EvidenceTurn.files)
    whole = selectinload(AuditSample.items).options(said.joinedload(EvidenceFile.file))
    return session.scalars(query.options(whole).order_by(AuditSample.number.desc())).all()


def by_number(agreement: Agreement, number: int, person_id: int) -> AuditSample | None:
    """This auditor's sample of this number, or None."""
    return next((it for it in of_agreement(agreement, person_id) if it.number == number), None)


def _drawn(
    found: Sequence[sampling.Item], *, method: Method, seed: str, risk: int, tolerable: Cents, size: int
) -> Drawn:
    if method is Method.RANDOM:
        return sampling.random(found, seed=seed, size=size)
    interval = sampling.interval_for(tolerable, risk)
    if interval <= 0:
        raise DomainError(message("Write a larger tolerable misstatement."), "tolerable")
    return sampling.monetary_unit(found, seed=seed, interval=interval)


def _record(sample: AuditSample, who: Visitor, at: datetime, action: str, difference: Mapping[str, object]) -> None:
    trail.record(
        actor=who.email, at=at, action=action, subject_type="sample",
        subject=f"{sample.agreement.number}/{sample.number}", difference=difference,
    )  # fmt: skip
