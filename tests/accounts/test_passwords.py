"""Which passwords are kept, how, and that nobody learns from a clock."""

from __future__ import annotations

import pytest

from tracker.accounts import passwords
from tracker.errors import DomainError


def refused(password: str) -> str:
    """What is said against the password, the empty string when it is taken."""
    try:
        passwords.check(password, email="josee.gelinas@demo.example", name="Josée Gélinas")
    except DomainError as error:
        return f"{error.field}: {error.message.text}"
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "quatre mots sans lien",
        "chaque chiffre mène à sa pièce",
        "xK9#vLq2!pWz8@r",
        "ᐃᓄᒃᑎᑐᑦ ᐃᓄᒃᑎᑐᑦ ᓄᓇᕕᒃ",
        "l" * 10 + "m" * 10,
        "839201748392016",
        "un mot de passe pour les essais",
        "bienvenue chez les girafes",
    ],
)
def test_any_characters_will_do(password: str) -> None:
    assert refused(password) == ""


@pytest.mark.parametrize("password", ["", "court", "quatorze lettr", "e\u0301" * 14])
def test_fifteen_characters_as_people_count_them(password: str) -> None:
    assert refused(password).startswith("new_password: Choose a password of %(length)s characters or more")


@pytest.mark.parametrize(
    "password",
    [
        "motdepasse123456",
        "Mot de passe 123456",
        "MOT-DE-PASSE-123456",
        "passwordpassword",
        "qwertyuiopasdfgh",
        "azertyuiop1234567890",
        "jemesouviens1234",
        "111111111111111",
        "Bienvenue2026!!",
        "hockey123456789",
        "Password!2025!2026",
        "québec-montréal-canada",
        "qsdfghjklm0987654",
        "mnbvcxz9876543210",
        "               a b c",
        "abcabcabcabcabcab",
        "josee.gelinas@demo.example",
        "Gélinas Josée 123",
        "josee gelinas 12",
    ],
)
def test_what_others_would_try_first_is_refused(password: str) -> None:
    assert refused(password).startswith("new_password: This password is too easy")


def test_too_long_is_refused() -> None:
    assert refused("abcdefgh " * 100).endswith("characters at most.")


def test_kept_as_argon2id_and_never_twice_the_same() -> None:
    first, second = passwords.hash_password("quatre mots sans lien"), passwords.hash_password("quatre mots sans lien")
    assert first.startswith("$argon2id$")
    assert first != second
    assert passwords.matches("quatre mots sans lien", first)
    assert not passwords.matches("quatre mots sans liens", first)
    assert not passwords.is_outdated(first)


def test_the_same_accents_from_another_keyboard() -> None:
    kept = passwords.hash_password("été comme hiver, toujours")
    assert passwords.matches("e\u0301te\u0301 comme hiver, toujours", kept)


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not passwords.matches("quatre mots sans lien", "not a hash")


def test_a_generated_password_is_a_good_one() -> None:
    made = {passwords.generate() for _ in range(20)}
    assert len(made) == 20
    assert all(refused(password) == "" for password in made)
