"""The portfolio: the demo, the workbook in and out, and whether everything holds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from tracker.cli.terminal import ACTOR, NO, WRONG, Day, Moment, application, deliver, progress_bar, stop, tell
from tracker.db import now, transaction
from tracker.errors import message
from tracker.files import queries as files
from tracker.insight.opendata import service as open_data
from tracker.ledger import journal
from tracker.statements import extract
from tracker.statements.check import check_everything
from tracker.web.dates import today
from tracker.web.language import say
from tracker.workbook import service as workbook
from tracker.workbook.export import recorded
from tracker.workbook.problems import Problem, Rejected
from tracker.workbook.writer import write


@click.command()
@click.option("--agreements", type=click.IntRange(min=1), help="How many agreements; all of them by default.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same data.")
def demo(agreements: int | None, seed: int) -> None:
    """Install a portfolio of the real shape, plainly fictional, and people to sign in with."""
    from tracker.demo import install  # only this command needs it

    with application() as app:
        password = app.extensions["settings"].demo_password
        with progress_bar(message("Demo portfolio")) as progress:
            installed = install(agreements=agreements, seed=seed, password=password, progress=progress)
        if installed is None:
            tell(message("This database already holds agreements: nothing was changed."))


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Take in a portfolio workbook, all or nothing."""
    with application():
        try:
            with progress_bar(message("Checking %(file)s", file=file.name)) as progress, transaction():
                plan = workbook.plan_file(file, progress=progress)
                if not dry_run:
                    workbook.carry_out(plan, actor=ACTOR, at=now(), reason=file.name)
        except Rejected as rejected:
            for problem in rejected.problems:
                click.echo(_line(problem), err=True)
            count = len(rejected.problems)
            stop(say(message("To correct: %(count)s. Nothing was changed.", count=count)), WRONG)
        for problem in plan.warnings:
            click.echo(say(message("Warning")) + " – " + _line(problem), err=True)
        for sheet, count in plan.counts.items():
            click.echo(f"{sheet}\t{count}")
        tell(
            message("Nothing was changed (--dry-run).")
            if dry_run
            else message("Imported: %(count)s journal entries.", count=len(plan.entries))
        )


def _line(problem: Problem) -> str:
    place = "!".join(part for part in (problem.sheet, problem.cell) if part)
    value = f"« {problem.value} »" if problem.value else say(message("empty"))
    expected = say(message("expected: %(what)s", what=problem.expected))
    return f"{place}: {value}, {expected}" if place else expected


@click.group()
def export() -> None:
    """What is recorded, for other programs."""


@export.command("portfolio")
@click.argument("path", type=click.Path(allow_dash=True, path_type=Path))
def export_portfolio(path: Path) -> None:
    """Write the portfolio as the workbook that `import` takes."""
    with application():
        deliver(write(recorded()), path)


@export.command("journal")
@click.argument("path", type=click.Path(allow_dash=True, path_type=Path))
@click.option("--agreement", help="Its entries whole; of the others, the links of the chain only.")
def export_journal(path: Path, agreement: str | None) -> None:
    """Write the journal as lines of JSON, for docs/verify.py or another program."""
    with application(), progress_bar(message("Journal"), journal.entry_count()) as progress:
        deliver(b"".join(extract.lines(agreement, progress)), path)


def _publish(standard: str, path: Path, as_of: date | None, known_at: datetime | None) -> None:
    with application():
        at = now()
        with transaction():
            content, _found = open_data.make(
                standard, as_of=as_of or today(), known_at=known_at or at, actor=ACTOR, at=at
            )
        deliver(content, path)


_CLOCKS = (
    click.option("--known-at", type=Moment(), help="What was recorded by this moment (default: now)."),
    click.option("--as-of", type=Day(), help="What took effect by this day (default: today)."),
    click.argument("path", type=click.Path(allow_dash=True, path_type=Path)),
)


def _by_both_clocks(command: Callable[..., None]) -> Callable[..., None]:
    for option in _CLOCKS:
        command = option(command)
    return command


@export.command("360giving")
@_by_both_clocks
def export_360giving(path: Path, as_of: date | None, known_at: datetime | None) -> None:
    """Write agreements as a 360Giving package (JSON)."""
    _publish("360giving", path, as_of, known_at)


@export.command("canada")
@_by_both_clocks
def export_canada(path: Path, as_of: date | None, known_at: datetime | None) -> None:
    """Write agreements as Canada's proactive publication of grants and contributions (CSV)."""
    _publish("canada", path, as_of, known_at)


@click.command()
def check() -> None:
    """Every invariant of the data, the identities for every agreement; exit 1 and a list if one fails."""
    with application():
        with progress_bar(message("Agreements")) as progress:
            faults = check_everything(as_of=date.max, known_at=now(), progress=progress)
        verdict = journal.verify()
        if not verdict.sound:
            faults.append(message("the journal is broken at entry %(seq)s", seq=verdict.broken))
        faults += [message("file without a record: %(name)s", name=name) for name in files.orphans(now())]
        faults += [
            message("file %(id)s, %(name)s: its content is not there whole", id=file.id, name=file.name)
            for file in files.missing()
        ]
        for fault in faults:
            click.echo(say(fault))
        if faults:
            sys.exit(NO)
        tell(message("Everything holds: %(count)s journal entries.", count=verdict.checked))
