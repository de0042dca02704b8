"""A person's app, worked out here independently of ours (RFC 4226 section 5.3), and the letters that come."""

from __future__ import annotations

import base64
import email
import email.policy
import hmac
import re
import struct
import threading
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from tests import people
from tests.csrf import token
from tests.pages import PageClient
from tracker.db import now
from tracker.web.mail import ASIDE

EMAILS = {"officer": "bailleur@demo.example", "preparer": "partenaire@demo.example", "admin": "admin@demo.example"}
SET_UP = "/compte/deux-etapes"


def shown_by_app(secret: bytes, at: float, *, digits: int = 6) -> str:
    """What an app shows at this moment."""
    digest = hmac.digest(secret, struct.pack(">Q", int(at) // 30), "sha1")
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


class App(NamedTuple):
    """What the person holds after setting it up: the app's secret, and the sheet of recovery codes."""

    secret: bytes
    sheet: list[str]

    def code(self, *, steps: int = 0) -> str:
        """What it shows now, or so many steps later."""
        return shown_by_app(self.secret, now().timestamp() + 30 * steps)


def key_on(page: str) -> bytes:
    """The secret that the page gives to type by hand."""
    found = re.search(r"<code[^>]*>((?:[A-Z2-7]{4} ?){8})</code>", page)
    assert found, "the page shows no key"
    return base64.b32decode(found[1].replace(" ", ""))


def codes_on(page: str) -> list[str]:
    """The recovery codes that the page shows."""
    return re.findall(r"<code[^>]*>((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})</code>", page)


def set_up(client: PageClient) -> App:
    """Set up sign-in in two steps as a person does."""
    begun = client.submit(SET_UP, {"present": people.PASSWORD})
    assert begun.status_code == 303, begun.text
    secret = key_on(client.get(SET_UP).text)
    done = client.submit(SET_UP, {"code": shown_by_app(secret, now().timestamp())}, form=f"{SET_UP}/code")
    assert done.status_code == 200
    return App(secret, codes_on(done.text))


def enter(client: PageClient, address: str, password: str = people.PASSWORD) -> str:
    """Give address and password; where it leads."""
    data = {"email": address, "password": password, "csrf_token": token(client)}
    return client.post("/login", data=data).headers.get("Location", "")


def is_in(client: PageClient) -> bool:
    return client.get("/compte").status_code == 200


def letter_in(path: Path) -> tuple[str, str, str]:
    """Whom the letter of this file is to, its subject and its text."""
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = letter.get_body()
    assert body is not None
    return str(letter["To"]), str(letter["Subject"]), body.get_content()


def code_in(path: Path) -> str | None:
    """The code that the letter of this file brings, if it is for signing in."""
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", letter_in(path)[2])
    return found[0] if found else None


def letters(app: Flask) -> list[tuple[str, str, str]]:
    """The letters that came; waits for those on their way."""
    for thread in threading.enumerate():
        if thread.name == ASIDE:
            thread.join()
    return [letter_in(path) for path in _box(app)]


def code_in_mail(app: Flask) -> str:
    """The code of the only letter that has one."""
    letters(app)
    (code,) = filter(None, map(code_in, _box(app)))
    return code


def forget_letters(app: Flask) -> None:
    """Empty the box: what comes next is told apart from what came."""
    letters(app)
    for path in _box(app):
        path.unlink()


def _box(app: Flask) -> list[Path]:
    return sorted((Path(app.instance_path) / "mail").glob("*.eml"))
