"""What happens to people and their sessions. The caller commits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from tracker.accounts import passwords, queries
from tracker.accounts.models import PARTNER_ROLES, PasswordLink, Person, Role, SignIn
from tracker.accounts.tokens import service as tokens
from tracker.accounts.visitor import hashed, lifetime_of
from tracker.db import session
from tracker.errors import DomainError, message
from tracker.ledger.organisations import survivor_of
from tracker.trail import service as trail
from tracker.web.text import clean

MAX_SESSIONS = 20
"""Sessions one person may have at once; a new one ends the oldest."""

DEMO_PEOPLE = (
    ("bailleur@demo.example", "Marc-André Roy", Role.OFFICER),
    ("finances@demo.example", "Anne Lefebvre", Role.APPROVER),
    ("direction@demo.example", "Paul Cyr", Role.DIRECTOR),
    ("partenaire@demo.example", "Josée Gélinas", Role.PREPARER),
    ("signataire@demo.example", "Hélène Gagnon", Role.SIGNATORY),
    ("verification@demo.example", "Claire Bouchard", Role.AUDITOR),
    ("admin@demo.example", "Admin Démo", Role.ADMIN),
)


def normal_email(text: str) -> str:
    """The form an address is kept and looked up in: lower case, NFC, no outer space."""
    return clean(text).lower()


def authenticate(*, email: str, password: str) -> Person | None:
    """The active person of this address and password. Takes as long whether or not they exist."""
    person = queries.person_by_email(normal_email(email))
    known = person if person is not None and person.active else None
    right = passwords.matches(password, known.password_hash if known else None)
    return known if right else None


def sign_in(person: Person, *, agent: str, at: datetime, by: str = "password") -> tuple[int, str]:
    """Start a session; returns its number and its token, which is kept nowhere. ``by`` tells the trail with what.

    Ends the person's sessions that are past their time.
    """
    oldest = at - lifetime_of(Role(person.role)).absolute
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.created_at < oldest))
    for old in queries.sessions_of(person.id)[MAX_SESSIONS - 1 :]:
        session.delete(old)
    token = secrets.token_urlsafe(32)
    started = SignIn(token_hash=hashed(token), person_id=person.id, created_at=at, agent=clean(agent)[:200])
    session.add(started)
    session.flush()
    _record(person.email, at, "signed in", person, {"by": by})
    return started.id, token


def keep_hash_current(person: Person, *, password: str) -> None:
    """Hash the password, which is right, with today's settings if it was with weaker ones."""
    if passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hash_password(password)


def end_session(*, person_id: int, sign_in_id: int) -> bool:
    """End one of the person's own sessions; False when it is not theirs or has ended already."""
    ended = session.execute(
        delete(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == person_id).returning(SignIn.id)
    )
    return ended.first() is not None


def end_sessions(*, person_id: int, except_id: int | None = None) -> None:
    """End all of the person's sessions, but perhaps the present one."""
    session.execute(delete(SignIn).where(SignIn.person_id == person_id, SignIn.id != (except_id or 0)))


def end_links(*, person_id: int) -> None:
    """The links by which the person could choose a password are worth nothing any more."""
    session.execute(delete(PasswordLink).where(PasswordLink.person_id == person_id))


def choose_language(*, person_id: int, language: str) -> None:
    """Speak ``language`` to this person from now on, everywhere."""
    session.execute(update(Person).where(Person.id == person_id).values(language=language))


def add_person(
    *,
    email: str,
    name: str,
    role: Role | str,
    password: str,
    actor: str,
    at: datetime,
    organisation_code: str | None = None,
    language: str = "fr",
    fictional: bool = False,
) -> Person:
    """Add somebody who may sign in. A partner's person belongs to one organisation, nobody else does. The password
    of somebody ``fictional`` is printed for all to see: any will do. Whose organisation was merged belongs to the
    one that it was merged into.

    Raises DomainError on ``email``, ``role``, ``organisation`` or ``new_password``.
    """
    address = _checked_email(email)
    if role not in {known.value for known in Role}:
        raise DomainError(
            message("%(role)s is not a role. The roles are: %(roles)s.", role=role, roles=[r.value for r in Role]),
            "role",
        )
    if (role in PARTNER_ROLES) != (organisation_code is not None):
        raise DomainError(
            message("A partner’s person needs an organisation.")
            if role in PARTNER_ROLES
            else message("Only a partner’s person has an organisation."),
            "organisation",
        )
    if queries.person_by_email(address) is not None:
        raise DomainError(message("%(email)s already has an account.", email=address), "email")
    if organisation_code is not None:
        organisation_code = session.scalar(survivor_of(organisation_code)) or organisation_code
    shown = clean(name) or address.partition("@")[0]
    if not fictional:
        passwords.check(password, email=address, name=shown)
    person = Person(
        email=address,
        name=shown[:120],
        role=Role(role).value,
        organisation_code=organisation_code,
        language=language,
        password_hash=passwords.hash_password(password),
    )
    session.add(person)
    try:
        session.flush()
    except IntegrityError as error:
        if organisation_code is None:
            raise
        raise DomainError(
            message("No organisation has the code %(code)s.", code=organisation_code), "organisation"
        ) from error
    added = {"email": person.email, "role": person.role, "organisation": organisation_code}
    _record(actor, at, "added", person, {name: [None, value] for name, value in added.items()})
    return person


def set_password(person: Person, *, password: str, actor: str, at: datetime, except_id: int | None = None) -> None:
    """Change a password and end the sessions opened with the one before, but perhaps the present one.

    Raises DomainError on ``new_password``.
    """
    passwords.check(password, email=person.email, name=person.name)
    person.password_hash = passwords.hash_password(password)
    end_sessions(person_id=person.id, except_id=except_id)
    end_links(person_id=person.id)
    _record(actor, at, "changed password", person)


def disable(person: Person, *, actor: str, at: datetime, reason: str) -> None:
    """Close an account: its sessions and tokens end at once, its name stays in history."""
    person.active = False
    end_sessions(person_id=person.id)
    end_links(person_id=person.id)
    tokens.end_all(person.id)
    _record(actor, at, "disabled", person, {"active": [True, False]}, reason)


def demo_people(*, password: str, partner_organisation_code: str, actor: str, at: datetime) -> Sequence[Person]:
    """The seven people of the demonstration; those who exist already are left as they are."""
    people = []
    for email, name, role in DEMO_PEOPLE:
        known = queries.person_by_email(email)
        people.append(
            known
            or add_person(
                email=email,
                name=name,
                role=role,
                password=password,
                actor=actor,
                at=at,
                organisation_code=partner_organisation_code if role in PARTNER_ROLES else None,
                fictional=True,
            )
        )
    return people


def _checked_email(text: str) -> str:
    address = normal_email(text)
    try:
        # ".example" is reserved for demonstrations: a good address that nobody can have.
        checked = validate_email(address, check_deliverability=False, test_environment=address.endswith(".example"))
    except EmailNotValidError:
        raise DomainError(message("%(email)s is not an e-mail address.", email=address), "email") from None
    return checked.normalized.lower()


def _record(
    actor: str,
    at: datetime,
    action: str,
    person: Person,
    difference: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    trail.record(
        actor=actor,
        at=at,
        action=action,
        subject_type="person",
        subject=str(person.id),
        difference=difference,
        reason=reason,
    )
