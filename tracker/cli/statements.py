"""Statements: asked for, issued, verified."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import click

from tracker.audit.package import bundle
from tracker.audit.package import read as package
from tracker.cli.terminal import ACTOR, NO, Day, Moment, application, deliver, tell
from tracker.db import now, transaction
from tracker.errors import message
from tracker.jobs import queries as jobs
from tracker.jobs.life import State
from tracker.jobs.worker import team
from tracker.statements import issued
from tracker.statements import service as statements
from tracker.statements.batches import service as year_end
from tracker.statements.batches.queries import numbers_of
from tracker.statements.pdf import guarded
from tracker.statements.verify import judge_file
from tracker.web.dates import TIME_ZONE
from tracker.web.language import language_of_terminal, say, speaking


@click.group()
def statement() -> None:
    """A statement, not issued."""


_Decorator: TypeAlias = Callable[[Callable[..., None]], Callable[..., None]]

_OPTIONS: tuple[_Decorator, ...] = (
    click.option("--output", type=click.Path(allow_dash=True, path_type=Path), help="A file; - for standard output."),
    click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True),
    click.option("--known-at", type=Moment(), help="What was recorded by this moment (default: now)."),
    click.option("--as-of", type=Day(), help="What took effect by this day (default: today)."),
    click.option("--cumulative", is_flag=True, help="All the years."),
    click.option("--year", help="One fiscal year, such as 2016-2017."),
)


def _asked(command: Callable[..., None], forms: Sequence[str] = ("pdf", "xlsx", "json")) -> Callable[..., None]:
    """What every statement takes: the options above, and one of ``forms``, by default the first."""
    form: _Decorator = click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True)
    for option in (form, *_OPTIONS):
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


@statement.command("audit")
@click.argument("number")
@partial(_asked, forms=("zip", "pdf", "xlsx", "json"))
def statement_audit(number: str, *, form: str, lang: Any, output: Path | None, **asked: Any) -> None:
    """The audit package of one agreement (zip); its index (pdf), lead sheets (xlsx) or figures (json) alone."""
    clocks = _clocks(**asked)
    with application():
        dossier = package.dossier(number, **clocks)
        content = BytesIO()
        bundle.write(dossier, form=form, lang=lang, out=content)
        deliver(content.getvalue(), output or Path(bundle.file_name(dossier, form)))


def _state(build: Callable[..., statements.AnyStatement], of: str, *, form: str, lang: Any, output: Path | None,
           **asked: Any) -> None:  # fmt: skip
    """Build the statement ``of`` something and write it where it was asked."""
    clocks = _clocks(**asked)
    with application():
        built = build(of, **clocks)
        content = statements.write(built, form=form, lang=lang)
        deliver(content, output or Path(statements.file_name(built, form)))


def _clocks(*, year: str | None, cumulative: bool, as_of: date | None, known_at: datetime | None) -> dict[str, Any]:
    """The year, or all of them, and both clocks."""
    if bool(year) == cumulative:
        raise click.UsageError("--year YEAR | --cumulative")
    return {
        "year": year,
        "as_of": as_of or now().astimezone(TIME_ZONE).date(),
        "known_at": known_at or now(),
    }


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Whether FILE (PDF, workbook or record) is a statement as it was issued, or a ZIP an audit package as it was made
    here; exit 1 and why, if not."""
    with application(), file.open("rb") as stream:
        verdict = judge_file(stream)
        for said in (verdict.headline, *verdict.reasons, *verdict.audit):
            tell(said)
        if not verdict.holds:
            sys.exit(NO)


@click.command()
@click.argument("programme")
@click.option("--year", required=True, help="The fiscal year to issue, such as 2016-2017.")
@click.option("--lang", "languages", default="fr,en", show_default=True, help="fr, en, or both.")
@click.option("--as-of", type=Day(), help="What took effect by this day (default: today).")
@click.option("--workers", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Default: one for each core.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="A folder for copies of the files.")
@click.option("--disbursements", is_flag=True, help="With the statement of disbursements of each agreement.")
def issue(
    programme: str,
    year: str,
    languages: str,
    as_of: date | None,
    workers: int,
    output: Path | None,
    disbursements: bool,
) -> None:
    """Issue a whole year-end; stopped and started again, it goes on where it was."""
    with application() as app, transaction():
        asked = year_end.unfinished(programme=programme, year=year, languages=languages.split(","))
        if asked is None:
            asked = year_end.ask(
                programme=programme,
                year=year,
                as_of=as_of or now().astimezone(TIME_ZONE).date(),
                languages=languages.split(","),
                actor=ACTOR,
                at=now(),
            )
            year_end.start(asked, actor=ACTOR, at=now(), disbursements=disbursements)
        else:
            year_end.go_on(asked, State.CANCELLED, State.FAILED)
            if disbursements:
                year_end.start(asked, actor=ACTOR, at=now(), disbursements=True)
        family = asked.family
    with click.progressbar(length=0, label=year, show_pos=True, file=sys.stderr) as bar:
        for progress in team(app, family=family, processes=workers, begin=guarded.start):
            bar.length = progress.total
            bar.update(progress[State.DONE] + progress[State.FAILED] - bar.pos)
    with app.app_context(), speaking(language_of_terminal(os.environ)):
        done, failed = (jobs.of_family(family, state) for state in (State.DONE, State.FAILED))
        for job in failed:
            click.echo(f"{job.arguments['name']}: {say(job.why or '')}", err=True)
        if output:
            _copy(numbers_of(done), output)
        fresh = sum(bool(it.result and it.result["fresh"]) for it in done)
        tell(message("Issued: %(fresh)s. Already issued: %(stood)s. Failed: %(failed)s.",
                     fresh=fresh, stood=len(done) - fresh, failed=len(failed)))  # fmt: skip
    app.extensions["engine"].dispose()
    if failed:
        sys.exit(NO)


def _copy(numbers: Sequence[str], folder: Path) -> None:
    """The stored files of these statements, as they were made."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        row = issued.by_number(number)
        for file in row.files if row else ():
            (folder / file.name).write_bytes(file.content)
