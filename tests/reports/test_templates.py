"""Templates from their first draft to the version that a report is written on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from tests.worked import NUMBER, take_in
from tracker.bilingual import Text
from tracker.db import session, transaction
from tracker.grants.models import Agreement, Programme
from tracker.grants.service import Author, RuleBroken
from tracker.reports import queries
from tracker.reports.form.model import LARGE
from tracker.reports.form.template import Template, from_data
from tracker.reports.models import TemplateVersion
from tracker.reports.service import templates

AUTHOR = Author("bailleur@demo.example", datetime(2026, 11, 20, 15, 0, tzinfo=UTC))


def test_an_imported_programme_can_take_reports_at_once(app: Flask) -> None:
    take_in()
    agreement = session.scalars(select(Agreement).where(Agreement.number == NUMBER)).one()
    for obligation in agreement.obligations:
        version = queries.template_for(obligation)
        assert version is not None
        assert version.template.kind == obligation.kind
        assert version.template.from_commitment == LARGE  # the worked agreement commits 354,000.00


def test_the_next_version_serves_new_reports_and_leaves_the_old_one_as_it_was(app: Flask) -> None:
    take_in()
    with transaction():
        template = templates.of_programme(session.scalars(select(Programme)).one())[0]
        old = template.versions[-1]
        draft = templates.next_version(template, author=AUTHOR)
        assert templates.next_version(template, author=AUTHOR) is draft
        content = from_data(draft.content)
        shorter = Template(content.sections[:-1])
        templates.save_version(draft, shorter, seen=1, author=AUTHOR)
        with pytest.raises(templates.Overtaken):
            templates.save_version(draft, content, seen=1, author=AUTHOR)
        templates.publish(draft, author=AUTHOR)
        with pytest.raises(RuleBroken):
            templates.publish(draft, author=AUTHOR)
    assert from_data(old.content) == content
    assert from_data(template.versions[-1].content) == shorter


def test_a_template_in_one_language_is_not_published(app: Flask) -> None:
    take_in()
    with transaction():
        template = templates.of_programme(session.scalars(select(Programme)).one())[0]
        draft = templates.next_version(template, author=AUTHOR)
        content = from_data(draft.content)
        first = replace(content.sections[0], title=Text("Qui fait rapport", ""))
        templates.save_version(draft, Template((first, *content.sections[1:])), seen=1, author=AUTHOR)
        with pytest.raises(RuleBroken) as refused:
            templates.publish(draft, author=AUTHOR)
    assert [finding.field for finding in refused.value.findings] == ["identity"]


def test_the_database_itself_keeps_a_published_version(app: Flask) -> None:
    take_in()
    with pytest.raises(DatabaseError), transaction():
        session.execute(update(TemplateVersion).values(content={"sections": []}))
