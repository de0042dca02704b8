"""Evidence that auditors ask for, and what comes back: facts, each a step of ``life.MOVES``.

Actor and moment are arguments; nothing is committed here. Letters are of ``tracker.audit.letters``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import rfc8785
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.permissions import is_granted
from tracker.accounts.visitor import Visitor
from tracker.audit.life import State, Step, move
from tracker.audit.models import AuditItem, AuditSample, EvidenceFile, EvidenceRequest, EvidenceTurn
from tracker.audit.populations import report_of
from tracker.db import session
from tracker.directory.models import Organisation
from tracker.errors import DomainError, message
from tracker.files.models import StoredFile
from tracker.grants.models import Agreement, Obligation, Payment
from tracker.grants.policy import engaged
from tracker.ledger.chain import moment
from tracker.trail import service as trail

PARTNER = "partner"

_ACTIONS = {
    Step.ASK: "ask for evidence",
    Step.ANSWER: "give evidence",
    Step.ASK_AGAIN: "ask for more evidence",
    Step.CLOSE: "close request for evidence",
}


def ask(item: AuditItem, *, asked_of: str, text: str, due_on: date, who: Visitor, at: datetime) -> EvidenceRequest:
    """Ask the partner or the funder for evidence about ``item``. The partner is whoever was its fiscal host."""
    host = host_of(item) if asked_of == PARTNER else None
    state = _after(None, Step.ASK, who)
    made = EvidenceRequest(item=item, asked_of=asked_of, organisation=host, due_on=due_on, state=state)
    session.add(made)
    session.flush()
    _say(made, Step.ASK, text=text, due_on=due_on, who=who, at=at)
    return made


def answer(request: EvidenceRequest, *, text: str, files: Sequence[StoredFile], who: Visitor, at: datetime) -> None:
    """Answer, with words, files or both. Raises DomainError without either, and when nothing is asked any more."""
    if not text and not files:
        raise DomainError(message("Write an answer, or add a file."), "text")
    if not is_open(request):
        raise DomainError(message("The audit is over: nothing is asked of you any more."))
    _move(request, Step.ANSWER, who)
    _say(request, Step.ANSWER, text=text, files=files, who=who, at=at)


def ask_again(request: EvidenceRequest, *, text: str, due_on: date, who: Visitor, at: datetime) -> None:
    """Ask for more, or again, by another day. Raises DomainError once it is closed."""
    _move(request, Step.ASK_AGAIN, who)
    request.due_on = due_on
    _say(request, Step.ASK_AGAIN, text=text, due_on=due_on, who=who, at=at)


def close(request: EvidenceRequest, *, who: Visitor, at: datetime) -> None:
    """Nothing more is asked: it came, here or otherwise, or is not needed. Raises DomainError when it was closed."""
    _move(request, Step.CLOSE, who)
    _say(request, Step.CLOSE, who=who, at=at)


def host_of(item: AuditItem) -> Organisation:
    """The fiscal host that an item concerns: the one of the end of the report's period, or of the day of the payment;
    the present one where the mandates do not say. Raises DomainError without any."""
    agreement = item.sample.agreement
    number = report_of(item.key)
    if number is None:
        paid = select(Payment.paid_on).where(
            Payment.agreement_id == agreement.id, Payment.number == int(item.key.removeprefix("P"))
        )
        day = session.scalar(paid)
    else:
        ended = select(Obligation.to_on).where(Obligation.agreement_id == agreement.id, Obligation.number == number)
        day = session.scalar(ended)
    mandates = agreement.mandates
    if not mandates:
        raise DomainError(message("This agreement has no fiscal host to ask."), "asked_of")
    then = (it for it in mandates if day and it.from_on <= day <= (it.to_on or day))
    return next(then, mandates[-1]).organisation


def is_open(request: EvidenceRequest) -> bool:
    """Whether the engagement under which it was asked still opens the agreement."""
    sample = request.item.sample
    still = select(Agreement.id).where(Agreement.id == sample.agreement_id, engaged(sample.drawn_by_id))
    return session.scalar(still) is not None


def record_of(turn: EvidenceTurn) -> dict[str, Any]:
    """What was said, as plain values: what its fingerprint is of."""
    sample = turn.request.item.sample
    return {
        "agreement": sample.agreement.number,
        "sample": sample.number,
        "item": turn.request.item.key,
        "request": turn.request_id,
        "number": turn.number,
        "step": turn.step,
        "text": turn.text,
        "due_on": turn.due_on.isoformat() if turn.due_on else None,
        "by": turn.name,
        "at": moment(turn.said_at),
        "files": [{"name": it.file.name, "size": it.file.size, "sha256": it.file.sha256} for it in turn.files],
    }


def fingerprint(turn: EvidenceTurn) -> str:
    """The SHA-256 of what was said, files included, in canonical JSON (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(record_of(turn))).hexdigest()


