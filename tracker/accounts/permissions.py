"""Who may do what: one table. Which records, is for each slice's ``policy``.

Every view says who may use it: ``@public``, ``@signed_in`` or ``@may(Action.…)``. One that says
nothing is closed to everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.accounts.models import Role
from tracker.accounts.visitor import has_ended, owes_second_step
from tracker.web.error_pages import SessionEnded
from tracker.web.redirects import this_page
from tracker.web.security import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])


class Action(StrEnum):
    """What the table below grants. Partners see and do it for their own agreements only."""

    SEE_AGREEMENTS = "see agreements"
    SEE_DIRECTORY = "see directory"
    SEE_ORGANISATIONS = "see organisations whole"
    KEEP_ORGANISATIONS = "keep organisations"
    EDIT_AGREEMENTS = "edit agreements"
    ASSIGN_OFFICERS = "assign officers"
    SIGN_AMENDMENTS = "sign amendments"
    DECIDE_SHARING = "decide what is shared"
    PREPARE_REPORTS = "prepare reports"
    SUBMIT_REPORTS = "submit reports"
    REVIEW_REPORTS = "review reports"
    KEEP_TEMPLATES = "keep templates"
    SEE_REVIEWS = "see reviews"
    REOPEN_REPORTS = "reopen reports"
    SHARE_LEARNINGS = "share learnings"
    SEE_PAYMENTS = "see payments"
    REQUEST_PAYMENTS = "request payments"
    APPROVE_PAYMENTS = "approve payments"
    SEND_PAYMENTS = "send payments"
    KEEP_BANK_DETAILS = "keep bank details"
    ISSUE_STATEMENTS = "issue statements"
    ATTACH_AUDIT_REPORTS = "attach audit reports"
    SEE_CONSOLIDATED = "see consolidated statements"
    SEE_RESULTS = "see results"
    TAKE_OPEN_DATA = "take open data"
    SEE_DUPLICATES = "see documents claimed twice"
    READ_JOURNAL = "read journal"
    TAKE_AUDIT_PACKAGE = "take audit packages"
    KEEP_WORKING_PAPERS = "keep working papers"
    ANSWER_AUDITORS = "answer auditors"
    GIVE_ENGAGEMENTS = "give engagements"
    KEEP_PROGRAMMES = "keep programmes"
    MANAGE_PEOPLE = "manage people"
    IMPORT_PORTFOLIO = "import portfolio"


_FUNDER = frozenset({Role.OFFICER, Role.APPROVER, Role.DIRECTOR})
_READERS = _FUNDER | {Role.AUDITOR, Role.ADMIN}
_PARTNERS = frozenset({Role.PREPARER, Role.SIGNATORY})

GRANTED: dict[Action, frozenset[Role]] = {
    Action.SEE_AGREEMENTS: _READERS | _PARTNERS,
    Action.SEE_DIRECTORY: _READERS | _PARTNERS,
    Action.SEE_ORGANISATIONS: _READERS,
    Action.KEEP_ORGANISATIONS: frozenset({Role.OFFICER, Role.ADMIN}),
    Action.EDIT_AGREEMENTS: frozenset({Role.OFFICER}),
    Action.ASSIGN_OFFICERS: frozenset({Role.OFFICER, Role.DIRECTOR}),
    Action.SIGN_AMENDMENTS: frozenset({Role.DIRECTOR}),
    Action.DECIDE_SHARING: _PARTNERS,
    Action.PREPARE_REPORTS: _PARTNERS,
    Action.SUBMIT_REPORTS: frozenset({Role.SIGNATORY}),
    Action.REVIEW_REPORTS: frozenset({Role.OFFICER}),
    Action.KEEP_TEMPLATES: frozenset({Role.OFFICER, Role.DIRECTOR, Role.ADMIN}),
    Action.SEE_REVIEWS: _READERS,
    Action.REOPEN_REPORTS: _FUNDER,
    Action.SHARE_LEARNINGS: _PARTNERS,
    Action.SEE_PAYMENTS: _READERS,
    Action.REQUEST_PAYMENTS: frozenset({Role.OFFICER}),
    Action.APPROVE_PAYMENTS: frozenset({Role.APPROVER, Role.DIRECTOR}),
    Action.SEND_PAYMENTS: frozenset({Role.APPROVER, Role.DIRECTOR}),
    Action.KEEP_BANK_DETAILS: _FUNDER,
    Action.ISSUE_STATEMENTS: _FUNDER,
    Action.ATTACH_AUDIT_REPORTS: frozenset({Role.AUDITOR, Role.DIRECTOR}),
    Action.SEE_CONSOLIDATED: _READERS,
    Action.SEE_RESULTS: _READERS,
    Action.TAKE_OPEN_DATA: _FUNDER | {Role.ADMIN},
    Action.SEE_DUPLICATES: _READERS,
    Action.READ_JOURNAL: _READERS,
    Action.TAKE_AUDIT_PACKAGE: _READERS,
    Action.KEEP_WORKING_PAPERS: frozenset({Role.AUDITOR}),
    Action.ANSWER_AUDITORS: _PARTNERS,
    Action.GIVE_ENGAGEMENTS: frozenset({Role.DIRECTOR, Role.ADMIN}),
    Action.KEEP_PROGRAMMES: frozenset({Role.DIRECTOR, Role.ADMIN}),
    Action.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Action.IMPORT_PORTFOLIO: frozenset({Role.ADMIN}),
}

_PUBLIC = "public"
_SIGNED_IN = "signed in"
_NARROWED = "narrowed"


def public(view: View) -> View:
    """Anybody may use this view."""
    view.access = _PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody who is signed in may use this view: it is about themselves."""
    view.access = _SIGNED_IN  # type: ignore[attr-defined]
    return view


