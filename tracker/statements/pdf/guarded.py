"""Asking the press for a PDF: the caller's side of ``press``.

Every PDF is made there, for the web, the commands and the batch alike: whatever a text does to the
library, it does to a process of its own that has neither keys nor database, and ends by itself.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from datetime import datetime
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import NamedTuple

from tracker.errors import DomainError, Message, message
from tracker.statements.pdf import press
from tracker.statements.pdf.engine import Embedded

_ROOT = Path(__file__).parents[3]
_log = logging.getLogger(__name__)
_PATIENCE = 100  # seconds for those who asked before; a web server gives a page 120
_BACKLOG = 128
_COMMAND = f"from {press.__name__} import main; main()"

_TOO_MUCH = message(
    "The PDF could not be made: it takes more memory or time than a statement may. Nothing was lost, and the "
    "Excel file of the same statement can be had."
)
_BUSY = message("Too many PDFs are being made at this moment. Nothing was lost: ask again in a minute.")
_SAID: dict[bytes, Message] = {
    press.NO_LIBRARY: message(
        "PDF needs the Pango library, which this machine lacks: run ./dev setup, or install libpango."
    ),
    press.NO_MEMORY: _TOO_MUCH,
    press.FAILED: message("The PDF could not be made: its layout failed, and the server’s log says how."),
}


class NotMade(DomainError):
    """There is no PDF, for a reason that its maker can be told."""


class _Press(NamedTuple):
    """Where it listens, and its first process: whoever forked us may be the one that started it."""

    address: str
    pid: int


def write(html: str, *, attachments: Sequence[Embedded], dated: datetime) -> bytes:
    """Have ``html`` rendered with the statement's stylesheet, as ``engine.write`` does.

    Takes as long as rendering does. Raises NotMade if it takes too long or too much, or if Pango is missing.
    """
    asked = (html, attachments, dated)
    press_ = _press()
    try:
        return _made(press_, *asked)
    except (EOFError, OSError):
        if _answers(press_):  # so it was the process at work that the kernel ended
            raise NotMade(_TOO_MUCH) from None
        _forget(press_)  # it was killed, or belonged to a parent that has gone
    try:
        return _made(_press(), *asked)
    except (EOFError, OSError):
        raise NotMade(_TOO_MUCH) from None


def _made(press_: _Press, html: str, attachments: Sequence[Embedded], dated: datetime) -> bytes:
    with Client(press_.address, family="AF_UNIX") as connection:
        _ask(connection, html, attachments, dated)
        if not connection.poll(_PATIENCE + press.allowance(len(html)).clock):
            raise NotMade(_BUSY)
        said = connection.recv_bytes()
        if said == press.DONE:
            return connection.recv_bytes()
        if said == press.FAILED:
            _log.error("the layout of a PDF failed\n%s", connection.recv_bytes().decode())
    raise NotMade(_SAID[said])


def _answers(press_: _Press) -> bool:
    try:
        Client(press_.address, family="AF_UNIX").close()
    except OSError:
        return False
    return True


def start() -> None:
    """Begin to warm the press now, so that whoever first asks for a PDF finds it ready."""
    _press()


def _ask(connection: Connection, html: str, attachments: Sequence[Embedded], dated: datetime) -> None:
    names = [{"name": it.name, "description": it.description, "relationship": it.relationship} for it in attachments]
    connection.send_bytes(json.dumps({"dated": dated.isoformat(), "attachments": names}).encode())
    connection.send_bytes(html.encode())
    for file in attachments:
        connection.send_bytes(file.data)


_lock = threading.Lock()
_running: _Press | None = None


def _press() -> _Press:
    """The press of this process, started by whoever asks first, and shared with what forks."""
    global _running
    with _lock:
        if _running is None:
            _running = _started()
        return _running


def _forget(gone: _Press) -> None:
    global _running
    with _lock:
        if _running == gone:
            _running = None


def _started() -> _Press:
    folder = tempfile.mkdtemp(prefix="trame-press-")  # nobody else may enter it
    address = str(Path(folder) / "s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(_BACKLOG)  # callers wait here while it warms up
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-c", _COMMAND, str(listener.fileno()), str(max(2, os.cpu_count() or 1))],
            cwd=_ROOT,
            env={name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")},
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
        )
    owner = os.getpid()

    def end() -> None:
        if os.getpid() == owner:  # those who were forked leave it to the one that started it
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                process.communicate(timeout=5)
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return _Press(address, process.pid)
