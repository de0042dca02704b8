"""The installation: its database, its people, its server."""

from __future__ import annotations

import os

import click

from tracker import migrations
from tracker.accounts import passwords
from tracker.accounts import queries as people
from tracker.accounts import service as accounts
from tracker.accounts.factors import letters
from tracker.accounts.factors import service as factors
from tracker.accounts.labels import ROLES
from tracker.accounts.models import Role
from tracker.cli.terminal import ACTOR, application, tell
from tracker.db import now, transaction
from tracker.directory.queries import instance
from tracker.errors import DomainError, message
from tracker.grants.payments import details
from tracker.web.language import language_of_terminal, say, speaking


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest migration."""
    with application():
        migrations.upgrade()


@db.command("reseal")
def db_reseal() -> None:
    """Seal bank details, and the secrets of sign-in in two steps, again under the first key of TRACKER_DATA_KEY."""
    with application():
        with transaction():
            count = details.seal_again(actor=ACTOR, at=now())
            secrets = factors.seal_again(actor=ACTOR, at=now())
        tell(message("%(count)s bank accounts sealed again.", count=count))
        tell(message("%(count)s secrets of sign-in in two steps sealed again.", count=secrets))


@click.group()
def user() -> None:
    """People."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", help="The code of a partner's organisation.")
@click.option("--name", help="As others see it; the address by default.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def user_add(email: str, role: str, organisation: str | None, name: str | None, language: str) -> None:
    """Add a person. The password is TRACKER_NEW_PASSWORD, or one made here and printed once."""
    chosen = os.environ.get("TRACKER_NEW_PASSWORD")
    password = chosen or passwords.generate()
    with application():
        with transaction():
            accounts.add_person(
                email=email,
                name=name or "",
                role=role,
                organisation_code=organisation,
                language=language,
                password=password,
                actor=ACTOR,
                at=now(),
            )
        tell(message("%(email)s is added.", email=email))
        if not chosen:
            click.echo(say(message("Password: %(password)s", password=password)))


@user.command("remove-totp")
@click.argument("email")
@click.option("--reason", required=True, help="Why, and how it was made sure who asks; kept in the trail.")
def user_remove_totp(email: str, reason: str) -> None:
    """Remove sign-in in two steps for somebody who lost their telephone and their recovery codes."""
    with application():
        with transaction():
            person = people.person_by_email(accounts.normal_email(email))
            if person is None:
                raise DomainError(message("Nobody here has the address %(email)s.", email=email))
            if not factors.remove(person, actor=ACTOR, at=now(), reason=reason):
                raise DomainError(message("%(email)s does not sign in in two steps.", email=person.email))
            accounts.end_sessions(person_id=person.id)
            letters.removed(person)
        tell(message("%(email)s signs in with the password alone again.", email=person.email))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8000, show_default=True, envvar="PORT")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--no-worker", is_flag=True, help="Leave out the worker of background jobs.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the site, with one worker of background jobs beside it."""
    from tracker.serving import serve as serve_  # gunicorn is needed here only

    with application() as app:
        click.echo(say(message("Trame is served at %(address)s", address=f"http://{host}:{port}")), err=True)
        if instance().fictional:
            _present_the_cast(app.extensions["settings"].demo_password)
    serve_(app, host=host, port=port, workers=workers, with_worker=not no_worker)


@click.command()
@click.option(
    "--processes", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Default: one for each core."
)
def worker(processes: int) -> None:
    """Do background jobs until stopped; as many workers as wanted, on any machine that has the same settings."""
    from tracker.serving import work

    with application() as app:
        tell(message("This worker waits for jobs. Ctrl-C stops it."))
    work(app, processes=processes)


def _present_the_cast(password: str) -> None:
    """Who may sign in to the demo, and with what."""
    click.echo(say(message("Sign in as one of these, password: %(password)s", password=password)), err=True)
    with speaking(language_of_terminal(os.environ)):
        for email, name, role in accounts.DEMO_PEOPLE:
            click.echo(f"  {email:<28} {name} ({ROLES[role]})", err=True)
