"""A scanner for viruses, if the setting ``TRACKER_SCANNER_URL`` names one: clamd, asked by INSTREAM.

``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``. The protocol is the daemon's own, of its manual
page: the command, the content in chunks after their lengths, an empty chunk, and one line of answer.
"""

from __future__ import annotations

import logging
import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from tracker.errors import DomainError, message

_log = logging.getLogger(__name__)

_CHUNK = 1 << 16
_PORT = 3310
_SECONDS = 30
_ANSWER = 4096


class CannotScan(DomainError):
    """The scanner does not answer: the file is not refused for good, but it is not kept either."""


def require_clean(path: Path, *, name: str) -> None:
    """Refuse a file that the scanner knows as harmful; one that cannot be scanned is not kept."""
    address = current_app.config["SCANNER_URL"]
    if not address:
        return
    try:
        answer = _ask(address, path)
    except OSError as error:
        _log.warning("the scanner does not answer: %s", error)
        answer = ""
    if answer.endswith("FOUND"):
        _log.warning("refused by the scanner: %s", answer)
        raise DomainError(message("“%(name)s” was refused: it holds a virus.", name=name))
    if not answer.endswith("OK"):
        raise CannotScan(
            message("“%(name)s” could not be checked for viruses just now. Try again in a few minutes.", name=name)
        )


def _ask(address: str, path: Path) -> str:
    with _connected(address) as connection, path.open("rb") as file:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(_CHUNK):
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _ANSWER and (more := connection.recv(_ANSWER)):
            answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or _PORT), timeout=_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(_SECONDS)
        connection.connect(parts.path)
    except BaseException:
        connection.close()
        raise
    return connection
