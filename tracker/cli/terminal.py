"""What every command stands on: the application, the terminal's language, how it ends.

Exit codes: 0 done, 1 the answer is no, 2 the input is wrong. What a command answers goes to standard
output; how it goes on and what is wrong, to standard error, in the language of ``LANG``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask

from config import SettingError
from tracker import create_app
from tracker.errors import DomainError, Message
from tracker.web.language import language_of_terminal, say, speaking

NO, WRONG = 1, 2
ACTOR = "command line"


@contextmanager
def application() -> Iterator[Flask]:
    """The application, its language the terminal's; domain errors end the command with 2."""
    try:
        app = create_app()
    except SettingError as error:
        stop(str(error), WRONG)
    try:
        with app.app_context(), speaking(language_of_terminal(os.environ)):
            try:
                yield app
            except DomainError as error:
                stop(say(error.message), WRONG)
    finally:
        app.extensions["engine"].dispose()  # a server counts its connections; a command leaves none open


def stop(text: str, code: int) -> NoReturn:
    """End the command here: ``text`` says why, ``code`` is its exit status."""
    click.echo(text, err=True)
    sys.exit(code)


def tell(text: Message) -> None:
    """Answer, in the terminal's language."""
    click.echo(say(text))


@contextmanager
def progress_bar(label: Message, length: int | None = None) -> Iterator[Callable[[int], object]]:
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


def deliver(content: bytes, output: Path) -> None:
    """Write ``content`` to a file, or to standard output for ``-``; exit 2 when it cannot be written."""
    if str(output) == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        stop(f"{output}: {error.strerror}", WRONG)
    click.echo(output, err=True)
