"""The site with a clock that a journey moves: each request is answered at the moment a file says.

``python -m tests.journeys.clocked PORT FILE`` serves the application of the environment, like ``tracker serve``
but in one process, where the whole clock is moved. Between two moves the time goes on as usual.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

import time_machine
from werkzeug.serving import make_server

from tracker import create_app

Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Clock:
    """WSGI: before each request, the time is what the file says, if the file was written again."""

    def __init__(self, answer: Answer, file: Path) -> None:
        self._answer = answer
        self._file = file
        self._said = ""
        self._moves = Lock()
        self._traveller: time_machine.Traveller | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self._moves:
            said = self._file.read_text()
            if said != self._said:
                self._move(datetime.fromisoformat(said))
                self._said = said
        return self._answer(environ, start_response)

    def _move(self, moment: datetime) -> None:
        if self._traveller is None:
            self._traveller = time_machine.travel(moment, tick=True).start()
        else:
            self._traveller.move_to(moment)


def main(port: int, file: Path) -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app()
    app.wsgi_app = Clock(app.wsgi_app, file)  # type: ignore[method-assign]
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