def by_id(request_id: int, *, organisation: str | None) -> EvidenceRequest | None:
    """The request of this number, if this organisation is asked; None otherwise."""
    found: EvidenceRequest | None = session.scalar(
        _of_organisation(organisation).where(EvidenceRequest.id == request_id)
    )
    return found


def of_organisation(organisation: str | None) -> Sequence[EvidenceRequest]:
    """Everything that auditors ever asked of an organisation, the last first."""
    return session.scalars(_of_organisation(organisation).order_by(EvidenceRequest.id.desc())).all()


def to_answer(organisation: str | None) -> Sequence[EvidenceRequest]:
    """What auditors wait for from an organisation, the most pressing first; nothing once an audit is over."""
    waiting = _of_organisation(organisation).where(EvidenceRequest.state == "asked", _still_engaged())
    return session.scalars(waiting.order_by(EvidenceRequest.due_on, EvidenceRequest.id)).all()


def to_read(auditor: int) -> Sequence[EvidenceRequest]:
    """The requests of this auditor, a person's number, that are answered and not closed, where they still read the
    agreement; the last first."""
    answered = _joined(select(EvidenceRequest)).where(
        AuditSample.drawn_by_id == auditor, EvidenceRequest.state == "answered", _still_engaged()
    )
    return session.scalars(answered.options(*_whole()).order_by(EvidenceRequest.id.desc())).all()


def open_among(requests: Sequence[EvidenceRequest]) -> set[int]:
    """The numbers of those whose audit is not over, in one question."""
    of_them = EvidenceRequest.id.in_([it.id for it in requests])
    return set(session.scalars(_joined(select(EvidenceRequest.id)).where(of_them, _still_engaged())))


def waiting_in(agreement: Agreement) -> Sequence[EvidenceRequest]:
    """What auditors wait for in an agreement, of the partner or of the funder, the most pressing first."""
    query = _joined(select(EvidenceRequest)).where(
        AuditSample.agreement_id == agreement.id, EvidenceRequest.state == "asked", _still_engaged()
    )
    ordered = query.options(*_whole()).order_by(EvidenceRequest.due_on, EvidenceRequest.id)
    return session.scalars(ordered).all()


def given(request: EvidenceRequest, file_id: int) -> StoredFile | None:
    """The file of this number among those that answer ``request``; None otherwise."""
    return next((it.file for turn in request.turns for it in turn.files if it.file_id == file_id), None)


def _whole() -> tuple[Any, ...]:
    """With a request: its item and sample, and all that was said."""
    sample = joinedload(EvidenceRequest.item).joinedload(AuditItem.sample)
    said = selectinload(EvidenceRequest.turns).selectinload(EvidenceTurn.files).joinedload(EvidenceFile.file)
    return (sample.joinedload(AuditSample.agreement), sample.joinedload(AuditSample.drawn_by), said)


def _after(state: State | None, step: Step, who: Visitor) -> str:
    found = move(state, step)
    if found is None or not is_granted(who.role, found.by):
        raise DomainError(message("The auditor closed this request."))
    return found.to.value


def _move(request: EvidenceRequest, step: Step, who: Visitor) -> None:
    """Take ``step``, one person after another."""
    session.execute(select(EvidenceRequest.id).where(EvidenceRequest.id == request.id).with_for_update())
    session.refresh(request, ["state", "turns"])
    request.state = _after(request.status, step, who)


def _say(
    request: EvidenceRequest,
    step: Step,
    *,
    text: str = "",
    due_on: date | None = None,
    files: Sequence[StoredFile] = (),
    who: Visitor,
    at: datetime,
) -> None:
    request.turns.append(
        EvidenceTurn(
            number=len(request.turns) + 1,
            step=step.value,
            text=text,
            due_on=due_on,
            said_by=who.email,
            name=who.name,
            said_at=at,
            files=[EvidenceFile(file=file) for file in files],
        )
    )
    session.flush()
    sample = request.item.sample
    trail.record(
        actor=who.email,
        at=at,
        action=_ACTIONS[step],
        subject_type="sample",
        subject=f"{sample.agreement.number}/{sample.number}",
        difference={
            "item": request.item.key,
            "request": request.id,
            "of": request.asked_of,
            "due": due_on.isoformat() if due_on else None,
            "files": [file.sha256 for file in files],
        },
    )


def _joined(query: Select[Any]) -> Select[Any]:
    return query.join(EvidenceRequest.item).join(AuditItem.sample).join(AuditSample.agreement)


def _of_organisation(code: str | None) -> Select[Any]:
    asked = _joined(select(EvidenceRequest)).join(EvidenceRequest.organisation)
    return asked.where(Organisation.code == (code or "")).options(*_whole())


def _still_engaged() -> ColumnElement[bool]:
    return engaged(AuditSample.drawn_by_id, AuditSample)
