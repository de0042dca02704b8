"""Report templates: begin one from a model or from its last version, save, publish."""

from __future__ import annotations

from sqlalchemy import select

from tracker.bilingual import Text
from tracker.db import session
from tracker.errors import message
from tracker.grants.models import Programme
from tracker.grants.service import Author, RuleBroken
from tracker.grants.terms import Finding
from tracker.ledger.money import Cents
from tracker.reports.form.model import MODELS
from tracker.reports.form.template import Template, flaws, from_data, to_data
from tracker.reports.models import ReportTemplate, TemplateVersion
from tracker.trail import service as trail


class Overtaken(Exception):
    """Somebody saved the version since it was opened."""


def add_template(
    programme: Programme, *, kind: str, from_commitment: Cents, name: Text, template: Template, author: Author
) -> TemplateVersion:
    """A new template with its first version, a draft.

    Raises RuleBroken when the programme has one for this kind and size.
    """
    taken = session.scalar(
        select(ReportTemplate.id).where(
            ReportTemplate.programme_id == programme.id,
            ReportTemplate.kind == kind,
            ReportTemplate.from_commitment == from_commitment,
        )
    )
    if taken is not None:
        raise RuleBroken(
            [Finding(message("There is already a template for this size of agreement."), "from_commitment")]
        )
    row = ReportTemplate(
        programme=programme, kind=kind, from_commitment=from_commitment, name_fr=name.fr, name_en=name.en
    )
    session.add(row)
    session.flush()
    return _version(row, 1, template, author)


def of_programme(programme: Programme) -> list[ReportTemplate]:
    """The templates of a programme: by kind of report, then by size of agreement."""
    return list(
        session.scalars(
            select(ReportTemplate)
            .where(ReportTemplate.programme_id == programme.id)
            .order_by(ReportTemplate.kind.desc(), ReportTemplate.from_commitment)
        )
    )


def next_version(template: ReportTemplate, *, author: Author) -> TemplateVersion:
    """The draft that follows the published version; the one that exists, if any."""
    last = template.versions[-1]
    if last.published_at is None:
        return last
    return _version(template, last.number + 1, from_data(last.content), author)


def save_version(version: TemplateVersion, content: Template, *, seen: int, author: Author) -> None:
    """Keep a draft's content. Raises Overtaken when its revision is not the one ``seen``, RuleBroken once published."""
    _expect_draft(version)
    if version.revision != seen:
        raise Overtaken
    version.content = to_data(content)
    version.revision += 1
    version.saved_by, version.saved_at = author.actor, author.at
    session.flush()


def publish(version: TemplateVersion, *, author: Author) -> None:
    """Make a draft the version that new reports are written on; it is never changed afterwards.

    Raises RuleBroken with every flaw (each finding's field is its place), or once published.
    """
    _expect_draft(version)
    found = [Finding(flaw.message, flaw.place) for flaw in flaws(from_data(version.content))]
    if found:
        raise RuleBroken(found)
    version.published_by, version.published_at = author.actor, author.at
    trail.record(
        actor=author.actor,
        at=author.at,
        action="template published",
        subject_type="programme",
        subject=version.template.programme.code,
        difference={"template": version.template.name_fr, "version": version.number},
    )
    session.flush()


def publish_models(programme: Programme, *, author: Author) -> None:
    """Give a programme without templates the model ones, published: it can take reports at once."""
    for model in MODELS:
        version = add_template(
            programme,
            kind=model.kind,
            from_commitment=model.from_commitment,
            name=model.name,
            template=model.template,
            author=author,
        )
        publish(version, author=author)


def _version(template: ReportTemplate, number: int, content: Template, author: Author) -> TemplateVersion:
    version = TemplateVersion(
        template=template,
        number=number,
        revision=1,
        content=to_data(content),
        saved_by=author.actor,
        saved_at=author.at,
    )
    session.add(version)
    session.flush()
    return version


def _expect_draft(version: TemplateVersion) -> None:
    if version.published_at is not None:
        raise RuleBroken([Finding(message("A published version does not change. Begin the next one."))])
