"""Organisations that may be one: the list, two side by side, proposing a merger and confirming it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import transaction
from tracker.directory import labels
from tracker.directory.forms import ConfirmForm, DeclineForm, MergeForm
from tracker.directory.merging import queries, service
from tracker.directory.models import Merger, MergerState, Organisation
from tracker.directory.policy import acting, load_merger, load_organisation, load_pair
from tracker.directory.queries import organisation as found
from tracker.directory.views.editing import said
from tracker.errors import DomainError
from tracker.web.forms import Form
from tracker.web.language import say
from tracker.web.pages import Page, page_number
from tracker.web.text import clean

_PER_PAGE, _INVALID = 20, 422
_COMPARED = ("name", "kind", "neq", "region_code", "city", "language", "email")


@may(Action.KEEP_ORGANISATIONS)
def page() -> Response:
    """Mergers that wait, then the pairs that may be one; any two codes lead to their pair."""
    asked = [clean(request.args.get(name, ""))[:32] for name in ("un", "autre")]
    chosen = sorted({it.code for it in map(found, asked) if it is not None}) if all(asked) else []
    if len(chosen) == 2:
        return redirect(url_for("directory.pair", first=chosen[0], second=chosen[1]), 303)
    pairs, number = queries.candidates(), page_number()
    shown = pairs[(number - 1) * _PER_PAGE : number * _PER_PAGE]
    body = render_template(
        "directory/duplicates.html",
        page=Page(shown, number, _PER_PAGE, len(pairs)),
        of=queries.by_codes([code for it in shown for code in (it.first, it.second)]),
        mergers=queries.open_mergers(),
        asked=asked,
        unknown=any(asked),
        labels=labels,
    )
    return make_response(body)


@may(Action.KEEP_ORGANISATIONS)
def pair(first: str, second: str) -> Response:
    """Two organisations side by side; saying that they are one."""
    one, other = load_pair(first, second)
    form = MergeForm()
    form.offer(one, other)
    if request.method == "GET":
        return _pair(one, other)
    if not form.validate() or not form.confirmed():
        return _pair(one, other, form, status=_INVALID)
    merged, survivor = (other, one) if form.survivor.data == one.code else (one, other)

    def act() -> Merger:
        return service.propose(
            load_organisation(merged.code),
            load_organisation(survivor.code),
            reason=form.reason.data or "",
            who=acting(),
        )

    return _done(one, other, form, act)


@may(Action.KEEP_ORGANISATIONS)
def confirm(merger_id: int) -> Response:
    """Merge, as somebody else proposed."""
    merger, form = load_merger(merger_id), ConfirmForm(prefix="confirm")
    one, other = _both(merger)
    if not form.validate() or not form.confirmed():
        return _pair(one, other, form, status=_INVALID)

    def act() -> Merger:
        held = load_merger(merger_id)
        service.confirm(held, who=acting())
        return held

    return _done(one, other, form, act)


@may(Action.KEEP_ORGANISATIONS)
def decline(merger_id: int) -> Response:
    """Take a proposal back, or send it back."""
    merger, form = load_merger(merger_id), DeclineForm(prefix="decline")
    one, other = _both(merger)
    if not form.validate():
        return _pair(one, other, form, status=_INVALID)

    def act() -> Merger:
        held = load_merger(merger_id)
        service.decline(held, reason=form.reason.data or "", who=acting())
        return held

    return _done(one, other, form, act)


@may(Action.KEEP_ORGANISATIONS)
def say_distinct(first: str, second: str) -> Response:
    """Remember that they are not the same."""
    one, other = load_pair(first, second)
    form = Form()
    if not form.validate():
        return _pair(one, other, form, status=_INVALID)
    try:
        with transaction():
            service.say_distinct(*load_pair(first, second), who=acting())
    except DomainError as error:
        form.refuse(error)
        return _pair(*load_pair(first, second), form, status=_INVALID)
    flash(_("They are not the same: this pair is not offered again."), "success")
    return redirect(url_for("directory.duplicates"), 303)


@may(Action.KEEP_ORGANISATIONS)
def forget_distinct(first: str, second: str) -> Response:
    """Take back that they are not the same."""
    one, other = load_pair(first, second)
    form = Form()
    if not form.validate():
        return _pair(one, other, form, status=_INVALID)
    with transaction():
        service.forget_distinct(*load_pair(first, second), who=acting())
    flash(_("This pair may be offered again."), "success")
    return redirect(url_for("directory.pair", first=first, second=second), 303)


def _both(merger: Merger) -> tuple[Organisation, Organisation]:
    first, second = sorted((merger.merged_code, merger.survivor_code))
    return load_pair(first, second)


def _done(one: Organisation, other: Organisation, form: Form, act: Callable[[], Merger]) -> Response:
    codes = (one.code, other.code)
    try:
        with transaction():
            merger = act()
            state, merged, survivor = merger.state, merger.merged.name, merger.survivor_code
    except DomainError as error:
        form.refuse(error)
        return _pair(*load_pair(*codes), form, status=_INVALID)
    except IntegrityError:  # somebody proposed the same at the same moment
        return redirect(url_for("directory.pair", first=codes[0], second=codes[1]), 303)
    if state == MergerState.DONE:
        flash(_("%(name)s is merged: what it had is here.", name=merged), "success")
        return redirect(url_for("organisations.page", code=survivor), 303)
    if state == MergerState.PROPOSED:
        flash(_("The merger is proposed. Somebody else confirms it."), "success")
    else:
        flash(_("The merger is not done: both stay as they are."), "success")
    return redirect(url_for("directory.pair", first=codes[0], second=codes[1]), 303)


def _pair(one: Organisation, other: Organisation, form: Form | None = None, *, status: int = 200) -> Response:
    merge = form if isinstance(form, MergeForm) else MergeForm(None)
    merge.offer(one, other)
    if form is None:
        merge.survivor.data = service.heavier(one, other).code
    pending = queries.open_merger_of(one.code, other.code)
    mine = pending is not None and {pending.merged_code, pending.survivor_code} == {one.code, other.code}
    blocked = [] if pending else [{"state": "fail", "text": say(it)} for it in service.refusals(one, other)]
    facts: list[dict[str, Any]] = [
        {
            "text": labels.FIELDS[name],
            "one": said(name, getattr(one, name) or ""),
            "other": said(name, getattr(other, name) or ""),
            "same": (getattr(one, name) or "") == (getattr(other, name) or ""),
        }
        for name in _COMPARED
    ]
    has = [{"text": say(it.label), "one": it.count(one), "other": it.count(other)} for it in service.all_followers()]
    body = render_template(
        "directory/pair.html",
        one=one,
        other=other,
        facts=facts,
        has=has,
        form=merge,
        confirming=form if isinstance(form, ConfirmForm) else ConfirmForm(None, prefix="confirm"),
        declining=form if isinstance(form, DeclineForm) else DeclineForm(None, prefix="decline"),
        problems=form.problems if form else [],
        pending=pending,
        theirs=mine,
        proposed_by_me=pending is not None and pending.proposed_by_id == visitor().person_id,
        distinct=queries.distinct(one.code, other.code),
        blocked=blocked,
        two=service.needs_two(one, other),
    )
    return make_response(body, status)
