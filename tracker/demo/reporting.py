"""Reports of the demo that wait for their reviewer, written on their forms as partners write them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from tracker.accounts.models import PARTNER_ROLES, Person
from tracker.db import session
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement, HostMandate, Obligation
from tracker.grants.service import Author
from tracker.ledger.money import plain
from tracker.reports import queries
from tracker.reports.form.check import check
from tracker.reports.form.facts import Facts
from tracker.reports.form.layout import Layout
from tracker.reports.models import Report
from tracker.reports.service import drafts, submissions
from tracker.reports.service.drafts import Edit

SUBMITTED = 3
"""How many are there to review as forms; what was told before came in without one."""

_STORY = {
    "identity.contact": "La coordination du regroupement",
    "story.done": "Des ateliers parent-enfant dans quatre quartiers, une halte mensuelle et une formation avec la "
    "bibliothèque. Les groupes sont restés petits\u00a0: les locaux manquent.",
    "story.context_changed": "yes",
    "story.context": "Deux organismes se sont joints à la table; l’école accueille maintenant la halte.",
    "story.mobilised": "Trois parents siègent au comité et ont choisi les thèmes des ateliers.",
    "results.cumulative": "Quatre quartiers rejoints, un réseau d’entraide entre parents et des outils partagés.",
    "results.effects": "Des parents plus sûrs d’eux et des enfants qui connaissent déjà leur école.",
    "learnings.difficulties": "Le transport reste le premier obstacle pour les familles éloignées.",
    "learnings.learnt.a1.what": "Tenir la halte à l’école, le matin, double la présence des familles.",
    "learnings.learnt.a1.system": "family",
    "learnings.learnt.a1.offered": "yes",
    "actions.actions.a1.title": "Heure du conte itinérante",
    "actions.actions.a1.objective": "Éveil à la lecture",
    "actions.actions.a1.system": "child",
    "actions.actions.a1.status": "done",
    "actions.actions.a1.reached": "64",
    "actions.actions.a2.title": "Halte-répit à l’école",
    "actions.actions.a2.system": "family",
    "actions.actions.a2.status": "under_way",
    "actions.actions.a2.reached": "38",
    "contributions.contributions.c1.source": "Municipalité",
    "contributions.contributions.c1.kind": "in_kind",
    "contributions.contributions.c1.public": "yes",
    "contributions.contributions.c1.quantity": "40",
    "contributions.contributions.c1.unit_value": "35,00",
    "contributions.contributions.c1.basis": "Tarif de location de la salle",
}


def write_waiting(*, on: date, actor: str, at: datetime) -> None:
    """Write and submit ``SUBMITTED`` reports that are due and have not come, of hosts whose people are not in the
    cast: theirs stays to be written."""
    author = Author(actor, at)
    for obligation in _due(on)[:SUBMITTED]:
        report = drafts.begin(obligation, author=author)
        layout = queries.layout_of(report)
        answers = _answers(layout)
        drafts.save(report, [Edit(path, text, 0) for path, text in answers.items()], layout=layout, author=author)
        _explain_gaps(report, layout, author)
        submissions.submit_draft(report, submitted_on=on, language="fr", author=author)


def _due(on: date) -> list[Obligation]:
    cast = select(Person.organisation_code).where(Person.role.in_(PARTNER_ROLES))
    return list(
        session.scalars(
            select(Obligation)
            .join(Obligation.agreement)
            .join(HostMandate, HostMandate.agreement_id == Agreement.id)
            .join(Organisation, HostMandate.organisation_id == Organisation.id)
            .where(
                Obligation.received_on.is_(None),
                Obligation.due_on <= on,
                HostMandate.to_on.is_(None),
                Organisation.code.not_in(cast),
            )
            .order_by(Agreement.number, Obligation.number)
        )
    )


def _answers(layout: Layout) -> dict[str, str]:
    """What the form asks and nothing else: the story, figures near the budget, the last results again."""
    told = {**_STORY, **_figures(layout.facts)}
    return {path: text for path, text in told.items() if layout.question(path)}


def _figures(facts: Facts) -> dict[str, str]:
    written = {}
    for rank, line in enumerate(facts.lines):
        left = max(0, line.authorised - line.accepted - line.pending)
        written[f"finance.lines.{line.code}.spent"] = plain(left * (96 + rank % 4) // 100)
    for indicator in facts.indicators:
        written[f"indicators.indicators.{indicator.code}.actual"] = indicator.last or indicator.target or "12"
    return written


def _explain_gaps(report: Report, layout: Layout, author: Author) -> None:
    """A sentence wherever a line's gap asks for one."""
    checked = check(layout, queries.texts_of(report))
    why = "Une activité a été reportée à l’automne."
    edits = [Edit(it.path, why, 0) for it in checked.blocking if it.path.endswith(".why")]
    drafts.save(report, edits, layout=layout, author=author)
