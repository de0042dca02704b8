"""Sending a letter: to a folder where it can be read, or to a mail server.

``TRACKER_MAIL_URL`` is ``file://…`` (one ``.eml`` file for each letter) or ``smtp://user:password@host:port``
(``smtps://`` for TLS from the start; with ``smtp://``, TLS begins as soon as the server offers it).
"""

from __future__ import annotations

import logging
import secrets
import smtplib
import threading
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from flask import Flask, current_app

from tracker.db import now

_log = logging.getLogger(__name__)
_SECONDS = 10
ASIDE = "letter"
"""What the threads are called that ``send_aside`` leaves a letter to."""


def send(*, to: str, subject: str, text: str) -> bool:
    """Send a letter; False, and a line in the log, when it could not be. Call it after the commit: what
    it tells has happened, and is not undone for want of a letter."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = current_app.config["MAIL_FROM"], to, " ".join(subject.split())
    letter["Date"] = format_datetime(now())
    letter.set_content(text)
    url = urlsplit(current_app.config["MAIL_URL"])
    try:
        if url.scheme == "file":
            _write(letter, Path(unquote(url.path)))
        else:
            _deliver(letter, url)
    except (OSError, smtplib.SMTPException):
        _log.exception("a letter was not sent: %s", letter["Subject"])
        return False
    return True


def send_aside(*, to: str | None, subject: str, text: str) -> None:
    """Send a letter without keeping whoever waits for the page: a mail server's answer is not timed by anybody,
    and ``to`` nobody takes as long. What is lost with the process is asked for again.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def deliver() -> None:
        if to is not None:
            with app.app_context():
                send(to=to, subject=subject, text=text)

    threading.Thread(target=deliver, name=ASIDE).start()


def _write(letter: EmailMessage, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.eml"
    (folder / name).write_bytes(bytes(letter))


def _deliver(letter: EmailMessage, url: SplitResult) -> None:
    start = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with start(url.hostname or "localhost", url.port or 0, timeout=_SECONDS) as server:
        server.ehlo()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(letter)
