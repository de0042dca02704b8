"""With an app, a password alone opens nothing; each code opens once; and nobody is locked out by others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from config import SettingError
from tests import people
from tests.accounts.factors.apps import (
    EMAILS,
    SET_UP,
    App,
    codes_on,
    enter,
    forget_letters,
    is_in,
    key_on,
    letters,
    set_up,
)
from tests.conftest import settings_for
from tests.csrf import token
from tests.pages import PageClient, browser_of
from tracker.accounts import attempts, entry, stepup
from tracker.accounts import service as accounts
from tracker.accounts.factors import service
from tracker.accounts.factors.models import Authenticator
from tracker.accounts.models import Person
from tracker.db import now, session, transaction
from tracker.trail.models import TrailRecord
from tracker.web.sealing import CannotBeOpened

SignInAs = Callable[..., PageClient]
STEP = "/login/verification"
OFFICER = EMAILS["officer"]


@pytest.fixture
def held(sign_in: SignInAs, clock: time_machine.Coordinates) -> App:
    """The officer's app; the code that confirmed it is past."""
    app = set_up(sign_in("officer"))
    clock.shift(30)
    return app


def officer() -> Person:
    return session.scalars(select(Person).where(Person.role == "officer")).one()


def give(client: PageClient, code: str, **options: str) -> int:
    return client.submit(STEP, {"code": code}, **options).status_code


def actions() -> list[str]:
    return list(session.scalars(select(TrailRecord.action).order_by(TrailRecord.id)))


def test_setting_it_up_takes_the_password_then_a_code(sign_in: SignInAs, app: Flask) -> None:
    client = sign_in("officer")
    assert client.submit(SET_UP, {"present": "pas le bon du tout"}).status_code == 422
    assert client.submit(SET_UP, {"present": people.PASSWORD}).status_code == 303
    page = client.get(SET_UP).text
    held = App(key_on(page), [])
    assert "<svg" in page
    assert "otpauth://totp/Trame:" in page
    assert client.submit(SET_UP, {"code": "000000"}, form=f"{SET_UP}/code").status_code == 422
    assert enter(browser_of(app), OFFICER) == "/", "not confirmed yet: the password is enough"
    done = client.submit(SET_UP, {"code": held.code()}, form=f"{SET_UP}/code")
    assert len(set(codes_on(done.text))) == 10
    assert "otpauth" not in client.get(SET_UP).text
    assert not codes_on(client.get(SET_UP).text)
    assert "set up sign-in in two steps" in actions()
    assert [subject for to, subject, _ in letters(app) if to == OFFICER] == [
        "La vérification en deux étapes est en place"
    ]


def test_sessions_opened_without_it_end(sign_in: SignInAs) -> None:
    mine, elsewhere = sign_in("officer"), sign_in("officer")
    set_up(mine)
    assert is_in(mine)
    assert not is_in(elsewhere)


def test_the_secret_is_shown_only_while_the_password_is_fresh(
    sign_in: SignInAs, clock: time_machine.Coordinates
) -> None:
    client = sign_in("officer")
    client.submit(SET_UP, {"present": people.PASSWORD})
    clock.shift(5 * 60)
    assert "otpauth" not in client.get(SET_UP).text


def test_the_database_holds_neither_secret_nor_codes(held: App) -> None:
    row = session.execute(text("SELECT * FROM authenticator")).one()
    kept = " ".join(map(str, row)) + " ".join(session.scalars(text("SELECT code_hash FROM recovery_code")))
    assert held.secret.decode("latin-1") not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in held.sheet)


def test_a_secret_moved_to_somebody_else_is_refused(held: App) -> None:
    with transaction():
        other = people.person("auditor")
        mine = session.get_one(Authenticator, officer().id)
        moved = Authenticator(person_id=other.id, sealed=mine.sealed, begun_at=now(), confirmed_at=now(), last_step=0)
        session.add(moved)
    with pytest.raises(CannotBeOpened), transaction():
        service.accept(other, typed=held.code(), at=now())


def test_the_password_alone_opens_nothing(held: App, client: PageClient) -> None:
    assert enter(client, OFFICER) == STEP
    assert not is_in(client)
    assert give(client, held.code()) == 303
    assert is_in(client)
    record = session.scalars(select(TrailRecord).where(TrailRecord.action == "signed in")).one()
    assert record.difference == {"by": "password and app"}


