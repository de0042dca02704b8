"""Autosave: the answers of a draft, sent and asked for one by one, as JSON (tracker/static/js/report.js)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Response, abort, jsonify, make_response, request

from tracker.accounts import queries as people
from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.grants.service import RuleBroken
from tracker.grants.views.flow import author
from tracker.reports import policy, queries
from tracker.reports.form.check import check
from tracker.reports.models import Answer, Report
from tracker.reports.service import drafts
from tracker.reports.service.drafts import Edit, Kept
from tracker.reports.views.section import visible
from tracker.web.filters import hour, moment
from tracker.web.language import say

_REFUSED = 409
_MOST_EDITS = 2_000
_LATELY = timedelta(minutes=3)
"""For so long after their last change somebody counts as being there."""


@may(Action.PREPARE_REPORTS)
def save(number: str, k: int) -> Response:
    """Keep the answers sent; say what was kept, what two people changed, and what is wrong in the section."""
    policy.load_draft(number, k)
    section, tried, edits = _sent()
    try:
        with transaction():
            report = policy.load_draft(number, k)
            saved = drafts.save(report, edits, layout=queries.layout_of(report), author=author())
    except RuleBroken as refused:
        return make_response(jsonify(error=" ".join(say(it.message) for it in refused.findings)), _REFUSED)
    return jsonify(
        saved=saved.revisions,
        conflicts=[_conflict(it) for it in saved.conflicts],
        **_standing(policy.load_draft(number, k), section, tried=tried),
    )


@may(Action.PREPARE_REPORTS)
def standing(number: str, k: int) -> Response:
    """What the section holds now, when the draft has changed since the revision that the page knows."""
    report = policy.load_draft(number, k)
    section = request.args.get("section", "")
    if request.args.get("depuis", type=int) == report.revision:
        return jsonify(revision=report.revision, others=_others(queries.draft_of(report), section))
    prefix = f"{section}."
    answers = {path: [it.text, it.revision] for path, it in queries.draft_of(report).items() if path.startswith(prefix)}
    return jsonify(answers=answers, **_standing(report, section, tried="verifier" in request.args))


def _standing(report: Report, section: str, *, tried: bool) -> dict[str, Any]:
    drafted = queries.draft_of(report)
    texts = {path: it.text for path, it in drafted.items()}
    checked = check(queries.layout_of(report), texts)
    here = tuple(it for it in checked.blocking if it.path.partition(".")[0] == section)
    return {
        "revision": report.revision,
        "at": hour(now()),
        "problems": visible(here, texts, tried=tried),
        "remarks": {it.path: say(it.message) for it in checked.problems if not it.blocks},
        "others": _others(drafted, section),
    }


def _others(drafted: dict[str, Answer], section: str) -> list[str]:
    """Who else changed something in the section a moment ago."""
    prefix, me, since = f"{section}.", visitor().email, now() - _LATELY
    emails: Iterable[str] = {
        it.edited_by
        for path, it in drafted.items()
        if path.startswith(prefix) and it.edited_by != me and it.edited_at > since
    }
    return sorted(people.names(emails).values())


def _conflict(kept: Kept) -> dict[str, Any]:
    who = people.names([kept.by]).get(kept.by, kept.by)
    return {
        "path": kept.path,
        "theirs": kept.theirs,
        "revision": kept.revision,
        "by": who,
        "own": kept.by == visitor().email,
        "at": moment(kept.at).striptags(),
    }


def _sent() -> tuple[str, bool, list[Edit]]:
    """The section, whether its problems are shown, and the edits; 400 for anything else than that."""
    data = request.get_json(silent=True)
    if not isinstance(data, dict) or not isinstance(data.get("edits"), list) or len(data["edits"]) > _MOST_EDITS:
        abort(400)
    edits = []
    for it in data["edits"]:
        if not isinstance(it, dict):
            abort(400)
        path, text, revision = it.get("path"), it.get("text"), it.get("revision")
        if not (isinstance(path, str) and isinstance(text, str) and type(revision) is int):
            abort(400)
        edits.append(Edit(path, text, revision))
    return str(data.get("section", "")), bool(data.get("tried")), edits
