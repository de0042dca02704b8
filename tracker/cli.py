"""The commands of INTERFACES.md, thin. Exit codes: 0 done, 1 the answer is no, 2 the input is wrong.

What a command answers goes to standard output; how it goes on and what is wrong, to standard error,
in the language of ``LANG``.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask

from config import SettingError
from tracker import create_app, migrations
from tracker.accounts import service as accounts
from tracker.accounts.labels import ROLES
from tracker.accounts.models import Role
from tracker.db import now, transaction
from tracker.directory.queries import instance
from tracker.errors import DomainError, Message, message
from tracker.ledger import journal
from tracker.statements import extract
from tracker.statements import service as statements
from tracker.statements.check import check_everything
from tracker.statements.verify import judge
from tracker.web.dates import TIME_ZONE
from tracker.web.language import language_of_terminal, say, speaking
from tracker.workbook import service as workbook
from tracker.workbook.export import recorded
from tracker.workbook.problems import Problem, Rejected
from tracker.workbook.writer import write

NO, WRONG = 1, 2
ACTOR = "command line"


@contextmanager
def _application() -> Iterator[Flask]:
    """The application, its language the terminal's; domain errors end the command with 2."""
    try:
        app = create_app()
    except SettingError as error:
        _stop(str(error), WRONG)
    with app.app_context(), speaking(language_of_terminal(os.environ)):
        try:
            yield app
        except DomainError as error:
            _stop(say(error.message), WRONG)


def _stop(text: str, code: int) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(code)


def _tell(text: Message) -> None:
    click.echo(say(text))


@contextmanager
def _progress(label: Message, length: int | None = None) -> Iterator[Callable[[int], object]]:
    """A progress bar on a terminal, nothing elsewhere. What it yields takes how much is done so far."""
    with click.progressbar(length=length or 1, label=say(label), file=sys.stderr) as bar:
        reached = 0

        def reach(done: int, total: int | None = None) -> None:
            nonlocal reached
            if total:
                bar.length = total
            bar.update(done - reached)
            reached = done

        yield reach
        bar.update(max(0, (bar.length or 0) - reached))


class Moment(click.ParamType[datetime]):
    """``2020-04-15T09:00:00-04:00``; UTC when it names no zone."""

    name = "timestamp"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r}: 2020-04-15T09:00:00-04:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Day(click.ParamType[date]):
    """``2020-03-31``."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r}: 2020-03-31", param, ctx)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Trame: a funder, its partners and its auditors answer for public money."""


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest migration."""
    with _application():
        migrations.upgrade()


@main.command()
@click.option("--agreements", type=click.IntRange(min=1), help="How many agreements; all of them by default.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same data.")
def demo(agreements: int | None, seed: int) -> None:
    """Install a portfolio of the real shape, plainly fictional, and people to sign in with."""
    from tracker.demo import install  # only this command needs it

    with _application() as app:
        password = app.extensions["settings"].demo_password
        with _progress(message("Demo portfolio")) as progress:
            installed = install(agreements=agreements, seed=seed, password=password, progress=progress)
        if installed is None:
            _tell(message("This database already holds agreements: nothing was changed."))


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Take in a portfolio workbook, all or nothing."""
    with _application():
        try:
            with _progress(message("Checking %(file)s", file=file.name)) as progress, transaction():
                plan = workbook.plan_file(file, progress=progress)
                if not dry_run:
                    workbook.carry_out(plan, actor=ACTOR, at=now(), reason=file.name)
        except Rejected as rejected:
            for problem in rejected.problems:
                click.echo(_line(problem), err=True)
            count = len(rejected.problems)
            _stop(say(message("To correct: %(count)s. Nothing was changed.", count=count)), WRONG)
        for problem in plan.warnings:
            click.echo(f"{say(message('Warning'))} – {_line(problem)}", err=True)
        for sheet, count in plan.counts.items():
            click.echo(f"{sheet}\t{count}")
        _tell(
            message("Nothing was changed (--dry-run).")
            if dry_run
            else message("Imported: %(count)s journal entries.", count=len(plan.entries))
        )


def _line(problem: Problem) -> str:
    place = "!".join(part for part in (problem.sheet, problem.cell) if part)
    value = f"« {problem.value} »" if problem.value else say(message("empty"))
    expected = say(message("expected: %(what)s", what=problem.expected))
    return f"{place}: {value}, {expected}" if place else expected


@main.group()
def statement() -> None:
    """A statement, not issued."""


_OPTIONS: tuple[Callable[[Callable[..., None]], Callable[..., None]], ...] = (
    click.option("--year", help="One fiscal year, such as 2016-2017."),
    click.option("--cumulative", is_flag=True, help="All the years."),
    click.option("--as-of", type=Day(), help="What took effect by this day (default: today)."),
    click.option("--known-at", type=Moment(), help="What was recorded by this moment (default: now)."),
    click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True),
    click.option("--format", "form", type=click.Choice(["pdf", "xlsx", "json"]), default="pdf", show_default=True),
    click.option("--output", type=click.Path(allow_dash=True, path_type=Path), help="A file; - for standard output."),
)