def test_it_leads_where_one_wanted_to_go(held: App, client: PageClient) -> None:
    data = {"email": OFFICER, "password": people.PASSWORD, "next": "/ententes?q=a", "csrf_token": token(client)}
    client.post("/login", data=data)
    assert client.submit(STEP, {"code": held.code()}).headers["Location"] == "/ententes?q=a"


def test_a_code_opens_once(held: App, app: Flask) -> None:
    first, second = browser_of(app), browser_of(app)
    code = held.code()
    for client in (first, second):
        enter(client, OFFICER)
    assert give(first, code) == 303
    assert give(second, code) == 422
    assert not is_in(second)


def test_the_code_that_confirmed_the_app_opens_nothing(sign_in: SignInAs, client: PageClient) -> None:
    held = set_up(sign_in("officer"))
    enter(client, OFFICER)
    assert give(client, held.code()) == 422
    assert give(client, held.code(steps=1)) == 303


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "١٢٣٤٥٦", "000000", "-", "ZZZZ-ZZZZ-ZZZZ-ZZZZ"])
def test_what_is_no_code_of_theirs_is_refused(held: App, client: PageClient, typed: str) -> None:
    enter(client, OFFICER)
    assert give(client, typed) == 422
    assert not is_in(client)


def test_a_code_typed_with_a_space_is_the_same_code(held: App, client: PageClient) -> None:
    enter(client, OFFICER)
    assert give(client, f" {held.code()[:3]} {held.code()[3:]}") == 303


def test_a_recovery_code_opens_once_and_its_owner_is_told(held: App, app: Flask) -> None:
    forget_letters(app)
    first, second = browser_of(app), browser_of(app)
    for client in (first, second):
        enter(client, OFFICER)
    typed = held.sheet[3].lower().replace("-", " ")
    assert give(first, typed) == 303
    assert give(second, typed) == 422
    assert "9 codes" in first.get(SET_UP).text
    assert "used a recovery code" in actions()
    ((to, subject, said),) = letters(app)
    assert (to, subject) == (OFFICER, "Un code de secours a servi")
    assert "9" in said


def test_half_way_lasts_ten_minutes(held: App, client: PageClient, clock: time_machine.Coordinates) -> None:
    enter(client, OFFICER)
    clock.shift(entry.GOOD_FOR)
    assert client.get(STEP).headers["Location"] == "/login"


def test_half_way_ends_with_the_password_it_stood_on_and_with_the_account(held: App, app: Flask) -> None:
    one, other = browser_of(app), browser_of(app)
    enter(one, OFFICER)
    with transaction():
        accounts.set_password(officer(), password="cinq autres mots sans lien", actor="tests", at=now())
    assert one.get(STEP).status_code == 303
    enter(other, OFFICER, "cinq autres mots sans lien")
    with transaction():
        accounts.disable(officer(), actor="tests", at=now(), reason="Départ")
    assert other.get(STEP).status_code == 303


def test_guessing_codes_is_stopped_and_the_owner_still_comes_in(
    held: App, app: Flask, client: PageClient, clock: time_machine.Coordinates
) -> None:
    enter(client, OFFICER)
    give(client, held.code())
    client.post("/logout", data={"csrf_token": token(client)})
    counted = 2  # the code that confirmed the app, and the first sign-in: nobody knew those browsers yet
    for n in range(5):
        thief = browser_of(app)
        thief.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
        enter(thief, OFFICER)
        for k in range(min(4, attempts.CODES_OF_ACCOUNT.tries - counted)):
            assert give(thief, f"{n}0000{k}") == 422
            counted += 1
    assert counted == attempts.CODES_OF_ACCOUNT.tries
    last = browser_of(app)
    last.environ_base["REMOTE_ADDR"] = "203.0.113.99"
    enter(last, OFFICER)
    clock.shift(30)
    code = held.code()
    assert give(last, code) == 429, "from a browser that nobody knows, no more today"
    assert give(last, held.sheet[0]) == 303, "but a recovery code is too long to guess"
    enter(client, OFFICER)
    assert give(client, code) == 303, "and a browser that was here before is counted by itself"
    told = [subject for to, subject, _ in letters(app) if to == OFFICER]
    assert told.count("Quelqu’un tente d’ouvrir une session dans votre compte") == 2, "after ten, and after twenty"


def test_new_recovery_codes_end_those_before(held: App, sign_in: SignInAs, app: Flask, client: PageClient) -> None:
    mine = sign_in("officer")
    form = f"{SET_UP}/codes-de-secours"
    assert mine.submit(SET_UP, {"renew-code": "000000"}, form=form).status_code == 422
    sheet = codes_on(mine.submit(SET_UP, {"renew-code": held.code()}, form=form).text)
    assert not set(sheet) & set(held.sheet)
    enter(client, OFFICER)
    assert give(client, held.sheet[0]) == 422
    assert give(client, sheet[0]) == 303