def may(action: Action) -> Callable[[View], View]:
    """Those whose role is granted ``action`` may use this view; the others get 403."""

    def mark(view: View) -> View:
        view.access = action  # type: ignore[attr-defined]
        return view

    return mark


def is_granted(role: Role, action: Action) -> bool:
    """Whether the table above grants ``action`` to ``role``."""
    return role in GRANTED[action]


def can(action: Action | str) -> bool:
    """Whether the reader's role is granted ``action``; for templates too: ``can("edit agreements")``."""
    return bool(current_user.is_authenticated) and is_granted(current_user.role, Action(action))


def may_visit(endpoint: str) -> bool:
    """Whether the reader may use ``endpoint``."""
    access = access_of(endpoint)
    if access == _PUBLIC:
        return True
    if access is None or not current_user.is_authenticated:
        return False
    granted = access == _SIGNED_IN or can(access)
    return granted and all(rule(endpoint) for rule in current_app.extensions.get(_NARROWED, ()))


def narrow(app: Flask, rule: Callable[[str], bool]) -> None:
    """Let ``rule(endpoint)`` refuse what the table grants, to a reader who sees only part of what there is."""
    app.extensions.setdefault(_NARROWED, []).append(rule)


def for_programs(view: View) -> View:
    """A program uses this view, perhaps with a token: it is answered 401, never led to a sign-in page."""
    view.for_programs = True  # type: ignore[attr-defined]
    return view


def is_for_programs(endpoint: str | None) -> bool:
    """Whether the view of ``endpoint`` is marked so."""
    return bool(getattr(current_app.view_functions.get(endpoint or ""), "for_programs", False))


def before_second_step(view: View) -> View:
    """Whoever still has to set up sign-in in two steps may use this view: it is how they do it."""
    view.before_second_step = True  # type: ignore[attr-defined]
    return view


def access_of(endpoint: str) -> str | None:
    """What the view of ``endpoint`` asks for; None when it does not say."""
    return getattr(current_app.view_functions.get(endpoint), "access", None)


def guard() -> Response | None:
    """Before each request: let through, send to sign-in, or refuse."""
    if request.endpoint is None:
        return None
    if may_visit(request.endpoint):
        return _second_step_first()
    if current_user.is_authenticated:
        abort(403)
    if is_for_programs(request.endpoint):
        abort(401)
    if request.method not in SAFE_METHODS:
        if has_ended(request):
            raise SessionEnded()  # a page, not a redirect: reloaded after sign-in, it sends the form again
        return redirect(url_for("accounts.sign_in"), 303)
    target = this_page()
    return redirect(url_for("accounts.sign_in", next=None if target == "/" else target), 303)


def _second_step_first() -> Response | None:
    """Lead whoever owes it to set up sign-in in two steps, from any page that is not open to all."""
    view = current_app.view_functions[request.endpoint or ""]
    if getattr(view, "before_second_step", False) or access_of(request.endpoint or "") == _PUBLIC:
        return None
    if not (current_user.is_authenticated and owes_second_step(current_user)):
        return None
    if is_for_programs(request.endpoint):
        abort(403)
    return redirect(url_for("factors.account"), 303)
