"""The pages of the builder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.bilingual import Text
from tracker.db import transaction
from tracker.grants.labels import REPORTS
from tracker.grants.models import Programme
from tracker.grants.service import RuleBroken
from tracker.grants.views.flow import author, refuse
from tracker.reports.form import edit
from tracker.reports.form.check import check
from tracker.reports.form.layout import lay_out
from tracker.reports.form.model import MODELS
from tracker.reports.form.questions import Question
from tracker.reports.form.template import Section, SectionKind, Template, flaws
from tracker.reports.models import TemplateVersion
from tracker.reports.service import templates
from tracker.reports.templating import queries
from tracker.reports.templating.forms import KINDS, SECTIONS, QuestionForm, SectionForm, TemplateForm
from tracker.reports.views.section import fields

blueprint = Blueprint("templates", __name__, url_prefix="/gabarits")
INVALID, CHANGED = 422, 409


@blueprint.get("")
@may(Action.KEEP_TEMPLATES)
def page() -> str:
    """Each programme's templates, what they ask and how heavy that is."""
    shelves = [(programme, _shelf(programme)) for programme in queries.programmes()]
    return render_template("reports/templates/list.html", shelves=shelves, kinds=REPORTS)


@blueprint.route("/<programme>/nouveau", methods=["GET", "POST"])
@may(Action.KEEP_TEMPLATES)
def add(programme: str) -> Response:
    """A template for a kind of report and a size of agreement that has none, from the model of that kind."""
    form: Any = TemplateForm()
    found = _programme(programme)
    if form.validate_on_submit():
        try:
            with transaction():
                model = max((it for it in MODELS if it.kind == form.kind.data), key=lambda it: it.from_commitment)
                made = templates.add_template(
                    _programme(programme),
                    kind=form.kind.data,
                    from_commitment=form.from_commitment.data,
                    name=Text(form.name_fr.data, form.name_en.data),
                    template=model.template,
                    author=author(),
                )
                place = (made.template_id, made.number)
            return _to(*place)
        except RuleBroken as refusal:
            refuse(form, refusal.findings)
            found = _programme(programme)
    page_ = render_template("reports/templates/add.html", form=form, programme=found)
    return make_response(page_, INVALID if form.problems else 200)


@blueprint.post("/<int:template>/suivante")
@may(Action.KEEP_TEMPLATES)
def begin_next(template: int) -> Response:
    """Begin the version that follows the published one, or go to the one that is begun."""
    with transaction():
        found = queries.version(template, 1)
        if found is None:
            abort(404)
        number = templates.next_version(found.template, author=author()).number
    return _to(template, number)


@blueprint.get("/<int:template>/<int:number>")
@may(Action.KEEP_TEMPLATES)
def version(template: int, number: int) -> Response:
    """A version: its sections, its questions, its burden, and what keeps it from being published."""
    return _version(_find(template, number))


@blueprint.post("/<int:template>/<int:number>")
@may(Action.KEEP_TEMPLATES)
def change(template: int, number: int) -> Response:
    """Move or take out a section or a question."""
    section, question = request.form.get("section", ""), request.form.get("question", "")
    act = request.form.get("act", "")
    if act not in ("up", "down", "drop"):
        abort(400)

    def changed(content: Template) -> Template:
        _expect(content, section, question)
        places = -1 if act == "up" else 1
        if question:
            if act == "drop":
                return edit.drop_question(content, section, question)
            return edit.move_question(content, section, question, places)
        return edit.drop_section(content, section) if act == "drop" else edit.move_section(content, section, places)

    return _save(template, number, changed, anchor=section)


@blueprint.post("/<int:template>/<int:number>/publier")
@may(Action.KEEP_TEMPLATES)
def publish(template: int, number: int) -> Response:
    """Make the version the one that new reports are written on."""
    try:
        with transaction():
            templates.publish(_find(template, number), author=author())
    except RuleBroken:
        return _version(_find(template, number), status=INVALID)
    flash(_("The version is published. Reports that are begun from now on are written on it."), "success")
    return _to(template, number)


@blueprint.get("/<int:template>/<int:number>/apercu")
@may(Action.KEEP_TEMPLATES)
def preview(template: int, number: int) -> str:
    """The form as a partner sees it, with nothing filled in."""
    found = _find(template, number)
    layout = lay_out(queries.content_of(found), queries.sample_facts(found.template))
    checked = check(layout, {})
    nothing: dict[str, Any] = {
        name: defaultdict(str) for name in ("errors", "remarks", "previous", "before", "conflicts", "names")
    }
    drawn = [
        Markup(  # noqa: S704 - what a template of ours rendered
            render_template(
                "reports/templates/preview_section.html",
                section=it,
                **nothing,
                **{**fields(it, {}, checked), "hidden": ()},
            )
        )
        for it in layout.sections
    ]
    dependent = any(each.shown_if for it in layout.sections for each in it.section.questions)
    return render_template(
        "reports/templates/preview.html", version=found, layout=layout, drawn=drawn, dependent=dependent
    )


