"""Uploads in pieces, for tracker/static/js/upload.js: announce, ask how far it is, send the next piece.

After the IETF's draft on resumable uploads: ``Upload-Offset`` says where a piece starts and where the next one
will; ``Upload-Complete`` says ``?1`` once the whole file was put together, examined and kept. What a page does
with the receipt is its own form's.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, make_response, request, url_for
from flask_babel import gettext as _

from tracker.accounts.permissions import signed_in
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.errors import DomainError
from tracker.files import policy, storage, uploads
from tracker.files.forms import AnnouncementForm
from tracker.files.models import Upload
from tracker.files.rules import MB
from tracker.files.scanner import CannotScan
from tracker.web.language import language, say

blueprint = Blueprint("files", __name__)

_OUT_OF_STEP = 409
_REFUSED = 422
_LATER = 503


@blueprint.post("/depots")
@signed_in
def begin() -> Response:
    """Announce a file: where to send its pieces, and from where on when it was begun before."""
    form, who = AnnouncementForm(), visitor()
    if not form.validate_on_submit():
        abort(400)
    try:
        with transaction():
            upload = uploads.begin(
                name=form.name.data or "",
                size=form.size.data,
                sha256=form.sha256.data or None,
                organisation=who.organisation_code,
                by=who.email,
                at=now(),
            )
    except DomainError as refused:
        return _refused(refused)
    return _standing(upload, 201)


@blueprint.route("/depots/<token>", methods=["HEAD"])
@signed_in
def standing(token: str) -> Response:
    """How far the upload is."""
    return _standing(policy.load_upload(token))


@blueprint.patch("/depots/<token>")
@signed_in
def append(token: str) -> Response:
    """Keep a piece. The last one, sent again with nothing in it if need be, completes the file."""
    policy.load_upload(token)
    starts_at = request.headers.get("Upload-Offset", type=int)
    if starts_at is None:
        abort(400)
    with storage.spooled(request.stream, limit=uploads.MAX_PIECE_BYTES) as piece:
        if piece.size > uploads.MAX_PIECE_BYTES:
            abort(413)
        try:
            with transaction():
                uploads.append(policy.load_upload(token), piece, starts_at=starts_at)
        except uploads.OutOfStep:
            return _standing(policy.load_upload(token), _OUT_OF_STEP)
    upload = policy.load_upload(token)
    return _completed(upload) if upload.received == upload.size else _standing(upload)


@blueprint.delete("/depots/<token>")
@signed_in
def give_up(token: str) -> Response:
    """Forget the upload."""
    with transaction():
        uploads.give_up(policy.load_upload(token))
    return Response(status=204)


@blueprint.app_template_filter("file_size")
def file_size(size: int) -> str:
    """``640 ko``, ``2,4 Mo``; ``640 KB``, ``2.4 MB``."""
    if size < MB:
        return str(_("%(count)s KB", count=max(1, round(size / 1000))))
    tenths = (size * 10 + MB // 2) // MB
    whole, part = divmod(tenths, 10)
    sign = "," if language() == "fr" else "."
    return str(_("%(count)s MB", count=f"{whole}{sign}{part}" if part and whole < 100 else whole))


@blueprint.app_template_global("upload_settings")
def upload_settings() -> dict[str, object]:
    """What the page that sends files has to know."""
    return {"address": url_for("files.begin"), "piece": uploads.PIECE_BYTES}


def _completed(upload: Upload) -> Response:
    token = upload.token
    try:
        with uploads.assembled(upload) as found, transaction():
            uploads.complete(policy.load_upload(token), found, at=now())
    except CannotScan as later:
        return _refused(later, _LATER)
    except DomainError as refused:
        with transaction():
            uploads.give_up(policy.load_upload(token))
        return _refused(refused)
    return _standing(policy.load_upload(token))


def _standing(upload: Upload, status: int = 200) -> Response:
    complete = upload.completed_at is not None
    response = make_response(
        jsonify(
            href=url_for("files.standing", token=upload.token),
            name=upload.name,
            received=upload.received,
            receipt=upload.token if complete else None,
        ),
        status,
    )
    response.headers["Upload-Offset"] = str(upload.received)
    response.headers["Upload-Length"] = str(upload.size)
    response.headers["Upload-Complete"] = "?1" if complete else "?0"
    return response


def _refused(error: DomainError, status: int = _REFUSED) -> Response:
    return make_response(jsonify(error=say(error.message)), status)
