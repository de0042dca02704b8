"""Letters: in a folder by default, never in the way of what they tell."""

from __future__ import annotations

import email
import email.policy
import logging
import threading
from pathlib import Path

import pytest
from flask import Flask

from tracker.web import mail


def test_a_letter_is_a_file_that_any_reader_opens(app: Flask) -> None:
    assert mail.send(to="hote@demo.example", subject="Versement de\n3 472,03 $", text="Bonjour,\n\nC’est payé.")
    (path,) = (Path(app.instance_path) / "mail").glob("*.eml")
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = letter.get_body()
    assert body is not None
    assert (letter["To"], letter["Subject"]) == ("hote@demo.example", "Versement de 3 472,03 $")
    assert body.get_content() == "Bonjour,\n\nC’est payé.\n"


def test_a_letter_that_cannot_leave_is_logged_and_stops_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "file:///proc/nowhere")
    with caplog.at_level(logging.ERROR):
        assert not mail.send(to="hote@demo.example", subject="Versement", text="…")
    assert "a letter was not sent: Versement" in caplog.text


@pytest.mark.parametrize(("to", "letters"), [("hote@demo.example", 1), (None, 0)])
def test_a_letter_sent_aside_is_waited_for_by_nobody_and_may_be_to_nobody(
    app: Flask, monkeypatch: pytest.MonkeyPatch, to: str | None, letters: int
) -> None:
    may_leave = threading.Event()
    really = mail.send
    monkeypatch.setattr(mail, "send", lambda **letter: may_leave.wait(10) and really(**letter))
    mail.send_aside(to=to, subject="Votre code", text="…")
    box = Path(app.instance_path) / "mail"
    assert not list(box.glob("*.eml")), "the page is answered, the letter still on its way"
    may_leave.set()
    for thread in threading.enumerate():
        if thread.name == mail.ASIDE:
            thread.join()
    assert len(list(box.glob("*.eml"))) == letters
