"""A regroupement or a project that the directory does not have yet: added and chosen, with all else that is filled in
beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.db import transaction
from tracker.directory import service as directory
from tracker.directory.service import MayBeThere
from tracker.errors import DomainError
from tracker.grants.creation import queries, service
from tracker.grants.creation.checks import Step
from tracker.grants.creation.forms import NewcomerForm, SubjectForm
from tracker.grants.creation.service import SavedMeanwhile
from tracker.grants.creation.views import choosing
from tracker.grants.creation.views.opening import load, opened
from tracker.grants.creation.views.steps import show
from tracker.grants.service import Author
from tracker.grants.views import flow
from tracker.grants.views.signature import number_in


@may(Action.EDIT_AGREEMENTS)
def regroupement(draft_id: int) -> Response:
    """The agreement is with a regroupement that is new."""
    form = choosing.new_regroupement()

    def added(who: Author) -> dict[str, Any]:
        made = directory.add_regroupement(
            code=form.code.data,
            name=form.name.data,
            kind=form.kind.data,
            region_code=form.region.data or None,
            shown=form.shown,
            actor=who.actor,
            at=who.at,
        )
        return {"regroupement": made.code, "project": "", "phase": None}

    return _added(draft_id, form, added, "regroupement")


@may(Action.EDIT_AGREEMENTS)
def project(draft_id: int) -> Response:
    """The agreement is the phase 1 of a project that is new."""
    form = choosing.new_project()

    def added(who: Author) -> dict[str, Any]:
        made = directory.add_project(
            code=form.code.data,
            name_fr=form.name_fr.data,
            name_en=form.name_en.data,
            shown=form.shown,
            actor=who.actor,
            at=who.at,
        )
        return {"regroupement": "", "project": made.code, "phase": 1}

    return _added(draft_id, form, added, "project")


def _added(draft_id: int, form: NewcomerForm, add: Callable[[Author], dict[str, Any]], name: str) -> Response:
    """Add, choose, and keep what the step says beside; or show why not, with what is alike."""
    at, subject, alike = load(draft_id), SubjectForm(), []
    choosing.offer_subject(at, subject)
    if form.validate():
        try:
            with transaction():
                at, who = load(draft_id), flow.author()
                draft = dataclasses.replace(
                    at.draft,
                    programme=_chosen(subject.programme),
                    stream=_chosen(subject.stream),
                    framework=subject.framework.data or "",
                    **add(who),
                )
                service.save(at.kept, draft, revision=number_in(subject.revision), author=who)
            return redirect(url_for("creation.step", draft_id=draft_id, step=Step.SUBJECT.value), 303)
        except SavedMeanwhile as met:
            at = opened(met.kept)
            subject.revision.data = str(met.kept.revision)
            form.refuse(met)
        except MayBeThere as met:
            form.refuse(met)
            form.seen.data = " ".join(met.codes)
            alike = [it for code in met.codes for it in queries.subjects_called(code) if it.code == code]
        except DomainError as error:
            form.refuse(error)
    shown: dict[str, Any] = {
        name: form,
        "problems": form.problems,
        "alike": [(it.code, choosing.called(it)) for it in alike],
    }
    return show(at, Step.SUBJECT, subject, status=flow.INVALID, **shown)


def _chosen(field: Any) -> str:
    """What is chosen of a list; empty for nothing of it."""
    return field.data if field.data in [it.value for it in field.choices] else ""
