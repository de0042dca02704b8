"""What an auditor asked for and got, as the package and the working papers hold it. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.audit import evidence
from tracker.audit.models import AuditItem, AuditSample, EvidenceFile, EvidenceRequest, EvidenceTurn
from tracker.audit.package.value import Exchange, Given, Said
from tracker.db import session
from tracker.files.models import StoredFile
from tracker.files.names import split
from tracker.grants.models import Agreement
from tracker.web.dates import local_day


def of_auditor(person_id: int, agreement: str, *, year: str | None, known_at: datetime) -> tuple[Exchange, ...]:
    """Everything that this auditor asked in ``agreement`` and what was said of it by ``known_at``. Of one ``year``: in
    the samples that look at it."""
    said = selectinload(EvidenceRequest.turns).selectinload(EvidenceTurn.files).joinedload(EvidenceFile.file)
    found = (
        select(EvidenceRequest)
        .join(EvidenceRequest.item)
        .join(AuditItem.sample)
        .join(AuditSample.agreement)
        .where(Agreement.number == agreement, AuditSample.drawn_by_id == person_id)
        .options(said, joinedload(EvidenceRequest.item).joinedload(AuditItem.sample))
        .order_by(AuditSample.number, AuditItem.rank, EvidenceRequest.id)
    )
    if year:
        found = found.where(or_(AuditSample.fiscal_year.is_(None), AuditSample.fiscal_year == year))
    return of_requests(session.scalars(found), known_at=known_at)


def of_requests(requests: Iterable[EvidenceRequest], *, known_at: datetime | None = None) -> tuple[Exchange, ...]:
    """These requests with what was said by ``known_at``, or up to now."""
    found = (_exchange(it, known_at) for it in requests)
    return tuple(it for it in found if it.turns)


def stored(exchanges: Iterable[Exchange]) -> dict[str, StoredFile]:
    """The files of these answers, by their place in the package."""
    paths = {file.path: file.id for it in exchanges for turn in it.turns for file in turn.files}
    rows = session.scalars(select(StoredFile).where(StoredFile.id.in_(paths.values()))) if paths else ()
    by_id = {row.id: row for row in rows}
    return {path: by_id[id_] for path, id_ in paths.items()}


def _exchange(request: EvidenceRequest, known_at: datetime | None) -> Exchange:
    item = request.item
    return Exchange(
        sample=item.sample.number,
        rank=item.rank,
        key=item.key,
        asked_of=request.asked_of,
        organisation=request.organisation.name if request.organisation else None,
        turns=tuple(_said(it) for it in request.turns if known_at is None or it.said_at <= known_at),
    )


def _said(turn: EvidenceTurn) -> Said:
    return Said(
        step=turn.step,
        name=turn.name,
        on=local_day(turn.said_at),
        text=turn.text,
        due_on=turn.due_on,
        files=tuple(_given(turn, rank, it) for rank, it in enumerate(turn.files, start=1)),
        record=evidence.record_of(turn),
        fingerprint=evidence.fingerprint(turn),
    )


def _given(turn: EvidenceTurn, rank: int, given: EvidenceFile) -> Given:
    """Under the numbers of its request, of the answer and its own, which tell two files of one name apart."""
    file = given.file
    return Given(
        id=file.id,
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        path=f"{turn.request_id}-{turn.number}-{rank}{split(file.name)[1]}",
    )
