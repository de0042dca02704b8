"""People and their roles: the list, an invitation, one person: /personnes…"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.factors.queries import has_second_step
from tracker.accounts.labels import ROLES
from tracker.accounts.links import service as links
from tracker.accounts.models import Person, Role
from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.accounts.saved.filters import filtered_by
from tracker.db import now, session, transaction
from tracker.directory.people import queries, service
from tracker.directory.people.forms import InvitationForm, PersonForm, ReasonForm
from tracker.errors import DomainError
from tracker.trail import queries as trail
from tracker.web.language import LANGUAGES, say
from tracker.web.pages import Page, page_number
from tracker.web.text import clean

blueprint = Blueprint("people", __name__, url_prefix="/personnes")

_INVALID = 422
_PER_PAGE, _ACTS = 50, 20
_EVERY_DAY = ("signed in",)
"""What the page of a person leaves to the trail: it would hide what was done to the account."""


@blueprint.get("")
@may(Action.MANAGE_PEOPLE)
@filtered_by("q", "role", "etat")
def page() -> str:
    """Everybody who has an account, or had one."""
    asked = {name: clean(request.args.get(name, ""))[:100] for name in ("q", "role", "etat")}
    found = queries.listed(words=asked["q"], role=asked["role"], state=asked["etat"])
    number = page_number()
    return render_template(
        "people/list.html",
        asked=asked,
        page=Page(found[(number - 1) * _PER_PAGE : number * _PER_PAGE], number, _PER_PAGE, len(found)),
        roles=[("", _("All roles")), *((role.value, str(label)) for role, label in ROLES.items())],
        states=[("", _("All")), *_states().items()],
        labels=ROLES,
        said=_states(),
    )


@blueprint.route("/invitation", methods=["GET", "POST"])
@may(Action.MANAGE_PEOPLE)
def invite() -> Response:
    """Open an account, and send its owner the link by which they choose their password."""
    form = InvitationForm()
    _offer(form, first=_("Choose…"))
    if request.method == "GET":
        form.language.data = "fr"
    elif _is_whole(form):
        try:
            with transaction():
                who = service.invite(
                    email=form.email.data or "",
                    name=form.name.data or "",
                    role=form.of_role,
                    organisation_code=_organisation(form),
                    language=form.language.data,
                    actor=visitor().email,
                    at=now(),
                )
                here = url_for("people.person", person_id=who.id)
        except DomainError as refused:
            form.refuse(refused)
        else:
            flash(_("A letter is on its way to %(email)s.", email=form.email.data), "success")
            return redirect(here, 303)
    page = render_template("people/invite.html", form=form)
    return make_response(page, _INVALID if request.method == "POST" else 200)


@blueprint.route("/<int:person_id>", methods=["GET", "POST"])
@may(Action.MANAGE_PEOPLE)
def person(person_id: int) -> Response:
    """One person: change what they may do, and read what was done to their account."""
    who, form = _load(person_id), PersonForm()
    _offer(form)
    if request.method == "GET":
        form.name.data, form.role.data, form.language.data = who.name, who.role, who.language
        form.organisation.data = who.organisation_code or ""
        return _page(who, form)
    if not _is_whole(form):
        return _page(who, form, status=_INVALID)
    try:
        with transaction():
            changed = service.change(
                _load(person_id),
                name=form.name.data or "",
                role=form.of_role,
                organisation_code=_organisation(form),
                language=form.language.data,
                actor=visitor().email,
                at=now(),
            )
    except DomainError as refused:
        form.refuse(refused)
        return _page(_load(person_id), form, status=_INVALID)
    flash(_("The account is changed.") if changed else _("Nothing was different."), "success" if changed else "info")
    return redirect(url_for("people.person", person_id=person_id), 303)


@blueprint.post("/<int:person_id>/fermeture")
@may(Action.MANAGE_PEOPLE)
def close(person_id: int) -> Response:
    """Disable an account: its sessions end at once."""
    return _act(person_id, service.close, _("The account is closed. Every session of it has ended."))


@blueprint.post("/<int:person_id>/reouverture")
@may(Action.MANAGE_PEOPLE)
def open_again(person_id: int) -> Response:
    """Enable an account again."""
    return _act(person_id, service.open_again, _("The account is open again."))


@blueprint.post("/<int:person_id>/deux-etapes")
@may(Action.MANAGE_PEOPLE)
def remove_second_step(person_id: int) -> Response:
    """Sign-in takes the password alone again."""
    return _act(person_id, service.remove_second_step, _("Signing in takes this person the password alone."))


@blueprint.post("/<int:person_id>/lien")
@may(Action.MANAGE_PEOPLE)
def send_link(person_id: int) -> Response:
    """Send a new link to choose the password by; the one before is worth nothing any more."""
    _load(person_id)
    try:
        with transaction():
            who = _load(person_id)
            links.invite(who, actor=visitor().email, at=now())
            flash(_("A letter is on its way to %(email)s.", email=who.email), "success")
    except DomainError as refused:
        flash(say(refused.message), "error")
    return redirect(url_for("people.person", person_id=person_id), 303)


def _act(person_id: int, verb: Callable[..., object], done: str) -> Response:
    """One of the acts that take a reason."""
    who, form = _load(person_id), ReasonForm()
    if form.validate():
        try:
            with transaction():
                verb(_load(person_id), reason=form.reason.data, actor=visitor().email, at=now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            flash(done, "success")
            return redirect(url_for("people.person", person_id=person_id), 303)
    return _page(who, _filled(who), why=form, status=_INVALID)


def _filled(who: Person) -> PersonForm:
    form = PersonForm(formdata=None, name=who.name, role=who.role, language=who.language)
    form.organisation.data = who.organisation_code or ""
    form.offer(())
    return form


def _load(person_id: int) -> Person:
    return session.get(Person, person_id) or abort(404)


def _offer(form: PersonForm, *, first: str = "") -> None:
    words = form.organisation.data or ""
    form.offer(queries.organisations(words) if words and form.is_submitted() else (), first=first)


def _is_whole(form: PersonForm) -> bool:
    """Whether everything is written, the organisation of a partner known, and the sender is who signed in."""
    whole = form.validate()
    if form.role.data and form.is_partner and _organisation(form) is None:
        if form.chosen.choices:
            form.refuse(_("Several match. Choose one."), "chosen")
        else:
            form.refuse(_("Write part of the name of the organisation, its code or its NEQ."), "organisation")
        whole = False
    return whole and form.confirmed()


def _organisation(form: PersonForm) -> str | None:
    """The organisation that was found alone, or chosen among several; none for who is no partner."""
    codes = [choice.value for choice in form.chosen.choices]
    if not form.is_partner or not codes:
        return None
    return codes[0] if len(codes) == 1 else (form.chosen.data if form.chosen.data in codes else None)


def _page(who: Person, form: PersonForm, *, why: ReasonForm | None = None, status: int = 200) -> Response:
    found, total = trail.of("person", str(who.id), page=page_number(), size=_ACTS, without=_EVERY_DAY)
    body = render_template(
        "people/person.html",
        who=who,
        form=form,
        why=why or ReasonForm(formdata=None),
        state=queries.state_of(who),
        said=_states(),
        organisation=queries.organisation_called(who.organisation_code),
        two_steps=has_second_step(who.id),
        is_me=who.id == visitor().person_id,
        acts=[{"it": it, "title": _title(it.action), "rows": _rows(it.difference)} for it in found],
        acts_page=Page(found, page_number(), _ACTS, total),
        labels=ROLES,
    )
    return make_response(body, status)


def _states() -> dict[str, str]:
    return {
        queries.ACTIVE: _("Active"),
        queries.INVITED: _("Invited, has not chosen a password"),
        queries.CLOSED: _("Closed"),
    }


def _title(action: str) -> str:
    known = {
        "added": _("Account opened"),
        "invited": _("Letter sent with a link to choose a password"),
        "changed": _("Account changed"),
        "disabled": _("Account closed"),
        "enabled": _("Account opened again"),
        "changed password": _("Password chosen"),
        "set up sign-in in two steps": _("Sign-in in two steps set up"),
        "removed sign-in in two steps": _("Sign-in in two steps removed"),
        "used a recovery code": _("Recovery code used"),
        "made new recovery codes": _("New recovery codes"),
    }
    return str(known.get(action, action))


def _rows(difference: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What changed, before and after, in words."""
    names = {
        "name": _("Name"),
        "email": _("E-mail address"),
        "role": _("Role"),
        "organisation": _("Organisation"),
        "organisation_code": _("Organisation"),
        "language": _("Language"),
    }
    return [
        (names[key], _value(key, pair[0]), _value(key, pair[1]))
        for key, pair in difference.items()
        if key in names and isinstance(pair, list) and pair[0] != pair[1]
    ]


def _value(key: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if key == "role":
        return str(ROLES.get(Role(value), value))
    return str(LANGUAGES.get(value, value) if key == "language" else value)
