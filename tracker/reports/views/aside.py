"""A draft that was set aside: what was written for a report that is no longer due."""

from __future__ import annotations

from babel.lists import format_list
from flask import Response, abort, render_template

from tracker.accounts import queries as people
from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.files.downloads import send
from tracker.reports import labels, policy, queries, shown
from tracker.web.language import language


@may(Action.SEE_AGREEMENTS)
def page(number: str, draft_id: int) -> str:
    """What it was for, who wrote it and why it was set aside; what it says, for those whose report it was."""
    draft = policy.load_set_aside(number, draft_id)
    theirs = policy.writes(draft, visitor())
    layout = queries.layout_of_set_aside(draft)
    names = people.names((*draft.written_by, draft.set_aside_by))
    return render_template(
        "reports/aside.html",
        draft=draft,
        agreement=draft.agreement,
        name=labels.report_name(draft),
        theirs=theirs,
        sections=shown.sections(layout, draft.answers) if theirs and layout else [],
        writers=format_list([names.get(it, it) for it in draft.written_by], locale=language()),
        set_aside_by=names.get(draft.set_aside_by, draft.set_aside_by),
    )


@may(Action.SEE_AGREEMENTS)
def document(number: str, draft_id: int, file_id: int) -> Response:
    """One of its documents, for those whose report it was."""
    draft = policy.load_set_aside(number, draft_id)
    found = next((it for it in draft.files if it.file_id == file_id), None)
    if found is None or not policy.writes(draft, visitor()):
        abort(404)
    return send(found.file)