@blueprint.route("/<int:template>/<int:number>/sections/<key>", methods=["GET", "POST"])
@may(Action.KEEP_TEMPLATES)
def section(template: int, number: int, key: str) -> Response:
    """Write a section; ``nouvelle`` adds one."""
    found = _find_draft(template, number)
    content = queries.content_of(found)
    before = None if key == "nouvelle" else _expect(content, key, "")
    form: Any = SectionForm()
    if before and request.method == "GET":
        form.show(before)
    if form.validate_on_submit():

        def put(content: Template) -> Template:
            old = _expect(content, key, "") if before else None
            taken = [each.key for each in content.sections]
            return edit.put_section(content, form.section(key if before else None, taken, old))

        return _save(template, number, put)
    page_ = render_template(
        "reports/templates/section.html", form=form, version=found, section=before, built_in=SectionKind
    )
    return make_response(page_, INVALID if form.problems else 200)


@blueprint.route("/<int:template>/<int:number>/sections/<section>/questions/<key>", methods=["GET", "POST"])
@may(Action.KEEP_TEMPLATES)
def question(template: int, number: int, section: str, key: str) -> Response:
    """Write a question; ``nouvelle`` adds one."""
    found = _find_draft(template, number)
    asked_in = _expect(queries.content_of(found), section, "" if key == "nouvelle" else key)
    before = next((each for each in asked_in.questions if each.key == key), None)
    form: Any = QuestionForm()
    form.offer(asked_in, key)
    if before and request.method == "GET":
        form.show(before)
    if form.validate_on_submit():

        def put(content: Template) -> Template:
            questions = _expect(content, section, before.key if before else "").questions
            old: Question | None = next((each for each in questions if each.key == key), None)
            made = form.question(key if old else None, [each.key for each in questions], old)
            return edit.put_question(content, section, made)

        return _save(template, number, put, anchor=section)
    page_ = render_template(
        "reports/templates/question.html", form=form, version=found, section=asked_in, question=before
    )
    return make_response(page_, INVALID if form.problems else 200)


def _shelf(programme: Programme) -> list[dict[str, Any]]:
    committed = queries.commitments(programme)
    rows = []
    for template in templates.of_programme(programme):
        live = [it for it in template.versions if it.published_at]
        shown = live[-1] if live else template.versions[-1]
        draft = template.versions[-1] if template.versions[-1].published_at is None else None
        burden = queries.burden(template, queries.content_of(shown), committed)
        rows.append({"template": template, "live": live[-1] if live else None, "draft": draft, "burden": burden})
    return rows


def _version(found: TemplateVersion, *, status: int = 200, overtaken: bool = False) -> Response:
    content = queries.content_of(found)
    page_ = render_template(
        "reports/templates/version.html",
        version=found,
        template=found.template,
        content=content,
        flaws=list(flaws(content)),
        refused=status == INVALID,
        overtaken=overtaken,
        burden=queries.burden(found.template, content, queries.commitments(found.template.programme)),
        report_kinds=REPORTS,
        kinds=KINDS,
        section_kinds=SECTIONS,
    )
    return make_response(page_, status)


def _save(
    template: int, number: int, changed: Callable[[Template], Template], *, anchor: str | None = None
) -> Response:
    seen = request.form.get("seen", "")
    try:
        with transaction():
            found = _find_draft(template, number)
            new = changed(queries.content_of(found))
            templates.save_version(found, new, seen=int(seen) if seen.isdigit() else 0, author=author())
    except templates.Overtaken:
        return _version(_find(template, number), status=CHANGED, overtaken=True)
    return _to(template, number, anchor)


def _to(template: int, number: int, anchor: str | None = None) -> Response:
    return redirect(url_for("templates.version", template=template, number=number, _anchor=anchor), 303)


def _programme(code: str) -> Programme:
    found = next((it for it in queries.programmes() if it.code == code), None)
    if found is None:
        abort(404)
    return found


def _find(template: int, number: int) -> TemplateVersion:
    found = queries.version(template, number)
    if found is None:
        abort(404)
    return found


def _find_draft(template: int, number: int) -> TemplateVersion:
    """A version that may still change; a published one is not found to be written."""
    found = _find(template, number)
    if found.published_at is not None:
        abort(404)
    return found


def _expect(content: Template, section: str, question: str) -> Section:
    """The section of that key, holding that question if one is named; 404 otherwise."""
    found = next((each for each in content.sections if each.key == section), None)
    if found is None or (question and all(each.key != question for each in found.questions)):
        abort(404)
    return found
