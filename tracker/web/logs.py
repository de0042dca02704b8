"""What servers and workers write to standard error: one JSON object a line, without secrets or personal data.

A line about a request says its route (``/ententes/<number>``, never the address: some hold a token), its
number, who it was by role only. A line about an error says its type and where it happened, not its message,
which may quote what somebody typed. ``TRACKER_LOG=text`` writes for a person at a terminal instead.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from flask import Flask, Response, g, has_request_context, request

from tracker.web.security import request_number, seconds_since_start

_log = logging.getLogger(__name__)
_ROOT = Path(__file__).parents[2]
_MOST_FRAMES = 20


def init_app(app: Flask) -> None:
    app.after_request(_request_line)
    app.log_exception = _failed  # type: ignore[method-assign]


def begin(*, form: str) -> None:
    """From now on, write ``json`` or ``text`` to standard error. For programs that run for long: commands answer
    people."""
    handler = logging.StreamHandler(sys.stderr)
    if form == "json":
        handler.setFormatter(Lines())
        logging.getLogger("tracker").setLevel(logging.INFO)  # of ours alone: some libraries tell each step
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            facts["request"] = request_number()
        facts |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            facts["error"] = record.exc_info[0].__name__
            facts["where"] = _where(record.exc_info[2])
        return json.dumps(facts, ensure_ascii=False)


def _request_line(response: Response) -> Response:
    if _log.isEnabledFor(logging.INFO) and request.endpoint != "static":
        route = request.url_rule.rule if request.url_rule else None
        facts = {
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "ms": round(1000 * seconds_since_start(), 1),
            "role": getattr(g.get("_login_user"), "role", None),  # not asked again: a database may be down
        }
        _log.info("request", extra={"facts": facts})
    return response


def _failed(exc_info: object) -> None:
    route = request.url_rule.rule if request.url_rule else None
    facts = {"method": request.method, "route": route}
    _log.error("request failed: %s", request_number(), exc_info=exc_info, extra={"facts": facts})  # type: ignore[arg-type]


def _where(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return [f"{_short(Path(frame.filename))}:{frame.lineno} {frame.name}" for frame in frames]


def _short(path: Path) -> str:
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else "/".join(path.parts[-2:])
