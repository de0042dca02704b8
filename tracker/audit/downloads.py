"""What an auditor takes away is in the trail (SECURITY promise 7): before the file leaves, or it does not leave."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_login import current_user

from tracker.accounts.models import Role
from tracker.db import now, transaction
from tracker.trail import service as trail


def init_app(app: Flask) -> None:
    app.after_request(_keep)


def _keep(response: Response) -> Response:
    name = _taken(response)
    if name:
        with transaction():
            trail.record(
                actor=current_user.email,
                at=now(),
                action="take away",
                subject_type="download",
                subject=(name or request.path)[:64],
                difference={"address": request.full_path.rstrip("?")[:500]},
            )
    return response


def _taken(response: Response) -> str:
    """The name of the file that an auditor is about to get; nothing for a page, or for anybody else."""
    disposition = response.headers.get("Content-Disposition", "")
    if response.status_code != 200 or request.method == "HEAD" or not disposition.startswith("attachment"):
        return ""
    if not current_user.is_authenticated or current_user.role is not Role.AUDITOR:
        return ""
    return disposition.rpartition("filename=")[2].strip('"') or request.path
