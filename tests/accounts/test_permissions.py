"""The table of roles, and what views and templates ask of it."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from tests import people
from tests.pages import browser_of
from tracker.accounts.models import Role
from tracker.accounts.permissions import GRANTED, Action, is_granted, may


def roles(action: Action) -> set[str]:
    return {role.value for role in Role if is_granted(role, action)}


def test_every_action_is_granted_to_somebody() -> None:
    assert set(GRANTED) == set(Action)
    assert all(GRANTED.values())


def test_nobody_both_asks_for_a_payment_and_approves_it() -> None:
    assert not roles(Action.REQUEST_PAYMENTS) & roles(Action.APPROVE_PAYMENTS)


def test_an_auditor_and_an_administrator_change_nothing_of_the_agreements() -> None:
    reading = {
        Action.SEE_AGREEMENTS,
        Action.SEE_PAYMENTS,
        Action.SEE_CONSOLIDATED,
        Action.SEE_DIRECTORY,
        Action.SEE_DUPLICATES,
        Action.SEE_ORGANISATIONS,
        Action.SEE_RESULTS,
        Action.SEE_REVIEWS,
        Action.READ_JOURNAL,
        Action.TAKE_AUDIT_PACKAGE,
    }
    auditing = {Action.KEEP_WORKING_PAPERS, Action.ATTACH_AUDIT_REPORTS}
    running = {
        Action.MANAGE_PEOPLE,
        Action.IMPORT_PORTFOLIO,
        Action.GIVE_ENGAGEMENTS,
        Action.KEEP_TEMPLATES,
        Action.KEEP_PROGRAMMES,
        Action.KEEP_ORGANISATIONS,
        Action.TAKE_OPEN_DATA,
    }
    assert {action for action in Action if is_granted(Role.AUDITOR, action)} == reading | auditing
    assert {action for action in Action if is_granted(Role.ADMIN, action)} == reading | running


def test_a_partner_does_not_review_what_a_partner_reports() -> None:
    assert not roles(Action.REVIEW_REPORTS) & roles(Action.PREPARE_REPORTS)
    assert roles(Action.SUBMIT_REPORTS) == {"signatory"}


@pytest.fixture
def for_approvers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """/healthz, but for those who approve payments."""

    @may(Action.APPROVE_PAYMENTS)
    def view() -> str:
        return render_template_string("{{ can('approve payments') }}, {{ can('manage people') }}")

    monkeypatch.setitem(app.view_functions, "web.health", view)


@pytest.mark.usefixtures("for_approvers")
def test_who_may_see_but_not_do_is_told_so(app: Flask) -> None:
    assert people.sign_in(app, "approver").get("/healthz").text == "True, False"
    assert people.sign_in(app, "officer").get("/healthz").status_code == 403
    assert browser_of(app).get("/healthz").headers["Location"] == "/login?next=/healthz"
