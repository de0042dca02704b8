"""Everybody's first page: what there is to do next, for who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from tracker.accounts.models import Role
from tracker.accounts.permissions import Action, can, may_visit, signed_in
from tracker.accounts.policy import organisation_of, visitor
from tracker.audit import engagements, evidence
from tracker.audit.subjects import subjects
from tracker.db import now
from tracker.grants import officers
from tracker.grants import queries as grants
from tracker.grants.creation import queries as creation
from tracker.grants.models import Agreement
from tracker.grants.policy import may_see, sight_of, still_theirs
from tracker.grants.queries import Search
from tracker.grants.schedule import InstalmentState
from tracker.insight import balances, board, labels, payable, queries
from tracker.insight.portfolio import VIEWS, Figures, Row, added, years_of
from tracker.ledger import queries as ledger
from tracker.reports.labels import report_called, report_name
from tracker.web.dates import long_date as in_words
from tracker.web.dates import today
from tracker.web.filters import long_date, money
from tracker.web.language import language

blueprint = Blueprint("home", __name__)

LISTED = 5
EVERYBODYS = "toutes"
"""In the address of an officer's page: the queue of every agreement, and not only of those that they follow."""


@blueprint.get("/")
@signed_in
def page() -> str:
    me = visitor()
    if me.is_partner:
        return _partner()
    if me.role is Role.AUDITOR:
        return _auditor()
    return _staff()


def _partner() -> str:
    me, day = visitor(), today()
    found = grants.plans(may_see(me) & still_theirs(me))
    left_behind = grants.plans(may_see(me) & ~still_theirs(me)).agreements
    sums = balances.by_agreement(day)
    figures = {it.number: _figures(sums.get(it.number, {}), it.framework_id is not None) for it in found.agreements}
    left = {number: {year: it.payable for year, it in sums.get(number, {}).items()} for number in figures}
    mine = board.of(found, figures, left, day)
    asked = evidence.to_answer(organisation_of(me))
    beyond = payable.of(Agreement.id.in_([it.id for it in mine.current]), at=now(), today=day)
    return render_template(
        "insight/home/partner.html",
        me=me,
        organisation=_organisation(found, organisation_of(me) or ""),
        board=replace(mine, past=(*mine.past, *left_behind)),
        coming=[
            _coming(it, beyond.get((it.agreement.number, it.number)), named=len(mine.current) > 1) for it in mine.coming
        ],
        asked=asked,
        subjects=subjects(asked) if asked else {},
        today=day,
        labels=labels,
        report_name=report_name,
        listed=LISTED,
    )


def _coming(it: board.Coming, beyond: payable.Waits | None, *, named: bool) -> dict[str, Any]:
    """A payment to come, as ``status.thread`` shows it; ``named`` when there are several agreements."""
    shown: dict[str, Any] = {
        "title": long_date(it.due_on),
        "amount": money(it.amount),
        "state": "late" if it.standing.state is InstalmentState.BLOCKED else "todo",
        "tag": _("Blocked") if it.standing.state is InstalmentState.BLOCKED else None,
        "href": url_for("insight.agreement_instalments", number=it.agreement.number) if named else None,
        "link": it.agreement.number,
    }
    kind = labels.INSTALMENTS[it.kind]
    about = _("%(kind)s, fiscal year %(year)s.", kind=kind, year=it.fiscal_year)
    if it.required and it.required.number in it.standing.missing:
        name, day = report_called(it.required), in_words(it.required.due_on, language())
        waits = _("Waits for the acceptance of %(report)s, due on %(day)s.", report=name, day=day)
    elif it.standing.missing:
        waits = _("Waits for your reports to be up to date.")
    elif it.standing.state is InstalmentState.READY:
        waits = payable.in_words(beyond, ready=True) or _("Everything it waited for is there.")
    elif it.standing.state is InstalmentState.BLOCKED:
        waits = _("A condition is not met: see the agreement.")
    else:
        waits = _("Nothing to do, but keep your reports up to date.")
    return {**shown, "text": f"{about} {waits}"}


def _figures(sums: balances.ByYear, is_sub: bool) -> Figures:
    return added(years_of(sums, is_sub=is_sub).values()) if sums else Figures()


def _organisation(found: grants.Plans, code: str) -> str:
    names = {it.organisation.code: it.organisation.name for of in found.agreements for it in of.mandates}
    return names.get(code, "")


def _staff() -> str:
    me = visitor()
    follows = officers.followed_by(me.person_id) if me.role is Role.OFFICER else frozenset()
    mine = bool(follows) and request.args.get("file") != EVERYBODYS
    everything = _rows()
    rows = [row for row in everything if row.number in follows] if mine else everything
    late = sorted(filter(VIEWS["late"], rows), key=lambda row: -row.expected.days)
    lists: list[dict[str, Any]] = [
        {
            "title": _("Late reports"),
            "vue": "retard",
            "rows": late,
            "none": _("Every report due has come in."),
        },
        {
            "title": _("Reports to review"),
            "vue": "examen",
            "rows": list(filter(VIEWS["review"], rows)),
            "none": _("Nothing waits for a review."),
        },
        {
            "title": _("Payments ready"),
            "vue": "payer",
            "rows": sorted(filter(VIEWS["ready"], rows), key=lambda row: -row.ready),
            "none": _("No payment is due whose conditions are met."),
        },
    ]
    money = payable.queue(me, at=now(), today=today(), among=follows if mine else None)
    if money:
        lists = lists[:2]
    may_import = may_visit("workbook.send")
    writes = can(Action.EDIT_AGREEMENTS) or can(Action.SIGN_AMENDMENTS)
    return render_template(
        "insight/home/staff.html",
        me=me,
        mine=mine,
        whose=[
            {"text": _("Mine, %(count)s", count=len(follows)), "href": url_for("home.page"), "current": mine},
            {
                "text": _("All, %(count)s", count=len(everything)),
                "href": url_for("home.page", file=EVERYBODYS),
                "current": not mine,
            },
        ]
        if follows
        else [],
        lists=lists,
        money=money,
        total=len(rows),
        listed=LISTED,
        may_import=may_import,
        drafts=len(creation.drafts()) if writes else None,
    )


def _auditor() -> str:
    rows = _rows()
    seq, digest = ledger.head_at(now())
    answered = evidence.to_read(visitor().person_id)
    return render_template(
        "insight/home/auditor.html",
        me=visitor(),
        total=len(rows),
        seq=seq,
        digest=digest,
        engagements=engagements.of(visitor().person_id, today()),
        answered=answered,
        subjects=subjects(answered) if answered else {},
    )


def _rows() -> Sequence[Row]:
    return queries.portfolio(sight_of(visitor()), Search(), lang=language(), today=today())
