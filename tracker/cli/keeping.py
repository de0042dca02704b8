"""The whole instance as one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.backup import Summary
from tracker.backup import backup as make
from tracker.backup import restore as bring_back
from tracker.cli.terminal import WRONG, application, stop, tell
from tracker.errors import message


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole instance, files included, to FILE; people may go on working. Keys are kept apart."""
    with application():
        try:
            _say(make(file))
        except OSError as error:
            stop(f"{file}: {error.strerror}", WRONG)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring a backup into an empty database, and its files into the storage."""
    with application():
        _say(bring_back(file))


def _say(summary: Summary) -> None:
    tell(
        message(
            "%(rows)s rows, %(files)s files, %(entries)s journal entries, head %(head)s",
            rows=summary.rows,
            files=summary.files,
            entries=summary.entries,
            head=summary.head,
        )
    )