def test_removing_it_takes_the_password_and_a_code(held: App, sign_in: SignInAs, client: PageClient) -> None:
    mine = sign_in("officer")
    form = f"{SET_UP}/retrait"
    for password, code in ((people.PASSWORD, "000000"), ("pas le bon du tout", held.code())):
        sent = {"remove-present": password, "remove-code": code}
        assert mine.submit(SET_UP, sent, form=form).status_code == 422
    sent = {"remove-present": people.PASSWORD, "remove-code": held.code()}
    assert mine.submit(SET_UP, sent, form=form).status_code == 303
    assert enter(client, OFFICER) == "/"
    assert session.scalar(text("SELECT count(*) FROM recovery_code")) == 0
    assert "removed sign-in in two steps" in actions()


def test_nobody_replaces_an_app_that_is_there(held: App, sign_in: SignInAs, client: PageClient) -> None:
    mine = sign_in("officer")
    sent = {"present": people.PASSWORD, "csrf_token": token(mine)}
    assert mine.post(SET_UP, data=sent).status_code == 409
    enter(client, OFFICER)
    assert give(client, held.code()) == 303


def test_a_code_of_the_app_does_for_the_password_before_money_moves(held: App, sign_in: SignInAs) -> None:
    client = sign_in("officer")
    with client:
        client.get("/compte")
        assert not stepup.confirm("000000")
        assert stepup.confirm(held.code())
        assert stepup.is_fresh()
        assert not stepup.confirm(held.code()), "once"
        assert stepup.confirm(people.PASSWORD)


@pytest.fixture
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "TOTP_REQUIRED", True)


@pytest.mark.parametrize("role", ["officer", "approver", "director", "auditor", "admin"])
def test_where_it_is_required_nothing_comes_before(required: None, sign_in: SignInAs, role: str) -> None:
    client = sign_in(role)
    for path in ("/", "/ententes", "/compte"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, SET_UP)
    answer = client.post("/compte/sessions/fin", data={"csrf_token": token(client)})
    assert answer.headers["Location"] == SET_UP
    assert client.get("/login").status_code == 303
    assert client.post("/langue/en", data={"csrf_token": token(client)}).status_code == 303
    set_up(client)
    assert client.get("/ententes").status_code == 200


@pytest.mark.parametrize("role", ["preparer", "signatory"])
def test_partners_choose(required: None, sign_in: SignInAs, role: str) -> None:
    client = sign_in(role)
    assert client.get("/compte").status_code == 200
    set_up(client)
    assert is_in(client)


def test_production_requires_it_unless_told_otherwise(tmp_path: Path) -> None:
    assert not settings_for("sqlite://", tmp_path).totp_required
    assert settings_for("sqlite://", tmp_path, TRACKER_TOTP="required").totp_required
    signing_key = settings_for("sqlite://", tmp_path).signing_key
    production = {
        "TRACKER_ENV": "production",
        "TRACKER_BASE_URL": "https://trame.example",
        "TRACKER_SIGNING_KEY": signing_key,
    }
    assert settings_for("sqlite://", tmp_path, **production).totp_required
    assert not settings_for("sqlite://", tmp_path, **production, TRACKER_TOTP="optional").totp_required
    with pytest.raises(SettingError, match="TRACKER_TOTP"):
        settings_for("sqlite://", tmp_path, TRACKER_TOTP="yes")


def test_a_new_key_opens_secrets_until_they_are_sealed_again(
    held: App, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = app.config["DATA_KEYS"]
    new = "une clé toute neuve, de trente-deux caractères au moins"
    monkeypatch.setitem(app.config, "DATA_KEYS", (new, old))
    with transaction():
        assert service.seal_again(actor="tests", at=now()) == 1
    monkeypatch.setitem(app.config, "DATA_KEYS", (new,))
    with transaction():
        assert service.accept(officer(), typed=held.code(), at=now()) is service.By.APP


def test_limits_are_counted_apart_from_those_of_passwords(held: App, client: PageClient) -> None:
    for _ in range(attempts.NETWORK_AND_ACCOUNT.tries - 2):  # setting it up took the password once
        enter(client, OFFICER, "pas le bon du tout")
    assert enter(client, OFFICER) == STEP
    assert give(client, held.code()) == 303
