"""The web server: gunicorn. Pages are bound by the processor, so its processes do the work; a few
threads in each are there for the connections that a browser opens ahead and leaves silent, which
would hold a sync worker for as long as they last.
"""

from __future__ import annotations

import contextlib
import os
import signal

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from tracker.jobs import worker
from tracker.statements.pdf import guarded
from tracker.web import logs, metrics

_GENTLE = 5  # pages come before background work


class _Lines(Logger):  # type: ignore[misc]
    """The server's own lines, in the form of the application's."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.Lines())


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, app: Flask, options: dict[str, object]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def serve(app: Flask, *, host: str, port: int, workers: int, with_worker: bool = True) -> None:
    """Serve ``app`` until stopped, with one worker of jobs beside it unless that is left out. The application
    is loaded once and shared by the forked workers; its connections are not, so they are dropped first."""
    log = app.extensions["settings"].log
    logs.begin(form=log)
    metrics.share(app)
    worker.close_connections(app)
    guarded.start()
    beside = _worker_beside(app) if with_worker else None
    options: dict[str, object] = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": 4,
        "preload_app": True,
        "timeout": 120,
        "graceful_timeout": 10,
        "max_requests": 5_000,
        "max_requests_jitter": 500,
        "accesslog": None,
        "loglevel": "warning",
        "on_exit": lambda _server: _end(beside),
    }
    if log == "json":
        options["logger_class"] = _Lines
    _Server(app, options).run()


def work(app: Flask, *, processes: int) -> None:
    """A worker of jobs, until stopped."""
    logs.begin(form=app.extensions["settings"].log)
    worker.serve(app, processes=processes, begin=guarded.start)


def _worker_beside(app: Flask) -> int:
    """A worker in a process of its own, which is not the web server's to wait for; its number."""
    process = os.fork()
    if process:
        return process
    try:
        os.nice(_GENTLE)
        work(app, processes=os.cpu_count() or 1)
    finally:
        os._exit(0)


def _end(process: int | None) -> None:
    if process:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
