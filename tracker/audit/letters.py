"""Telling the partner what an auditor asks, and the auditor what came: each to call after the commit.

A letter to the partner goes to each person of the organisation in their own language, or to its own address when it
has nobody here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from tracker.accounts.models import Person
from tracker.audit.evidence import fingerprint
from tracker.audit.models import EvidenceRequest
from tracker.db import session
from tracker.web import mail
from tracker.web.dates import local_day, long_date
from tracker.web.language import language, speaking

Letter = Callable[[], object]
Wording = Callable[[], tuple[str, Sequence[str]]]
"""The subject and the paragraphs of a letter, in the language being spoken."""


def asked(request: EvidenceRequest) -> list[Letter]:
    """The partner is asked for something, first or again."""
    turn, auditor = request.turns[-1], request.item.sample.drawn_by

    def words() -> tuple[str, Sequence[str]]:
        number = request.item.sample.agreement.number
        subject = _("Audit of agreement %(number)s: a document is asked for", number=number)
        return subject, [
            turn.text,
            _("Please answer by %(day)s, on this page:", day=long_date(request.due_on, language())),
            _address(request),
            _("%(name)s, auditor (%(email)s)", name=auditor.name, email=auditor.email),
        ]

    return _to_partner(request, words)


def closed(request: EvidenceRequest) -> list[Letter]:
    """The auditor asks for nothing more."""

    def words() -> tuple[str, Sequence[str]]:
        number = request.item.sample.agreement.number
        subject = _("Audit of agreement %(number)s: nothing more is asked for", number=number)
        said = _("The auditor closed the request of %(day)s. Thank you.", day=_asked_on(request))
        return subject, [said, _address(request)]

    return _to_partner(request, words)


def answered(request: EvidenceRequest) -> list[Letter]:
    """The auditor hears that an answer came; whoever gave it has a receipt with its fingerprint."""
    turn, sample = request.turns[-1], request.item.sample
    print_ = fingerprint(turn)
    files = [f"{it.file.name}\nSHA-256 {it.file.sha256}" for it in turn.files]
    number = sample.agreement.number

    def notice() -> tuple[str, Sequence[str]]:
        subject = _("Audit of agreement %(number)s: an answer came", number=number)
        came = ngettext("%(num)s file.", "%(num)s files.", len(files)) if files else _("No file.")
        path = url_for("audit.item", number=number, sample=sample.number, rank=request.item.rank)
        opening = _(
            "%(name)s answered your request about item S%(rank)s of sample %(sample)s.",
            name=turn.name,
            rank=request.item.rank,
            sample=sample.number,
        )
        return subject, [opening, came, _("Fingerprint of the answer: %(print)s", print=print_), _at(path)]

    def receipt() -> tuple[str, Sequence[str]]:
        subject = _("Audit of agreement %(number)s: your answer is received", number=number)
        opening = _("The auditor has your answer. Keep this letter: it says exactly what you gave.")
        return subject, [
            opening,
            *([turn.text] if turn.text else []),
            *files,
            _("Fingerprint of the answer: %(print)s", print=print_),
            _address(request),
        ]

    auditor = sample.drawn_by
    made = [_letter(auditor.email, auditor.name, auditor.language, notice)]
    giver = session.scalar(select(Person).where(Person.email == turn.said_by))
    return made + ([_letter(giver.email, giver.name, giver.language, receipt)] if giver else [])


def _to_partner(request: EvidenceRequest, words: Wording) -> list[Letter]:
    host = request.organisation
    if host is None:
        return []
    people = session.scalars(
        select(Person).where(Person.active, Person.organisation_code == host.code).order_by(Person.id)
    ).all()
    if people:
        return [_letter(it.email, it.name, it.language, words) for it in people]
    return [_letter(host.email, host.name, host.language, words)] if host.email else []


def _letter(to: str, name: str, lang: str, words: Wording) -> Letter:
    with speaking(lang):
        subject, paragraphs = words()
        text = "\n\n".join([_("Hello %(name)s,", name=name), *paragraphs])
    return lambda: mail.send(to=to, subject=subject, text=text)


def _address(request: EvidenceRequest) -> str:
    return _at(url_for("audit.request", request_id=request.id))


def _at(path: str) -> str:
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def _asked_on(request: EvidenceRequest) -> str:
    return long_date(local_day(request.turns[0].said_at), language())
