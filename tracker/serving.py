"""The web server: gunicorn. Pages are bound by the processor, so its processes do the work; a few
threads in each are there for the connections that a browser opens ahead and leaves silent, which
would hold a sync worker for as long as they last.
"""

from __future__ import annotations

from flask import Flask
from gunicorn.app.base import BaseApplication


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


def serve(app: Flask, *, host: str, port: int, workers: int) -> None:
    """Serve ``app`` until stopped. The application is loaded once and shared by the forked workers;
    its database connections are not, so they are dropped first."""
    app.extensions["engine"].dispose()
    options = {
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
    }
    _Server(app, options).run()