def _asked(command: Callable[..., None]) -> Callable[..., None]:
    """What every statement takes: the options above."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@statement.command("agreement")
@click.argument("number")
@_asked
def statement_agreement(number: str, **asked: Any) -> None:
    """The accountability statement of one agreement."""
    _state(statements.agreement_statement, number, **asked)


@statement.command("region")
@click.argument("code")
@_asked
def statement_region(code: str, **asked: Any) -> None:
    """The statement of a region, 01 to 17, or of what has none: national."""
    _state(statements.region_statement, code, **asked)


@statement.command("programme")
@click.argument("code")
@_asked
def statement_programme(code: str, **asked: Any) -> None:
    """The statement of a whole programme."""
    _state(statements.programme_statement, code, **asked)


@statement.command("disbursements")
@click.argument("number")
@_asked
def statement_disbursements(number: str, **asked: Any) -> None:
    """The disbursements of one agreement, planned and made."""
    _state(statements.disbursement_statement, number, **asked)


def _state(
    build: Callable[..., statements.AnyStatement],
    of: str,
    *,
    year: str | None,
    cumulative: bool,
    as_of: date | None,
    known_at: datetime | None,
    lang: Any,
    form: str,
    output: Path | None,
) -> None:
    """Build the statement ``of`` something and write it where it was asked."""
    if bool(year) == cumulative:
        raise click.UsageError("--year YEAR | --cumulative")
    with _application():
        built = build(of, year=year, as_of=as_of or now().astimezone(TIME_ZONE).date(), known_at=known_at or now())
        content = statements.write(built, form=form, lang=lang)
        _deliver(content, output or Path(statements.file_name(built, form)))


def _deliver(content: bytes, output: Path) -> None:
    if str(output) == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        _stop(f"{output}: {error.strerror}", WRONG)
    click.echo(output, err=True)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Whether FILE (PDF, workbook or record) is a statement as it was issued; exit 1 and why, if not."""
    with _application():
        verdict = judge(file.read_bytes())
        for said in (verdict.headline, *verdict.reasons):
            _tell(said)
        if not verdict.holds:
            sys.exit(NO)


@main.group("journal")
def journal_() -> None:
    """The journal."""


@journal_.command("verify")
def journal_verify() -> None:
    """Recompute the chain: how many entries, and its head; exit 1 at the first broken one."""
    with _application():
        with _progress(message("Journal"), journal.entry_count()) as progress:
            verdict = journal.verify(progress)
        if not verdict.sound:
            why = {
                "number": message("a number is missing before it"),
                "link": message("it does not follow the entry before"),
                "hash": message("its content is not what was sealed"),
                "balance": message("its postings do not balance"),
                "head": message("the journal's head is not its last entry"),
            }[verdict.why]
            broken = message("Broken at entry %(seq)s: %(why)s.", seq=verdict.broken, why=why)
            click.echo(say(broken))
            sys.exit(NO)
        _tell(message("%(count)s entries checked, head %(head)s", count=verdict.checked, head=verdict.head))


@main.group()
def export() -> None:
    """What is recorded, for other programs."""


@export.command("portfolio")
@click.argument("path", type=click.Path(allow_dash=True, path_type=Path))
def export_portfolio(path: Path) -> None:
    """Write the portfolio as the workbook that `import` takes."""
    with _application():
        _deliver(write(recorded()), path)


@export.command("journal")
@click.argument("path", type=click.Path(allow_dash=True, path_type=Path))
@click.option("--agreement", help="Its entries whole; of the others, the links of the chain only.")
def export_journal(path: Path, agreement: str | None) -> None:
    """Write the journal as lines of JSON, for docs/verify.py or another program."""
    with _application(), _progress(message("Journal"), journal.entry_count()) as progress:
        _deliver(b"".join(extract.lines(agreement, progress)), path)


@main.command()
def check() -> None:
    """Every invariant of the data, the identities for every agreement; exit 1 and a list if one fails."""
    with _application():
        with _progress(message("Agreements")) as progress:
            faults = check_everything(as_of=date.max, known_at=now(), progress=progress)
        verdict = journal.verify()
        if not verdict.sound:
            faults.append(message("the journal is broken at entry %(seq)s", seq=verdict.broken))
        for fault in faults:
            click.echo(say(fault))
        if faults:
            sys.exit(NO)
        _tell(message("Everything holds: %(count)s journal entries.", count=verdict.checked))


@main.group()
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
    password = chosen or secrets.token_urlsafe(18)
    with _application():
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
        _tell(message("%(email)s is added.", email=email))
        if not chosen:
            click.echo(say(message("Password: %(password)s", password=password)))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8000, show_default=True, envvar="PORT")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site."""
    from tracker.serving import serve as serve_  # gunicorn is needed here only

    with _application() as app:
        click.echo(say(message("Trame is served at %(address)s", address=f"http://{host}:{port}")), err=True)
        if instance().fictional:
            _present_the_cast(app.extensions["settings"].demo_password)
    serve_(app, host=host, port=port, workers=workers)


def _present_the_cast(password: str) -> None:
    """Who may sign in to the demo, and with what."""
    click.echo(say(message("Sign in as one of these, password: %(password)s", password=password)), err=True)
    with speaking(language_of_terminal(os.environ)):
        for email, name, role in accounts.DEMO_PEOPLE:
            click.echo(f"  {email:<28} {name} ({ROLES[role]})", err=True)
